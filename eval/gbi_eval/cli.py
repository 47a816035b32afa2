"""The `gbi-eval` command: a subcommand per benchmark, `all` for all of them, `compare` for two runs, `table` for the
results page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from gbi.boundary import run_command
from gbi_eval.benchmarks import BENCHMARKS

app = typer.Typer(
    name="gbi-eval",
    help="Measures gbi on data of a benchmark's layout.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DataOption = Annotated[Path, typer.Option(help="Folder of data in the benchmark's layout.", exists=True)]
OutOption = Annotated[Path, typer.Option(help="Folder of the run; an unfinished run there goes on.")]
ReaderOption = Annotated[str | None, typer.Option(help="Only this reader.")]
DispatcherOption = Annotated[str, typer.Option(help="How questions are planned: rules or llm.")]
LimitOption = Annotated[int | None, typer.Option(help="So many items at most, drawn by --seed.", min=1)]
SeedOption = Annotated[int, typer.Option(help="Draws the items, and what is random in them.")]
WorkersOption = Annotated[int, typer.Option(help="Processes; 1 works in this one.", min=1)]


def _runner(name: str) -> Callable[..., None]:
    """The command of one benchmark."""

    def command(
        data: DataOption,
        out: OutOption,
        reader: ReaderOption = None,
        dispatcher: DispatcherOption = "rules",
        limit: LimitOption = None,
        seed: SeedOption = 0,
        workers: WorkersOption = 2,
    ) -> None:
        from gbi_eval.asking import check
        from gbi_eval.benchmark import Options
        from gbi_eval.benchmarks import load
        from gbi_eval.report import write_report
        from gbi_eval.runner import run

        check(reader, dispatcher)
        options = Options(data=data, reader=reader, dispatcher=dispatcher, limit=limit, seed=seed)
        results = run(name, options, out, workers=workers)
        _print(results)
        print(f"report: {write_report(out, load(name).items(options))}")

    return command


for _name, _help in BENCHMARKS:
    app.command(_name, help=f"Benchmark: {_help}.")(_runner(_name))


@app.command("all")
def everything(
    data: Annotated[Path, typer.Option(help="Folder that holds the data sets.", exists=True)],
    out: OutOption,
    reader: ReaderOption = None,
    dispatcher: DispatcherOption = "rules",
    limit: LimitOption = None,
    seed: SeedOption = 0,
    workers: WorkersOption = 2,
) -> None:
    """Every benchmark whose data are there, each into a folder of its own; stopped anywhere, it goes on."""
    from gbi_eval.asking import check
    from gbi_eval.benchmark import Options
    from gbi_eval.suite import run_all

    check(reader, dispatcher)
    options = Options(data=data, reader=reader, dispatcher=dispatcher, limit=limit, seed=seed)
    for folder, results in run_all(options, out, workers=workers):
        _print(results)
        print(f"report: {folder / 'report.html'}", flush=True)


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="Folder of the earlier run.", exists=True)],
    after: Annotated[Path, typer.Argument(help="Folder of the later run.", exists=True)],
    level: Annotated[float, typer.Option(help="An adjusted p value below this is significant.")] = 0.05,
) -> None:
    """Show what moved between two runs, or two runs of `all`; exit status 1 on a significant step back."""
    from gbi_eval.compare import compare_runs, run_pairs

    pairs, worse = run_pairs(before, after), False
    for old, new in pairs:
        comparison = compare_runs(old, new, level=level / len(pairs))
        print(f"{old} -> {new}: ", end="")
        for line in comparison.lines():
            print(line)
        worse |= comparison.worse
    raise typer.Exit(int(worse))


@app.command()
def same(
    first: Annotated[Path, typer.Argument(help="Folder of a run with one back end.", exists=True)],
    second: Annotated[Path, typer.Argument(help="Folder of a run with the other.", exists=True)],
) -> None:
    """Whether two back ends of one model read the same, and how fast; exit status 1 where an item differs."""
    from gbi_eval.same import sameness

    found = sameness(first, second)
    for line in found.lines():
        print(line)
    raise typer.Exit(int(bool(found.differing)))


@app.command()
def witnesses(
    data: Annotated[Path, typer.Option(help="Folder that holds the data sets, or one of them.", exists=True)],
    out: OutOption,
    limit: LimitOption = None,
    seed: SeedOption = 0,
    workers: WorkersOption = 2,
) -> None:
    """The model alone, the tools alone, and both where they agree: chart2table and chartqa, a row each."""
    from gbi_eval.benchmark import Options
    from gbi_eval.witnesses import compare_ways

    for row in compare_ways(Options(data=data, limit=limit, seed=seed), out, workers=workers):
        print(row.words(), flush=True)


@app.command()
def table(
    runs: Annotated[list[Path], typer.Argument(help="Folders of runs, or folders that hold runs.", exists=True)],
    out: Annotated[Path, typer.Option(help="The Markdown file to write.")] = Path("eval/RESULTS.md"),
) -> None:
    """Write the page of results beside the published ones, from recorded runs."""
    from gbi_eval.table import write_table

    write_table(runs, out)
    print(out)


def _print(results: dict[str, Any]) -> None:
    broken = f", {results['failed']} broke the program" if results["failed"] else ""
    print(f"{results['benchmark']}: {results['items']} items{broken}, {results['median_item_seconds']:.2f} s (median)")
    for score, value in results["scores"].items():
        if isinstance(value, dict):
            print(f"  {score:32} {value['mean']:.3f}  [{value['low']:.3f}, {value['high']:.3f}]")
    for measure, value in results["extra"].items():
        print(f"  {measure:32} {'-' if value is None else f'{value:.3f}'}")


def main() -> None:
    """The entry point."""
    run_command("gbi-eval", app, kept="what is done is kept, the same command goes on from here")
