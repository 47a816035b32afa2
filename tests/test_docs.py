"""The documents are true: Python blocks run, shell blocks are commands that exist, commands are described."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import Workbook

import gbi
from gbi_eval.benchmarks import BENCHMARKS
from gbi_eval.cli import app as eval_app
from gbi_sft.cli import COMMANDS as SFT_COMMANDS
from gbi_sft.cli import _app as sft_app
from gbi_sft.cli import main
from gbi_sft.data.convert import convert
from gbi_sft.data.formats.form import Given
from gbi_sft.sample import Source
from gbi_ui.cli import app
from support.training_data import data_set

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")]
COMMANDS = sorted(typer.main.get_group(app).commands)
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PROGRAMS = {"gbi": app, "gbi-sft": sft_app(list(SFT_COMMANDS))}


def blocks(page: Path, language: str) -> list[str]:
    """The fenced code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text("utf-8"), flags=re.S)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample_report: tuple[Path, Any], chart_png: Path) -> Path:
    """A folder with the files that the documents speak of."""
    shutil.copy(sample_report[0], tmp_path / "annual_report.pdf")
    shutil.copy(chart_png, tmp_path / "chart.png")
    book = Workbook()
    book.active.append(["Region", "Sales"])
    book.active.append(["North", 12])
    book.save(tmp_path / "sales.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_python_runs(desk: Path) -> None:
    found = blocks(ROOT / "README.md", "python")
    assert found
    for block in found:
        scope: dict[str, Any] = {}
        exec(compile(block, "README.md", "exec"), scope)
        assert scope["answer"].status == "answered"
        assert scope["answer"].citations
        for value in scope.values():
            if isinstance(value, gbi.Workspace):
                value.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"gbi {command}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name, _ in BENCHMARKS])
def test_every_benchmark_is_described(name: str) -> None:
    assert f"`{name}`" in (ROOT / "eval/README.md").read_text("utf-8")
    assert name in typer.main.get_group(eval_app).commands


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_paths_that_the_documents_name_exist(page: Path) -> None:
    named = re.findall(
        r"`((?:gbi|agents|eval|sft|ui|tests|benchmarks|examples|docs)/[\w./-]+)`", page.read_text("utf-8")
    )
    assert [path for path in named if "NAME" not in path and not (ROOT / path).exists()] == []


def test_make_targets_that_the_readme_names_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    named = set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text("utf-8")))
    assert named and named - {"on"} <= targets


def calls(page: Path, program: str) -> list[list[str]]:
    """The arguments of each call of the program that a page shows, in a block or within a line."""
    text = page.read_text("utf-8").replace(f'"$(command -v {program})"', program).replace("\\\n", " ")
    before = r"(?:[A-Z_]+=\S+ )*(?:(?:torchrun|accelerate launch) .*?)?"
    shown = re.findall(rf"^ *{before}{program} (.+)$", "\n".join(shell(text)), flags=re.M)
    shown += re.findall(rf"`{program} ([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.S).replace("\n", " "))
    return [shlex.split(line, comments=True) for line in shown]


def shell(text: str) -> list[str]:
    """The blocks of shell commands: fenced as bash or sh, or indented by four or more, as in a list."""
    return re.findall(r"```(?:bash|sh)\n(.*?)```", text, flags=re.S) + re.findall(r"^ {4,}\S.*$", text, flags=re.M)


def parse(group: Any, arguments: list[str]) -> None:
    """Reads the arguments as the program does, all but whether files are there."""
    command = group.commands[arguments[0]]
    for parameter in command.params:
        if hasattr(parameter, "type_descriptor"):
            parameter.type_descriptor.parameter_info.exists = False
    command.make_context(arguments[0], list(arguments[1:]))


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("page", GUIDES, ids=[page.name for page in GUIDES])
def test_each_call_that_a_page_shows_is_one(page: Path, program: str) -> None:
    group = typer.main.get_group(PROGRAMS[program])
    for arguments in calls(page, program):
        assert arguments[0] in group.commands, (page.name, arguments)
        if len(arguments) > 1 and "--help" not in arguments:  # else a mention of the command
            parse(group, arguments)


def test_a_call_with_an_unknown_option_is_found() -> None:
    with pytest.raises(Exception, match="No such option"):
        parse(typer.main.get_group(PROGRAMS["gbi-sft"]), ["stats", "a", "--colour", "red"])


@pytest.mark.parametrize("command", SFT_COMMANDS)
def test_every_command_of_training_is_in_a_page(command: str) -> None:
    assert any([command] == arguments[:1] for page in GUIDES for arguments in calls(page, "gbi-sft"))


def test_the_blocks_on_training_data_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = ROOT / "docs/training-data.md"
    data_set(tmp_path / "a", 12, 12)
    data_set(tmp_path / "data/corrections", 4, 0)  # made of what the desk exports in tests/sft/data
    convert(tmp_path / "a", tmp_path / "in", form="gbi", to="llava", given=Given(Source(name="made")))
    (tmp_path / "in/llava.json").replace(tmp_path / "llava.json")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "in/images").replace(tmp_path / "pictures/images")
    monkeypatch.chdir(tmp_path)
    for line in "".join(blocks(page, "bash")).splitlines():
        if "corrections.zip" in line:
            continue
        monkeypatch.setattr("sys.argv", shlex.split(line))
        with pytest.raises(SystemExit) as stop:
            main()
        assert stop.value.code in (0, None), (line, capsys.readouterr())
    for block in blocks(page, "python"):
        exec(compile(block, page.name, "exec"), {})
    assert "samples;" in capsys.readouterr().out
