"""Benchmarks. Matrix products run on one thread, here as in their references: set before NumPy is imported."""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"
