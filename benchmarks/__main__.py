"""`python -m benchmarks [NAME]...`: runs benchmarks (all by default), prints them and records them as JSON."""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

BENCHMARKS = ("agent", "ask", "client", "desk_memory", "long_report", "packing", "synth", "workspace")
"""Each is a module here with `run() -> dict[str, float | str]`: seconds, ratios and the bars they are held to."""

RECORDS = Path(__file__).parent / "results"


def main(names: list[str]) -> int:
    """Runs the named benchmarks; the exit status is 1 when a ratio is over its bar."""
    over = 0
    for name in names or BENCHMARKS:
        if name not in BENCHMARKS:
            print(f"no benchmark {name!r}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
            return 2
        figures = importlib.import_module(f"benchmarks.{name}").run()
        over += _print(name, figures)
        _record(name, figures)
    return int(over > 0)


def _print(name: str, figures: dict[str, float | str]) -> int:
    over = 0
    print(name)
    for key, value in figures.items():
        bar = figures.get(f"{key}_bar")
        if key.endswith("_bar"):
            continue
        shown = f"{value:.3f}" if isinstance(value, float) else value
        if isinstance(bar, float) and isinstance(value, float):
            over += value > bar
            shown += f"  (bar {bar:g}: {'OVER' if value > bar else 'held'})"
        print(f"  {key:34} {shown}")
    return over


def _record(name: str, figures: dict[str, float | str]) -> None:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    record = {
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load_before": os.getloadavg()[0],
        "figures": figures,
    }
    RECORDS.mkdir(exist_ok=True)
    (RECORDS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
