"""Statistics and their plots: counts are right, the page is whole and shows text from the data as text."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gbi_sft.data import plots
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.statistics import Statistics, spread, tag_of
from gbi_sft.sample import Source
from support.training_data import data_set, table_sample


@pytest.fixture
def found(tmp_path: Path) -> Statistics:
    data_set(tmp_path / "a")
    return DataSet.open(tmp_path / "a").statistics(lambda text: len(text.split()))


def test_counts(found: Statistics) -> None:
    assert (found.samples, found.pictures, found.replies) == (12, 6, 12)
    assert found.counts["task"] == {"table": 6, "question": 6}
    assert found.counts["language"] == {"en": 10, "zh": 2}
    assert found.counts["licence"] == {"CC0-1.0": 6, "not noted": 6}
    assert found.counts["tag type"] == {"bar": 12} and found.counts["tag hops"] == {"1": 6}
    assert found.counts["chart type"] == {"bar": 12} and found.counts["turns"] == {"3": 12}


def test_spreads(found: Statistics) -> None:
    assert found.spreads["width in px"].quantiles == dict.fromkeys(found.spreads["width in px"].quantiles, 160.0)
    assert found.spreads["rows of the table"].mean == 3.0
    assert found.spreads["tokens of the reply"].quantiles["least"] >= 1
    assert all(sum(one.counts) == 12 for one in found.spreads.values())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 10**6).map(float), min_size=1, max_size=60))
def test_every_number_is_in_a_bin(numbers: list[float]) -> None:
    one = spread(numbers)
    assert sum(one.counts) == len(numbers) and len(one.edges) == len(one.counts) + 1
    assert one.mean == pytest.approx(np.mean(numbers)) and one.quantiles["most"] == max(numbers)
    assert list(one.edges) == sorted(one.edges)


def test_the_page_and_the_plots(found: Statistics, tmp_path: Path) -> None:
    page = plots.write(found, tmp_path / "out")
    text = page.read_text("utf-8")
    pictures = sorted(path.name for path in (tmp_path / "out").glob("*.png"))
    assert {"task.png", "language.png", "characters-of-the-reply.png"} <= set(pictures)
    assert text.count("data:image/png;base64,") == len(pictures)
    assert "12 samples, 6 different pictures" in text
    assert Statistics.model_validate_json((tmp_path / "out" / plots.JSON).read_text("utf-8")) == found


def test_what_the_data_say_is_text(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script>"
    samples = [table_sample(tmp_path, n, source=Source(name=f"{bad}{n}"), tags=(f"{bad}:x", "plain")) for n in range(2)]
    found = DataSet.of(samples, tmp_path).statistics()
    text = plots.write(found, tmp_path / "out").read_text("utf-8")
    assert "<script>" not in text and "&lt;script&gt;" in text
    assert tag_of("plain") == ("other", "plain")


def test_many_values_end_in_others() -> None:
    with Image.open(io.BytesIO(plots.bars("tag", {f"v{n}": 30 - n for n in range(30)}))) as drawn:
        tall = drawn.height
    with Image.open(io.BytesIO(plots.bars("tag", {f"v{n}": 30 - n for n in range(21)}))) as drawn:
        assert drawn.height == tall
    assert plots.file_name("aspect (width / height)") == "aspect-width-height"


def test_an_empty_data_set_has_statistics(tmp_path: Path) -> None:
    found = DataSet.of([table_sample(tmp_path)], tmp_path).filter(lambda sample: False).statistics()
    assert found.samples == 0 and found.spreads == {}
    assert "<p>none</p>" in plots.write(found, tmp_path / "out").read_text("utf-8")
