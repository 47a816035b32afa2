"""Where tasks run. To add a way (a cluster, say): a file with the function, and a line in `ENGINES`."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from gbi.errors import SettingsError
from gbi_agents.batch.work import Task

ENGINES: tuple[tuple[str, str], ...] = (("local", "gbi_agents.batch.engines.local:run"),)
"""Name and "module:function"; imported when it is asked for."""


class Engine(Protocol):
    """Runs `work(task)` for each task, `workers` at a time, each at most `seconds` long."""

    def __call__(self, tasks: Sequence[Task], workers: int, seconds: float) -> Iterator[tuple[Task, str | None] | None]:
        """Each task with why it ended early (None: it did not), in the order of their ends; None about twice a second
        while nothing ends. Closing the iterator stops what still runs.
        """


def engine(name: str) -> Engine:
    """The engine of that name. Raises `SettingsError` for an unknown one, naming the known."""
    known = dict(ENGINES)
    if name not in known:
        raise SettingsError(f"there is no engine called {name}; known: {', '.join(known)}")
    module, _, attribute = known[name].partition(":")
    return cast(Engine, getattr(importlib.import_module(module), attribute))
