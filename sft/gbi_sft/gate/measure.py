"""A held-out set asked twice of one server: of the base model, and of the base model with the adapter."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gbi.errors import GbiError
from gbi.models.serving import RunningServer
from gbi.settings import current
from gbi.types import Frozen
from gbi_eval.benchmark import Benchmark, Item, Options
from gbi_eval.benchmarks import load
from gbi_eval.runner import run
from gbi_sft.gate.judge import Compared
from gbi_sft.gate.leaks import Shown

SAMPLES = "samples"


class GateError(GbiError):
    """The gate could not judge: nothing to measure on, or a run that broke."""


class HeldOut(Frozen):
    """A held-out set: a benchmark of gbi_eval and its folder of data."""

    benchmark: str
    data: Path

    @property
    def name(self) -> str:
        """What reports and folders call it."""
        return f"{self.benchmark}-{self.data.resolve().name}"

    def options(self, limit: int | None, seed: int) -> Options:
        """The benchmark's options: the model reads alone, also where the tools could."""
        reader = None if self.benchmark == SAMPLES else "vlm"
        return Options(data=self.data, reader=reader, limit=limit, seed=seed)


def parse_benchmark(text: str) -> HeldOut:
    """A set from "NAME=DIR". Raises `GateError` for another form, `UnknownBenchmarkError` for an unknown name."""
    name, sign, folder = text.partition("=")
    if not (sign and folder.strip()):
        raise GateError(f"{text!r} does not name a held-out set; write NAME=DIR, as in chartqa=data/chartqa")
    load(name.strip())
    return HeldOut(benchmark=name.strip(), data=Path(folder.strip()).expanduser())


class Wanted(Frozen):
    """How a set is measured: `limit` items at most, drawn by `seed`, by so many processes."""

    limit: int | None = None
    seed: int = 0
    workers: int = 1


def items_of(held: HeldOut, wanted: Wanted) -> list[Item]:
    """The items that will be asked. Raises `GateError` for none."""
    found = load(held.benchmark).items(held.options(wanted.limit, wanted.seed)) if held.data.is_dir() else []
    if not found:
        raise GateError(f"{held.data} holds nothing for {held.benchmark}; give the folder of a held-out set")
    return found


def pictures_of(held: HeldOut, items: Sequence[Item]) -> Iterator[Shown]:
    """Each picture that is asked about, once, with its table where the items know it."""
    benchmark: Benchmark = load(held.benchmark)
    seen: set[str] = set()
    for item in items:
        unit = item.group or item.id
        data = benchmark.picture(item) if benchmark.picture and unit not in seen else None
        seen.add(unit)
        if data is not None:
            rows = item.payload.get("table")
            table = tuple(tuple(row) for row in rows) if rows else None
            yield Shown(name=item.id, data=data, table=table)


def measured(
    held: HeldOut, items: Sequence[Item], running: RunningServer, base: str, adapted: str, wanted: Wanted, out: Path
) -> Compared:
    """Runs the set with either model into `out`; what is there already is not asked again.

    Raises `GateError` where items broke the program, `RunError` for a folder of another run.
    """
    folders = {"before": out / "before" / held.name, "after": out / "after" / held.name}
    for side, model in (("before", base), ("after", adapted)):
        with served_as(running, model):
            options = held.options(wanted.limit, wanted.seed)
            results = run(held.benchmark, options, folders[side], workers=wanted.workers)
        if results["failed"]:
            raise GateError(
                f"{results['failed']} of {results['items']} items of {held.name} broke off with {model}; see "
                f"{folders[side] / 'items.jsonl'}, delete that folder and run again"
            )
    units = {item.id: item.group or item.id for item in items}
    return Compared(name=held.name, benchmark=held.benchmark, units=units, **folders)


@contextmanager
def served_as(running: RunningServer, model: str) -> Iterator[None]:
    """While it holds, this process and those that it starts read with that model of that server."""
    wanted = {"GBI_VLM_URL": running.url, "GBI_VLM_MODEL": model}
    if running.key is not None:
        wanted["GBI_VLM_KEY"] = running.key
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    current.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        current.cache_clear()
