"""The default limits keep charts; those that PaddleMIX's DataCopilot has for conversations in English would not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gbi_sft import folder
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.tables import gold_of
from gbi_sft.sample import Sample, Text, Turn
from gbi_sft.wording import table_turns
from support.datacopilot_filters import FILTERS, text_of
from support.training_data import question_sample, table_sample


def bare(sample: Sample, asked: str = "Write the chart as a table.") -> Sample:
    """The sample asked in few words, as other sets of charts do."""
    shown = (sample.turns[1].content[0], Text(text=asked))
    return sample.model_copy(update={"turns": (Turn(role="user", content=shown), sample.turns[-1])})


def short(sample: Sample) -> Sample:
    """A question and its answer alone: fewer than ten words."""
    asked = bare(sample, sample.question).turns[0]
    turns = (asked, Turn(role="assistant", content=(Text(text=sample.answer),)))
    return sample.model_copy(update={"task": "other", "turns": turns})


def wide(place: Path, size: tuple[int, int]) -> Sample:
    """A timeline, or a tall bar chart."""
    path = place / "images/long.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.linear_gradient("L").resize(size).save(path)
    sample = table_sample(place, 90)
    picture = folder.keep_picture(place, path.read_bytes(), *size)
    return sample.model_copy(update={"pictures": (picture,), "id": f"long-{size[0]}"})


def long(place: Path) -> Sample:
    """Ninety rows of the same few words."""
    rows = [(f"Q{n % 4 + 1} {2000 + n // 4}", "1,234.5", "67.8%") for n in range(90)]
    said = gold_of(["Quarter", "Sales (million USD)", "Share"], rows, chart_type="line")
    sample = table_sample(place, 91)
    return sample.model_copy(update={"gold": said, "turns": table_turns(said, "en"), "id": "long"})


@pytest.fixture
def charts(tmp_path: Path) -> dict[str, Sample]:
    """Sound samples, each with the filter that would throw it away."""
    return {
        "stop words": table_sample(tmp_path, 1, chinese=True),
        "special characters": bare(table_sample(tmp_path, 2)),
        "aspect": wide(tmp_path, (1200, 200)),
        "resolution": wide(tmp_path, (100, 260)),
        "length": long(tmp_path),
        "repetition": short(question_sample(tmp_path, 5)),
    }


@pytest.mark.parametrize("name", FILTERS)
def test_a_sound_chart_that_the_filter_would_drop_is_kept(charts: dict[str, Sample], tmp_path: Path, name: str) -> None:
    assert not FILTERS[name](charts[name]), f"{name} keeps it: {text_of(charts[name])[:200]}"
    found = DataSet.of([charts[name]], tmp_path).check()
    assert len(found) == 1, found.settled.refused


def test_every_chinese_sample_fails_on_english_stop_words(tmp_path: Path) -> None:
    samples = [table_sample(tmp_path, n, chinese=True) for n in range(5)]
    assert not any(FILTERS["stop words"](sample) for sample in samples)
    assert len(DataSet.of(samples, tmp_path).check()) == 5


def test_the_filters_are_fair_to_prose(tmp_path: Path) -> None:
    prose = (
        "It is a photograph of the two dogs that were running in the park with a ball, and behind them there is a man "
        "who is looking at what they do."
    )
    turns = bare(table_sample(tmp_path), "What is it that you can see in this picture?").turns
    sample = table_sample(tmp_path).model_copy(
        update={"task": "other", "gold": None, "turns": (turns[0], Turn(role="assistant", content=(Text(text=prose),)))}
    )
    assert {name for name, keeps in FILTERS.items() if not keeps(sample)} == {"resolution"}, (
        "the picture is 100 px tall"
    )
