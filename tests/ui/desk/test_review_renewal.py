"""Answers out of date are asked again, follow-ups after what they lean on; corrections leave as training data."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from gbi.errors import ModelError, StoreError
from gbi.store.conversations import Turn
from gbi.types import Answer, PageBox
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_ui.desk.review import deeds
from gbi_ui.desk.review.export import NAME, archive, lines
from gbi_ui.desk.review.figure import COLOURS, marked_figure
from gbi_ui.desk.review.renewal import leaned_on, renew, stale
from support.desk_made import cell_place

FIRST, SECOND = "What was the 2019 value for South?", "and in 2020?"


def answer(status: str = "answered", text: str = "5") -> Answer:
    return Answer.model_validate({"id": "a", "question": "q", "status": status, "text": text})


def turns(*given: tuple[str, str]) -> list[Turn]:
    return [Turn(number=n, question=q, answer=answer(status), made=0) for n, (q, status) in enumerate(given, 1)]


def talk_of(ws: Workspace, *questions: str) -> str:
    talk = ws.conversations.start(questions[0])
    for question in questions:
        ws.conversations.add(talk.id, question, Analyst(ws).thread(talk.id).ask(question))
    return talk.id


def test_what_a_question_leans_on() -> None:
    said = turns((FIRST, "answered"), (SECOND, "answered"), ("And the slowest?", "answered"), (FIRST, "answered"))
    assert [turn.number for turn in leaned_on(said, 3)] == [1, 2]
    assert leaned_on(said, 4) == () == leaned_on(said, 1)
    choice = turns((FIRST, "needs-clarification"), ("Sales by region in the north, as of the last year", "answered"))
    assert [turn.number for turn in leaned_on(choice, 2)] == [1]


def test_nothing_is_out_of_date_before_anything_changes(desk: Workspace) -> None:
    talk_of(desk, FIRST)
    assert stale(desk) == () and list(renew(desk)) == []


def test_a_follow_up_is_asked_again_in_its_context(desk: Workspace) -> None:
    talk = talk_of(desk, FIRST, SECOND)
    assert [turn.answer.value for turn in desk.conversations.turns(talk)] == [21.0, 22.0]
    deeds.correct(desk, desk.readings()[0], (1, 2), 25, "ann")
    renewed = list(renew(desk))
    assert [(one.stale.number, one.changed) for one in renewed] == [(1, False), (2, True)]
    first, second = desk.conversations.turns(talk)
    assert first.answer.value == 21.0 and first.answer.warnings == ()
    assert second.answer.value == 25 and "22" in second.answer.warnings[-1]
    assert stale(desk) == ()
    with sqlite3.connect(desk.path / "threads.sqlite") as kept:
        names = {name for (name,) in kept.execute("SELECT DISTINCT thread_id FROM checkpoints")}
    assert names == {talk}, "the conversation in which it was asked is gone"


def test_an_answer_whose_table_was_rejected_comes_back_with_it(desk: Workspace) -> None:
    talk = talk_of(desk, FIRST)
    deed = deeds.judge(desk, desk.regions()[0].id, "rejected", "ann")
    list(renew(desk))
    assert desk.conversations.turns(talk)[0].answer.status == "unanswerable"
    deeds.undo(desk, deed)
    list(renew(desk))
    assert desk.conversations.turns(talk)[0].answer.value == 21.0


def test_an_answer_that_cannot_be_asked_again_says_so_once(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = talk_of(desk, FIRST)
    before = desk.conversations.turns(talk)[0].answer

    def silent(self: Analyst, name: str) -> None:
        raise ModelError("the model is away")

    deeds.correct(desk, desk.readings()[0], (1, 1), 99, "ann")
    with monkeypatch.context() as patch:
        patch.setattr(Analyst, "thread", silent)
        assert [one.error for one in renew(desk)] == ["the model is away"]
        list(renew(desk))
    kept = desk.conversations.turns(talk)[0].answer
    assert kept.value == before.value and len(kept.warnings) == len(before.warnings) + 1
    list(renew(desk))
    assert desk.conversations.turns(talk)[0].answer.value == 99


def test_deeds_are_undone_in_turn(desk: Workspace) -> None:
    done = [deeds.correct(desk, desk.readings()[0], (0, 1), value, who) for value, who in ((1, "ann"), (2, "ben"))]
    deeds.undo(desk, done.pop())
    cell = desk.readings()[0].rows[0][1]
    assert (cell.value, cell.corrected_by) == (1, "ann")
    region = desk.regions()[0].id
    verdicts = [deeds.judge(desk, region, verdict, "ann") for verdict in ("accepted", "rejected")]  # type: ignore[arg-type]
    deeds.undo(desk, verdicts.pop())
    assert [review.verdict for review in desk.reviews.all()] == ["accepted"]
    deeds.undo(desk, verdicts.pop())
    assert desk.reviews.all() == ()


def test_what_somebody_else_took_back_is_left_alone(desk: Workspace) -> None:
    deed = deeds.correct(desk, desk.readings()[0], (0, 1), 1, "ann")
    desk.withdraw(deed.correction)
    deeds.undo(desk, deed)
    assert desk.corrections() == ()
    with pytest.raises(StoreError, match="numbers"):
        deeds.correct(desk, desk.readings()[0], (0, 1), "much", "ann")


def test_corrections_as_training_data(desk: Workspace) -> None:
    reading = desk.readings()[0]
    deeds.correct(desk, reading, (1, 1), 27.5, "ann")
    deeds.correct(desk, desk.readings()[0], (1, 0), "Far South", "ann")
    deeds.correct(desk, desk.readings()[0], (2, 2), None, "ben")
    deeds.judge(desk, reading.region.id, "accepted", "ann")
    with zipfile.ZipFile(io.BytesIO(archive(desk))) as packed:
        made = [json.loads(line) for line in packed.read(NAME).decode().splitlines()]
        picture = Image.open(io.BytesIO(packed.read(made[0]["picture"])))
    assert [(one["row"], one["column"], one["original"], one["value"], one["by"]) for one in made] == [
        (1, 1, 21.0, 27.5, "ann"), (1, 0, "South", "Far South", "ann"), (2, 2, 32.0, None, "ben"),
    ]  # fmt: skip
    first = made[0]
    assert first["schema"] == "gbi-correction/1" and first["document"] == desk.documents()[0].id
    assert (first["document_name"], first["page"], first["verdict"]) == ("report.pdf", 1, "accepted")
    assert (first["row_label"], first["column_name"], first["title"]) == ("South", "2019", "Sales by region")
    assert PageBox.model_validate(first["place"]) == reading.region.place
    assert PageBox.model_validate(first["cell_place"]) == cell_place(1, 1)
    assert picture.width / picture.height == pytest.approx(400 / 140, rel=0.02)


def test_withdrawn_corrections_are_not_exported(desk: Workspace) -> None:
    deed = deeds.correct(desk, desk.readings()[0], (1, 1), 27.5, "ann")
    assert len(lines(desk)) == 1
    deeds.undo(desk, deed)
    assert lines(desk) == []


def test_the_chosen_cell_is_marked_where_it_stands(desk: Workspace, tmp_path: Path) -> None:
    region = desk.regions()[0]
    place = cell_place(1, 1)
    marked = Image.open(io.BytesIO(marked_figure(desk, region, [(place, "here")]))).convert("RGB")
    clear = Image.open(io.BytesIO(marked_figure(desk, region, []))).convert("RGB")
    scale = marked.width / 400
    inside = (int((place.box[0] - 40 + 30) * scale), int((place.box[1] - 60 + 9) * scale))
    edge = (int((place.box[0] - 40) * scale) - 5, inside[1])
    assert clear.getpixel(inside) == (255, 255, 255) != marked.getpixel(inside)
    assert marked.getpixel(edge) == COLOURS["here"]
    assert marked.getpixel((5, marked.height - 8)) == clear.getpixel((5, marked.height - 8))
