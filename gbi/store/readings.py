"""Regions, their readings, the revision that counts, and corrections."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import Any

from gbi.errors import StoreError
from gbi.store import revisions
from gbi.store.catalogue import Catalogue
from gbi.store.codec import no_collection, unpack
from gbi.store.corrections import Correction, apply, fit, key_of, locate
from gbi.types import LazyRows, Reading, Region, Value

CACHED_CELLS = 250_000
"""Cells of decoded readings that stay in memory, about 2 KB each."""

LAZY = 10
"""That many cells of a data file take the memory of one."""

CURRENT = (
    "SELECT v.id, v.reading, v.applied, v.info, r.document FROM revisions v JOIN regions r ON r.revision = v.id "
    "JOIN documents d ON d.id = r.document "
)
ORDER = " ORDER BY d.ordinal, r.page, r.seq"


class Readings:
    """What was read of a workspace's regions. Readings never change; which of them counts does."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cache: dict[str, Reading] = {}
        self._cached_cells = 0
        self._lock = threading.Lock()

    def regions(self, document: str | None = None) -> tuple[Region, ...]:
        """Regions in the order of documents, pages and reading."""
        rows = self._catalogue.rows(
            "SELECT r.body FROM regions r JOIN documents d ON d.id = r.document "
            f"WHERE ?1 IS NULL OR r.document = ?1 {ORDER}",
            (document,),
        )
        return tuple(Region.model_validate_json(row["body"]) for row in rows)

    def region(self, region: str) -> Region:
        """One region by id. Raises `StoreError` when there is none."""
        row = self._catalogue.row("SELECT body FROM regions WHERE id = ?", (region,))
        if row is None:
            raise StoreError(f"no region {region!r} in this workspace; ws.regions() lists those that are")
        return Region.model_validate_json(row["body"])

    def current(self, document: str | None = None) -> tuple[Reading, ...]:
        """The current revision of each region that was read: agreed and corrected."""
        rows = self._catalogue.rows(f"{CURRENT} WHERE ?1 IS NULL OR r.document = ?1 {ORDER}", (document,))
        with no_collection():
            return tuple(self.effective(row["id"], row["reading"], row["applied"]) for row in rows)

    def states(self) -> dict[str, str]:
        """Document to a digest that changes when a reading of it, a correction, a verdict or a table's name does."""
        rows = self._catalogue.rows(f"SELECT current.* FROM ({CURRENT}) current ORDER BY document, id")
        digests: dict[str, Any] = {}
        for row in rows:
            text = f"{row['id']} {row['info']}\n"
            digests.setdefault(row["document"], hashlib.sha256()).update(text.encode())
        return {document: digest.hexdigest() for document, digest in digests.items()}

    def witnesses(self, region: str) -> tuple[Reading, ...]:
        """Every reading that was made of a region, oldest first, as its reader left it."""
        rows = self._catalogue.rows(
            "SELECT body FROM readings WHERE region = ? AND witness ORDER BY ordinal", (region,)
        )
        return tuple(unpack(Reading, row["body"]) for row in rows)

    def get(self, reading: str) -> Reading:
        """A reading by id, corrected when it is its region's current one. Raises `StoreError` when there is none."""
        row = self._catalogue.row(f"{CURRENT} WHERE v.reading = ?", (reading,))
        return self.effective(row["id"], row["reading"], row["applied"]) if row else self.as_read(reading)

    def add(self, reading: Reading) -> None:
        """Keeps one more reading of a region and makes the region's next revision of all of them."""
        with self._catalogue.write() as connection:
            if revisions.add_reading(connection, reading, witness=True):
                revisions.publish(connection, self.region(reading.region.id), {reading.id: reading})

    def correct(self, cell: str, value: Value, by: str) -> None:
        """Sets the cell "<reading id>:<row>:<column>" to `value`, beside what was read.

        The cell may be of an older reading of the region. Raises `StoreError` for an unknown cell, a value that
        the column's type cannot hold, and a cell without a counterpart in the current revision.
        """
        with self._catalogue.write() as connection:
            reading, spot = self._spot(cell)
            row = self._catalogue.row(f"{CURRENT} WHERE r.id = ?", (reading.region.id,))
            current = self.as_read(row["reading"]) if row else reading
            if current.id != reading.id:
                found = locate(current, key_of(reading, spot))
                if found is None:
                    raise StoreError(f"cell {cell!r} is not in the current reading of its region; correct a cell of it")
                spot = found
            fitting = fit(current.columns[spot[1]], value)
            before = revisions.applied_from(row["applied"]) if row else ()
            for change in before:
                if (change.row, change.column) == spot:
                    revisions.withdraw(connection, change.correction)
            revisions.insert_correction(connection, key_of(current, spot), fitting, by, time.time())
            revisions.show(connection, current)

    def withdraw(self, correction: int) -> None:
        """Takes a correction back: its cell shows what was read. Raises `StoreError` when there is none of this id."""
        with self._catalogue.write() as connection:
            row = self._catalogue.row(f"{revisions.CORRECTIONS} AND c.id = ?", (correction,))
            if row is None:
                raise StoreError(f"no correction {correction}; ws.corrections() lists those that are")
            revisions.withdraw(connection, correction)
            current = self._catalogue.row(f"{CURRENT} WHERE r.id = ?", (row["region"],))
            if current is not None:
                revisions.show(connection, self.as_read(current["reading"]))

    def corrections(self) -> tuple[Correction, ...]:
        """The corrections that stand, oldest first; those that no current cell answers to are marked as orphaned."""
        return tuple(
            revisions.correction_of(row) for row in self._catalogue.rows(f"{revisions.CORRECTIONS} ORDER BY c.id")
        )

    def effective(self, revision: str, reading: str, applied: str) -> Reading:
        """The reading with its corrections in force (JSON of the catalogue); decoded once while memory allows."""
        with self._lock:
            found = self._cache.get(revision)
        if found is None:
            found = apply(self.as_read(reading), revisions.applied_from(applied))
            self.remember(revisions.Shown(revision, found))
        return found

    def remember(self, shown: revisions.Shown) -> None:
        """Keeps a decoded reading in memory; the oldest ones go when there are too many cells."""
        with self._lock:
            if shown.revision not in self._cache:
                self._cache[shown.revision] = shown.reading
                self._cached_cells += _size(shown.reading)
            while len(self._cache) > 1 and self._cached_cells > CACHED_CELLS:
                self._cached_cells -= _size(self._cache.pop(next(iter(self._cache))))

    def forget(self) -> None:
        """Drops decoded readings from memory."""
        with self._lock:
            self._cache.clear()
            self._cached_cells = 0

    def as_read(self, reading: str) -> Reading:
        """A reading without corrections. Raises `StoreError` when there is none of this id."""
        row = self._catalogue.row("SELECT body FROM readings WHERE id = ?", (reading,))
        if row is None:
            raise StoreError(f"no reading {reading!r} in this workspace; ws.readings() lists those that are")
        return unpack(Reading, row["body"])

    def _spot(self, cell: str) -> tuple[Reading, tuple[int, int]]:
        key, _, rest = cell.partition(":")
        row, _, column = rest.partition(":")
        if not (row.isdecimal() and column.isdecimal()):
            raise StoreError(f"{cell!r} is no cell id; take the id of a cell of ws.readings()")
        reading = self.as_read(key)
        if int(row) >= len(reading.rows) or int(column) >= len(reading.columns):
            raise StoreError(f"reading {key} has no row {row}, column {column}")
        return reading, (int(row), int(column))


def _size(reading: Reading) -> int:
    cells = len(reading.rows) * len(reading.columns)
    return cells // LAZY if isinstance(reading.rows, LazyRows) else cells
