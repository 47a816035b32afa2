"""The tools of the graph: one action, one file, one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gbi_agents.tools import draw, look, query, read, search

TOOLS: dict[str, Callable[..., dict[str, Any]]] = {
    "search": search.run,
    "read": read.run,
    "look": look.run,
    "query": query.run,
    "draw": draw.run,
}
"""Action name to `run(workspace, action, state)`; raises a `GbiError`, which becomes the observation's error."""
