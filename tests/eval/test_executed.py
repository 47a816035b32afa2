"""SQL of replies on the gold table: what counts as the same result, what a reply's answer has to do with its SQL."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from random import Random

import pytest

from gbi.errors import SqlError
from gbi.settings import current
from gbi_eval.benchmark import Options, Outcome
from gbi_eval.benchmarks import samples
from gbi_eval.executed import EXECUTED, Reply, judged, says
from gbi_eval.gold_table import GoldTable, _Desk, gold_table, results, same_answer, sql_names
from gbi_eval.summary import summarise
from gbi_eval.table import LEAST, write_table
from gbi_sft import folder
from gbi_sft.sample import Sample, Source
from gbi_sft.synth.config import PRESETS, changed
from gbi_sft.synth.make import chart
from gbi_sft.synth.questions import questions, sample
from gbi_sft.wording import question_reply
from support import gate_case
from support.golds import columns_of_years, gold, years

TABLE = gold_table(years("en").model_dump())
MEAN = 'SELECT round(avg("Revenue"), 1) FROM chart'


def test_the_table_is_the_golds_with_what_its_texts_say() -> None:
    made = gold(
        "bar", (("Item", ""), ("Sales", "t"), ("Sales", "t"), ("", "")), [("A", 43.7, 2.0, None), ("B", 1, 2, 3)]
    )
    about = made.model_copy(update={"texts": (("A", "~44", "2", ""), ("B", "1", "2", "3"))})
    table = gold_table(about.model_dump())
    assert table.names == ("Item", "Sales", "Sales_2", "column_4")
    assert table.rows == (("A", 44.0, 2.0, None), ("B", 1.0, 2.0, 3.0))
    assert sql_names(["_row", "a", "A", " two  words "]) == ("_row_2", "a", "A_2", "two words")


def test_points_without_series_have_numbers_in_both_columns() -> None:
    row = {"columns": [{"name": "Price"}, {"name": "Sold"}], "texts": [["~12", "~300"]], "values": [[301.2]]}
    assert gold_table(row | {"chart_type": "scatter"}).rows == ((12.0, 300.0),)
    assert gold_table(row | {"chart_type": "bar"}).rows == (("~12", 300.0),)


def test_programs_run_in_the_guarded_process_and_nothing_else_does() -> None:
    assert results(TABLE, MEAN) == [(40.0,)]
    assert results(TABLE, 'SELECT "Year", "Year" FROM chart WHERE "Revenue" > 45 ORDER BY _row') == [
        ("2021", "2021"), ("2023", "2023"),
    ]  # fmt: skip
    for refused in ("DROP TABLE chart", "SELECT * FROM other", "SELECT read_text('/etc/hostname')", "SELECT nonsense("):
        with pytest.raises(SqlError):
            results(TABLE, refused)
    assert results(gold_table(columns_of_years("zh").model_dump()), 'SELECT max("2023") FROM chart') == [(44.0,)]
    assert results(TABLE, MEAN) == [(40.0,)]


def test_results_are_the_same_whatever_is_not_rounded() -> None:
    assert same_answer([(40.04,)], [(40.0,)], MEAN)
    assert not same_answer([(40.06,)], [(40.0,)], MEAN)
    assert not same_answer([(40.04,)], [(40.0,)], 'SELECT max("Revenue") FROM chart')
    assert same_answer([("b",), ("a",)], [("a",), ("b",)], "SELECT x FROM chart")
    assert not same_answer([("a",)], [("a",), ("b",)], "SELECT x FROM chart")


@pytest.mark.parametrize(
    ("rows", "answer", "right"),
    [
        ([(40.0,)], "40", True), ([(40.0,)], "41", True), ([(40.0,)], "44", False), ([(25.0,)], "25%", True),
        ([(True,)], "Yes", True), ([(True,)], "否", False), ([(False,)], "否", True), ([("Asia",)], "asia", True),
        ([("2023",), ("2021",)], "2021, 2023", True), ([("华东",), ("华北",)], "华东、华北", True),
        ([("2023",), ("2021",)], "2021", False), ([], "40", False), ([(None,)], "", False), ([(3,)], "3", True),
    ],
)  # fmt: skip
def test_what_a_result_says(rows: list[tuple[object, ...]], answer: str, right: bool) -> None:
    assert says(rows, answer) is right


@pytest.mark.parametrize(
    ("reply", "right", "scores"),
    [
        (Reply("40", MEAN), True, (1, 1, 1, 1)),
        (Reply("40", 'SELECT avg("Revenue") FROM chart'), True, (1, 1, 1, 1)),
        (Reply("40", 'SELECT max("Revenue") FROM chart'), True, (0, 0, 0, 1)),
        (Reply("75", 'SELECT max("Revenue") FROM chart'), False, (0, 0, 1, 1)),
        (Reply("50", MEAN), False, (1, 0, 0, 1)),
        (Reply("40", "SELECT avg(Sales) FROM chart"), True, (0, 0, 0, 0)),
        (Reply("40", ""), True, (0, 0, 0, None)),
        (None, False, (0, 0, 0, None)),
    ],
)
def test_a_reply_is_judged_by_what_its_sql_gives(
    reply: Reply | None, right: bool, scores: tuple[float | None, ...]
) -> None:
    found, _ = judged(reply, TABLE, MEAN, right=right)
    assert tuple(found.get(name) for name in EXECUTED) == scores


def test_where_there_is_nothing_to_compute_no_sql_is_right() -> None:
    assert judged(Reply("", ""), TABLE, "", right=True)[0] == dict.fromkeys(EXECUTED[:3], 1.0)
    assert judged(Reply("40", ""), TABLE, "", right=False)[0] == {
        "execution_accuracy": 1.0, "both_right": 0.0, "agreement": 0.0,
    }  # fmt: skip
    assert judged(Reply("40", MEAN), TABLE, "", right=False)[0]["execution_accuracy"] == 0.0


def test_the_trace_says_what_ran_and_what_was_refused() -> None:
    _, notes = judged(Reply("40", "DELETE FROM chart"), TABLE, MEAN, right=True)
    assert notes[0] == "SQL: DELETE FROM chart" and "SqlError" in notes[1] and notes[2] == "its rows: none"
    _, notes = judged(Reply("40", MEAN), TABLE, MEAN, right=True)
    assert notes[-1] == "its rows: [(40.0,)]"


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """Questions about three drawn figures, as `gbi-sft synth` keeps them."""
    rows: list[Sample] = []
    config = changed(PRESETS["mix"], {"kinds": {"grouped bar": 1, "scatter": 1}, "worn": 0, "jpeg": 0}, "test")
    for number in range(3):
        made = chart(config, 51, number)
        picture = folder.keep_picture(tmp_path / "held", gate_case.bars([number + 20, 40]), 160, 120)
        for n, one in enumerate(questions(made.gold, made.scene.language, Random(number), 6)):
            name = f"{number}-{n}"
            rows.append(sample(one, picture, made.gold, made.scene.language, id=name, source=Source(name="synth")))
    folder.write(tmp_path / "held", rows)
    return tmp_path / "held"


def asked(monkeypatch: pytest.MonkeyPatch, held: Path, say: gate_case.Say) -> list[Outcome]:
    gate_case.serve(monkeypatch, list(folder.read(held)), held, base=say, adapted=say)
    options = Options(data=held)
    found = [samples.run(item, options) for item in samples.items(options)]
    current.cache_clear()
    return found


def test_a_model_that_says_the_programs_is_right_in_every_way(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gold_said(one: Sample) -> str:
        return one.turns[-1].text

    outcomes = asked(monkeypatch, held, gold_said)
    assert len(outcomes) > 12
    for outcome in outcomes:
        assert outcome.scores["right"] == 1.0, outcome
        assert [outcome.scores[name] for name in EXECUTED[:3]] == [1.0, 1.0, 1.0], outcome
        assert len(outcome.slices["family"]) == 1 and outcome.slices["hops"]
    kinds = {outcome.slices["chart type"] for outcome in outcomes}
    assert kinds == {"grouped bar", "scatter"}


def test_results_are_by_family_and_stand_on_the_page(
    held: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    outcomes = asked(monkeypatch, held, lambda one: one.turns[-1].text)
    found = summarise(samples.BENCHMARK, outcomes)
    families = {outcome.slices["family"][0] for outcome in outcomes}
    for family in families:
        inside = found["slices"][f"family={family}"]
        assert inside["execution_accuracy"]["mean"] == inside["right"]["mean"] == 1.0
    about = {"command": "gbi-eval samples", "commit": "0", "machine": "m", "models": {}, "options": {"seed": 0}}
    run = tmp_path / "run"
    run.mkdir()
    (run / "results.json").write_text(json.dumps(found | about | {"of": len(outcomes)}), "utf-8")
    write_table([run], tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text("utf-8")
    assert all(f"| {name} | 100.0 [100.0, 100.0] |" in page for name in EXECUTED[:3])
    large = [name for name in families if found["slices"][f"family={name}"]["n"] >= LEAST]
    assert "| slice | n | right | execution_accuracy |" in page
    assert all(f"| family={name} |" in page for name in large)


def test_a_right_answer_beside_a_wrong_program_is_told_apart(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lucky(one: Sample) -> str:
        return question_reply("SELECT 'nothing of the kind' FROM chart LIMIT 1" if one.answer else "", one.answer)

    outcomes = asked(monkeypatch, held, lucky)
    answered = [outcome for outcome in outcomes if outcome.gold]
    assert all(outcome.scores["right"] == 1.0 for outcome in answered)
    assert all(outcome.scores["execution_accuracy"] == outcome.scores["both_right"] == 0.0 for outcome in answered)
    assert all(outcome.scores["agreement"] == 0.0 and outcome.scores["sql_runs"] == 1.0 for outcome in answered)


def test_without_a_known_program_only_the_answer_counts(held: Path) -> None:
    path = held / "samples.jsonl"
    rows = [json.loads(line) | {"program": ""} for line in path.read_text("utf-8").splitlines()]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    found = {item.id: item for item in samples.items(Options(data=held))}
    for row in rows:
        assert ("chart" in found[row["id"]].payload) is (row["answer"] == "")


def test_a_gold_program_that_cannot_run_is_a_fault_of_the_data() -> None:
    other = GoldTable(names=("a",), rows=((1.0,),))
    with pytest.raises(SqlError):
        judged(Reply("1", "SELECT a FROM chart"), other, MEAN, right=True)


def test_a_fork_runs_programs_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that inherits a desk leaves its parent's folder and engine alone."""
    desk = _Desk()
    assert desk.run(TABLE, MEAN) == [(40.0,)]
    parents = desk.parquet("chart")
    monkeypatch.setattr("gbi_eval.gold_table.os.getpid", lambda: -1)
    assert desk.run(TABLE, MEAN) == [(40.0,)]
    assert desk.parquet("chart").parent != parents.parent and parents.is_file()
    desk.close()
    monkeypatch.undo()
    desk.close()
    shutil.rmtree(parents.parent)
