"""Which reading of a region counts: the agreed one of all its readings, with the corrections that are in force.

A revision's id is a hash of the agreed reading and of those corrections: the same state has the same id again.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from typing import NamedTuple

from gbi.places import digest
from gbi.store import names, search
from gbi.store.codec import pack, unpack
from gbi.store.corrections import Applied, CellKey, Correction, apply, attach, shown
from gbi.types import LazyRows, Reading, Region, TableInfo, Value

CORRECTIONS = (
    "SELECT c.*, regions.document, names.name AS table_name, "
    "revisions.applied FROM corrections c JOIN regions ON regions.id = c.region "
    "LEFT JOIN names ON names.region = c.region "
    "LEFT JOIN revisions ON revisions.id = regions.revision WHERE c.withdrawn IS NULL "
)


class Shown(NamedTuple):
    """A region's current revision: its id and its reading, agreed and corrected."""

    revision: str
    reading: Reading


def add_reading(connection: sqlite3.Connection, reading: Reading, *, witness: bool) -> bool:
    """Keeps a reading; one that is there already stays as it is, and False comes back."""
    known = connection.execute("SELECT 1 FROM readings WHERE id = ?", (reading.id,)).fetchone()
    if known is None:
        connection.execute(
            "INSERT INTO readings(id, region, witness, body, made) VALUES (?, ?, ?, ?, ?)",
            (reading.id, reading.region.id, witness, pack(reading), time.time()),
        )
    return known is None


def publish(connection: sqlite3.Connection, region: Region, fresh: Mapping[str, Reading]) -> Shown | None:
    """Makes the region's current revision from its readings and corrections, inside the caller's transaction.

    `fresh` are readings that this transaction added, by id: they need not be decoded. None for no reading at all.
    """
    agreed = _agreed(connection, region, fresh)
    if agreed is None:
        search.index_region(connection, region, None, ())
        return None
    return show(connection, agreed)


def correction_of(row: sqlite3.Row) -> Correction:
    """A correction from a row of the query `CORRECTIONS`."""
    applied = json.loads(row["applied"] or "[]")
    place = json.loads(row["place"]) if row["place"] else None
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(row["made"]))
    return Correction.model_validate(
        {
            **{key: row[key] for key in ("id", "document", "region", "row_label", "column_name", "row", "by")},
            "table": row["table_name"],
            "place": place,
            "value": json.loads(row["value"]),
            "original": json.loads(row["original"]),
            "original_text": row["original_text"],
            "made": made,
            "orphaned": row["id"] not in {change["correction"] for change in applied},
        }
    )


def insert_correction(connection: sqlite3.Connection, key: CellKey, value: Value, by: str, made: float) -> None:
    """Keeps a correction of the cell that `key` describes; `made` in seconds since 1970."""
    place = None if key.place is None else key.place.model_dump_json()
    connection.execute(
        "INSERT INTO corrections(region, row_label, column_name, row, place, original, original_text, value, by, made) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key.region, key.row_label, key.column_name, key.row, place,
            json.dumps(key.original), key.original_text, json.dumps(value), by, made,
        ),
    )  # fmt: skip


def withdraw(connection: sqlite3.Connection, correction: int) -> None:
    """Takes a correction out of force; it stays in the catalogue."""
    connection.execute("UPDATE corrections SET withdrawn = ? WHERE id = ?", (time.time(), correction))


def _agreed(connection: sqlite3.Connection, region: Region, fresh: Mapping[str, Reading]) -> Reading | None:
    """What the readers agree on, each heard once: of two versions of a reader the one that read last."""
    rows = connection.execute(
        "SELECT id, body FROM readings WHERE region = ? AND witness ORDER BY ordinal", (region.id,)
    ).fetchall()
    readings = [fresh.get(row["id"]) or unpack(Reading, row["body"]) for row in rows]
    witnesses = list({(reading.reader, reading.model): reading for reading in readings}.values())
    if len(witnesses) < 2:
        return witnesses[0] if witnesses else None
    from gbi.readers.agree import agree

    agreed = agree(witnesses)
    add_reading(connection, agreed, witness=False)  # its id depends on those that it merges
    return agreed


