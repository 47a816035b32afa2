"""Conversions: there and back equal up to what a form cannot hold; foreign data as found in the wild; broken items."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbi_sft import folder
from gbi_sft.data.convert import Converted, convert
from gbi_sft.data.formats import FORMATS, load
from gbi_sft.data.formats.deplot_format import linearised, parsed
from gbi_sft.data.formats.dialogue import MARK, pieces, turns_of, written
from gbi_sft.data.formats.form import Given
from gbi_sft.data.refusals import NAME, Refused
from gbi_sft.data.tables import gold_of
from gbi_sft.folder import DataError
from gbi_sft.sample import Image, Piece, Sample, Source, Text, Turn
from support.training_data import data_set, gold, picture, png, question_sample, table_sample

TALKS = ("llava", "sharegpt", "messages", "qwen")
GIVEN = Given(Source(name="elsewhere"))


def made(source: Path, out: Path, form: str, to: str = "gbi", **rest: Any) -> Converted:
    return convert(source, out, form=form, to=to, given=rest.pop("given", GIVEN), **rest)


def there_and_back(tmp_path: Path, form: str) -> dict[str, Sample]:
    made(tmp_path / "a", tmp_path / form, "gbi", form)
    made(tmp_path / form, tmp_path / "back", form)
    return {sample.id: sample for sample in folder.read(tmp_path / "back")}


def refused(place: Path) -> list[Refused]:
    return [Refused.model_validate_json(line) for line in (place / NAME).read_text("utf-8").splitlines()]


def test_every_form_has_its_file_and_no_file_is_left_out() -> None:
    folder_of = Path(load.__code__.co_filename).parent
    assert {path.name.removesuffix("_format.py") for path in folder_of.glob("*_format.py")} == set(FORMATS)
    with pytest.raises(DataError, match="no known form; there are gbi, llava"):
        load("coco")


def test_the_projects_own_form_loses_nothing(tmp_path: Path) -> None:
    samples = data_set(tmp_path / "a")
    assert list(there_and_back(tmp_path, "gbi").values()) == samples


@pytest.mark.parametrize("form", TALKS)
def test_conversations_come_back(tmp_path: Path, form: str) -> None:
    samples = data_set(tmp_path / "a")
    back = there_and_back(tmp_path, form)
    assert list(back) == [sample.id for sample in samples]
    for sample in samples:
        found = back[sample.id]
        kept = sample.turns if form != "llava" else sample.turns[1:]  # LLaVA has no place for a system text
        assert found.turns == kept
        assert found.pictures == sample.pictures
        assert (found.task, found.question, found.answer) == (sample.task, sample.question, sample.answer)
        assert found.source.name == "elsewhere" and found.tags == ()
        if sample.task == "table" and sample.gold:
            assert found.gold == sample.gold and found.language == sample.language
    for sample in folder.read(tmp_path / "back"):
        assert folder.picture_path(tmp_path / "back", sample.pictures[0]).is_file()


def test_chartqa_comes_back_without_tables_and_programs(tmp_path: Path) -> None:
    samples = [sample for sample in data_set(tmp_path / "a") if sample.task == "question"]
    back = there_and_back(tmp_path, "chartqa")
    assert [(s.id, s.question, s.answer, s.pictures) for s in back.values()] == [
        (s.id, s.question, s.answer, s.pictures) for s in samples
    ]
    assert all(json.loads(s.turns[-1].text) == {"sql": "", "answer": s.answer, "missing": ""} for s in back.values())
    assert len(refused(tmp_path / "chartqa")) == 6 and not (tmp_path / "back" / NAME).exists()


@pytest.mark.parametrize("form", ["deplot", "charts"])
def test_tables_come_back_without_chart_type(tmp_path: Path, form: str) -> None:
    samples = [sample for sample in data_set(tmp_path / "a") if sample.task == "table" and sample.gold]
    back = there_and_back(tmp_path, form)
    for sample in samples:
        assert sample.gold is not None
        found = back[sample.id].gold
        assert found is not None and found.chart_type == "other"
        assert (found.texts, found.values, found.columns) == (
            sample.gold.texts, sample.gold.values, sample.gold.columns,
        )  # fmt: skip
        assert found.title == (sample.gold.title if form == "deplot" else "")
        assert back[sample.id].language == sample.language


def test_the_chart_type_is_what_a_person_says(tmp_path: Path) -> None:
    data_set(tmp_path / "a")
    made(tmp_path / "a", tmp_path / "pairs", "gbi", "deplot")
    made(tmp_path / "pairs", tmp_path / "b", "deplot", given=Given(Source(name="x"), "en", "line"))
    for sample in folder.read(tmp_path / "b"):
        assert sample.gold is not None and sample.gold.chart_type == "line" and sample.language == "en"
        assert json.loads(sample.turns[-1].text)["chart_type"] == "line"
    with pytest.raises(DataError, match="no sample"):
        made(tmp_path / "pairs", tmp_path / "c", "deplot", given=Given(Source(name="x"), "en", "hexagon"))
    assert "'hexagon' is no chart type" in refused(tmp_path / "c")[0].reason


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=30).filter(lambda t: MARK not in t)
PIECES = st.lists(st.one_of(WORDS.map(lambda t: Text(text=t)), st.just(None)), max_size=6)


def numbered(found: list[Piece | None], first: int) -> tuple[Piece, ...]:
    """Pictures get numbers in their order."""
    made: list[Piece] = []
    for piece in found:
        made.append(piece or Image(image=first + sum(isinstance(one, Image) for one in made)))
    return tuple(made)


def merged(found: tuple[Piece, ...]) -> list[Piece]:
    """What the text forms hold: texts next to each other as one, none empty."""
    made: list[Piece] = []
    for piece in found:
        if isinstance(piece, Text) and made and isinstance(made[-1], Text):
            made[-1] = Text(text=f"{made[-1].text}\n{piece.text}")
        else:
            made.append(piece)
    return [piece for piece in made if not (isinstance(piece, Text) and not piece.text)]


@settings(max_examples=200, deadline=None)
@given(PIECES, st.integers(0, 3))
def test_pieces_survive_the_marks(found: list[Piece | None], first: int) -> None:
    turn = Turn(role="user", content=numbered(found, first))
    assert list(pieces(written(turn), first)) == merged(turn.content)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(PIECES, WORDS), min_size=1, max_size=3), st.sampled_from(TALKS))
def test_any_conversation_survives(
    tmp_path_factory: pytest.TempPathFactory, talk: list[tuple[list[Piece | None], str]], form: str
) -> None:
    place = tmp_path_factory.mktemp("talk")
    turns: list[Turn] = []
    count = 0
    for asked, replied in talk:
        content = numbered([*asked, None] if not turns else asked, count)
        count += sum(isinstance(piece, Image) for piece in content)
        turns += [Turn(role="user", content=content), Turn(role="assistant", content=(Text(text=replied),))]
    pictures = tuple(picture(place / "a", n) for n in range(count))
    folder.write(place / "a", [Sample(id="1", task="other", pictures=pictures, turns=tuple(turns))])
    back = there_and_back(place, form)["1"]
    assert back.pictures == pictures
    if form == "qwen":
        assert back.turns == tuple(turns)
    else:
        assert [list(turn.content) for turn in back.turns] == [merged(turn.content) for turn in turns]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="|\n\r"), max_size=12).map(str.strip)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(2, 5).flatmap(lambda w: st.lists(st.lists(CELLS, min_size=w, max_size=w), min_size=2, max_size=6)),
    CELLS,
)
def test_linearised_tables_survive(rows: list[list[str]], title: str) -> None:
    rows = [[cell.strip().replace("<0x0A>", "") or "x" for cell in row] for row in rows]
    if rows[0][0].upper() == "TITLE":
        rows[0][0] = "x"
    said = gold_of([name.replace("(", "").replace(")", "") or "x" for name in rows[0]], rows[1:], title=title)
    try:
        line = linearised(said)
    except DataError:
        assert "<0x0A>" in title
        return
    assert "\n" not in line
    assert parsed(line).texts == said.texts and parsed(line).title == said.title


def test_a_text_that_would_shift_columns_is_not_written() -> None:
    with pytest.raises(DataError, match="puts between texts"):
        linearised(gold_of(["a", "b"], [["x|y", "1"]]))


# Foreign data, as it is found.


def record(place: Path, name: str, *records: Any) -> Path:
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(list(records)) if name.endswith(".json") else "\n".join(json.dumps(one) for one in records)
    (place / name).write_text(text, "utf-8")
    return place


def picture_file(path: Path, seed: int = 0, kind: str = "PNG") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png(seed, kind=kind))
    return path


def said(question: str = "<image>\nWhat is it?", answer: str = "A chart.") -> list[dict[str, str]]:
    return [{"from": "human", "value": question}, {"from": "gpt", "value": answer}]


def only(place: Path) -> Sample:
    (sample,) = folder.read(place)
    return sample


def test_llava_with_its_pictures_elsewhere(tmp_path: Path) -> None:
    picture_file(tmp_path / "coco/train/1.jpg", kind="JPEG")
    record(tmp_path / "src", "llava_665k.json", {"id": "a/1", "image": "train/1.jpg", "conversations": said()})
    made(tmp_path / "src", tmp_path / "out", "llava", images=tmp_path / "coco")
    sample = only(tmp_path / "out")
    assert (sample.id, sample.task, sample.turns[1].text) == ("a/1", "other", "A chart.")
    assert sample.turns[0].content == (Image(image=0), Text(text="What is it?"))
    kept = folder.picture_path(tmp_path / "out", sample.pictures[0])
    assert kept.suffix == ".jpg" and kept.read_bytes() == png(kind="JPEG")


def test_a_record_that_shows_its_picture_without_a_mark(tmp_path: Path) -> None:
    picture_file(tmp_path / "src/p.png")
    record(tmp_path / "src", "x.json", {"id": 7, "image": "p.png", "conversations": said("What?")})
    made(tmp_path / "src", tmp_path / "out", "llava")
    assert only(tmp_path / "out").turns[0].content == (Image(image=0), Text(text="What?"))
    assert only(tmp_path / "out").id == "7"


def test_both_variants_of_sharegpt(tmp_path: Path) -> None:
    picture_file(tmp_path / "src/p.png")
    roles = [{"role": "user", "content": "<image>What?"}, {"role": "assistant", "content": "That."}]
    for key in ("conversations", "messages"):
        for turns in (said("<image>What?", "That."), roles):
            record(tmp_path / "src", "x.json", {"system": "Be kind.", "images": ["p.png"], key: turns})
            made(tmp_path / "src/x.json", tmp_path / "out", "sharegpt")
            sample = only(tmp_path / "out")
            assert [turn.role for turn in sample.turns] == ["system", "user", "assistant"]
            assert sample.turns[1].content == (Image(image=0), Text(text="What?"))


def test_pictures_inside_the_data(tmp_path: Path) -> None:
    uri = "data:image/png;base64," + base64.b64encode(png()).decode()
    content = [{"type": "image_url", "image_url": {"url": uri}}, {"type": "text", "text": "What?"}]
    record(tmp_path / "src", "x.jsonl", {"messages": [{"role": "user", "content": content}]})
    made(tmp_path / "src", tmp_path / "out", "qwen")
    assert folder.picture_path(tmp_path / "out", only(tmp_path / "out").pictures[0]).read_bytes() == png()


def test_a_picture_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    image = Pillow.new("RGB", (60, 20), "white")
    exif = image.getexif()
    exif[0x0112] = 6
    (tmp_path / "src").mkdir()
    image.save(tmp_path / "src/p.jpg", exif=exif)
    record(tmp_path / "src", "x.json", {"image": "p.jpg", "conversations": said()})
    made(tmp_path / "src", tmp_path / "out", "llava")
    shown = only(tmp_path / "out").pictures[0]
    assert (shown.width, shown.height) == (20, 60) and shown.path.endswith(".png")


def test_chartqa_as_upstream_has_it(tmp_path: Path) -> None:
    picture_file(tmp_path / "test/png/7.png")
    (tmp_path / "test/tables").mkdir()
    (tmp_path / "test/tables/7.csv").write_text("Year,Share\n2020,12%\n2021,14%\n", "utf-8")
    record(tmp_path / "test", "test_human.json", {"imgname": "7.png", "query": "Share in 2021?", "label": "14"})
    record(tmp_path / "test", "test_augmented.json", {"imgname": "7.png", "query": "When 12%?", "label": "2020"})
    made(tmp_path, tmp_path / "out", "chartqa")
    found = list(folder.read(tmp_path / "out"))
    assert [sample.id for sample in found] == ["test/test_augmented/1", "test/test_human/1"]
    assert found[0].pictures == found[1].pictures and found[1].answer == "14"
    assert found[0].gold is not None and found[0].gold.values == ((12.0,), (14.0,))


BROKEN = [
    ({"image": "gone.png", "conversations": said()}, "there is no picture gone.png"),
    ({"image": "../secret.png", "conversations": said()}, "there is no picture ../secret.png"),
    ({"image": "/etc/hostname", "conversations": said()}, "there is no picture /etc/hostname"),
    ({"image": "no.png", "conversations": said()}, "does not open"),
    ({"image": "https://example.org/p.png", "conversations": said()}, "is not fetched"),
    ({"image": "p.png", "conversations": said("<image> and <image>")}, "name 2 pictures, it lists 1"),
    ({"image": "p.png"}, "there is no 'conversations'"),
    ({"image": "p.png", "conversations": [{"from": "tool", "value": ""}]}, "'tool' is no side"),
    ({"image": "p.png", "conversations": [{"from": "human", "value": 7}]}, ""),
    ({"image": {"bytes": "x"}, "conversations": said()}, ""),
    (["a list"], ""),
    ("a text", ""),
    (None, ""),
]


@pytest.mark.parametrize("form", ["llava", "sharegpt", "qwen", "deplot", "chartqa"])
def test_a_broken_record_never_loses_the_others(tmp_path: Path, form: str) -> None:
    picture_file(tmp_path / "secret.png")
    source = tmp_path / "src"
    picture_file(source / "p.png")
    picture_file(source / "png/p.png")
    (source / "no.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    good = {
        "id": "good", "image": "p.png", "images": ["p.png"], "conversations": said(), "text": "a | b <0x0A> c | 1",
        "messages": [{"role": "user", "content": "?"}], "question": "What?", "answer": "That",
    }  # fmt: skip
    name = "questions.jsonl" if form == "chartqa" else "x.jsonl"
    record(source, name, *(bad for bad, _ in BROKEN), good)
    (source / name).write_text((source / name).read_text() + "\n{not json\n", "utf-8")
    done = made(source, tmp_path / "out", form)
    assert done.samples >= 1 and "good" in {sample.id for sample in folder.read(tmp_path / "out")}
    reasons = [one.reason for one in refused(tmp_path / "out")]
    assert list(done.refused) == refused(tmp_path / "out") and all(reasons)
    assert any("is not JSON" in reason for reason in reasons)
    if form == "llava":
        assert len(reasons) == len(BROKEN) + 1
        for (_, why), reason in zip(BROKEN, reasons, strict=False):
            assert why in reason


def test_ids_stay_unique(tmp_path: Path) -> None:
    picture_file(tmp_path / "src/p.png")
    one = {"id": "a", "image": "p.png", "conversations": said()}
    record(tmp_path / "src", "x.json", one, one, {**one, "id": ""})
    made(tmp_path / "src", tmp_path / "out", "llava")
    assert [sample.id for sample in folder.read(tmp_path / "out")] == ["a", "a~2", "x.json#3"]


def test_what_cannot_be_read_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    with pytest.raises(DataError, match="give the file itself"):
        made(tmp_path / "src", tmp_path / "out", "llava")
    (tmp_path / "src/a.json").write_text('[{"id": 1}, {"i', "utf-8")
    with pytest.raises(DataError, match="was it cut off"):
        made(tmp_path / "src", tmp_path / "out", "llava")
    (tmp_path / "src/b.json").write_text("[]", "utf-8")
    with pytest.raises(DataError, match=r"several JSON files \(a.json, b.json\)"):
        made(tmp_path / "src", tmp_path / "out", "llava")
    with pytest.raises(DataError, match="for there was none"):
        made(tmp_path / "src/b.json", tmp_path / "out", "llava")
    with pytest.raises(DataError, match="only read"):
        data_set(tmp_path / "a")
        made(tmp_path / "a", tmp_path / "out", "gbi", "corrections")


def test_a_sample_that_a_form_cannot_hold_is_listed(tmp_path: Path) -> None:
    place = tmp_path / "a"
    marked = question_sample(place, 1)
    marked = marked.model_copy(
        update={"turns": (*marked.turns[:-1], Turn(role="assistant", content=(Text(text=MARK),)))}
    )
    folder.write(place, [table_sample(place), marked])
    done = made(place, tmp_path / "out", "gbi", "llava")
    assert done.samples == 1 and [one.id for one in done.refused] == ["question-1"]
    assert "<image>" in done.refused[0].reason


def test_turns_need_as_many_pictures_as_they_name() -> None:
    with pytest.raises(DataError, match="name 0 pictures, it lists 1"):
        turns_of([("gpt", "x")], 1)
    assert turns_of([("human", "x")], 0) == (Turn(role="user", content=(Text(text="x"),)),)


def test_columns_named_with_units_know_their_scale() -> None:
    said = gold_of(["Year", "Revenue (million USD)"], [["2020", "1,200"], ["2021", "~1,350"], ["2022"]])
    assert (said.columns[1].unit, said.columns[1].scale) == ("USD", 1e6)
    assert said.values == ((1200.0,), (1350.0,), (None,)) and said.texts[2] == ("2022", "")
    assert gold().values[0] == (float(gold().texts[0][1]),)
