"""Progress on a terminal's stderr; silent where nobody watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

T = TypeVar("T")


@contextmanager
def shown(things: Iterable[T], name: str, total: int | None = None) -> Iterator[Iterator[T]]:
    """The same things, counted on a bar as they pass."""
    console = Console(stderr=True)
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=total)

        def passing() -> Iterator[T]:
            for thing in things:
                yield thing
                bar.advance(task)

        yield passing()
