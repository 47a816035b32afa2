"""Search: pages whose text holds the words."""

from __future__ import annotations

from typing import Any

from gbi_agents.actions import Search
from gbi_agents.state import State
from gbi_agents.workspace import Workspace


def run(ws: Workspace, action: Search, state: State) -> dict[str, Any]:
    """The hits: document, name, page, snippet and score, best first. Raises `StoreError`."""
    hits = ws.search(action.query, documents=state.get("documents"), limit=action.limit)
    return {
        "hits": [
            {"document": h.document, "name": h.name, "page": h.page, "snippet": h.snippet, "score": h.score}
            for h in hits
        ]
    }
