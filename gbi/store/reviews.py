"""What a person has said of whole readings: accepted, or rejected. A rejected reading is no table that SQL sees.

A verdict is about the agreed reading that it was given on. When the region is read again and something else comes
out, it stands no longer, and the reading is to be looked at anew.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Literal

from gbi.errors import StoreError
from gbi.store import revisions
from gbi.store.catalogue import Catalogue
from gbi.store.readings import CURRENT, Readings
from gbi.types import Frozen

Verdict = Literal["accepted", "rejected"]


class Review(Frozen):
    """A verdict that stands. `reading` is the agreed reading's id; `made` in seconds since 1970."""

    region: str
    reading: str
    verdict: Verdict
    by: str
    made: float


class Reviews:
    """The verdicts in a workspace's catalogue, one a region."""

    def __init__(self, catalogue: Catalogue, readings: Readings) -> None:
        self._catalogue = catalogue
        self._readings = readings

    def give(self, region: str, verdict: Verdict, by: str) -> Review:
        """Keeps a verdict on the region's current reading, in place of an earlier one.

        Raises `StoreError` without a name, and for a region that was not read.
        """
        if not by.strip():
            raise StoreError("a verdict needs a name: give(region, verdict, by='...')")
        with self._catalogue.write() as connection:
            current = self._current(region)
            review = Review(region=region, reading=current, verdict=verdict, by=by, made=time.time())
            connection.execute(
                "INSERT OR REPLACE INTO reviews(region, reading, verdict, by, made) VALUES (?, ?, ?, ?, ?)",
                (region, current, verdict, by, review.made),
            )
            self._show(connection, current)
        return review

    def withdraw(self, region: str) -> None:
        """Takes the region's verdict back; nothing happens when there is none."""
        with self._catalogue.write() as connection:
            if connection.execute("DELETE FROM reviews WHERE region = ?", (region,)).rowcount:
                self._show(connection, self._current(region))

    def all(self) -> tuple[Review, ...]:
        """The verdicts that stand, oldest first; one on a reading that was replaced since is not among them."""
        rows = self._catalogue.rows(
            "SELECT w.* FROM reviews w JOIN regions r ON r.id = w.region "
            "JOIN revisions v ON v.id = r.revision WHERE v.reading = w.reading ORDER BY w.made, w.region"
        )
        return tuple(Review.model_validate(dict(row)) for row in rows)

    def _current(self, region: str) -> str:
        row = self._catalogue.row(f"{CURRENT} WHERE r.id = ?", (region,))
        if row is None:
            raise StoreError(f"region {region!r} was not read; ws.regions() lists those of the workspace")
        return str(row["reading"])

    def _show(self, connection: sqlite3.Connection, reading: str) -> None:
        revisions.show(connection, self._readings.as_read(reading))
