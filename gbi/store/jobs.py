"""The batch's ledger: one row for each document that was read and each question that was asked of it.

A row is written once, when its work is done, in the transaction that ends it: whatever was running when the process was
killed has no row and is done again; what has one is never done twice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Literal

from gbi.store.catalogue import Catalogue
from gbi.types import Answer, Frozen

READING = ""
"""In place of a question: the reading of the document itself."""


class Job(Frozen):
    """What came of reading `document` (SHA-256 of the file's bytes), or of asking it `question`."""

    document: str
    question: str = READING
    name: str
    path: str
    status: Literal["done", "failed"]
    answer: Answer | None = None  # of a question that was done, a refusal among them
    error: str | None = None  # why it failed, or what of the document could not be read
    seconds: float = 0.0


class Jobs:
    """The ledger in the catalogue. Several processes may write to it; the first one to finish a job keeps it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def finish(self, job: Job) -> bool:
        """Keeps the job's outcome; False when the same job has been done already, by whomever.

        A job that failed may be finished again: a later success takes its place.
        """
        with self._catalogue.write() as connection:
            connection.execute(
                "DELETE FROM jobs WHERE document = ? AND question = ? AND status = 'failed'",
                (job.document, job.question),
            )
            done = connection.execute(
                "INSERT OR IGNORE INTO jobs(document, question, status, body, made) VALUES (?, ?, ?, ?, ?)",
                (job.document, job.question, job.status, job.model_dump_json(), time.time()),
            )
        return done.rowcount == 1

    def all(self) -> tuple[Job, ...]:
        """Every job that ended, in the order of their ends."""
        rows = self._catalogue.rows("SELECT body FROM jobs ORDER BY made, document, question")
        return tuple(Job.model_validate_json(row["body"]) for row in rows)

    def stamps(self) -> dict[tuple[str, str], float]:
        """When each job ended (seconds of the epoch), by document and question, in that order: what a watcher compares
        to load only the jobs that are new."""
        rows = self._catalogue.rows("SELECT document, question, made FROM jobs ORDER BY made, document, question")
        return {(row["document"], row["question"]): row["made"] for row in rows}

    def find(self, document: str, question: str = READING) -> Job | None:
        """One job, None when it has not ended yet."""
        row = self._catalogue.row("SELECT body FROM jobs WHERE document = ? AND question = ?", (document, question))
        return None if row is None else Job.model_validate_json(row["body"])

    def to_do(self, document: str, questions: Sequence[str], *, retry: bool = False) -> tuple[str, ...]:
        """Which of `READING` and the questions have no row yet; with `retry` those that failed are to do again."""
        rows = self._catalogue.rows("SELECT question, status FROM jobs WHERE document = ?", (document,))
        ended = {row["question"] for row in rows if not (retry and row["status"] == "failed")}
        return tuple(question for question in dict.fromkeys((READING, *questions)) if question not in ended)

    def drop(self, document: str, question: str) -> None:
        """Forgets one outcome, so that the job is done again: its answer was made stale by a correction, say."""
        with self._catalogue.write() as connection:
            connection.execute("DELETE FROM jobs WHERE document = ? AND question = ?", (document, question))
