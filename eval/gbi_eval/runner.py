"""Runs a benchmark: resumable, with progress, its results beside what is needed to repeat it.

A run's folder holds `run.json` (what it was asked to do), `items.jsonl` (one `Outcome` a line, appended as they come)
and `results.json`. A run that was stopped or killed goes on where it was; since items are drawn by seed, it ends with
the same result as one that was not.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gbi.errors import GbiError
from gbi.files import replacing
from gbi_eval.benchmark import Item, Options, Outcome
from gbi_eval.benchmarks import load
from gbi_eval.lanes import grouped, outcomes, work
from gbi_eval.summary import circumstances, models, program, summarise


class RunError(GbiError):
    """A run cannot go on: no items, or a folder that belongs to another run or to none."""


def run(name: str, options: Options, out: Path, *, workers: int = 2) -> dict[str, Any]:
    """Runs what is not yet in `out`, writes and returns the results. Raises `RunError`, `UnknownBenchmarkError`.

    Without `options.cache` readings are kept in the run's folder until it is done.
    """
    benchmark = load(name)
    items = benchmark.items(options)
    if not items:
        raise RunError(f"{options.data}: nothing there for {name}; see the benchmark's docstring for the layout")
    out.mkdir(parents=True, exist_ok=True)
    _own(out, name, options)
    done = {outcome.id: outcome for outcome in read_outcomes(out)}
    todo = [item for item in items if item.id not in done]
    cache = options.cache or out / "cache"
    progress = Progress(name, todo, len(items))
    with (out / "items.jsonl").open("a", encoding="utf-8") as file:
        for outcome in outcomes(name, todo, options.model_copy(update={"cache": cache.resolve()}), workers):
            file.write(outcome.model_dump_json() + "\n")
            file.flush()
            done[outcome.id] = outcome
            progress.show(outcome)
    results = summarise(benchmark, [done[item.id] for item in items]) | circumstances(options)
    whole = items if options.limit is None else benchmark.items(options.model_copy(update={"limit": None}))
    results["of"] = len(whole)
    with replacing(out / "results.json") as part:
        part.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    if options.cache is None:
        clear_cache(cache)
    return results


def clear_cache(cache: Path) -> None:
    """Removes the readings that a run kept, this process's open one first."""
    from gbi_eval.asking import DESK

    DESK.clear()
    shutil.rmtree(cache, ignore_errors=True)


def read_outcomes(out: Path) -> list[Outcome]:
    """The outcomes that a run's folder holds; a last line cut off by a kill is dropped."""
    path = out / "items.jsonl"
    if not path.is_file():
        return []
    found, good = [], 0
    with path.open("rb") as file:
        for line in file:
            try:
                found.append(Outcome.model_validate_json(line))
            except ValidationError:
                break
            good += len(line)
    if good < path.stat().st_size:
        os.truncate(path, good)
    return found


def asked_of(out: Path) -> dict[str, Any]:
    """What the run in a folder was asked to do: benchmark, options, program. Raises `RunError` where there is none."""
    try:
        asked: dict[str, Any] = json.loads((out / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(f"{out} holds no run; give the --out folder of one") from error
    return asked


class Progress:
    """Lines on stderr: how many items are done, and how long the rest will take by the work that is left."""

    def __init__(self, name: str, todo: Sequence[Item], of: int) -> None:
        self._name, self._of, self._count = name, of, of - len(todo)
        self._share = {item.id: work(group) / len(group) for group in grouped(todo) for item in group}
        self._all, self._done = sum(self._share.values()), 0.0
        self._started = self._shown = time.monotonic()

    def show(self, outcome: Outcome) -> None:
        """Counts an outcome; prints where the last line is old enough, or this is the last item."""
        self._count += 1
        self._done += self._share[outcome.id]
        now, last, terminal = time.monotonic(), self._count == self._of, sys.stderr.isatty()
        if now - self._shown < (0.5 if terminal else 20.0) and not last:
            return
        self._shown = now
        print(self.line(now - self._started), end="\r" if terminal and not last else "\n", file=sys.stderr, flush=True)

    def line(self, elapsed: float) -> str:
        """The line after `elapsed` seconds."""
        left = elapsed * (self._all - self._done) / self._done if self._done else 0.0
        rest = f", about {_time(left)} left" if self._count < self._of else ""
        return f"{self._name}: {self._count} of {self._of} items, {_time(elapsed)}{rest}   "


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _own(out: Path, name: str, options: Options) -> None:
    """Notes what the folder's run is; refuses a folder of another run, or of a program that has changed since."""
    path = out / "run.json"
    asked = options.model_dump(mode="json", exclude={"cache"})
    mine = {"benchmark": name, "program": program(), "models": models(), **asked}
    if not path.is_file():
        with replacing(path) as part:
            part.write_text(json.dumps(mine), encoding="utf-8")
        return
    theirs = asked_of(out)
    if theirs == mine:
        return
    if theirs | {"program": mine["program"]} == mine:
        raise RunError(f"{out}: the program has changed since this run began; give a new --out, or delete it")
    raise RunError(f"{out} holds another run; give a new --out, or delete it")
