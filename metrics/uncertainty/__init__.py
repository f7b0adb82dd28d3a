"""How sure a rank is: replications under other reasonable methods, and under other samples of what was measured. Pure.

Two bands are kept apart. The method band asks what the ranks would be had the method's choices fallen otherwise; the measurement
band what they would be had other pages, visits or evaluators been drawn. Who is compared is held as in the
official result in both, so that every replication ranks the same units; and so is which nodes of the tree have a number, but where
gaps count as the least: then none is missing.
"""
