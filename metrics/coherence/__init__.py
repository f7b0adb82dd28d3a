"""Whether an index hangs together (内部一致性): which indicators move with their dimension, which count one thing twice. Pure.

correlation  Pearson and Spearman between columns, each pair on the rows that have both
alpha        Cronbach's alpha with its interval
influence    what each indicator weighs in the whole, and how much of it shows in the ranking
summary      the tables of one group of sites

It explains an index and changes no score. Source of the steps: OECD/JRC Handbook on Constructing Composite Indicators, 2008.
"""
