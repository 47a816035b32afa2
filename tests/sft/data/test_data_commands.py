"""The commands of training data, as a person calls them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gbi_sft import folder
from gbi_sft.cli import COMMANDS, main
from gbi_sft.data.dataset import DataSet
from support.training_data import data_set, table_sample


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a data set `a`."""
    data_set(tmp_path / "a")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(monkeypatch: pytest.MonkeyPatch, line: str) -> int:
    monkeypatch.setattr(sys, "argv", ["gbi-sft", *line.split()])
    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def test_every_command_is_there_and_explains_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("schema", "convert", "check", "dedupe", "split", "mix", "shard", "stats"):
        assert name in COMMANDS and call(monkeypatch, f"{name} --help") == 0
        assert COMMANDS[name].split()[0] in capsys.readouterr().out


def test_a_day_with_data(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for line in (
        "convert a llava --from gbi --to llava",
        "convert llava b --from llava --name others --licence CC-BY-4.0",
        "check b sound --workers 1",
        "dedupe sound few --workers 1",
        "split few parts --share train=0.75,dev=0.25",
        "mix mixed parts/train=1 a=1 --size 20",
        "shard mixed packed --size 8",
        "shard packed again --back",
        "stats again --out page",
    ):
        assert call(monkeypatch, line) == 0, (line, capsys.readouterr())
    said = capsys.readouterr().out
    assert "12 samples in llava" in said and "12 samples are sound, in sound" in said
    assert "20 samples in mixed: 10 of parts/train, 10 of a" in said
    assert "20 samples in packed" in said and "20 samples in again" in said
    assert "task: " in said and "page/statistics.html" in said
    assert len(list(folder.read(place / "again"))) == 20
    train, dev = (DataSet.open(place / "parts" / name) for name in ("train", "dev"))
    assert not {p.sha256 for s in train for p in s.pictures} & {p.sha256 for s in dev for p in s.pictures}
    assert {sample.source.licence for sample in train} == {"CC-BY-4.0"}


def test_check_lists_what_is_wrong(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = table_sample(place / "a", 77)
    broken = [sample.model_copy(update={"id": f"x{n}", "turns": ()}) for n in range(7)]
    folder.write(place / "a", [*broken, sample])
    assert call(monkeypatch, "check a --workers 1 --json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [f"x{n}" for n in range(7)] and lines[0]["kind"] == "roles"
    assert call(monkeypatch, "check a --workers 1") == 0
    said = capsys.readouterr().out
    assert "1 samples are sound\n7 are not (roles 7)" in said and "and 2 more; --json lists them" in said


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("convert a out --from coco", "there are gbi, llava"),
        ("convert a out --from gbi --to corrections", "only read"),
        ("split a out --share train=0.5", "sum to 1"),
        ("split a out --share train", "no NAME=NUMBER"),
        ("mix out a=1 none=1", "none holds no samples.jsonl"),
        ("check a --tokens 5", "go together"),
        ("stats a --tokenizer a", "holds no tokenizer"),
    ],
)
def test_what_cannot_be_done_is_one_line_with_the_mend(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, why: str
) -> None:
    assert call(monkeypatch, line) == 1
    error = capsys.readouterr().err
    assert error.startswith("gbi-sft: ") and why in error


def test_stats_as_json(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "stats a --json") == 0
    assert json.loads(capsys.readouterr().out)["counts"]["task"] == {"table": 6, "question": 6}


@pytest.mark.parametrize(
    "line",
    [
        "check a {}", "dedupe a {}", "mix {} a=1", "shard a {}", "shard a {} --back", "select a {}", "tag a {}",
        "convert lines {} --from llava",
    ],
)  # fmt: skip
def test_another_data_set_is_never_written_over(
    line: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data_set(place / "other")
    assert call(monkeypatch, "convert a lines --from gbi --to llava") == 0
    before = (place / "other" / folder.NAME).read_bytes()
    assert call(monkeypatch, line.format("other")) != 0
    assert "name another folder" in capsys.readouterr().err
    assert (place / "other" / folder.NAME).read_bytes() == before and not (place / "other" / folder.MADE).exists()
    assert call(monkeypatch, line.format("new")) == call(monkeypatch, line.format("new")) == 0, "its own is replaced"
    assert call(monkeypatch, "check other new") != 0, "what one command made is not another's"
    assert "holds a data set that " in capsys.readouterr().err


def test_the_parts_of_a_split_are_not_written_over(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data_set(place / "parts" / "dev")
    assert call(monkeypatch, "split a parts --share train=0.5,dev=0.5") != 0
    assert "parts/dev holds a data set" in capsys.readouterr().err
    assert not (place / "parts" / "train" / folder.NAME).exists()


def test_what_is_read_is_not_what_is_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "dedupe a a") != 0
    assert "a is what dedupe reads" in capsys.readouterr().err
    assert call(monkeypatch, "tag a a") == 0, "tags are put into the same data set"


def test_a_conversion_of_nothing_leaves_what_was_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "convert a lines --from gbi --to llava") == 0
    assert call(monkeypatch, "convert lines b --from llava") == 0
    before = (place / "b" / folder.NAME).read_bytes()
    for path in (place / "lines").glob("*.json*"):
        path.write_text("[]", encoding="utf-8")
    assert call(monkeypatch, "convert lines b --from llava") != 0
    assert "could be used" in capsys.readouterr().err
    assert (place / "b" / folder.NAME).read_bytes() == before
