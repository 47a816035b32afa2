"""The analyst over a workspace: actions, dispatchers, tools and the LangGraph graph that drives them.

Importing it loads neither LangGraph nor the SQL writer; `gbi_agents.analyst.warm_up()` loads them in the background.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gbi_agents.analyst import Analyst, Thread, warm_up

__all__ = ["Analyst", "Thread", "warm_up"]


def __getattr__(name: str) -> Any:
    """`Analyst`, `Thread` and `warm_up`, loaded when first used. Raises `AttributeError` for other names."""
    if name in __all__:
        from gbi_agents import analyst

        return getattr(analyst, name)
    raise AttributeError(f"module 'gbi_agents' has no attribute {name!r}")
