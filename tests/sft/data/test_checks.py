"""Which samples are refused, and why; the sound ones pass, however odd they look beside prose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from gbi_sft.data.checks import CHECKS, Limits, checker
from gbi_sft.data.goldcheck import shape_faults, value_faults
from gbi_sft.data.refusals import Refused
from gbi_sft.data.tables import gold_of
from gbi_sft.sample import Gold, GoldColumn, Image, Picture, Sample, Text, Turn
from gbi_sft.synth.config import PRESETS, changed
from gbi_sft.synth.make import chart
from gbi_sft.synth.samples import place_samples, question_samples
from gbi_sft.synth.samples import table_sample as table_sample_of
from gbi_sft.wording import question_reply
from support.training_data import gold, png, question_sample, table_sample


def said(role: str, *content: str | int) -> Turn:
    pieces = [Image(image=one) if isinstance(one, int) else Text(text=one) for one in content]
    return Turn.model_validate({"role": role, "content": pieces})


def kind(sample: Sample, place: Path, **limits: Any) -> str:
    """The kind of fault, "" for a sound sample; a reason is always given."""
    found = checker(Limits(**limits))(sample, place)
    if isinstance(found, Refused):
        assert found.id == sample.id and len(found.reason) > 10
        return found.kind
    assert found == sample
    return ""


def test_sound_samples_pass(tmp_path: Path) -> None:
    for sample in (table_sample(tmp_path), table_sample(tmp_path, 2, chinese=True), question_sample(tmp_path)):
        assert kind(sample, tmp_path) == ""


USER, REPLY = said("user", 0, "What?"), said("assistant", "That.")
TURNS = [
    ((), "roles"),
    ((USER,), "roles"),
    ((REPLY, USER), "roles"),
    ((said("system", "x"),), "roles"),
    ((USER, said("system", "x"), REPLY), "roles"),
    ((USER, USER, REPLY), "roles"),
    ((USER, said("assistant", " \n")), "roles"),
    ((said("system", ""), USER, REPLY), "roles"),
    ((said("user", "What?"), REPLY), "images"),
    ((said("user", 0, 1, "What?"), REPLY), "images"),
    ((said("user", "What?"), said("assistant", 0, "That")), "images"),
    ((said("system", "x"), USER, REPLY), ""),
    ((USER, REPLY, said("user", "And?"), REPLY), ""),
    ((said("user", 0), REPLY), ""),
]


@pytest.mark.parametrize(("turns", "fault"), TURNS)
def test_turns(tmp_path: Path, turns: tuple[Turn, ...], fault: str) -> None:
    sample = table_sample(tmp_path, task="other", gold=None).model_copy(update={"turns": turns})
    assert kind(sample, tmp_path) == fault


def shown(place: Path, image: Pillow.Image, **noted: int) -> Sample:
    path = place / "images/x.png"
    path.parent.mkdir(exist_ok=True, parents=True)
    image.save(path)
    size = {"width": image.width, "height": image.height} | noted
    return table_sample(place).model_copy(update={"pictures": (Picture(path="images/x.png", **size),)})


def stripes(width: int, height: int) -> Pillow.Image:
    return Pillow.linear_gradient("L").resize((width, height))


def test_pictures(tmp_path: Path) -> None:
    assert kind(shown(tmp_path, stripes(160, 100)), tmp_path) == ""
    assert kind(shown(tmp_path, stripes(160, 100), width=161), tmp_path) == "picture"
    assert kind(shown(tmp_path, stripes(160, 27)), tmp_path) == "picture"
    assert kind(shown(tmp_path, stripes(160, 27)), tmp_path, least_side=20) == ""
    assert kind(shown(tmp_path, Pillow.new("RGB", (160, 100), "white")), tmp_path) == "picture"
    assert kind(shown(tmp_path, stripes(160, 100)), tmp_path, most_pixels=15_999) == "picture"
    whole = png()
    for data in (b"", b"GIF89a", whole[:60], whole[: len(whole) // 2]):
        (tmp_path / "images/x.png").write_bytes(data)
        assert kind(shown_again(tmp_path), tmp_path) == "picture"
    (tmp_path / "images/x.png").unlink()
    assert kind(shown_again(tmp_path), tmp_path) == "picture"


def shown_again(place: Path) -> Sample:
    """A sample of the file as it lies there."""
    noted = Picture(path="images/x.png", width=160, height=100)
    return table_sample(place).model_copy(update={"pictures": (noted,)})


def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    from gbi_sft.data.dataset import DataSet

    (tmp_path / "secret.png").write_bytes(png())
    noted = Picture(path="../secret.png", width=160, height=100)
    sample = table_sample(tmp_path / "a").model_copy(update={"pictures": (noted,)})
    found = DataSet.of([sample], tmp_path / "a").check()
    assert len(found) == 0 and "leaves the data set's folder" in found.settled.refused[0].reason
    assert len(DataSet.of([sample], tmp_path / "a").save(tmp_path / "b")) == 0


@pytest.mark.parametrize(("size", "fault"), [((1600, 28), ""), ((28, 1600), ""), ((6000, 29), "picture")])
def test_long_charts_are_sound_until_the_processor_refuses_them(
    tmp_path: Path, size: tuple[int, int], fault: str
) -> None:
    assert kind(shown(tmp_path, stripes(*size)), tmp_path) == fault


def test_lengths(tmp_path: Path) -> None:
    sample = table_sample(tmp_path)
    count = sum(len(turn.text) for turn in sample.turns)
    assert kind(sample, tmp_path, most_characters=count) == ""
    assert kind(sample, tmp_path, most_characters=count - 1) == "length"
    words = sum(len(turn.text.split()) for turn in sample.turns)
    for most, fits in ((words, True), (words - 1, False)):
        found = checker(Limits(most_tokens=most), lambda text: len(text.split()))(sample, tmp_path)
        assert isinstance(found, Sample) is fits


def test_replies(tmp_path: Path) -> None:
    table, question = table_sample(tmp_path, 3), question_sample(tmp_path, 3)
    for sample, reply in [
        (table, "A bar chart."),
        (table, table.turns[-1].text[:-5]),
        (table, table_sample(tmp_path, 4).turns[-1].text),
        (table, table.turns[-1].text.replace('"Sales"', '"Sale"')),
        (table, "[]"),
        (question, question_reply(question.program, question.answer + "0")),
        (question, question_reply("SELECT 1", question.answer)),
        (question, question.answer),
    ]:
        turns = (*sample.turns[:-1], said("assistant", reply))
        assert kind(sample.model_copy(update={"turns": turns}), tmp_path) == "reply", reply
    bare = table.model_copy(update={"gold": None})
    assert kind(bare, tmp_path) == ""
    empty = said("assistant", '{"chart_type":"bar","columns":[],"rows":[]}')
    assert kind(bare.model_copy(update={"turns": (*table.turns[:-1], empty)}), tmp_path) == "reply"
    unanswerable = question.model_copy(
        update={
            "answer": "",
            "program": "",
            "turns": (*question.turns[:-1], said("assistant", question_reply("", "", "2030"))),
        }
    )
    assert kind(unanswerable, tmp_path) == ""


def made(texts: list[tuple[str, ...]], values: list[tuple[float | None, ...]], **rest: Any) -> Gold:
    columns = tuple(GoldColumn(name=f"c{n}") for n in range(len(texts[0])))
    return Gold(chart_type=rest.pop("chart_type", "bar"), columns=columns, texts=tuple(texts), values=tuple(values))


def test_shapes_of_gold() -> None:
    assert shape_faults(gold()) == ""
    assert "no chart type" in shape_faults(made([("a", "1")], [(1.0,)], chart_type="hexagon"))
    assert "1 rows of texts and 2 of values" in shape_faults(made([("a", "1")], [(1.0,), (2.0,)]))
    assert "row 2" in shape_faults(made([("a", "1"), ("b",)], [(1.0,), ()]))
    assert "row 1" in shape_faults(made([("a", "1")], [(1.0, 2.0)]))


SHOWN = [
    ("1,234.5", 1234.5), ("1,234.5", 1234.54), ("12%", 12.0), ("$3.2M", 3.2), ("3.2k", 3200.0), ("(412)", -412.0),
    ("−5", -5.0), ("~44", 46.0), ("1.2e3", 1200.0), ("40", 40.4), ("0", 0.0), ("1,2", 1.2), ("~9.3℃", 9.3),
]  # fmt: skip
HIDDEN = [("12", 13.0), ("1,234.5", 1234.7), ("", 5.0), ("n/a", 5.0), ("~44", 80.0), ("12", -12.0), ("abc", 1.0)]


@pytest.mark.parametrize(("text", "value"), SHOWN)
def test_values_that_their_texts_show(text: str, value: float) -> None:
    rows = [("a", text), ("b", text), ("c", "100")]
    assert value_faults(made(rows, [(value,), (value,), (100.0,)])) == ""


@pytest.mark.parametrize(("text", "value"), HIDDEN)
def test_values_that_their_texts_do_not_show(text: str, value: float) -> None:
    fault = value_faults(made([("a", text), ("b", "100")], [(value,), (100.0,)]))
    assert "row 1" in fault and repr(text) in fault


def test_gold_is_checked_with_the_sample(tmp_path: Path) -> None:
    wrong = gold_of(["a", "b"], [["x", "1"]]).model_copy(update={"values": ((2.0,),)})
    assert kind(table_sample(tmp_path).model_copy(update={"gold": wrong}), tmp_path) == "gold"


def test_every_check_has_its_own_name() -> None:
    assert len({name for name, _ in CHECKS}) == len(CHECKS)


def drawn(place: Path, kinds: dict[str, float], seed: int) -> list[Sample]:
    """All samples of one drawn figure, places and questions too."""
    config = changed(PRESETS["mix"], {"kinds": kinds, "places": True, "questions": 6, "worn": 0, "jpeg": 0}, "test")
    made = chart(config, seed, 0)
    table = table_sample_of(config, seed, 0, made, place)
    return [table.sample, *place_samples(config, table, made.gold), *question_samples(config, table, made.gold)]


@pytest.mark.parametrize("kinds", [{"grouped bar": 1}, {"scatter": 1}, {"bubble": 1}, {"pie": 1}, {"table": 1}])
def test_what_the_synth_draws_is_sound(tmp_path: Path, kinds: dict[str, float]) -> None:
    rows = drawn(tmp_path, kinds, 12)
    assert {sample.task for sample in rows} == {"table", "question", *([] if "table" in kinds else ["place"])}
    assert [kind(sample, tmp_path) for sample in rows] == [""] * len(rows)


def test_a_program_that_does_not_give_the_answer_is_refused(tmp_path: Path) -> None:
    rows = [one for one in drawn(tmp_path, {"grouped bar": 1}, 13) if one.program]
    sound = rows[0]
    for program in ("SELECT 'another' FROM chart LIMIT 1", "SELECT nothing_there FROM chart", "DROP TABLE chart"):
        reply = question_reply(program, sound.answer)
        turns = (*sound.turns[:-1], said("assistant", reply))
        assert kind(sound.model_copy(update={"program": program, "turns": turns}), tmp_path) == "program"
    assert sound.gold is not None
    fewer = sound.gold.model_copy(update={"texts": sound.gold.texts[:1], "values": sound.gold.values[:1]})
    found = [kind(one.model_copy(update={"gold": fewer}), tmp_path) for one in rows]
    assert "program" in found and set(found) <= {"program", ""}


def test_places_that_are_not_the_marks_are_refused(tmp_path: Path) -> None:
    sample = next(one for one in drawn(tmp_path, {"grouped bar": 1}, 12) if one.task == "place")
    moved = sample.model_copy(update={"turns": (*sample.turns[:-1], said("assistant", sample.turns[-1].text[:-3]))})
    assert kind(moved, tmp_path) == "reply"
