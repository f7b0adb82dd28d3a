"""Weights that are not simply given. Pure.

equal        alike
ahp          from people's pairwise comparisons; may be official
statistical  entropy, CRITIC, principal component: from the data, for analysis and never for an official score
"""
