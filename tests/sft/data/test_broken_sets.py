"""Data sets and sources as they come: empty, cut off, from other systems, with pictures that are none. What cannot be
used is told, the rest goes on."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from PIL import Image

from gbi_sft import folder
from gbi_sft.cli import COMMANDS, main
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.pictures import why
from gbi_sft.data.rows import run
from gbi_sft.folder import DataError
from support.training_data import data_set

READING = ("check e", "check e out", "stats e", "dedupe e out", "split e out --share a=0.5,b=0.5", "mix out e=1",
           "mix out e=1 a=1", "shard e out", "shard e out --back", "tag e out", "tag e e", "select e out")  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in with a data set `a`, and `e`, which has not one sample."""
    data_set(tmp_path / "a")
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / folder.NAME).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(monkeypatch: pytest.MonkeyPatch, line: str) -> int:
    monkeypatch.setattr("sys.argv", ["gbi-sft", *line.split()])
    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


@pytest.mark.parametrize("line", READING)
def test_an_empty_data_set_is_one_line_with_the_mend(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    assert line.split()[0] in COMMANDS
    assert call(monkeypatch, line) == 1
    error = capsys.readouterr().err
    assert error.startswith("gbi-sft: no sample can be read from e; make some with gbi-sft synth")
    assert not (place / "out" / folder.NAME).exists()


def test_a_set_of_broken_lines_says_the_first_fault(place: Path) -> None:
    (place / "e" / folder.NAME).write_text('{"id": "x"\n[]\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"no sample can be read from e \(e/samples\.jsonl:1: Invalid JSON"):
        DataSet.read("e")
    assert len(DataSet.open("e")) == 0 and len(DataSet.open("e").refused) == 2


def test_no_rows_take_every_step() -> None:
    rows = DataSet.of([], Path()).rows
    assert run(rows, (lambda sample, place: sample,), workers=2) == (rows, [])


def windows(place: Path) -> None:
    """The lines of `a` as an editor on Windows leaves them."""
    lines = (place / "a" / folder.NAME).read_bytes().replace(b"\n", b"\r\n")
    (place / "a" / folder.NAME).write_bytes(codecs.BOM_UTF8 + lines)


def test_marks_and_line_ends_of_windows_cost_no_sample(place: Path) -> None:
    before = [sample.id for sample in folder.read(place / "a")]
    windows(place)
    assert [sample.id for sample in DataSet.read(place / "a")] == before
    assert [sample.id for sample in folder.read(place / "a")] == before


def test_a_line_of_another_encoding_is_one_line(place: Path) -> None:
    path = place / "a" / folder.NAME
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].decode().replace('"id":"', '"id":"收入').encode("gb18030")
    path.write_bytes(b"".join(lines))
    found = DataSet.read(place / "a")
    assert len(found) == len(lines) - 1
    assert [one.id for one in found.refused] == [f"{place / 'a' / folder.NAME}:2"]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("dedupe a out", "see out/rejected.jsonl"), ("mix out a=1", "see out/rejected.jsonl"),
        ("shard a out", "see out/rejected.jsonl"), ("tag a out", "see out/rejected.jsonl"),
        ("select a out --share 1", "see out/rejected.jsonl"), ("stats a", "gbi-sft check lists them"),
        ("split a out --share x=0.5,y=0.5", "gbi-sft check lists them"),
    ],
)  # fmt: skip
def test_what_was_left_out_is_told(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str, where: str
) -> None:
    with (place / "a" / folder.NAME).open("a", encoding="utf-8") as out:
        out.write('{"id": "cut off')
    assert call(monkeypatch, line) == 0
    assert f"1 left out (form 1); {where}" in capsys.readouterr().out


def test_a_part_that_gets_nothing_is_an_error_before_anything_is_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "split a out --share x=0.9999,y=0.0001") == 1
    assert "part 'y' gets none of the 12 samples, which stay together by picture" in capsys.readouterr().err
    assert not list(place.glob("out/*/samples.jsonl"))


def source(place: Path) -> Path:
    """LLaVA's form with one good record and many kinds of bad ones."""
    out = place / "wild"
    out.mkdir()
    Image.effect_noise((60, 40), 80).save(out / "good.png")
    (out / "zero.png").touch()
    (out / "page.png").write_text("<html>not found</html>", encoding="utf-8")
    (out / "cut.png").write_bytes((out / "good.png").read_bytes()[:900])
    said = [{"from": "human", "value": "<image>\nHow much?"}, {"from": "gpt", "value": "5"}]
    named = ["good.png", "zero.png", "page.png", "cut.png", "none.png"]
    records = [{"id": name, "image": name, "conversations": said} for name in named]
    (out / "wild.json").write_text(json.dumps([*records, "text", 5, None]), encoding="utf-8")
    return out


def test_pictures_that_are_none_are_told_in_words(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source(place)
    assert call(monkeypatch, "convert wild out --from llava") == 0
    assert "1 samples in out\n7 left out (form 7)" in capsys.readouterr().out
    listed = [json.loads(line) for line in (place / "out" / "rejected.jsonl").read_text("utf-8").splitlines()]
    said = {one["id"]: one["reason"] for one in listed}
    assert "it is not a PNG, JPEG" in said["zero.png"] and "it is not a PNG, JPEG" in said["page.png"]
    assert "object at" not in str(said), "no address of an object"
    assert "truncated" in said["cut.png"] and "there is no picture none.png" in said["none.png"]
    assert said["wild.json#6"] == 'is no JSON object: "text"' and said["wild.json#8"] == "is no JSON object: null"


def test_the_limit_of_a_picture_is_said_in_pixels() -> None:
    assert why(Image.DecompressionBombError("could be decompression bomb DOS attack")).startswith("it has more than 1")
    assert why(OSError()) == "OSError"


@pytest.mark.parametrize("end", ["json", "jsonl"])
def test_a_source_with_the_mark_of_windows_is_read(place: Path, end: str) -> None:
    from gbi_sft.data.formats.form import Item, records

    text = '[{"id": "一"}]' if end == "json" else '{"id": "一"}\r\n'
    path = place / f"marked.{end}"
    path.write_bytes(codecs.BOM_UTF8 + text.encode())
    (found,) = records(path)
    assert isinstance(found, Item) and found.name == "一"


def test_a_source_that_is_no_text_is_one_line(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source(place)
    assert call(monkeypatch, "convert wild/good.png out --from llava") == 1
    assert "wild/good.png is no JSON text in UTF-8" in capsys.readouterr().err
    (place / "cut.json").write_bytes('[{"id": "收入"}]'.encode("gb18030"))
    assert call(monkeypatch, "convert cut.json out --from llava") == 1
    assert "cut.json is no whole JSON array in UTF-8" in capsys.readouterr().err
