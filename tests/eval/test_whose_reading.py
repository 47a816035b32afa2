"""With `--reader` only that reader's own reading counts; runs and caches of different models are kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.errors import ReaderError
from gbi.settings import Settings
from gbi.types import Basis, Cell, Column, PageBox, Reading, Region
from gbi_eval import asking, figures, summary
from gbi_eval.benchmark import Options


def reading(reader: str, version: str = "1") -> Reading:
    region = Region.at("doc", 1, PageBox(page=1, box=(0, 0, 9, 9)), "chart")
    rows = [[Cell(value=1.0, basis=Basis.PRINTED)]]
    columns = [Column(name="x", type="number")]
    return Reading.build(region, reader=reader, reader_version=version, columns=columns, rows=rows)


class Workspace:
    """Holds what was read."""

    def __init__(self, *found: Reading) -> None:
        self._found = found

    def readings(self) -> tuple[Reading, ...]:
        return self._found


@pytest.mark.parametrize(
    ("made", "asked", "counts"),
    [
        (reading("raster"), None, True),
        (reading("raster"), "vlm", False),
        (reading("vlm"), "vlm", True),
        (reading("agree", "3:raster@2+vlm@1"), "vlm", True),
        (reading("agree", "3:raster@2+table@1"), "vlm", False),
    ],
)
def test_a_tools_reading_is_no_models_merit(
    monkeypatch: pytest.MonkeyPatch, made: Reading, asked: str | None, counts: bool
) -> None:
    monkeypatch.setattr(figures.DESK, "open", lambda *_: (Workspace(made), ("a note",)))
    found, notes = figures.read_figure(Path("x.png"), Options(data=Path(), reader=asked))
    assert (found == made) is counts
    assert counts or found is None
    assert notes == ("a note",)


@pytest.mark.parametrize(("made", "asked"), [("raster", False), ("vlm", True)])
def test_a_question_that_the_model_did_not_read_for_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, made: str, asked: bool
) -> None:
    """The tools read what a model cannot; an answer from their reading is not the model's."""
    monkeypatch.setattr(asking.DESK, "open", lambda *_: (Workspace(reading(made)), ("a note",)))

    class Analyst:
        def __init__(self, *_: object) -> None:
            raise ReaderError("it was asked")

    monkeypatch.setattr(asking.gbi, "Analyst", Analyst)
    found = asking.ask(Path("x.png"), "How much?", Options(data=Path(), reader="vlm"))
    assert found.answer is None and found.trace[:2] == ("How much?", "a note")
    assert ("it was asked" in found.trace[-1]) is asked
    assert ("vlm read nothing" in found.trace[-1]) is not asked
    for reader in (None, "both"):
        assert "it was asked" in asking.ask(Path("x.png"), "?", Options(data=Path(), reader=reader)).trace[-1]


def test_no_model_is_named_when_none_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "current", lambda: Settings())
    assert not any(summary.models().values())


def test_ways_of_asking_are_kept_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    png = tmp_path / "x.png"
    png.write_bytes(b"x")
    desk, places = asking.Desk(), set()
    for settings in (
        Settings(vlm_model="a"), Settings(vlm_model="b"), Settings(vlm_model="a", vlm_hints=True),
        Settings(vlm_model="a", vlm_strategy="tiles"),
    ):  # fmt: skip
        monkeypatch.setattr(summary, "current", lambda s=settings: s)
        places.add(desk._place(png, "vlm", tmp_path / "cache"))
        assert desk._place(png, "raster", tmp_path / "cache") == desk._place(png, "raster", tmp_path / "cache")
    assert len(places) == 4
