"""Runs a benchmark over worker processes: resumable, with progress, its results beside what is needed to repeat it.

A run's folder holds `items.jsonl` (one `Outcome` a line, appended as they come) and `results.json`. A killed run
goes on where it stopped; since items are drawn by seed, it ends with the same result as one that was not killed.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gbi.errors import GbiError
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks import load
from gbi_eval.stats import bootstrap_interval

PACKAGES = ("gbi", "pymupdf", "rapidocr", "onnxruntime", "opencv-python-headless", "duckdb", "numpy")


class RunError(GbiError):
    """A run cannot go on: no items, or a folder that belongs to another run."""


def run(name: str, options: Options, out: Path, *, workers: int = 2) -> dict[str, Any]:
    """Runs what is not yet in `out`, writes and returns the results. Raises `RunError`, `UnknownBenchmarkError`."""
    benchmark = load(name)
    items = benchmark.items(options)
    if not items:
        raise RunError(f"{options.data}: nothing there for {name}; see the benchmark's docstring for the layout")
    out.mkdir(parents=True, exist_ok=True)
    _own(out, name, options)
    done = {outcome.id: outcome for outcome in read_outcomes(out)}
    todo = [item for item in items if item.id not in done]
    started = time.monotonic()
    with (out / "items.jsonl").open("a", encoding="utf-8") as file:
        for outcome in _outcomes(name, todo, options, workers):
            file.write(outcome.model_dump_json() + "\n")
            file.flush()
            done[outcome.id] = outcome
            _progress(len(done), len(items), started)
    results = summarise(benchmark, [done[item.id] for item in items])
    results |= {"options": options.model_dump(mode="json"), **_circumstances()}
    temporary = out / "results.json.tmp"
    temporary.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    temporary.replace(out / "results.json")
    return results


def read_outcomes(out: Path) -> list[Outcome]:
    """The outcomes that a run's folder holds; a last line cut off by a kill is dropped."""
    path = out / "items.jsonl"
    if not path.is_file():
        return []
    outcomes, good = [], 0
    with path.open("rb") as file:
        for line in file:
            try:
                outcomes.append(Outcome.model_validate_json(line))
            except ValidationError:
                break
            good += len(line)
    if good < path.stat().st_size:
        os.truncate(path, good)
    return outcomes


def summarise(benchmark: Benchmark, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Means with 95 % bootstrap intervals, the same by slice, and the benchmark's own further measures."""
    slices: dict[str, Any] = {}
    for key in sorted({key for outcome in outcomes for key in outcome.slices}):
        for value in sorted({o.slices[key] for o in outcomes if key in o.slices}):
            slices[f"{key}={value}"] = _means([o for o in outcomes if o.slices.get(key) == value])
    extra = dict(benchmark.extra(outcomes)) if benchmark.extra else {}
    seconds = sorted(outcome.seconds for outcome in outcomes)
    return {
        "benchmark": benchmark.name,
        "items": len(outcomes),
        "scores": _means(outcomes),
        "extra": extra,
        "slices": slices,
        "median_item_seconds": seconds[len(seconds) // 2],
    }


def _means(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome.scores))
    result: dict[str, Any] = {"n": len(outcomes)}
    for name in names:
        values = [outcome.scores[name] for outcome in outcomes if name in outcome.scores]
        low, high = bootstrap_interval(values)
        result[name] = {"mean": sum(values) / len(values), "low": low, "high": high}
    return result


def _outcomes(name: str, items: Sequence[Item], options: Options, workers: int) -> Iterator[Outcome]:
    """Outcomes as they finish; a few items a worker are under way at once, in order."""
    if workers <= 1:
        for item in items:
            yield _one(name, item, options)
        return
    queue = iter(items)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: set[Future[Outcome]] = set()
        while True:
            while len(running) < workers * 2 and (following := next(queue, None)) is not None:
                running.add(pool.submit(_one, name, following, options))
            if not running:
                return
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield future.result()


def _one(name: str, item: Item, options: Options) -> Outcome:
    return load(name).run(item, options)


def _own(out: Path, name: str, options: Options) -> None:
    """Notes what the folder's run is; refuses a folder of another run."""
    path, mine = out / "run.json", {"benchmark": name, **options.model_dump(mode="json")}
    if path.is_file():
        if json.loads(path.read_text(encoding="utf-8")) != mine:
            raise RunError(f"{out} holds another run; give a new --out, or delete it")
        return
    path.write_text(json.dumps(mine), encoding="utf-8")


def _circumstances() -> dict[str, Any]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "command": " ".join(["gbi-eval", *sys.argv[1:]]),
        "commit": commit or None,
        "versions": {package: version(package) for package in PACKAGES},
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }


def _progress(done: int, of: int, started: float) -> None:
    if sys.stderr.isatty() or done == of or done % 25 == 0:
        end = "\r" if sys.stderr.isatty() and done < of else "\n"
        print(f"{done} of {of} items, {time.monotonic() - started:.0f} s", end=end, file=sys.stderr, flush=True)
