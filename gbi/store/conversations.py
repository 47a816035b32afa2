"""Conversations as a person sees them: their names, and every question with its answer as it was given.

What the analyst needs to go on with one (its graph's state) is kept apart, in `threads.sqlite`, under the same id.
"""

from __future__ import annotations

import time
import uuid

from gbi.errors import StoreError
from gbi.store.catalogue import Catalogue
from gbi.types import Answer, Frozen

MOST_NAME = 120


class Conversation(Frozen):
    """`changed` is the time of the last answer, in seconds since 1970."""

    id: str
    name: str
    changed: float


class Turn(Frozen):
    """A question and its answer, numbered from 1 within the conversation."""

    number: int
    question: str
    answer: Answer
    made: float


class Conversations:
    """The conversations of a workspace in its catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def start(self, name: str) -> Conversation:
        """A new, empty one, named (usually) after its first question."""
        started = Conversation(id=uuid.uuid4().hex[:12], name=_named(name), changed=time.time())
        with self._catalogue.write() as connection:
            connection.execute(
                "INSERT INTO conversations(id, name, changed) VALUES (?, ?, ?)",
                (started.id, started.name, started.changed),
            )
        return started

    def all(self) -> tuple[Conversation, ...]:
        """The one spoken in last comes first."""
        rows = self._catalogue.rows("SELECT id, name, changed FROM conversations ORDER BY changed DESC, id")
        return tuple(Conversation(id=row["id"], name=row["name"], changed=row["changed"]) for row in rows)

    def rename(self, conversation: str, name: str) -> None:
        """Gives it another name. Raises `StoreError` for an unknown one or an empty name."""
        if not name.strip():
            raise StoreError("a conversation needs a name of at least one character")
        with self._catalogue.write() as connection:
            done = connection.execute("UPDATE conversations SET name = ? WHERE id = ?", (_named(name), conversation))
        if done.rowcount == 0:
            raise _unknown(conversation)

    def delete(self, conversation: str) -> None:
        """Removes it with all that was said; nothing happens when it is not there."""
        with self._catalogue.write() as connection:
            connection.execute("DELETE FROM turns WHERE conversation = ?", (conversation,))
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation,))

    def add(self, conversation: str, question: str, answer: Answer) -> Turn:
        """Keeps what was asked and answered. Raises `StoreError` for an unknown conversation."""
        made = time.time()
        with self._catalogue.write() as connection:
            known = connection.execute(
                "UPDATE conversations SET changed = ? WHERE id = ?", (made, conversation)
            ).rowcount
            if not known:
                raise _unknown(conversation)
            (number,) = connection.execute(
                "SELECT coalesce(max(number), 0) + 1 FROM turns WHERE conversation = ?", (conversation,)
            ).fetchone()
            turn = Turn(number=number, question=question, answer=answer, made=made)
            connection.execute(
                "INSERT INTO turns(conversation, number, body) VALUES (?, ?, ?)",
                (conversation, number, turn.model_dump_json()),
            )
        return turn

    def turns(self, conversation: str) -> tuple[Turn, ...]:
        """All that was said, in order; () for an unknown conversation."""
        rows = self._catalogue.rows("SELECT body FROM turns WHERE conversation = ? ORDER BY number", (conversation,))
        return tuple(Turn.model_validate_json(row["body"]) for row in rows)

    def replace(self, conversation: str, number: int, answer: Answer) -> None:
        """Another answer in a turn's place: a correction changed what it rested on. Raises `StoreError`."""
        turn = next((turn for turn in self.turns(conversation) if turn.number == number), None)
        if turn is None:
            raise StoreError(f"conversation {conversation!r} has no turn {number}")
        body = turn.model_copy(update={"answer": answer}).model_dump_json()
        with self._catalogue.write() as connection:
            connection.execute(
                "UPDATE turns SET body = ? WHERE conversation = ? AND number = ?", (body, conversation, number)
            )


def _named(name: str) -> str:
    return " ".join(name.split())[:MOST_NAME] or "…"


def _unknown(conversation: str) -> StoreError:
    return StoreError(f"no conversation {conversation!r} in this workspace; it may have been deleted meanwhile")
