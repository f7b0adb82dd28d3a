"""How far people who judge the same things agree: Krippendorff's alpha, intraclass correlations, Cohen's and Fleiss' kappa.

Ratings are a float64 matrix: one row a unit (what is judged), one column a rater, NaN where a rater gave no value. Whatever cannot
be computed is NaN with a reason; nothing raises, nothing warns.
"""

from metrics.raters.alpha import krippendorff_alpha
from metrics.raters.coefficient import Coefficient, Reason, Resampling
from metrics.raters.icc import FORMS, Intraclass, intraclass_correlations
from metrics.raters.kappa import category_counts, cohen_kappa, fleiss_kappa

__all__ = [
    "FORMS", "Coefficient", "Intraclass", "Reason", "Resampling", "category_counts", "cohen_kappa", "fleiss_kappa",
    "intraclass_correlations", "krippendorff_alpha",
]  # fmt: skip
