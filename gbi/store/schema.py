"""The catalogue's tables. A change here raises `VERSION` and adds the step from the version before to `UPGRADES`."""

from __future__ import annotations

from typing import Final

VERSION: Final = 2
APPLICATION_ID: Final = 0x67626901
"""Marks a SQLite file as a gbi catalogue ("gbi" and 1)."""

_DESK: Final = """
-- the batch's ledger: question '' is the reading of the document itself; a row is written when the job has ended
CREATE TABLE jobs(
    document TEXT NOT NULL, question TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL, made REAL NOT NULL,
    PRIMARY KEY(document, question)) WITHOUT ROWID;

-- conversations as a person sees them; the analyst's own state of them is in threads.sqlite
CREATE TABLE conversations(id TEXT PRIMARY KEY, name TEXT NOT NULL, changed REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE turns(
    conversation TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY(conversation, number)) WITHOUT ROWID;
"""

REVIEWS: Final = """
-- what a person said of a region's agreed reading: accepted or rejected
CREATE TABLE IF NOT EXISTS reviews(
    region TEXT PRIMARY KEY, reading TEXT NOT NULL, verdict TEXT NOT NULL, by TEXT NOT NULL,
    made REAL NOT NULL) WITHOUT ROWID;
"""
"""Made whenever a catalogue is opened: those of version 2 that were made before it lack it."""

UPGRADES: Final[dict[int, str]] = {1: _DESK + REVIEWS}
"""From a version to the script that makes the next one of it."""

CREATE: Final = (
    """
CREATE TABLE meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('revision', 0);

CREATE TABLE documents(
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, body TEXT NOT NULL,
    file TEXT NOT NULL, added REAL NOT NULL);

-- body: the page as compressed JSON, null where it could not be read; notes: a JSON array of warnings
CREATE TABLE pages(
    document TEXT NOT NULL, number INTEGER NOT NULL, body BLOB, error TEXT, notes TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY(document, number)) WITHOUT ROWID;

-- the job list: which sets of readers have gone over which page; what is not here is still to do
CREATE TABLE passes(
    document TEXT NOT NULL, number INTEGER NOT NULL, readers TEXT NOT NULL,
    PRIMARY KEY(document, number, readers)) WITHOUT ROWID;

CREATE TABLE regions(
    id TEXT PRIMARY KEY, document TEXT NOT NULL, page INTEGER NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
    revision TEXT) WITHOUT ROWID;
CREATE INDEX regions_of_document ON regions(document, page, seq);

-- witness: 1 for what a reader made, 0 for what `agree` made of several
CREATE TABLE readings(
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, region TEXT NOT NULL, witness INTEGER NOT NULL,
    body BLOB NOT NULL, made REAL NOT NULL);
CREATE INDEX readings_of_region ON readings(region);

-- applied: the corrections in force, as JSON; info: the table as SQL sees it, null where there is nothing to query
CREATE TABLE revisions(
    id TEXT PRIMARY KEY, region TEXT NOT NULL, reading TEXT NOT NULL, applied TEXT NOT NULL, info TEXT,
    made REAL NOT NULL, replaced REAL) WITHOUT ROWID;
CREATE INDEX revisions_of_reading ON revisions(reading);

-- never deleted from: a name once given is never given to something else
CREATE TABLE names(folded TEXT PRIMARY KEY, name TEXT NOT NULL, region TEXT NOT NULL UNIQUE) WITHOUT ROWID;

CREATE TABLE corrections(
    id INTEGER PRIMARY KEY, region TEXT NOT NULL, row_label TEXT NOT NULL, column_name TEXT NOT NULL,
    row INTEGER NOT NULL, place TEXT, value TEXT NOT NULL, original TEXT NOT NULL, original_text TEXT NOT NULL,
    by TEXT NOT NULL, made REAL NOT NULL, withdrawn REAL);
CREATE INDEX corrections_of_region ON corrections(region);

-- a place's id is its row in the full-text index; region is '' for the running text of a page
CREATE TABLE places(
    id INTEGER PRIMARY KEY, document TEXT NOT NULL, page INTEGER NOT NULL, region TEXT NOT NULL,
    UNIQUE(document, page, region));
CREATE VIRTUAL TABLE search USING fts5(head, body, tokenize='porter unicode61 remove_diacritics 2');
"""
    + _DESK
    + REVIEWS
)
