"""Near copies are found; charts of one template with other numbers, and other questions on one chart, are kept."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from gbi_sft import folder
from gbi_sft.data.dataset import DataSet
from gbi_sft.data.duplicates import NAME, Duplicate, Rule
from gbi_sft.data.fingerprints import difference, minhash, numbers, picture_hash, said
from gbi_sft.data.tables import gold_of
from gbi_sft.folder import DataError
from gbi_sft.sample import Gold, Sample
from gbi_sft.wording import question_reply, question_turns, table_turns
from support.training_data import REGIONS, question_sample, table_sample

Values = tuple[int, ...]


def chart(values: Values, kind: str, labels: bool) -> bytes:
    """A real chart of a fixed template."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.2))
    axes = figure.subplots()
    names = REGIONS[: len(values)]
    if kind == "bar":
        drawn = axes.bar(names, values)
        if labels:
            axes.bar_label(drawn)
    else:
        axes.plot(names, values, marker="o")
    axes.set(title="Sales by region", ylabel="million USD", ylim=(0, 100))
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=100)
    return out.getvalue()


def copied(data: bytes, scale: float, quality: int) -> bytes:
    """The picture as a web page may have it: smaller or larger, and a JPEG."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    size = (round(image.width * scale), round(image.height * scale))
    out = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(out, "JPEG", quality=quality)
    return out.getvalue()


COPIES = ((1.0, 30), (1.0, 80), (0.5, 85), (0.7, 80), (1.5, 90))


def gold(values: Values) -> Gold:
    rows = [(name, str(value)) for name, value in zip(REGIONS, values, strict=False)]
    return gold_of(["Region", "Sales"], rows, title="Sales by region", chart_type="bar")


def sample(place: Path, name: str, data: bytes, values: Values, question: str = "") -> Sample:
    with Image.open(io.BytesIO(data)) as image:
        suffix = ".png" if image.format == "PNG" else ".jpg"
        shown = folder.keep_picture(place, data, image.width, image.height, suffix)
    if question:
        turns = question_turns(question, question_reply("", "yes"), "en")
        return Sample(id=name, task="question", pictures=(shown,), turns=turns, question=question, answer="yes")
    return Sample(id=name, task="table", pictures=(shown,), turns=table_turns(gold(values), "en"), gold=gold(values))


@pytest.fixture(scope="module")
def templates() -> list[tuple[Values, bytes, Values, bytes]]:
    """Charts, each with a sibling of its template in which one value is 2 of 100 off."""
    rng = random.Random(3)
    found = []
    for n in range(8):
        kind, labels = ("bar", "line")[n % 2], n % 3 == 0
        values = tuple(rng.randrange(10, 90) for _ in range(3 + n % 3))
        other = (*values[:-1], values[-1] + 2)
        found.append((values, chart(values, kind, labels), other, chart(other, kind, labels)))
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


def ids(found: DataSet) -> set[str]:
    return {one.id for one in found}


def test_copies_are_found_and_siblings_kept(
    templates: list[tuple[Values, bytes, Values, bytes]], place: Path, tmp_path: Path
) -> None:
    samples = []
    for n, (values, data, other, sibling) in enumerate(templates):
        samples += [sample(place, f"a{n}", data, values), sample(place, f"b{n}", sibling, other)]
    for n, (values, data, _, _) in enumerate(templates):
        samples += [sample(place, f"c{n}-{i}", copied(data, *how), values) for i, how in enumerate(COPIES)]
    found = DataSet.of(samples, place).deduplicate()
    assert ids(found) == {f"{letter}{n}" for letter in "ab" for n in range(8)}
    assert {one.id: one.kept for one in found.duplicates} == {
        f"c{n}-{i}": f"a{n}" for n in range(8) for i in range(len(COPIES))
    }
    assert all(one.bits >= 0 and one.similarity == 1.0 and one.difference < 18 for one in found.duplicates)
    found.save(tmp_path / "out")
    lines = (tmp_path / "out" / NAME).read_text("utf-8").splitlines()
    assert [Duplicate.model_validate_json(line) for line in lines] == list(found.duplicates)


def test_pixels_tell_siblings_apart_where_words_and_numbers_cannot(
    templates: list[tuple[Values, bytes, Values, bytes]], place: Path
) -> None:
    ask = "Is North the largest?"
    samples = []
    for n, (values, data, other, sibling) in enumerate(templates):
        samples += [sample(place, f"a{n}", data, values, ask), sample(place, f"b{n}", sibling, other, ask)]
        samples.append(sample(place, f"c{n}", copied(data, 0.7, 80), values, ask))
    found = DataSet.of(samples, place).deduplicate()
    assert ids(found) == {f"{letter}{n}" for letter in "ab" for n in range(8)}


def test_a_hash_alone_would_have_thrown_siblings_away(
    templates: list[tuple[Values, bytes, Values, bytes]], place: Path
) -> None:
    near = 0
    for n, (values, data, other, sibling) in enumerate(templates):
        first, second = sample(place, "a", data, values), sample(place, "b", sibling, other)
        paths = [folder.picture_path(place, one.pictures[0]) for one in (first, second)]
        bits = int.from_bytes(picture_hash(paths[0])) ^ int.from_bytes(picture_hash(paths[1]))
        near += bits.bit_count() <= Rule().radius
        assert difference(*paths) > Rule().difference, n
        assert difference(paths[0], paths[0]) == 0.0
    assert near == len(templates), "all of them are within the radius"


def test_other_questions_on_one_chart_are_kept(tmp_path: Path) -> None:
    samples = [question_sample(tmp_path, seed, picture_seed=0) for seed in range(3)]
    assert len(DataSet.of(samples, tmp_path).deduplicate()) == 3
    again = [*samples, samples[1].model_copy(update={"id": "again"})]
    found = DataSet.of(again, tmp_path).deduplicate()
    assert [(one.id, one.kept, one.bits, one.difference) for one in found.duplicates] == [
        ("again", "question-1", 0, 0.0)
    ]


def test_pictures_alone(tmp_path: Path) -> None:
    samples = [question_sample(tmp_path, seed, picture_seed=seed // 3) for seed in range(6)]
    found = DataSet.of(samples, tmp_path).deduplicate(Rule(by="picture"))
    assert [one.id for one in found] == ["question-0", "question-3"]
    assert all(one.similarity == -1 for one in found.duplicates)


def test_texts_alone(tmp_path: Path) -> None:
    long = "What were the sales of the whole company in the first quarter of 2021, all regions taken together?"
    asked = [long, long.replace("whole company", "entire company"), long.replace("2021", "2022"), "Who won?"]
    samples = [
        question_sample(tmp_path, n).model_copy(
            update={"question": text, "gold": None, "answer": "a lot", "id": f"q{n}", "pictures": ()}
        )
        for n, text in enumerate(asked)
    ]
    found = DataSet.of(samples, tmp_path).deduplicate(Rule(by="text"))
    assert ids(found) == {"q0", "q2", "q3"}, "another year is another question"
    (pair,) = found.duplicates
    assert pair.kept == "q0" and 0.7 < pair.similarity < 1 and pair.bits == -1
    assert len(DataSet.of(samples, tmp_path).deduplicate(Rule(by="text", similarity=0.99))) == 4


def test_without_pictures_nothing_is_a_copy_by_pictures(tmp_path: Path) -> None:
    bare = [table_sample(tmp_path).model_copy(update={"pictures": (), "id": name}) for name in "ab"]
    for by in ("both", "picture"):
        assert len(DataSet.of(bare, tmp_path).deduplicate(Rule.model_validate({"by": by}))) == 2


def test_a_broken_picture_is_like_no_other(tmp_path: Path) -> None:
    samples = [table_sample(tmp_path).model_copy(update={"id": name}) for name in "abc"]
    folder.picture_path(tmp_path, samples[0].pictures[0]).write_bytes(b"broken")
    assert len(DataSet.of(samples, tmp_path).deduplicate()) == 3
    outside = [
        s.model_copy(update={"pictures": (s.pictures[0].model_copy(update={"path": "../x.png"}),)}) for s in samples
    ]
    assert len(DataSet.of(outside, tmp_path).deduplicate()) == 3
    with pytest.raises(DataError, match="does not open"):
        picture_hash(folder.picture_path(tmp_path, samples[0].pictures[0]))


def test_several_pictures_must_all_be_alike(tmp_path: Path) -> None:
    one, two = table_sample(tmp_path, 1), table_sample(tmp_path, 2)
    both = one.model_copy(update={"pictures": (*one.pictures, *two.pictures), "id": "x"})
    turned = one.model_copy(update={"pictures": (*one.pictures, *one.pictures), "id": "y"})
    found = DataSet.of([both, turned, both.model_copy(update={"id": "z"}), one], tmp_path).deduplicate()
    assert ids(found) == {"x", "y", "table-1"}


def test_two_processes_find_the_same(tmp_path: Path) -> None:
    samples = [table_sample(tmp_path, n % 60, id=f"t{n}") for n in range(150)]
    one, two = (DataSet.of(samples, tmp_path, workers=workers).deduplicate() for workers in (1, 2))
    assert ids(one) == ids(two) and len(one) == 60 and one.duplicates == two.duplicates


def test_what_a_text_is_compared_by(tmp_path: Path) -> None:
    assert numbers("1,200 and 3.5") == numbers("3.5, then 1200") != numbers("3.5 and 1201")
    assert minhash("销售额增长").jaccard(minhash("销售额增长了")) > 0.5
    table, question = table_sample(tmp_path), question_sample(tmp_path)
    assert question.question in said(question) and question.answer in said(question)
    assert said(table) == table.turns[-1].text
    other = table.model_copy(update={"task": "other", "gold": None})
    assert table.turns[-1].text in said(other) and table.turns[1].text in said(other)


def test_other_questions_with_the_same_answer_over_a_long_table_are_kept(tmp_path: Path) -> None:
    rows = [(name, *(str(100 + 7 * n + m) for m in range(9))) for n, name in enumerate(REGIONS)]
    whole = gold_of(["Region", *(f"Product line {m}" for m in range(9))], rows, title="Sales by region and line")
    asked = ("What is the median of line 3?", "How much is East on line 3?", "What is the median of line 3?")
    samples = [
        question_sample(tmp_path, n, picture_seed=1).model_copy(
            update={"gold": whole, "question": text, "answer": "117", "id": f"q{n}"}
        )
        for n, text in enumerate(asked)
    ]
    found = DataSet.of(samples, tmp_path).deduplicate()
    assert ids(found) == {"q0", "q1"} and found.duplicates[0].kept == "q0"
    other = samples[0].model_copy(update={"answer": "118", "id": "other"})
    assert len(DataSet.of([samples[0], other], tmp_path).deduplicate()) == 2
