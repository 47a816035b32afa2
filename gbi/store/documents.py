"""Documents and pages in the catalogue, and the documents' bytes in `files/`."""

from __future__ import annotations

import difflib
import json
import time
from collections.abc import Collection, Iterable
from pathlib import Path

from gbi.errors import StoreError
from gbi.store import search
from gbi.store.catalogue import Catalogue
from gbi.store.codec import unpack
from gbi.store.files import keep_copy
from gbi.types import Document, Page


class Documents:
    """What a workspace knows of its files. Documents are named by id (SHA-256 of the bytes), pages from 1."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder

    def add(self, document: Document, source: Path) -> Document:
        """Keeps the document and a copy of its bytes; returns what is kept (under its first name, if it was there).
        A copy that has gone since is made again.

        Raises `DocumentError` when `source` no longer holds the bytes that `document.id` names.
        """
        file = keep_copy(source, self._folder, document.id)
        with self._catalogue.write() as connection:
            connection.execute(
                "INSERT INTO documents(id, name, body, file, added) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT(id) DO UPDATE SET file = excluded.file",
                (document.id, document.name, document.model_dump_json(), file, time.time()),
            )
        return self.get(document.id)

    def all(self) -> tuple[Document, ...]:
        """In the order they were added, each with a warning for what could not be read of its pages."""
        notes = self._notes()
        rows = self._catalogue.rows("SELECT id, body FROM documents ORDER BY ordinal")
        return tuple(_document(row["body"], notes.get(row["id"], [])) for row in rows)

    def find(self, document: str) -> Document | None:
        """One document by id, None when it is not there."""
        row = self._catalogue.row("SELECT id, body FROM documents WHERE id = ?", (document,))
        return None if row is None else _document(row["body"], self._notes(document).get(document, []))

    def get(self, document: str) -> Document:
        """One document by id. Raises `StoreError` when there is none."""
        found = self.find(document)
        if found is None:
            raise StoreError(f"no document {document!r} in this workspace; ws.documents() lists those that are")
        return found

    def named(self, name: str) -> str:
        """The id of the document with this id or file name. Raises `StoreError` for none, and for several."""
        rows = self._catalogue.rows("SELECT id FROM documents WHERE id = ?1 OR name = ?1", (name,))
        if len(rows) == 1:
            return str(rows[0]["id"])
        if rows:
            raise StoreError(f"{len(rows)} documents are called {name!r}; name one by its id: see ws.documents()")
        near = difflib.get_close_matches(name, [document.name for document in self.all()], n=1)
        hint = f"did you mean {near[0]!r}?" if near else "ws.documents() lists those that are"
        raise StoreError(f"no document {name!r} in this workspace; {hint}")

    def file(self, document: str) -> Path:
        """Where the kept bytes of a document are. Raises `StoreError` for an unknown document."""
        row = self._catalogue.row("SELECT file FROM documents WHERE id = ?", (self.get(document).id,))
        return self._folder / str(row["file"] if row else "")

    def page(self, document: str, number: int) -> Page:
        """A page that was read. Raises `StoreError` when it was not, with the reason where one is known."""
        row = self._catalogue.row("SELECT body, error FROM pages WHERE document = ? AND number = ?", (document, number))
        if row is None or row["body"] is None:
            reason = row["error"] if row else "it was not read; ws.add(file, pages=...) reads it"
            raise StoreError(f"no page {number} of document {self.get(document).name!r}: {reason}")
        return unpack(Page, row["body"])

    def passed(self, document: str, readers: str) -> frozenset[int]:
        """The pages that this set of readers has gone over, those that failed among them."""
        rows = self._catalogue.rows("SELECT number FROM passes WHERE document = ? AND readers = ?", (document, readers))
        return frozenset(row["number"] for row in rows)

    def progress(self, documents: Iterable[str]) -> tuple[int, int]:
        """Pages that were read or have failed, and all pages, of those of the documents that were opened."""
        wanted = set(documents)
        opened = [document for document in self.all() if document.id in wanted]
        counts = self._catalogue.rows("SELECT document, count(*) AS read FROM pages GROUP BY document")
        read = {row["document"]: int(row["read"]) for row in counts}
        return sum(read.get(document.id, 0) for document in opened), sum(document.pages for document in opened)

    def failed(self, document: str) -> frozenset[int]:
        """The pages whose last pass failed."""
        rows = self._catalogue.rows("SELECT number FROM pages WHERE document = ? AND error IS NOT NULL", (document,))
        return frozenset(row["number"] for row in rows)

    def search(self, query: str, documents: Collection[str] | None, limit: int) -> tuple[search.Hit, ...]:
        """The best places for a query, best first; `documents` None searches all of them."""
        return search.search(self._catalogue, query, documents, limit)

    def _notes(self, document: str | None = None) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        rows = self._catalogue.rows(
            "SELECT document, number, error, notes FROM pages WHERE (error IS NOT NULL OR notes <> '[]') "
            "AND (?1 IS NULL OR document = ?1) ORDER BY document, number",
            (document,),
        )
        for row in rows:
            texts = [*([row["error"]] if row["error"] else []), *json.loads(row["notes"])]
            found.setdefault(row["document"], []).extend(f"page {row['number']}: {text}" for text in texts)
        return found


def _document(body: str, notes: list[str]) -> Document:
    document = Document.model_validate_json(body)
    return document.model_copy(update={"warnings": (*document.warnings, *notes)}) if notes else document
