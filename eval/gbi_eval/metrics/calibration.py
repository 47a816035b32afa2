"""Whether stated confidence and stated error can be believed.

Expected calibration error: Guo et al., "On Calibration of Modern Neural Networks", 2017 (arXiv 1706.04599), equation 3,
with equal-width bins. AUROC: the probability that a right item is stated surer than a wrong one, ties half (Hanley and
McNeil, 1982). Coverage: the share of values within their stated half-width, beside the median half-width as a share of
the axis range, so that wide errors gain nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata


def expected_calibration_error(
    confidence: Sequence[float], right: Sequence[bool], bins: int = 10, weights: Sequence[float] | None = None
) -> float:
    """Mean over items of |accuracy - confidence| of their bin, all counting alike or by `weights` (positive, one an
    item); 0 for no items."""
    if not confidence:
        return 0.0
    sure, hit = np.asarray(confidence, float), np.asarray(right, float)
    weight = np.ones(len(sure)) if weights is None else np.asarray(weights, float)
    index = np.clip((sure * bins).astype(int), 0, bins - 1)
    gaps = (abs((weight * (hit - sure))[index == b].sum()) for b in set(index.tolist()))
    return float(sum(gaps) / weight.sum())


def auroc(confidence: Sequence[float], right: Sequence[bool]) -> float | None:
    """Area under the ROC curve of confidence as a test for being right; None where all are right or all wrong."""
    hit = np.asarray(right, bool)
    positives, negatives = int(hit.sum()), int((~hit).sum())
    if not positives or not negatives:
        return None
    ranks = rankdata(np.asarray(confidence, float))
    return float((ranks[hit].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def coverage(distance: Sequence[float], half_width: Sequence[float]) -> tuple[float, float]:
    """(share of items whose distance is within the stated half-width, median half-width), both given in the same
    unit (a share of the axis range). Raises `ValueError` for no items."""
    if not distance:
        raise ValueError("coverage of no items")
    gaps, widths = np.asarray(distance, float), np.asarray(half_width, float)
    return float((gaps <= widths + 1e-12).mean()), float(np.median(widths))
