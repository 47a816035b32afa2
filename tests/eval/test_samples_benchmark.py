"""The benchmark of samples: what it takes of a data set, what it asks, and how replies count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi.errors import ModelError
from gbi.models import Picture, Request
from gbi.settings import current
from gbi_eval.benchmark import Item, Options
from gbi_eval.benchmarks import samples
from gbi_eval.executed import EXECUTED
from gbi_eval.sampling import DataError
from gbi_sft import folder
from gbi_sft.sample import Sample
from gbi_sft.wording import question_reply, question_turns
from support import gate_case
from support.gate_case import made, right, wrong


@pytest.fixture
def held(tmp_path: Path) -> Path:
    made(tmp_path / "held", 4)
    return tmp_path / "held"


def item(held: Path, name: str) -> Item:
    return next(each for each in samples.items(Options(data=held)) if each.id == name)


def test_items_are_tables_and_questions_by_picture(held: Path) -> None:
    rows = list(folder.read(held))
    other = rows[0].model_copy(update={"id": "talk", "task": "other"})
    folder.write(held, [*rows, other])
    found = samples.items(Options(data=held))
    assert len(found) == 8 and "talk" not in {each.id for each in found}
    assert len({each.group for each in found}) == 4
    one = item(held, "1-question")
    assert one.slices["hops"] == ("1",) and one.slices["kind"] == ("line",)
    assert (one.slices["task"], one.slices["language"], one.slices["source"]) == ("question", "en", "drawn bars")
    assert one.payload["table"][0] == ["Region", "Sales"]


def test_folders_below_are_told_apart(tmp_path: Path) -> None:
    made(tmp_path / "a", 1)
    made(tmp_path / "b", 1)
    assert {each.id for each in samples.items(Options(data=tmp_path))} == {
        f"{name}/0-{task}" for name in "ab" for task in ("table", "question")
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [({"pictures": []}, "no sample to ask"), ({"gold": None}, "no sample to ask"), ({"turns": 3}, "no sample to ask")],
)
def test_a_line_that_cannot_be_asked_is_named(change: dict[str, object], said: str, held: Path) -> None:
    row = json.loads((held / "samples.jsonl").read_text("utf-8").splitlines()[0])
    (held / "samples.jsonl").write_text(json.dumps({**row, **change}) + "\n", "utf-8")
    with pytest.raises(DataError, match=f"line 1: {said}"):
        samples.items(Options(data=held))


def test_a_picture_outside_the_folder_is_refused(held: Path) -> None:
    row = json.loads((held / "samples.jsonl").read_text("utf-8").splitlines()[0])
    row["pictures"][0]["path"] = "../other.png"
    (held / "samples.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    with pytest.raises(DataError, match="outside the folder"):
        samples.items(Options(data=held))


def asked(
    monkeypatch: pytest.MonkeyPatch, held: Path, name: str, say: gate_case.Say
) -> tuple[dict[str, float], object]:
    gate_case.serve(monkeypatch, list(folder.read(held)), held, base=say, adapted=say)
    outcome = samples.run(item(held, name), Options(data=held))
    current.cache_clear()
    return outcome.scores, outcome.prediction


def test_a_right_table_counts_in_full_and_a_wrong_one_does_not(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scores, said = asked(monkeypatch, held, "1-table", right)
    assert scores == {"right": 1.0, "rms_f1": 1.0, "cell_f1_5%": 1.0, "replied": 1.0}
    assert said == item(held, "1-table").payload["gold"]
    scores, _ = asked(monkeypatch, held, "1-table", wrong)
    assert scores["right"] == 0.0 and scores["replied"] == 1.0


def test_an_estimate_counts_as_the_number_that_it_says(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def about(sample: Sample) -> str:
        text = right(sample)
        first = sample.gold.texts[0][1] if sample.gold else ""
        return text.replace(f'"{first}"', f'"~{first}"')

    assert asked(monkeypatch, held, "1-table", about)[0]["right"] == 1.0


def test_an_answer_may_be_five_percent_off_and_no_more(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = float(item(held, "1-question").payload["gold"])
    for factor, counts in ((1.0, 1.0), (1.049, 1.0), (1.06, 0.0), (-1.0, 0.0)):
        scores, _ = asked(
            monkeypatch,
            held,
            "1-question",
            lambda sample, f=factor: question_reply("", f"{gold * f:.4f}"),  # type: ignore[misc]
        )
        assert scores["right"] == scores["relaxed_accuracy"] == counts, factor


def test_where_the_figure_does_not_tell_saying_so_is_right(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        sample.model_copy(update={"answer": "", "turns": question_turns("?", question_reply("", "", "x"), "en")})
        for sample in folder.read(held)
        if sample.task == "question"
    ]
    folder.write(held, rows)
    scores, said = asked(monkeypatch, held, "1-question", lambda sample: question_reply("", "", "the year"))
    assert scores["right"] == 1.0 and said == ""
    scores, _ = asked(monkeypatch, held, "1-question", lambda sample: question_reply("", "12"))
    assert scores["right"] == 0.0


def test_a_reply_without_json_is_no_answer_even_where_none_is_due(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [sample.model_copy(update={"answer": ""}) for sample in folder.read(held) if sample.task == "question"]
    folder.write(held, rows)
    scores, said = asked(monkeypatch, held, "1-question", lambda sample: "I do not know")
    assert set(scores) == {"right", "relaxed_accuracy", "replied", *EXECUTED[:3]}
    assert not any(scores.values()) and said is None


def test_the_model_gets_the_turns_as_trained_and_no_reply(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Request] = []
    sample = next(each for each in folder.read(held) if each.id == "1-table")
    gate_case.serve(monkeypatch, [sample], held, base=right, adapted=right)
    say = gate_case._models[gate_case.BASE]

    def keep(request: Request) -> str:
        seen.append(request)
        return say(request)

    monkeypatch.setitem(gate_case._models, gate_case.BASE, keep)
    samples.run(item(held, "1-table"), Options(data=held))
    current.cache_clear()
    (request,) = seen
    (turn,) = request.turns
    assert request.system == sample.turns[0].text and request.form is not None
    assert isinstance(turn.parts[0], Picture) and turn.parts[1] == sample.turns[1].text
    assert turn.parts[0].png == folder.picture_path(held, sample.pictures[0]).read_bytes()


def test_without_a_model_it_is_an_error_and_not_a_score(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GBI_VLM_URL", "GBI_VLM_MODEL"):
        monkeypatch.delenv(name, raising=False)
    current.cache_clear()
    with pytest.raises(ModelError, match="no model is configured"):
        samples.run(item(held, "1-table"), Options(data=held))
    current.cache_clear()


def test_false_answers_are_counted_among_those_that_have_none(held: Path) -> None:
    assert samples.extra([])["false_answers"] is None
