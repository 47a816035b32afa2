"""Files in, pages and regions out: `open_source` looks at a file's bytes and opens it with its format's module."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import cast

from gbi.documents.limits import check_file
from gbi.documents.sniff import kind_of
from gbi.documents.source import Source
from gbi.settings import Settings, current

FORMATS: dict[str, str] = {
    "pdf": "gbi.documents.pdf",
    "image": "gbi.documents.image",
    "svg": "gbi.documents.svg",
    "pptx": "gbi.documents.pptx",
    "docx": "gbi.documents.docx",
    "xlsx": "gbi.documents.xlsx",
    "csv": "gbi.documents.delimited",
    "parquet": "gbi.documents.parquet",
}
"""A document's kind and the module whose `open_file(SourceFile) -> Source` opens it; loaded when first needed."""


def open_source(path: str | Path, settings: Settings | None = None) -> Source:
    """The opened document; `settings` gives the limits (the process's own by default).

    The bytes decide what it is, the suffix only where bytes cannot (CSV or other text). Raises `DocumentError`
    for a file that is missing, empty, broken, encrypted or of an unknown kind, `LimitError` for one over a limit.
    """
    file = check_file(path, settings or current())
    module = importlib.import_module(FORMATS[kind_of(file)])
    return cast(Source, module.open_file(file))