def show(connection: sqlite3.Connection, agreed: Reading) -> Shown:
    """Makes an agreed reading, with the corrections that stand, the region's current revision."""
    region = agreed.region
    rows = connection.execute(f"{CORRECTIONS} AND c.region = ? ORDER BY c.id", (region.id,)).fetchall()
    applied = attach(agreed, [correction_of(row) for row in rows])
    text = json.dumps([change.model_dump() for change in applied])
    out = _rejected(connection, agreed)
    revision, effective = digest(agreed.id, text, *(["rejected"] if out else [])), apply(agreed, applied)
    info = None if out else _info(connection, agreed)
    now = time.time()
    connection.execute(
        "UPDATE revisions SET replaced = ? WHERE region = ? AND id <> ? AND replaced IS NULL",
        (now, region.id, revision),
    )
    connection.execute(
        "INSERT INTO revisions(id, region, reading, applied, info, made) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET replaced = NULL",
        (revision, region.id, agreed.id, text, info.model_dump_json() if info else None, now),
    )
    changed = connection.execute(
        "UPDATE regions SET revision = ? WHERE id = ? AND revision IS NOT ?", (revision, region.id, revision)
    )
    if changed.rowcount:
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
        if out:
            search.index_region(connection, region, None, ())
        else:
            _index(connection, effective)
    return Shown(revision, effective)


def _index(connection: sqlite3.Connection, reading: Reading) -> None:
    width = next((c for c, column in enumerate(reading.columns) if column.type == "number"), 1)
    texts = [column.type == "text" for column in reading.columns[: max(width, 1)]]
    labels = (  # a text as it was understood, with the groups that it stands under; a date as it is printed
        cell.value if text and isinstance(cell.value, str) else shown(cell)
        for row in reading.rows
        for cell, text in zip(row, texts, strict=False)
    )
    search.index_region(connection, reading.region, reading, labels)


def _rejected(connection: sqlite3.Connection, agreed: Reading) -> bool:
    """Whether a person said that this reading is not to be used."""
    query = "SELECT 1 FROM reviews WHERE region = ? AND reading = ? AND verdict = 'rejected'"
    return connection.execute(query, (agreed.region.id, agreed.id)).fetchone() is not None


def _info(connection: sqlite3.Connection, reading: Reading) -> TableInfo | None:
    if not reading.columns or not reading.rows:
        return None
    region = reading.region
    name = connection.execute("SELECT name FROM documents WHERE id = ?", (region.document,)).fetchone()
    document_name = "" if name is None else str(name["name"])
    sql_columns = names.column_names(column.name for column in reading.columns)
    read = () if isinstance(reading.rows, LazyRows) else reading.rows  # a data file's cells have no units of their own
    own = {c for row in read for c, cell in enumerate(row) if cell.unit is not None or cell.scale is not None}
    return TableInfo(
        name=_name(connection, reading, document_name),
        reading=reading.id,
        document=region.document,
        document_name=document_name,
        page=region.page,
        region=region.id,
        title=reading.title,
        caption=region.caption,
        heading=region.heading,
        chart_type=reading.chart_type,
        columns=reading.columns,
        sql_columns=sql_columns,
        rows=len(reading.rows),
        mixed=tuple(name for c, name in enumerate(sql_columns) if c in own),
    )


def _name(connection: sqlite3.Connection, reading: Reading, document_name: str) -> str:
    given = connection.execute("SELECT name FROM names WHERE region = ?", (reading.region.id,)).fetchone()
    if given:
        return str(given["name"])
    name = names.table_name(reading, document_name, _Taken(connection))
    connection.execute("INSERT INTO names VALUES (?, ?, ?)", (name.lower(), name, reading.region.id))
    return name


class _Taken:
    """The names that were ever given, asked for one by one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __contains__(self, name: object) -> bool:
        return self._connection.execute("SELECT 1 FROM names WHERE folded = ?", (name,)).fetchone() is not None


def applied_from(text: str) -> tuple[Applied, ...]:
    """The corrections in force from the catalogue's JSON."""
    return tuple(Applied.model_validate(change) for change in json.loads(text))
