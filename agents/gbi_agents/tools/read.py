"""Read: one more reader on a region; its reading becomes part of the agreed revision."""

from __future__ import annotations

from typing import Any

from gbi_agents.actions import Read
from gbi_agents.state import State
from gbi_agents.workspace import Workspace


def run(ws: Workspace, action: Read, state: State) -> dict[str, Any]:
    """The reading's id and size. Raises `ReaderError` when the reader cannot go on or is unknown."""
    reading = ws.read(action.region, action.reader)
    return {"reading": reading.id, "columns": [column.name for column in reading.columns], "rows": len(reading.rows)}
