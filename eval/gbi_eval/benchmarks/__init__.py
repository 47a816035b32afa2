"""The benchmarks: a new one is one file here and one line in this table."""

from __future__ import annotations

import importlib

from gbi.errors import GbiError
from gbi_eval.benchmark import Benchmark

BENCHMARKS: tuple[tuple[str, str], ...] = (
    ("chart2table", "tables from charts, against gold tables"),
    ("chartqa", "questions on chart images"),
    ("chartsql", "template questions over charts, by the results of their SQL"),
    ("icdar2013", "table structures from PDFs"),
    ("reports", "questions over whole PDF reports"),
    ("tableqa", "questions over one table"),
    ("unanswerable", "questions asked of the wrong chart"),
    ("zh_charts", "tables from Chinese charts drawn in several styles"),
    ("robustness", "tables from the same charts, worn"),
    ("samples", "samples kept back from training, asked as in training"),
)
"""Name (also the module's) and what it asks."""


class UnknownBenchmarkError(GbiError):
    """No benchmark of that name."""


def load(name: str) -> Benchmark:
    """The benchmark of that name. Raises `UnknownBenchmarkError` naming those that exist."""
    names = [known for known, _ in BENCHMARKS]
    if name not in names:
        raise UnknownBenchmarkError(f"no benchmark {name!r}; there are {', '.join(names)}")
    benchmark = importlib.import_module(f"gbi_eval.benchmarks.{name}").BENCHMARK
    assert isinstance(benchmark, Benchmark)
    return benchmark
