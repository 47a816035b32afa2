"""The `gbi-sft` command. A subcommand is one file in `commands` and one line in `COMMANDS`; none loads before use."""

from __future__ import annotations

import importlib
import os
import sys

import typer

from gbi.boundary import run_command

COMMANDS: dict[str, str] = {
    "synth": "Make figures with their gold, questions and programs, from a seed.",
    "schema": "Print the JSON Schema of a sample.",
    "convert": "Turn training data of one form into another: LLaVA, ShareGPT, Qwen, ChartQA, DePlot, corrections.",
    "check": "Find samples that are not fit to train on, and say why.",
    "dedupe": "Leave out near copies; charts of one template with other numbers are none.",
    "split": "Cut a data set into parts, no picture in two of them.",
    "mix": "Make one data set of several, in given ratios.",
    "shard": "Pack a data set into Parquet with its pictures inside, or unpack it.",
    "stats": "Count what is in a data set, with plots.",
    "small": "Make a small model from nothing: charts, base, adapter, measurements.",
    "tag": "Tag samples with the skills they train, from their gold or by a model.",
    "select": "Keep the part of a data set that tells most, by its tags.",
    "train": "Train an adapter or a whole model as a YAML file says; goes on after an interruption.",
    "export": "Write a trained adapter, or the model with it, for a server.",
    "carry": "Pack lots of figures for a machine that can draw none, and unpack them there.",
    "embed": "Train the embedded model from nothing within so many minutes of a GPU.",
    "gate": "Let an adapter through where it was measured to read better.",
    "rollback": "Lead a promoted adapter's name back to the version before.",
}
"""Name of a subcommand and its line of help; its module is `gbi_sft.commands.<name>` with a function `command`."""


def _app(names: list[str]) -> typer.Typer:
    app = typer.Typer(
        name="gbi-sft",
        help="Makes training data for chart reading, trains adapters, and lets through what reads better.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def _group() -> None:
        """Keeps subcommands subcommands where only one is loaded."""

    for name in names:
        module = importlib.import_module(f"gbi_sft.commands.{name.replace('-', '_')}")
        app.command(name, help=COMMANDS[name])(module.command)
    return app


def main() -> None:
    """Runs the subcommand that is named; exit status 0 done, 1 could not, 2 wrong call, 130 stopped."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")  # the libraries' own; ours say what is going on
    named = [argument for argument in sys.argv[1:2] if argument in COMMANDS]
    app = _app(named or list(COMMANDS))
    run_command("gbi-sft", app, kept="what is done is kept, the same command goes on from here")
