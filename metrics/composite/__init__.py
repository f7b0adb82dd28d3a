"""A composite index from a framework of kind ``index`` and the tables it is run on. Pure.

points     from values to points, by the normalisation of each indicator
scores     points rolled up the tree, ranks, scenarios
replays    the same under weight sets that were drawn elsewhere
draws      its choices drawn at random, and which of them matter
bands      what replications say of ranks
tables     the result as tables
analysis   coherence, and what every indicator would bring
"""
