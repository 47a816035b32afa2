"""Files in, committed pages out: opens documents, runs the readers page by page, and says what happens as events."""

from gbi.ingest.events import DocumentDone, DocumentFailed, DocumentOpened, Event, PageFailed, PageRead

__all__ = ["DocumentDone", "DocumentFailed", "DocumentOpened", "Event", "PageFailed", "PageRead"]
