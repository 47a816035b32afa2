"""Uncertainty of measured means: the bootstrap interval, and the paired sign-flip test.

Sources: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3 (percentile interval); Fisher's
paired randomisation test as in Noreen, "Computer-Intensive Methods for Testing Hypotheses", 1989.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RESAMPLES = 2000


def bootstrap_interval(values: Sequence[float], *, seed: int = 0, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of the mean. Raises `ValueError` for no values."""
    if not values:
        raise ValueError("an interval of no values")
    sample = np.asarray(values, float)
    picks = np.random.default_rng(seed).integers(0, len(sample), (RESAMPLES, len(sample)))
    means = sample[picks].mean(axis=1)
    tail = (1 - level) / 2
    return float(np.quantile(means, tail)), float(np.quantile(means, 1 - tail))


def paired_p_value(before: Sequence[float], after: Sequence[float], *, seed: int = 0, flips: int = 10_000) -> float:
    """Two-sided p of "the mean difference is zero", by flipping signs of the pairs' differences.

    Raises `ValueError` when the lengths differ or there are no pairs.
    """
    if len(before) != len(after) or not before:
        raise ValueError("paired values must be of one length and not empty")
    differences = np.asarray(after, float) - np.asarray(before, float)
    differences = differences[differences != 0]
    if not len(differences):
        return 1.0
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), (flips, len(differences)))
    extreme = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-12
    return float((extreme.sum() + 1) / (flips + 1))
