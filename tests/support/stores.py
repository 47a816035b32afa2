"""A store with one document in it, for tests."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gbi.store import PageResult, Store
from gbi.types import Document, Reading

BODY = b"the bytes of a report"
DOCUMENT = Document(id=hashlib.sha256(BODY).hexdigest(), name="report.pdf", kind="pdf", pages=9)


def store_with(tmp_path: Path, *readings: Reading) -> Store:
    """A new store that holds `DOCUMENT` and, on its first page, the readings and their regions."""
    source = tmp_path / "report.pdf"
    source.write_bytes(BODY)
    store = Store(tmp_path / "w.gbi")
    store.documents.add(DOCUMENT, source)
    regions = tuple({reading.region.id: reading.region for reading in readings}.values())
    store.commit_page(DOCUMENT, "default", PageResult(number=1, regions=regions, readings=readings))
    return store
