"""From the desk to training: what a person corrected becomes one sample a figure, whose gold is the corrected table."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbi.types import Axis
from gbi.workspace import Workspace
from gbi_sft import folder
from gbi_sft.data.convert import Converted, convert
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.formats.form import Given
from gbi_sft.data.refusals import NAME
from gbi_sft.folder import DataError
from gbi_sft.sample import GoldAxis, Sample, Source
from gbi_ui.desk.review import deeds
from gbi_ui.desk.review.export import NAME as CORRECTIONS
from gbi_ui.desk.review.export import archive
from support.desk_made import desk_with, reading_of, region, report
from support.training_data import png


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Workspace]:
    """A report with two charts, measured where the reading says so."""
    document, source = report(tmp_path)
    axes = (Axis(name="Year", direction="x", kind="category"), Axis(name="Sales", unit="USD", low=0, high=40))
    readings = (reading_of(region(document.id), axes=axes), reading_of(region(document.id, 30), title="Second"))
    with desk_with(tmp_path / "desk", *readings, document=document, source=source) as ws:
        yield ws


def exported(ws: Workspace, tmp_path: Path) -> Path:
    path = tmp_path / "corrections.zip"
    path.write_bytes(archive(ws))
    return path


def converted(source: Path, tmp_path: Path) -> Converted:
    given = Given(Source(name="our corrections", licence="proprietary"))
    return convert(source, tmp_path / "out", form="corrections", given=given)


def samples(tmp_path: Path) -> list[Sample]:
    return list(folder.read(tmp_path / "out"))


def test_several_corrections_of_a_figure_make_one_sample(desk: Workspace, tmp_path: Path) -> None:
    first, _ = desk.readings()
    deeds.correct(desk, first, (1, 1), 27.5, "ann")
    deeds.correct(desk, desk.readings()[0], (0, 2), 14, "ben")
    deeds.correct(desk, desk.readings()[0], (1, 0), "Far South", "ann")
    deeds.judge(desk, first.region.id, "accepted", "ann")
    assert converted(exported(desk, tmp_path), tmp_path).refused == ()
    (sample,) = samples(tmp_path)
    assert sample.gold is not None and sample.task == "table"
    assert sample.gold.texts == (("North", "11", "14"), ("Far South", "~27.5", "22"), ("East", "31", "32"))
    assert sample.gold.values == ((11.0, 14.0), (27.5, 22.0), (31.0, 32.0))
    assert (sample.gold.title, sample.gold.chart_type) == ("Sales by region", "bar")
    assert sample.gold.y_axis == GoldAxis(name="Sales", unit="USD", low=0, high=40)
    assert json.loads(sample.turns[-1].text)["rows"] == [list(row) for row in sample.gold.texts]
    assert sample.tags == ("review:accepted",) and sample.traits["by"] == "ann, ben"
    assert (sample.traits["cells"], sample.traits["cells corrected"]) == ("9", "3")
    assert sample.source == Source(name="our corrections", licence="proprietary")
    picture = sample.pictures[0]
    assert picture.width / picture.height == pytest.approx(400 / 140, rel=0.02)
    assert len(DataSet.open(tmp_path / "out").check()) == 1


def test_two_figures_make_two_samples_and_a_rejected_one_none(desk: Workspace, tmp_path: Path) -> None:
    first, second = desk.readings()
    deeds.correct(desk, first, (0, 1), 10, "ann")
    deeds.correct(desk, second, (0, 1), None, "ann")
    converted(exported(desk, tmp_path), tmp_path)
    found = {sample.gold.title: sample for sample in samples(tmp_path) if sample.gold}
    assert len(found) == 2 and found["Second"].gold is not None
    assert found["Second"].gold.texts[0] == ("North", "", "12"), "nothing stands there"
    assert found["Second"].gold.values[0] == (None, 12.0)
    assert found["Second"].tags == ("review:corrected",)
    deeds.judge(desk, second.region.id, "rejected", "ann")
    done = converted(exported(desk, tmp_path), tmp_path)
    assert [sample.gold.title for sample in samples(tmp_path) if sample.gold] == ["Sales by region"]
    assert [one.kind for one in done.refused] in ([], ["rejected"])


def unpacked(ws: Workspace, tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    place = tmp_path / "unpacked"
    with zipfile.ZipFile(exported(ws, tmp_path)) as packed:
        packed.extractall(place)
    return place, [json.loads(line) for line in (place / CORRECTIONS).read_text("utf-8").splitlines()]


def rewrite(place: Path, lines: list[Any]) -> None:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    (place / CORRECTIONS).write_text("\n".join(texts) + "\n", "utf-8")


def test_a_folder_does_as_well_as_a_zip(desk: Workspace, tmp_path: Path) -> None:
    deeds.correct(desk, desk.readings()[0], (0, 1), 10, "ann")
    place, _ = unpacked(desk, tmp_path)
    converted(exported(desk, tmp_path), tmp_path)
    packed = samples(tmp_path)
    converted(place, tmp_path)
    assert samples(tmp_path) == packed and len(packed) == 1


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"picture": None}, "picture", "no picture"),
    ({"verdict": "rejected"}, "rejected", "rejected"),
    ({"table": None}, "form", "export the corrections again"),
    ({"table": {"columns": [], "rows": [], "axes": []}}, "form", "no column of values"),
    ({"picture": "figures/gone.png"}, "form", "holds no figures/gone.png"),
    ({"picture": "../../secret.png"}, "form", "leads out"),
    ({"picture": "/secret.png"}, "form", "leads out"),
]


@pytest.mark.parametrize(("change", "kind", "why"), FAULTS)
def test_a_figure_that_cannot_be_used_is_listed(
    desk: Workspace, tmp_path: Path, change: dict[str, Any], kind: str, why: str
) -> None:
    for reading in desk.readings():
        deeds.correct(desk, reading, (0, 1), 10, "ann")
    place, lines = unpacked(desk, tmp_path)
    (tmp_path / "secret.png").write_bytes(png())
    rewrite(place, [{**lines[0], **change}, "{broken", {**lines[1], "schema": "gbi-correction/9"}, lines[1]])
    done = converted(place, tmp_path)
    assert done.samples == 1
    assert [(one.kind, why in one.reason) for one in done.refused if one.kind == kind][-1] == (kind, True)
    assert sum("is no correction" in one.reason for one in done.refused) == 2
    assert len((tmp_path / "out" / NAME).read_text().splitlines()) == 3


def test_a_source_that_is_no_export_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    (tmp_path / "empty").mkdir()
    for source in (tmp_path / "x.zip", tmp_path / "empty"):
        with pytest.raises(DataError, match="the ZIP that the desk's review exports"):
            converted(source, tmp_path)
