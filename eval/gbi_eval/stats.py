"""Uncertainty of measured means: the bootstrap interval, the paired sign-flip test, and Holm's way with many tests.

Sources: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 13.3 (percentile interval); Fisher's
paired randomisation test as in Noreen, "Computer-Intensive Methods for Testing Hypotheses", 1989, which for scores of 0
and 1 is McNemar's exact test; Phipson and Smyth, 2010 (the observed flip counts among the drawn ones, so that no p
is 0); Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979, with weights as in its section 4.
All are deterministic: what is drawn is drawn with a fixed seed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

RESAMPLES = 2000
FLIPS = 20_000
EXACT_UP_TO = 14
"""So many pairs that differ are gone through in all their 2 ** n flips; more are sampled."""
CHUNK = 1000


def bootstrap_interval(values: Sequence[float], *, seed: int = 0, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of the mean. Raises `ValueError` for no values."""
    if not values:
        raise ValueError("an interval of no values")
    sample = np.asarray(values, float)
    if sample.min() == sample.max():
        return float(sample[0]), float(sample[0])
    generator = np.random.default_rng(seed)
    means = [
        sample[generator.integers(0, len(sample), (CHUNK, len(sample)))].mean(axis=1) for _ in range(RESAMPLES // CHUNK)
    ]
    tail = (1 - level) / 2
    low, high = np.quantile(np.concatenate(means), (tail, 1 - tail))
    return float(low), float(high)


def fall_p_value(before: Sequence[float], after: Sequence[float], *, seed: int = 0) -> float:
    """One-sided p of a fall: how often the pairs' differences, each with a sign by chance, sum to as little as they do.

    1.0 where no pair differs. Raises `ValueError` when the lengths differ or there are no pairs.
    """
    if len(before) != len(after) or not before:
        raise ValueError("paired values must be of one length and not empty")
    differences = np.asarray(after, float) - np.asarray(before, float)
    differences = differences[np.abs(differences) > 1e-12]
    count = len(differences)
    if not count:
        return 1.0
    seen = float(differences.sum()) + 1e-9
    if count <= EXACT_UP_TO:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=count)))
        return float((signs @ differences <= seen).mean())
    generator = np.random.default_rng(seed)
    as_low = 0
    for _ in range(FLIPS // CHUNK):
        as_low += int((generator.choice((-1.0, 1.0), (CHUNK, count)) @ differences <= seen).sum())
    return (as_low + 1) / (FLIPS + 1)


def holm(p_values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Adjusted p values in the given order: those below the level are the ones that the weighted procedure rejects.

    By p / weight from the least, each is p times the weight of all not yet rejected over its own, and not less than the
    one before. Raises `ValueError` when the lengths differ or a weight is not positive.
    """
    if len(p_values) != len(weights) or any(weight <= 0 for weight in weights):
        raise ValueError("each p value needs a positive weight")
    order = sorted(range(len(p_values)), key=lambda i: p_values[i] / weights[i])
    adjusted, least = [1.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        left = sum(weights[j] for j in order[rank:])
        least = max(least, min(1.0, p_values[i] * left / weights[i]))
        adjusted[i] = least
    return adjusted
