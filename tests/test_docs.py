"""The documents are true: Python blocks run, shell blocks are commands that exist, commands are described."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import Workbook

import gbi
from gbi_eval.benchmarks import BENCHMARKS
from gbi_eval.cli import app as eval_app
from gbi_ui.cli import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")]
COMMANDS = sorted(typer.main.get_group(app).commands)


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
