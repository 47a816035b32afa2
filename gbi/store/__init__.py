"""What a workspace keeps: documents, pages, readings, revisions, corrections, tables, full text."""

from gbi.store.corrections import Correction
from gbi.store.search import Hit
from gbi.store.store import PageResult, Store

__all__ = ["Correction", "Hit", "PageResult", "Store"]
