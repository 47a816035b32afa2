"""Full text over pages, captions, headings, titles, column names and row labels: SQLite FTS5, English and CJK.

SQLite's own tokenizers find nothing for a Chinese word of two characters. Here every CJK character is its own token
(a zero-width space is put around it before indexing) and a run of them is searched as a phrase. English is stemmed
(Porter). Not covered: traditional against simplified characters, synonyms (those are the glossary's).
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Iterable

from gbi.store.catalogue import Catalogue
from gbi.types import Frozen, Reading, Region

LABELS_LIMIT = 20_000
"""Distinct row labels of one table that are indexed; a data file may have millions."""

_GAP = "\u200b"
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_FORM = re.compile(r"[^\W_]+")
"""Letters and digits, whose wide forms and ligatures are made plain; punctuation stays, a snippet shows it as it is."""
_CJK_LETTER = re.compile(f"[{_CJK}]")
_TERM = re.compile(f'"([^"]*)"|([{_CJK}]+)|([^\\s"{_CJK}]+)')
_HEAD_WEIGHT = 4.0

_COMMON_WORDS = """
    a an and are as at be by did do does for from had has have how in is it its of on or that the their there this
    to was were what when where which who why will with"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Hit(Frozen):
    """A place that a search found: `page` from 1, `region` None for running text; `score` is higher for better hits."""

    document: str
    name: str
    page: int
    region: str | None = None
    snippet: str
    score: float


def index_page(connection: sqlite3.Connection, document: str, number: int, text: str) -> None:
    """Puts a page's running text in the index, in place of what was there for it."""
    _replace(connection, document, number, "", "", text)


def index_region(
    connection: sqlite3.Connection, region: Region, reading: Reading | None, labels: Iterable[str]
) -> None:
    """Puts a region's caption, heading, title, column names and row labels in the index."""
    head = [region.heading, region.caption]
    body: list[str] = []
    if reading is not None:
        if reading.title not in head:
            head.append(reading.title)
        body += [column.name for column in reading.columns]
        body += [label for label, _ in zip(dict.fromkeys(labels), range(LABELS_LIMIT), strict=False)]
    _replace(connection, region.document, region.page, region.id, "\n".join(filter(None, head)), "\n".join(body))


def search(catalogue: Catalogue, query: str, documents: Collection[str] | None, limit: int) -> tuple[Hit, ...]:
    """The best `limit` places for a query in a person's words, best first.

    Places that hold all words come before those that hold some. "..." asks for a phrase, a trailing * for a prefix.
    """
    strict, loose = expressions(query)
    if not loose or limit <= 0:
        return ()
    found: dict[int, Hit] = {}
    best = 0.0
    for expression in dict.fromkeys((loose, strict)):
        for rowid, hit in _matches(catalogue, expression, documents, limit):
            if expression == loose:
                best = max(best, hit.score)
            found[rowid] = hit if expression == loose else hit.model_copy(update={"score": hit.score + best})
    return tuple(sorted(found.values(), key=lambda hit: -hit.score)[:limit])


def expressions(query: str) -> tuple[str, str]:
    """Two FTS5 expressions for a query: all of its terms, and any of them. ("", "") when it has no term.

    Every term is quoted, so that nothing a person types is FTS5 syntax.
    """
    terms = list(_TERM.finditer(unicodedata.normalize("NFKC", query)))
    plain = [term for term in terms if (term[3] or "").casefold().strip("?!.,;:") not in _COMMON]
    strict: list[str] = []
    loose: list[str] = []
    for term in plain or terms:
        text = term[1] or term[2] or term[3] or ""
        if not any(letter.isalnum() for letter in text):
            continue
        star = "*" if term[3] and text.endswith("*") else ""
        strict.append(f"{_quoted(text)}{star}")
        loose.append(strict[-1])
        if term[2] and len(text) > 2:
            loose += [_quoted(text[i : i + 2]) for i in range(len(text) - 1)]
    return " AND ".join(strict), " OR ".join(dict.fromkeys(loose))


def _matches(
    catalogue: Catalogue, expression: str, documents: Collection[str] | None, limit: int
) -> list[tuple[int, Hit]]:
    where, parameters = "", [_HEAD_WEIGHT, expression]
    if documents is not None:
        where = f"AND document IN ({','.join('?' * len(documents))})"
        parameters += documents
    rows = catalogue.rows(
        "SELECT places.id, document, page, region, name, snippet(search, -1, '', '', '…', 40) AS snippet, "
        "-bm25(search, ?, 1.0) AS score FROM search JOIN places ON places.id = search.rowid "
        f"JOIN documents ON documents.id = places.document WHERE search MATCH ? {where} ORDER BY score DESC LIMIT ?",
        [*parameters, limit],
    )
    keys = ("document", "name", "page", "score")
    return [
        (
            row["id"],
            Hit(**{key: row[key] for key in keys}, region=row["region"] or None, snippet=_plain(row["snippet"])),
        )
        for row in rows
    ]


def _replace(connection: sqlite3.Connection, document: str, page: int, region: str, head: str, body: str) -> None:
    key = (document, page, region)
    connection.execute("INSERT OR IGNORE INTO places(document, page, region) VALUES (?, ?, ?)", key)
    place = connection.execute("SELECT id FROM places WHERE document = ? AND page = ? AND region = ?", key).fetchone()[
        0
    ]
    connection.execute("DELETE FROM search WHERE rowid = ?", (place,))
    if head or body:
        values = (place, _spread(head), _spread(body))
        connection.execute("INSERT INTO search(rowid, head, body) VALUES (?, ?, ?)", values)


def _spread(text: str) -> str:
    text = text.encode("utf-8", "replace").decode().replace("\0", " ")  # SQLite takes neither half a letter nor NUL
    return _CJK_LETTER.sub(lambda letter: f"{_GAP}{letter[0]}{_GAP}", _FORM.sub(_plain_form, text))


def _plain_form(letters: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", letters[0])


def _quoted(text: str) -> str:
    escaped = _spread(text.rstrip("*")).replace('"', " ")
    return f'"{escaped}"'


def _plain(snippet: str) -> str:
    return " ".join(snippet.replace(_GAP, "").split())
