"""A composite index from a framework of kind ``index`` and the tables it is run on. Pure.

points     from values to points, by the normalisation of each indicator
scores     points rolled up the tree, ranks, scenarios, replayed weights
tables     the result as tables
"""
