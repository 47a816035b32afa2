"""`gbi-sft gate BASE ADAPTER`: lets an adapter through where it was measured to read better, and says why where not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gbi_sft.gate.verdict import GateVerdict


def command(
    base: Annotated[str, typer.Argument(help="The base model: a folder, or a name on Hugging Face.")],
    adapter: Annotated[Path, typer.Argument(help="The adapter's folder, as gbi-sft train left it.", exists=True)],
    out: Annotated[Path, typer.Option(help="Folder of the measurements; a gate that was stopped goes on there.")],
    extra: Annotated[list[str] | None, typer.Argument(metavar="[-- VLLM OPTION...]", help="Passed on to vLLM.")] = None,
    data: Annotated[
        list[Path] | None, typer.Option(help="A folder of held-out samples; give it once for each.")
    ] = None,
    benchmark: Annotated[
        list[str] | None, typer.Option(help="NAME=DIR: a benchmark of gbi-eval, read by the model alone.")
    ] = None,
    trained_on: Annotated[
        list[Path] | None, typer.Option(help="A folder of training data; by default as the training recorded.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(help="A running server's address, ending in /v1; without it one is started.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="The name to promote it under; by default its folder's.")] = None,
    adapters: Annotated[Path, typer.Option(help="Where promoted adapters stand.")] = Path("adapters"),
    limit: Annotated[
        int | None, typer.Option(help="So many items of each set at most, drawn by --seed.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws the items.")] = 0,
    workers: Annotated[int, typer.Option(help="Processes that ask; 1 works in this one.", min=1)] = 1,
    level: Annotated[float, typer.Option(help="An adjusted p value below this is significant.", min=0, max=1)] = 0.05,
) -> None:
    """Measure an adapter against its base model; exit status 0 promoted, 1 not."""
    from gbi.models.serving.run import interpreter
    from gbi.settings import current
    from gbi_sft.gate.card import card
    from gbi_sft.gate.gate import Case, admitted, pass_through
    from gbi_sft.gate.measure import SAMPLES, HeldOut, Wanted, parse_benchmark
    from gbi_sft.gate.promote import link_of, promote
    from gbi_sft.gate.recipe import contents, name_of, recipe_of
    from gbi_sft.gate.server import attached, starting

    recipe = recipe_of(adapter)
    held = [HeldOut(benchmark=SAMPLES, data=each) for each in data or ()]
    case = Case(
        name=name or name_of(adapter),
        base=base,
        adapter=adapter,
        held=(*held, *(parse_benchmark(text) for text in benchmark or ())),
        trained_on=tuple(trained_on or recipe.folders),
        wanted=Wanted(limit=limit, seed=seed, workers=workers),
        level=level,
    )
    link_of(case.name, adapters)  # an hour of measuring is not to end at a wrong name
    settings = current()
    out.mkdir(parents=True, exist_ok=True)
    servers = attached(server, settings, base) if server else starting(base, settings, out, _tell, tuple(extra or ()))
    check = admitted(interpreter(settings.serve_python), settings.serve_dtype)
    verdict = pass_through(case, servers, out, _tell, check)
    files = _kept(verdict, card(verdict, recipe, contents(case.trained_on)), out)
    for line in verdict.lines():
        print(line)
    if verdict.promoted:
        link = promote(adapter, case.name, adapters, files)
        print(f"serve it: gbi serve --model {base} --adapter {case.name}={link}")
    raise typer.Exit(int(not verdict.promoted))


def _kept(verdict: GateVerdict, text: str, out: Path) -> dict[str, str]:
    """Verdict and card by file name, written to `out`, whether it is promoted or not."""
    files = {"README.md": text, "verdict.json": verdict.model_dump_json(indent=1)}
    for name, said in files.items():
        (out / name).write_text(said, encoding="utf-8")
    return files


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
