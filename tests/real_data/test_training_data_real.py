"""Public sets of charts as training data: they convert whole, pass the checks, and can be counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi_sft.data.convert import convert
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.formats.form import Given
from gbi_sft.sample import Source
from support.datacopilot_filters import FILTERS

pytestmark = pytest.mark.data


def test_chartqa_converts_and_is_sound(data: Path, tmp_path: Path) -> None:
    source = data / "chartqa"
    lines = [line for line in (source / "questions.jsonl").read_text("utf-8").splitlines() if line.strip()]
    done = convert(source, tmp_path / "a", form="chartqa", given=Given(Source(name="chartqa", licence="GPL-3.0")))
    assert done.samples + len(done.refused) == len(lines) and len(done.refused) <= 0.01 * len(lines)
    found = DataSet.open(tmp_path / "a").check()
    assert len(found) >= 0.99 * done.samples, found.settled.refused[:5]
    counted = found.statistics()
    assert counted.counts["task"] == {"question": len(found)} and set(counted.counts["language"]) <= {"en", "zh"}
    assert counted.pictures <= len(list((source / "png").iterdir()))
    split = found.split({"train": 0.9, "dev": 0.1}).parts()
    shown = [{p.sha256 for sample in part for p in sample.pictures} for part in split.values()]
    assert not shown[0] & shown[1]


def test_charts_are_kept_that_filters_for_prose_would_drop(data: Path, tmp_path: Path) -> None:
    done = convert(data / "charts", tmp_path / "a", form="charts", given=Given(Source(name="charts")))
    found = DataSet.open(tmp_path / "a").check()
    assert len(found) >= 0.98 * done.samples, found.settled.refused[:5]
    dropped = [sample for sample in found if not all(keeps(sample) for keeps in FILTERS.values())]
    assert len(dropped) >= 0.2 * len(found)
