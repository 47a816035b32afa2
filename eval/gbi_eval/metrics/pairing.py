"""One-to-one pairing of what was said with what was wanted, by any rule of what counts as the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment


def all_paired(said: Sequence[str], wanted: Sequence[str], same: Callable[[str, str], bool]) -> bool:
    """Whether both have one length and each wanted value has a said one of its own, `same(said, wanted)`.

    An assignment and not the first that fits: with a tolerance, the first that fits may be another one's only partner.
    """
    if len(said) != len(wanted):
        return False
    if not wanted:
        return True
    fits = np.array([[same(a, b) for b in wanted] for a in said], float)
    rows, columns = linear_sum_assignment(-fits)
    return bool(fits[rows, columns].all())
