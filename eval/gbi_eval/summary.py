"""What a run's outcomes come to: means with intervals, the same by slice, further measures, and the circumstances."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gbi.settings import current
from gbi_eval.benchmark import Benchmark, Options, Outcome, members
from gbi_eval.stats import bootstrap_interval

PACKAGES = ("gbi", "pymupdf", "rapidocr", "onnxruntime", "opencv-python-headless", "duckdb", "numpy")
ROOMS = ("gbi", "gbi_agents", "gbi_eval")


def summarise(benchmark: Benchmark, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """`scores`: means with 95 % bootstrap intervals; `extra`: the benchmark's own measures; `slices`: both by slice.

    Slices that depend on the program's own reading are in `found`, for they may differ from run to run.
    """
    seconds = sorted(outcome.seconds for outcome in outcomes)
    return {
        "benchmark": benchmark.name,
        "items": len(outcomes),
        "failed": sum(outcome.failed for outcome in outcomes),
        "scores": _means(outcomes),
        "extra": dict(benchmark.extra(outcomes)) if benchmark.extra else {},
        "slices": _by(benchmark, outcomes, [members(outcome.slices) for outcome in outcomes]),
        "found": _by(benchmark, outcomes, [members(outcome.found) for outcome in outcomes]),
        "median_item_seconds": seconds[len(seconds) // 2],
    }


def circumstances(options: Options) -> dict[str, Any]:
    """What is needed to repeat a run: command, commit, program, packages, models, machine."""
    return {
        "command": " ".join(["gbi-eval", *sys.argv[1:]]),
        "commit": commit(),
        "program": program(),
        "versions": {package: version(package) for package in PACKAGES},
        "models": models(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "options": options.model_dump(mode="json", exclude={"cache"}),
    }


def models() -> dict[str, str | bool | None]:
    """The models that the settings name and the ways of asking them that change what they say."""
    settings = current()
    vlm = settings.vlm_model or settings.vlm_url
    return {
        "vlm": vlm,
        "adapter": settings.vlm_adapter.name if settings.vlm_adapter else None,
        "strategy": settings.vlm_strategy if vlm else None,
        "hints": settings.vlm_hints if vlm else None,
        "llm": settings.llm_model or settings.llm_url or settings.vlm_model,
    }


@lru_cache(maxsize=1)
def program() -> str:
    """Twelve hexadecimal digits that change with the program's source: runs of two programs are never mixed."""
    found = hashlib.sha256()
    for room in ROOMS:
        spec = find_spec(room)
        root = Path(spec.origin).parent if spec and spec.origin else None
        for path in sorted(root.rglob("*.py")) if root else ():
            found.update(str(path.relative_to(root or path)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def commit() -> str | None:
    """The commit that the program stands at, with "-dirty" where its files were changed; None outside git."""
    here = Path(__file__).parent
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
        capture_output=True,
        text=True,
        check=False,
        cwd=here,
    )
    return done.stdout.strip() or None


def _by(benchmark: Benchmark, outcomes: Sequence[Outcome], of: Sequence[list[tuple[str, str]]]) -> dict[str, Any]:
    rows: dict[tuple[str, str], list[Outcome]] = {}
    for outcome, slices in zip(outcomes, of, strict=True):
        for each in slices:
            rows.setdefault(each, []).append(outcome)
    result = {}
    for (kind, value), inside in sorted(rows.items()):
        extra = dict(benchmark.extra(inside)) if benchmark.extra else {}
        result[f"{kind}={value}"] = _means(inside) | {"extra": extra}
    return result


def _means(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome.scores))
    result: dict[str, Any] = {"n": len(outcomes)}
    for name in names:
        values = [outcome.scores[name] for outcome in outcomes if name in outcome.scores]
        low, high = bootstrap_interval(values)
        result[name] = {"mean": sum(values) / len(values), "low": low, "high": high, "n": len(values)}
    return result
