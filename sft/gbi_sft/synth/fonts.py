"""Fonts without the system's: matplotlib's DejaVu for Latin, PyMuPDF's built-in font for Chinese, as files.

Not covered: CJK in bold, and Latin faces beyond DejaVu and those that a library brings along.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

from gbi.files import replacing
from gbi_sft.sample import Language

CJK = "Droid Sans Fallback"
"""The family of PyMuPDF's built-in CJK font."""
FACES = {"sans": "DejaVu Sans", "serif": "DejaVu Serif", "mono": "DejaVu Sans Mono"}


@cache
def _cjk() -> bytes:
    import pymupdf

    return bytes(pymupdf.Font("cjk").buffer)


def cjk_file() -> Path:
    """The CJK font as a TrueType file in a folder of its own, written once for all processes of the user, and again
    where somebody has cleared the folder for temporary files."""
    data = _cjk()
    folder = Path(tempfile.gettempdir()) / f"gbi-fonts-{os.getuid()}-{len(data)}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "cjk.ttf"
    if not path.exists() or path.stat().st_size != len(data):
        with replacing(path) as part:
            part.write_bytes(data)
    return path


def family(font: str, language: Language) -> str:
    """The family name for a style's font in a language."""
    return CJK if language == "zh" else FACES.get(font, font)
