"""The `gbi-eval` command: runs a benchmark on any data of its layout, and compares two runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from gbi.errors import GbiError


def _run(
    name: Annotated[str, typer.Argument(help="Benchmark: see the table in gbi_eval/benchmarks/__init__.py.")],
    data: Annotated[Path, typer.Option(help="Folder of data in the benchmark's layout.", exists=True)],
    out: Annotated[Path, typer.Option(help="Folder of the run; an unfinished run there goes on.")],
    reader: Annotated[str | None, typer.Option(help="Only this reader.")] = None,
    dispatcher: Annotated[str, typer.Option(help="How questions are planned.")] = "rules",
    limit: Annotated[int | None, typer.Option(help="So many items, drawn by --seed.")] = None,
    seed: Annotated[int, typer.Option()] = 0,
    workers: Annotated[int, typer.Option(help="Processes.")] = 2,
) -> None:
    """Run a benchmark and print its scores."""
    from gbi_eval.benchmark import Options
    from gbi_eval.runner import run

    options = Options(data=data, reader=reader, dispatcher=dispatcher, limit=limit, seed=seed)
    results = run(name, options, out, workers=workers)
    print(f"{name}: {results['items']} items, {results['median_item_seconds']:.2f} s each (median)")
    for score, value in results["scores"].items():
        if isinstance(value, dict):
            print(f"  {score:32} {value['mean']:.3f}  [{value['low']:.3f}, {value['high']:.3f}]")
    for measure, value in results["extra"].items():
        print(f"  {measure:32} {'-' if value is None else f'{value:.3f}'}")


def main() -> None:
    """The entry point: errors of the program become one line on stderr and exit status 1."""
    try:
        typer.run(_run)
    except GbiError as error:
        print(f"gbi-eval: {error}", file=sys.stderr)
        sys.exit(1)
