"""The run of `gbi batch`: progress while it reads, the exports when it has ended or was stopped."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from gbi.workspace import Workspace
from gbi_agents.batch import Counted, Outcome, find_files
from gbi_agents.batch import run as run_batch
from gbi_ui.batch.exports import write_exports

WORKSPACE = "batch.gbi"


def run(
    paths: Sequence[Path],
    out: Path,
    questions: Sequence[str],
    *,
    engine: str,
    workers: int | None,
    seconds: float,
    retry: bool,
    as_json: bool,
) -> int:
    """Reads, asks and exports; the exit status is 1 when no document at all could be read.

    Stopped by Ctrl-C, what had ended is kept and exported nonetheless, and `KeyboardInterrupt` goes on.
    Raises `DocumentError` when there is no file, and as `gbi_agents.batch.run`.
    """
    files = [file for file in find_files(paths) if not file.absolute().is_relative_to(out.absolute())]
    out.mkdir(parents=True, exist_ok=True)
    began, outcomes = time.monotonic(), list[Outcome]()
    with Workspace(out / WORKSPACE) as ws:
        crew = workers or max(1, (os.cpu_count() or 1) - 1)
        events = run_batch(ws, files, questions, workers=crew, seconds=seconds, engine=engine, retry=retry)
        try:
            for outcome in _shown(events, len(files)):
                outcomes.append(outcome)
                if as_json:
                    print(outcome.model_dump_json(), flush=True)
        finally:
            made = write_exports(ws, out) if outcomes else []
    print(_summary(outcomes, time.monotonic() - began), file=Console(stderr=True).file)
    if not as_json:
        print(*made, sep="\n")
    return int(all(not outcome.was_read for outcome in outcomes))


def _shown(events: Iterable[Counted | Outcome], total: int) -> Iterable[Outcome]:
    """The outcomes, while a bar with documents and pages moves on a terminal and each outcome gets a line."""
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True)
    with Progress(
        *columns, TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=total)
        for event in events:
            if isinstance(event, Counted):
                pages = f"page {event.pages} of {event.pages_of}" if event.pages_of else ""
                bar.update(task, completed=event.ended, total=event.of, description=pages)
            else:
                console.print(_line(event), soft_wrap=True)
                yield event


def _line(outcome: Outcome) -> Text:
    counts = {"answered": outcome.answered, "refused": outcome.refused, "failed": outcome.failed}
    done = ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "read"
    words = [f"{outcome.name}:", *([f"{done} in {outcome.seconds:.1f} s"] if outcome.was_read else [])]
    return Text(" ".join([*words, *([outcome.error] if outcome.error else [])]))


def _summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    broken = sum(not outcome.was_read for outcome in outcomes)
    answered = sum(outcome.answered for outcome in outcomes)
    refused = sum(outcome.refused for outcome in outcomes)
    words = f"{len(outcomes) - broken} documents read, {broken} could not be; {answered} questions answered"
    return f"{words}, {refused} refused, {sum(o.failed for o in outcomes)} failed; {seconds:.1f} s"
