"""All benchmarks in one run: which part of a data folder each takes, and how much of it where the whole is too long.

The readings are kept in one place until the end, so that a picture that several benchmarks ask about is read once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gbi_eval.benchmark import Options
from gbi_eval.benchmarks import load
from gbi_eval.report import write_report
from gbi_eval.runner import RunError, clear_cache, run


@dataclass(frozen=True, slots=True)
class Part:
    """A benchmark's folder below the data and, where the whole set would take too long, how many are drawn by the
    seed: questions, figures, requests or pairs, as the benchmark counts its `limit`."""

    name: str
    folder: str
    limit: int | None = None


PARTS: tuple[Part, ...] = (
    Part("reports", "reports"),
    Part("chartqa", "chartqa"),
    Part("unanswerable", "chartqa", 300),
    Part("chart2table", "charts"),
    Part("chartsql", "charts", 120),
    Part("robustness", "charts", 20),
    Part("zh_charts", "charts_zh", 60),
    Part("icdar2013", "tables/icdar2013"),
    Part("tableqa", "tableqa", 600),
    Part("samples", "samples"),
)
"""Those that share readings stand together, the longest first."""


def run_all(options: Options, out: Path, *, workers: int = 2) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Runs every part that has data into `out/NAME`; yields its folder and results as it is done.

    `options.limit` is the most that any part takes. Resumes part by part. Raises `RunError` when no part has data.
    """
    cache, ran = out / "cache", False
    for part in PARTS:
        given = {"data": options.data / part.folder, "limit": _least(part.limit, options.limit), "cache": cache}
        asked = options.model_copy(update=given)
        items = load(part.name).items(asked) if asked.data.is_dir() else []
        if not items:
            print(f"{part.name}: left out, nothing for it in {asked.data}", file=sys.stderr)
            continue
        results = run(part.name, asked, out / part.name, workers=workers)
        write_report(out / part.name, items)
        yield out / part.name, results
        ran = True
    clear_cache(cache)
    if not ran:
        known = ", ".join(sorted({part.folder for part in PARTS}))
        raise RunError(f"{options.data} holds data in none of {known}; give the folder that holds the data sets")


def _least(*limits: int | None) -> int | None:
    return min((limit for limit in limits if limit is not None), default=None)
