"""Two back ends of one model: the share of items that came out the same, and their times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gbi_eval.benchmark import Outcome
from gbi_eval.cli import app
from gbi_eval.runner import RunError
from gbi_eval.same import SHOWN, sameness


def ran(folder: Path, said: dict[str, list[list[str]]], seconds: float, benchmark: str = "chart2table") -> Path:
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps({"benchmark": benchmark}), "utf-8")
    lines = [
        Outcome(id=name, scores={"rms_f1": 1.0}, prediction=rows, seconds=seconds + n).model_dump_json()
        for n, (name, rows) in enumerate(said.items())
    ]
    (folder / "items.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_items_that_both_have_are_compared_whatever_their_order(tmp_path: Path) -> None:
    one = ran(tmp_path / "one", {"a": [["x", "1"]], "b": [["x", "2"]], "c": []}, 1.0)
    other = ran(tmp_path / "other", {"c": [], "b": [["x", "3"]], "a": [["x", "1"]], "d": []}, 4.0)
    found = sameness(one, other)
    assert (found.items, found.same, found.differing) == (3, 2, ("b",))
    assert found.seconds == (2.0, 5.0)
    lines = list(found.lines())
    assert "2 of 3 items came out the same (66.7%)" in lines[0] and lines[-1] == "  differs: b"
    assert found.unread == 1 and "1 of these were read by neither" in lines[1]


def test_runs_that_read_everything_are_not_said_to_have_left_some(tmp_path: Path) -> None:
    one, other = ran(tmp_path / "one", {"a": [["1"]]}, 1.0), ran(tmp_path / "other", {"a": []}, 1.0)
    assert sameness(one, other).unread == 0 and sameness(one, one).unread == 0
    assert not any("neither" in line for line in sameness(one, other).lines())


def test_the_command_tells_by_its_status(tmp_path: Path) -> None:
    one, other = ran(tmp_path / "one", {"a": [["1"]]}, 1.0), ran(tmp_path / "other", {"a": [["2"]]}, 1.0)
    assert CliRunner().invoke(app, ["same", str(one), str(one)]).exit_code == 0
    told = CliRunner().invoke(app, ["same", str(one), str(other)])
    assert told.exit_code == 1 and "differs: a" in told.output


def test_many_that_differ_are_counted(tmp_path: Path) -> None:
    names = [f"n{n}" for n in range(SHOWN + 3)]
    one = ran(tmp_path / "one", {name: [["1"]] for name in names}, 1.0)
    other = ran(tmp_path / "other", {name: [["2"]] for name in names}, 1.0)
    assert list(sameness(one, other).lines())[-1] == "  and 3 more"


def test_runs_that_cannot_be_compared_are_told(tmp_path: Path) -> None:
    one, other = ran(tmp_path / "one", {"a": []}, 1.0), ran(tmp_path / "other", {"b": []}, 1.0)
    with pytest.raises(RunError, match="share no item"):
        sameness(one, other)
    with pytest.raises(RunError, match="two benchmarks"):
        sameness(one, ran(tmp_path / "third", {"a": []}, 1.0, "chartqa"))
    (tmp_path / "none").mkdir()
    with pytest.raises(RunError, match="holds no run"):
        sameness(one, tmp_path / "none")
