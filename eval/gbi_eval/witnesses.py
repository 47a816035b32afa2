"""A model alone, the tools alone, and both together where they agree: what each way makes of the same items.

One command for the question whether a model is worth having: a row a way with its interval, and what the second witness
adds to the tools, item by item. The model is the one that the settings name; the tools' row is run as if none was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gbi.errors import SettingsError
from gbi.models import configured
from gbi.settings import current
from gbi.types import Frozen
from gbi_eval.asking import BOTH, MODELS_READER
from gbi_eval.benchmark import Options
from gbi_eval.benchmarks import load
from gbi_eval.report import write_report
from gbi_eval.runner import RunError, read_outcomes, run
from gbi_eval.stats import bootstrap_interval, fall_p_value
from gbi_eval.suite import PARTS

TOOLS = "tools"
WAYS: tuple[tuple[str, str | None], ...] = ((MODELS_READER, MODELS_READER), (TOOLS, None), (BOTH, BOTH))
"""Name of a way, which is its run's folder, and its reader."""
BENCHMARKS = ("chart2table", "chartqa")
NAMES = ("GBI_VLM_URL", "GBI_VLM_MODEL", "GBI_LLM_URL", "GBI_LLM_MODEL")


class Row(Frozen):
    """A way's mean of a benchmark's first score over `items`, with its 95 % interval and seconds an item (median)."""

    benchmark: str
    score: str
    way: str
    items: int
    mean: float
    low: float
    high: float
    seconds: float

    def words(self) -> str:
        """For a person."""
        measured = f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"
        return (
            f"{self.benchmark:12} {self.way:6} {self.score} {measured}  n = {self.items}, {self.seconds:.2f} s an item"
        )


class Gain(Frozen):
    """What both ways together add to the tools' score of the same items: the mean, its interval, p of no gain."""

    benchmark: str
    mean: float
    low: float
    high: float
    p: float

    def words(self) -> str:
        """For a person."""
        return (
            f"{self.benchmark:12} both - tools {self.mean:+.4f} [{self.low:+.4f}, {self.high:+.4f}], p = {self.p:.4f}"
        )


def compare_ways(options: Options, out: Path, *, workers: int = 2) -> Iterator[Row | Gain]:
    """Runs both benchmarks each way into `out/BENCHMARK/WAY`; a row after each run, the gain after the last.

    Resumes run by run. Raises `SettingsError` where the settings name no model, `RunError` where there are no data.
    """
    if not configured(current(), "vlm"):
        raise SettingsError("name the model: set GBI_VLM_URL and GBI_VLM_MODEL, or GBI_VLM_BACKEND=transformers")
    folders = {part.name: options.data / part.folder for part in PARTS if part.name in BENCHMARKS}
    there = {name: folder if folder.is_dir() else options.data for name, folder in folders.items()}
    some = False
    for name in BENCHMARKS:
        asked = options.model_copy(update={"data": there[name], "cache": None})
        if not (items := load(name).items(asked)):
            continue
        some = True
        for way, reader in WAYS:
            with _models(way != TOOLS):
                results = run(name, asked.model_copy(update={"reader": reader}), out / name / way, workers=workers)
            write_report(out / name / way, items)
            first = load(name).tested[0]
            score = results["scores"][first]
            yield Row(
                benchmark=name, score=first, way=way, items=score["n"], mean=score["mean"], low=score["low"],
                high=score["high"], seconds=results["median_item_seconds"],
            )  # fmt: skip
        yield _gain(name, out / name)
    if not some:
        raise RunError(f"{options.data}: nothing there for {' or '.join(BENCHMARKS)}")


def _gain(name: str, out: Path) -> Gain:
    first = load(name).tested[0]
    before, after = (
        {outcome.id: outcome.scores[first] for outcome in read_outcomes(out / way)} for way in (TOOLS, BOTH)
    )
    differences = [after[key] - before[key] for key in before]
    low, high = bootstrap_interval(differences)
    p = fall_p_value([after[key] for key in before], [before[key] for key in before])
    return Gain(benchmark=name, mean=sum(differences) / len(differences), low=low, high=high, p=p)


@contextmanager
def _models(wanted: bool) -> Iterator[None]:
    """As the settings say, or as if they named no model; empty values stand over those of a `.env`."""
    if wanted:
        yield
        return
    before = {name: os.environ.get(name) for name in NAMES}
    os.environ.update(dict.fromkeys(NAMES, ""))
    current.cache_clear()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
        current.cache_clear()
