"""The `gbi-eval` command: a subcommand per benchmark, `compare` for two runs, `table` for the results page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from gbi.errors import GbiError
from gbi_eval.benchmarks import BENCHMARKS

app = typer.Typer(
    name="gbi-eval", help="Measures gbi on data of a benchmark's layout.", no_args_is_help=True, add_completion=False
)


def _runner(name: str) -> Callable[..., None]:
    """The command of one benchmark."""

    def command(
        data: Annotated[Path, typer.Option(help="Folder of data in the benchmark's layout.", exists=True)],
        out: Annotated[Path, typer.Option(help="Folder of the run; an unfinished run there goes on.")],
        reader: Annotated[str | None, typer.Option(help="Only this reader.")] = None,
        dispatcher: Annotated[str, typer.Option(help="How questions are planned.")] = "rules",
        limit: Annotated[int | None, typer.Option(help="So many items, drawn by --seed.")] = None,
        seed: Annotated[int, typer.Option(help="Draws the items, and what is random in them.")] = 0,
        workers: Annotated[int, typer.Option(help="Processes.")] = 2,
    ) -> None:
        from gbi_eval.benchmark import Options
        from gbi_eval.report import write_report
        from gbi_eval.runner import run

        options = Options(data=data, reader=reader, dispatcher=dispatcher, limit=limit, seed=seed)
        results = run(name, options, out, workers=workers)
        write_report(out)
        print(f"{name}: {results['items']} items, {results['median_item_seconds']:.2f} s each (median)")
        for score, value in results["scores"].items():
            if isinstance(value, dict):
                print(f"  {score:32} {value['mean']:.3f}  [{value['low']:.3f}, {value['high']:.3f}]")
        for measure, value in results["extra"].items():
            print(f"  {measure:32} {'-' if value is None else f'{value:.3f}'}")
        print(f"report: {out / 'report.html'}")

    return command


for _name, _help in BENCHMARKS:
    app.command(_name, help=f"Benchmark: {_help}.")(_runner(_name))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier run.", exists=True)],
    after: Annotated[Path, typer.Argument(help="Folder of the later run.", exists=True)],
    level: Annotated[float, typer.Option(help="A p value below this is significant.")] = 0.05,
) -> None:
    """Show what moved between two runs; exit status 1 on a significant step back."""
    from gbi_eval.compare import compare_runs

    comparison = compare_runs(before, after, level=level)
    for line in comparison.lines():
        print(line)
    raise typer.Exit(int(comparison.worse))


@app.command()
def table(
    runs: Annotated[list[Path], typer.Argument(help="Folders of runs.", exists=True)],
    out: Annotated[Path, typer.Option(help="The Markdown file to write.")] = Path("eval/RESULTS.md"),
) -> None:
    """Write the page of results beside the published ones, from recorded runs."""
    from gbi_eval.table import write_table

    write_table(runs, out)
    print(out)


def main() -> None:
    """The entry point: errors of the program become one line on stderr and exit status 1."""
    try:
        app()
    except GbiError as error:
        print(f"gbi-eval: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("gbi-eval: stopped; the same command goes on from here", file=sys.stderr)
        sys.exit(130)
