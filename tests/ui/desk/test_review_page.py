"""The review page: what is corrected, accepted or rejected there changes the tables, and the answers that used them."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from gbi.store import PageResult, Store
from gbi.store.jobs import Job
from gbi.types import Region, SheetRange
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_ui.desk.review.background import again_of
from support.desk_made import page, reading_of

QUESTION = "What was the 2019 value for South?"


def settled(ws: Workspace) -> None:
    """Waits until nothing is asked again any more."""
    end = time.monotonic() + 60
    while again_of(ws).running:
        assert time.monotonic() < end
        time.sleep(0.05)


def values(ws: Workspace) -> list[object]:
    return [row[0] for row in ws.sql('select "_2019" from sales_by_region order by _row').rows]


def edit(test: AppTest, row: int, column: str, value: object) -> AppTest:
    """Types a value into the table, as a person does."""
    key = test.data_editor[0].key
    test.session_state[key] = {"edited_rows": {row: {column: value}}, "added_rows": [], "deleted_rows": []}
    return test.run()


def test_the_most_doubtful_cell_comes_first_and_is_described(desk: Workspace) -> None:
    test = page("review")
    assert not test.exception
    assert test.selectbox(key="review.figure").options[0].startswith("doubt 45 % · Sales by region")
    region = desk.regions()[0].id
    assert test.selectbox(key=f"review.cell.{region}").value == (1, 1)
    assert any("Read as 21.0 · ± 1.5 · 55 % sure · measured on the drawing" in text.value for text in test.text)
    assert len(test.image) == 1


def test_a_corrected_cell_changes_the_answer_that_used_it(desk: Workspace) -> None:
    talk = desk.conversations.start(QUESTION)
    answer = Analyst(desk).thread(talk.id).ask(QUESTION)
    assert answer.value == 21.0
    desk.conversations.add(talk.id, QUESTION, answer)
    document = desk.documents()[0]
    asked = Analyst(desk).ask(QUESTION, documents=[document.id])
    desk.jobs.finish(
        Job(document=document.id, question=QUESTION, name="a", path="a", status="done", answer=asked, seconds=1)
    )

    test = edit(page("review", review__by="ann"), 1, "c1", 27.5)
    assert not test.exception
    settled(desk)
    assert values(desk) == [11.0, 27.5, 31.0]
    (turn,) = desk.conversations.turns(talk.id)
    assert turn.answer.value == 27.5 and turn.answer.thread == talk.id
    assert any(answer.text in warning for warning in turn.answer.warnings), "it is shown as renewed"
    job = desk.jobs.find(document.id, QUESTION)
    assert job is not None and job.answer is not None and job.answer.value == 27.5 and job.seconds == 1

    test.button(key="review.undo").click().run()
    settled(desk)
    assert values(desk) == [11.0, 21.0, 31.0]
    assert desk.conversations.turns(talk.id)[0].answer.value == 21.0
    assert desk.corrections() == ()


def test_an_answer_from_another_table_is_left_alone(desk: Workspace) -> None:
    talk = desk.conversations.start(QUESTION)
    answer = Analyst(desk).thread(talk.id).ask(QUESTION).model_copy(update={"revisions": ()})
    desk.conversations.add(talk.id, QUESTION, answer)
    edit(page("review", review__by="ann"), 1, "c1", 27.5)
    settled(desk)
    assert desk.conversations.turns(talk.id)[0].answer == answer


def test_what_does_not_fit_the_column_is_refused_in_words(desk: Workspace) -> None:
    test = page("review", review__by="ann")
    cell = desk.readings()[0].rows[1][1]
    box = next(one for one in test.text_input if one.key.startswith(f"review.value.{cell.id}"))
    box.set_value("many")
    next(one for one in test.button if one.key.startswith("review.submit")).click().run()
    assert "holds numbers" in test.error[0].value.replace("\\", "")
    assert desk.corrections() == ()


def test_what_was_typed_does_not_overwrite_what_another_person_corrects_later(desk: Workspace) -> None:
    test = edit(page("review", review__by="ann"), 1, "c1", 27.5)
    key = test.data_editor[0].key
    assert values(desk)[1] == 27.5
    desk.correct(desk.readings()[0].rows[1][1], 30, "ben")
    test.run()
    assert not test.exception
    assert values(desk)[1] == 30 and desk.corrections()[-1].by == "ben"
    assert test.data_editor[0].key != key, "the table no longer shows what was typed"
    edit(test, 1, "c1", 27.5)
    assert values(desk)[1] == 27.5, "typed again it is a correction again"


def test_a_correction_needs_a_name(desk: Workspace) -> None:
    test = edit(page("review", review__by=""), 1, "c1", 27.5)
    assert "needs a name" in test.error[0].value.replace("\\", "")
    assert values(desk)[1] == 21.0


def test_a_cell_is_kept_or_emptied_by_button(desk: Workspace) -> None:
    test = page("review", review__by="ann")
    test.button(key="review.right").click().run()
    cell = desk.readings()[0].rows[1][1]
    assert (cell.value, cell.confidence, cell.corrected_by) == (21.0, 1.0, "ann")
    test.button(key="review.clear").click().run()
    assert values(desk)[1] is None
    test.button(key="review.undo").click().run()
    assert desk.readings()[0].rows[1][1].corrected_by == "ann", "the correction before it stands again"
    assert values(desk)[1] == 21.0


def test_the_keys_are_bound(desk: Workspace) -> None:
    """All with Alt: a letter alone would be taken while somebody types into the table, which is no input field."""
    test = page("review")
    keys = {one.key: one.proto.shortcut for one in test.button if one.proto.shortcut}
    assert keys == {
        "review.accept": "alt+a", "review.reject": "alt+x", "review.next": "alt+n", "review.undo": "alt+z",
        "review.right": "alt+y", "review.clear": "alt+0", "review.following": "alt+down", "review.previous": "alt+up",
    }  # fmt: skip


def test_next_and_previous_cell(desk: Workspace) -> None:
    test = page("review")
    key = f"review.cell.{desk.regions()[0].id}"
    assert test.button(key="review.following").click().run().session_state[key] == (0, 0)
    assert test.button(key="review.previous").click().run().session_state[key] == (1, 1)


def test_an_accepted_reading_leaves_the_queue(desk: Workspace) -> None:
    test = page("review", review__by="ann")
    test.button(key="review.accept").click().run()
    assert [review.verdict for review in desk.reviews.all()] == ["accepted"]
    assert "Nothing here" in test.info[0].value
    assert len(desk.tables()) == 1
    test.button(key="review.undo").click().run()
    assert desk.reviews.all() == ()
    assert not test.info


def test_a_rejected_reading_is_no_table(desk: Workspace) -> None:
    test = page("review", review__by="ann")
    test.button(key="review.reject").click().run()
    settled(desk)
    assert desk.tables() == []
    test.button(key="review.undo").click().run()
    assert desk.tables() == ["sales_by_region"]


def test_the_page_speaks_chinese(desk: Workspace) -> None:
    test = page("review", language="zh")
    assert not test.exception
    assert test.button(key="review.accept").label == "接受"


def test_what_a_document_says_is_shown_as_text(desk: Workspace) -> None:
    hostile = "<img src=x onerror=alert(1)> ![b](http://beacon/x) :red[y]"
    desk.correct(desk.readings()[0].rows[1][0], hostile, "![c](http://beacon/by)")
    test = page("review", review__by="ann")
    assert not test.exception
    assert any(hostile in text.value for text in test.text)
    assert not any("![" in one.value or "<img" in one.value for one in (*test.markdown, *test.caption, *test.warning))
    labels = [one.label for one in test.button]
    assert not any("![" in label or "<img" in label for label in labels)


def test_a_figure_that_stands_on_no_page_is_reviewed_without_a_picture(desk: Workspace) -> None:
    document = desk.documents()[0]
    sheet = Region.at(document.id, 1, SheetRange(sheet="Sales", ref="A1:C4"), "table")
    store = Store(desk.path)
    made = reading_of(sheet, title="A sheet", confidence=0.2)
    store.commit_page(document, "again", PageResult(number=1, regions=(sheet,), readings=(made,)))
    test = page("review", review__by="ann")
    assert test.selectbox(key="review.figure").options[0].startswith("doubt 80 % · A sheet")
    assert not test.exception and len(test.image) == 0
    assert any("stands on no page" in one.value for one in test.caption)
    test.button(key="review.next").click().run()
    assert len(test.image) == 1, "the next figure has one"


def test_shelves_say_how_many_they_hold(desk: Workspace) -> None:
    """Another shelf, another list; what is corrected stays to be accepted until somebody accepts it."""
    test = page("review", review__by="ann")
    test.button(key="review.right").click().run()
    labels = test.get("button_group")[0].options
    assert [str(one) for one in labels][:1] == ["To check (1)"]
    test.button(key="review.accept").click().run()
    assert [str(one) for one in test.get("button_group")[0].options] == [
        "To check (0)", "Accepted (1)", "Rejected (0)", "All (1)",
    ]  # fmt: skip
