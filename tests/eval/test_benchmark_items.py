"""What the benchmarks make of their data: items, slices, the questions' gold; by small files made here."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from gbi_eval.benchmark import Item, Options, members
from gbi_eval.benchmarks import chart2table, chartqa, chartsql, icdar2013, reports, robustness, unanswerable, zh_charts
from gbi_eval.gold import grid
from gbi_eval.metrics.cells import Grid
from gbi_eval.sampling import DataError, answer_type, drawn, rows_of


def chart_questions(folder: Path, count: int = 6) -> Path:
    """`count` questions on as many blank images."""
    (folder / "png").mkdir(parents=True)
    rows = []
    for i in range(count):
        Image.new("RGB", (8, 8), "white").save(folder / "png" / f"{i}.png")
        names = ("wheat", "tickets", "glucose", "magazines", "indium", "salary")
        rows.append({"image": f"{i}.png", "question": f"What is the {names[i]} value?", "answer": str(i)})
    rows.append({"image": "missing.png", "question": "?", "answer": "1"})
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return folder


def test_the_same_seed_draws_the_same_items() -> None:
    items = [Item(id=str(i)) for i in range(50)]
    options = Options(data=Path(), limit=5, seed=3)
    assert drawn(items, options) == drawn(items, options)
    assert drawn(items, options) != drawn(items, options.model_copy(update={"seed": 4}))
    assert drawn(items, options) == drawn(items, options.model_copy(update={"limit": 9}))[:5]
    assert len(drawn(items, Options(data=Path()))) == 50


@pytest.mark.parametrize(
    ("answers", "kind"),
    [(["2010"], "year"), (["12.5%"], "number"), (["No"], "yes or no"), (["Italy"], "text"), (["a", "b"], "list"),
     (["['a', 'b']"], "list")],
)  # fmt: skip
def test_answer_types(answers: list[str], kind: str) -> None:
    assert answer_type(answers) == kind


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text('{"a": 1}\nnonsense\n', "utf-8")
    with pytest.raises(DataError, match="line 2"):
        list(rows_of(tmp_path, "questions.jsonl"))
    (tmp_path / "questions.jsonl").write_text("[1]\n", "utf-8")
    with pytest.raises(DataError, match="not a JSON object"):
        list(rows_of(tmp_path, "questions.jsonl"))


def test_questions_of_one_image_are_a_group(tmp_path: Path) -> None:
    items = chartqa.items(Options(data=chart_questions(tmp_path / "qa")))
    assert len(items) == 6
    assert all(item.group == item.payload["file"] and Path(item.group).is_file() for item in items)
    assert {item.slices["answer type"] for item in items} == {"number"}


def test_unanswerable_pairs_each_question_with_a_chart_that_holds_none_of_its_names(tmp_path: Path) -> None:
    options = Options(data=chart_questions(tmp_path / "qa"), limit=3)
    pairs = unanswerable.items(options)
    assert pairs == unanswerable.items(options) and len(pairs) == 6
    for own, other in zip(pairs[::2], pairs[1::2], strict=True):
        assert own.payload["question"] == other.payload["question"]
        assert own.payload["file"] not in other.payload["others"] and other.payload["gold"] is None
        assert (own.slices["asked of"], other.slices["asked of"]) == ("own chart", "another chart")
        assert other.payload["names"] and not {"what", "value"} & set(other.payload["names"])


def test_names_are_words_years_and_chinese_pairs() -> None:
    assert unanswerable._words("Durum wheat in 2010, of 12 EU") == ["durum", "wheat", "2010"]
    assert unanswerable._words("小麦价格") == ["小麦", "麦价", "价格"]


def test_wear_changes_the_picture_and_not_its_meaning(tmp_path: Path) -> None:
    (tmp_path / "png").mkdir()
    (tmp_path / "tables").mkdir()
    Image.new("RGBA", (100, 60), (0, 0, 0, 0)).save(tmp_path / "png" / "a.png")
    (tmp_path / "tables" / "a.csv").write_text("Year,Sales\n2019,1\n", "utf-8")
    items = robustness.items(Options(data=tmp_path))
    assert [item.slices["wear"] for item in items] == [name for name, _, _ in robustness.WEAR]
    worn = {}
    for item in items:
        with Image.open(io.BytesIO(robustness.wear(item))) as image:
            worn[str(item.slices["wear"])] = (image.format, image.size, image.convert("RGB").getpixel((20, 5)))
    white = (255, 255, 255)
    assert worn["none"] == ("PNG", (100, 60), white)  # what is see-through stands on white
    assert worn["50 % size"][1] == (50, 30) and worn["75 % size"][1] == (75, 45)
    assert worn["JPEG 30"][0] == "JPEG" and worn["turned 2 degrees"][1][1] > 60
    assert worn["dark"][2] == (0, 0, 0)


def test_a_pie_shows_shares_and_requests_that_do_not_fit_are_left_out() -> None:
    records = [{"category": "甲", "value": 1}, {"category": "乙", "value": 3}]
    chart = zh_charts._chart(json.dumps({"type": "pie", "data": records}))
    assert chart is not None and zh_charts._shares(chart["rows"])[1:] == [["甲", "25.0"], ["乙", "75.0"]]
    assert zh_charts._chart(json.dumps({"type": "mind-map", "data": records})) is None
    assert zh_charts._chart(json.dumps({"type": "pie", "data": [*records, {"category": "丙", "value": -1}]})) is None
    assert zh_charts._chart("{") is None


TABLE = Grid(("2018", "2019", "2020"), ("Income",), ((4.0,), (-1.0,), (10.0,)))


def test_gold_sql_runs_over_the_gold_table() -> None:
    assert chartsql.gold_result(TABLE, "SELECT label FROM gold ORDER BY value DESC LIMIT 1") == [("2020",)]
    assert chartsql.gold_result(TABLE, "SELECT sum(value) FROM gold") == [(13.0,)]


def test_template_questions_ask_what_their_sql_says() -> None:
    import random

    for templates in (chartsql.ENGLISH, chartsql.CHINESE):
        made = {kind: make("Year", TABLE, random.Random(1)) for kind, make in templates}
        assert chartsql.gold_result(TABLE, made["highest"][1]) == [("2020",)]
        assert chartsql.gold_result(TABLE, made["lowest"][1]) == [("2019",)]
        assert chartsql.gold_result(TABLE, made["average"][1]) == [(pytest.approx(13 / 3),)]
        ((gap,),) = chartsql.gold_result(TABLE, made["difference"][1])
        assert gap in (5.0, 6.0, 11.0)
        assert all("Income" in question for question, _ in made.values())


def test_tables_whose_questions_would_have_two_answers_are_left_out() -> None:
    assert chartsql.usable(TABLE)
    assert not chartsql.usable(Grid(("a", "b", "c"), ("v",), ((1.0,), (1.0,), (2.0,))))  # two lowest
    assert not chartsql.usable(Grid(("a", "A ", "c"), ("v",), ((1.0,), (3.0,), (2.0,))))  # two rows of one name
    assert not chartsql.usable(Grid(("a", "b", "c"), ("v",), ((1.0,), (None,), (2.0,))))
    assert not chartsql.usable(grid([]))


def test_quotes_in_labels_stay_in_their_literal() -> None:
    import random

    table = Grid(("o'clock", "'; DROP TABLE gold; --", "x"), ("v",), ((1.0,), (2.0,), (3.0,)))
    for seed in range(4):
        _, sql = dict(chartsql.ENGLISH)["lookup"]("h", table, random.Random(seed))
        assert len(chartsql.gold_result(table, sql)) == 1


def test_evidence_kinds_of_a_report_question_are_several_slices(tmp_path: Path) -> None:
    import pymupdf

    (tmp_path / "pdf").mkdir()
    with pymupdf.open() as document:
        document.new_page()
        document.new_page()
        document.save(tmp_path / "pdf" / "r.pdf")
    row = {"document": "r.pdf", "question": "How many?", "answer": "5", "format": "Int", "pages": "[2]"}
    row["sources"] = "['Pure-text (Plain-text)', 'Chart']"
    (tmp_path / "questions.jsonl").write_text(json.dumps(row), "utf-8")
    (item,) = reports.items(Options(data=tmp_path))
    assert ("evidence", "Chart") in members(item.slices) and ("evidence", "Pure-text") in members(item.slices)
    assert item.cost == 2 and item.payload["pages"] == (2,)
    picture = reports.shown(item)
    assert picture is not None and picture.startswith(b"\x89PNG")


GOLD_XML = """<document><table id='1'><region id='1' page='1'>
<cell id='1' start-row='0' start-col='0'><content>Year</content></cell>
<cell id='2' start-row='0' start-col='1' end-col='2'><content>Sales</content></cell>
</region></table></document>"""


def test_a_document_with_two_golds_is_judged_by_the_better(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pymupdf

    with pymupdf.open() as document:
        document.new_page()
        document.save(tmp_path / "x-001.pdf")
    (tmp_path / "x-001a-str.xml").write_text(GOLD_XML, "utf-8")
    (tmp_path / "x-001b-str.xml").write_text(GOLD_XML.replace("Sales", "Trade"), "utf-8")
    (item,) = icdar2013.items(Options(data=tmp_path))
    assert len(item.payload["golds"]) == 2
    read = icdar2013.gold_tables(tmp_path / "x-001b-str.xml")
    monkeypatch.setattr(icdar2013, "read_tables", lambda pdf, reader: (read, []))
    outcome = icdar2013.run(item, Options(data=tmp_path))
    assert outcome.scores == {"f1": 1.0, "precision": 1.0, "recall": 1.0, "teds": 1.0}
    monkeypatch.setattr(icdar2013, "read_tables", lambda pdf, reader: ([*read, read[0]], []))
    # A table invented beside the true one: one relation of two is right, TEDS is shared by two tables.
    outcome = icdar2013.run(item, Options(data=tmp_path))
    assert outcome.scores == {"f1": pytest.approx(2 / 3), "precision": 0.5, "recall": 1.0, "teds": 0.5}


def test_values_that_nobody_asked_for_count_against_their_basis() -> None:
    rows = [
        {"gold": 1.0, "said": 1.0, "distance": 0.0, "width": 0.1, "confidence": 0.9, "basis": "measured"},
        {"gold": 2.0, "said": None, "distance": None, "basis": None},
        {"gold": None, "said": 7.0, "distance": None, "width": None, "confidence": 0.9, "basis": "measured"},
    ]
    from gbi_eval.benchmark import Outcome

    extra = chart2table.extra([Outcome(id="a", scores={}, cells=rows)])
    # Two gold values, one of them abstained; two said, one right; confidence 0.9 for one right in two: 0.4 off.
    assert extra["abstained"] == 0.5 and extra["precision_3%_measured"] == 0.5 and extra["share_measured"] == 1.0
    assert extra["calibration_error"] == pytest.approx(0.4)
    assert extra["error_coverage"] == 1.0 and extra["error_half_width"] == pytest.approx(0.1)


def test_a_figure_of_many_values_counts_as_one_where_figures_are_judged() -> None:
    from gbi_eval.benchmark import Outcome

    known = {"said": 1.0, "width": 0.1, "confidence": 0.9, "basis": "measured"}
    wrong = [known | {"gold": None, "distance": None}] * 9
    right = [known | {"gold": 1.0, "distance": 0.0}]
    extra = chart2table.extra([Outcome(id="a", scores={}, cells=wrong), Outcome(id="b", scores={}, cells=right)])
    assert extra["calibration_error"] == pytest.approx(0.8)  # one of ten right at 0.9
    assert extra["calibration_error_figures"] == pytest.approx(0.4)  # one figure of two
    silent = chart2table.extra([Outcome(id="c", scores={}, cells=[])])
    assert silent["calibration_error_figures"] is None
