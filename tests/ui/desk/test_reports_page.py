"""The Reports page: files in, questions of each, a table with answers, each with its evidence."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import gbi
from gbi import settings
from gbi.store.jobs import READING, Job
from gbi_agents.batch import Task
from gbi_ui.desk.reports import background
from gbi_ui.desk.reports import order as orders
from support.desk_batch import finished, here, own_desk, page

QUESTION = "What was the revenue in 2021?"
LACKING = "What was the number of employees in Atlantis?"
NORTH = b"Year,Revenue\n2020,90\n2021,100\n"
SOUTH = b"Year,Revenue\n2020,240\n2021,250\n"


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[gbi.Workspace]:
    monkeypatch.setattr("gbi_ui.desk.reports.panel.visitor", lambda: None)
    yield own_desk(tmp_path / "desk", monkeypatch)
    settings.current.cache_clear()


def ordered(ws: gbi.Workspace, files: dict[str, bytes], *questions: str) -> AppTest:
    """The page after these files were uploaded, asked, and all of it has ended."""
    app = page("reports")
    app.file_uploader[0].set_value([(name, content, "text/csv") for name, content in files.items()])
    app.text_area[0].set_value("\n".join(questions))
    app.button(key="reports.start").click().run()
    finished(ws)
    return app.run()


def test_an_empty_desk_says_what_to_do(ws: gbi.Workspace) -> None:
    app = page("reports")
    assert not app.exception
    assert [info.value for info in app.info] == [
        "No report yet. Upload some above; what you drop into the chat stands here too."
    ]
    assert app.button(key="reports.stop").disabled


def test_each_report_answers_each_question_in_the_table(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH, "south.csv": SOUTH}, QUESTION, LACKING)
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table.columns)[4:] == [QUESTION, LACKING]
    assert list(table["Report"]) == ["north.csv", "south.csv"]
    assert [text.split(" · ")[0] for text in table[QUESTION]] == ["100", "250"]
    assert list(table[LACKING]) == ["not in the report"] * 2
    assert list(table["Figures"]) == [1, 1]
    assert any(caption.value.startswith("2 sure · 2 not in the reports") for caption in app.caption)


def test_a_cell_that_is_clicked_opens_its_answer_with_the_evidence(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH, "south.csv": SOUTH}, QUESTION)
    app.session_state["reports.grid"] = {"selection": {"cells": [(1, QUESTION)]}}
    app.run()
    assert not app.exception
    assert app.selectbox(key="reports.open").value == by_name(ws)["south.csv"]
    assert app.selectbox(key="reports.question").value == QUESTION
    assert app.metric[0].value == "250"
    assert any("south.csv, row" in text.value and "250" in text.value for text in app.text)


def test_a_cell_of_another_column_opens_the_figures(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH, "south.csv": SOUTH}, QUESTION)
    app.session_state["reports.grid"] = {"selection": {"cells": [(0, "Report")]}}
    app.run()
    assert app.selectbox(key="reports.open").value == by_name(ws)["north.csv"]
    assert list(app.dataframe[1].value.columns) == ["Year", "Revenue"]
    assert list(app.dataframe[1].value["Revenue"]) == [90, 100]


def test_a_broken_file_says_why_and_costs_no_other(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"broken.pdf": b"%PDF-1.7 nothing more", "north.csv": NORTH}, QUESTION)
    table = app.dataframe[0].value
    assert list(table["Status"]) == ["failed", "read"]
    assert table[QUESTION][1].startswith("100")
    (document,) = (job.document for job in ws.jobs.all() if job.name == "broken.pdf" and job.question == READING)
    app.selectbox(key="reports.open").set_value(document).run()
    app.segmented_control(key="reports.part").set_value("problems").run()
    assert any("broken" in error.value for error in app.error)
    kept = list((ws.path / orders.FOLDER).rglob("broken.pdf"))
    assert len(kept) == 1  # for another try
    assert not list((ws.path / orders.FOLDER).rglob("north.csv"))  # the workspace has its own copy
    app.button(key="reports.off").click().run()
    assert list(app.dataframe[0].value["Report"]) == ["north.csv"]
    assert app.selectbox(key="reports.open").value is None
    assert not list((ws.path / orders.FOLDER).rglob("broken.pdf"))


def test_one_that_failed_is_tried_again_alone(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH, "south.csv": SOUTH}, QUESTION)
    ids = by_name(ws)
    for name in ids:
        ws.jobs.drop(ids[name], QUESTION)
        ws.jobs.finish(Job(document=ids[name], question=QUESTION, name=name, path="", status="failed", error="stopped"))
    app.selectbox(key="reports.open").set_value(ids["north.csv"]).run()
    app.segmented_control(key="reports.part").set_value("problems").run()
    app.button(key="reports.retry").click().run()
    finished(ws)
    app.run()
    table = app.dataframe[0].value
    assert table[QUESTION][0].startswith("100")
    assert table[QUESTION][1] == "failed: stopped"
    app.button(key="reports.retry all").click().run()
    finished(ws)
    assert app.run().dataframe[0].value[QUESTION][1].startswith("250")
    assert "reports.retry all" not in {button.key for button in app.button}


def test_an_answer_is_asked_for_again_after_a_correction(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH}, QUESTION)
    (reading,) = ws.readings()
    ws.correct(reading.rows[1][1], 111, "me")
    app.selectbox(key="reports.open").set_value(reading.region.document).run()
    assert app.metric[0].value == "100"
    app.button(key="reports.again").click().run()
    finished(ws)
    assert app.run().metric[0].value == "111"


def test_a_suggestion_that_is_clicked_is_asked_of_that_report(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH, "south.csv": SOUTH}, LACKING)
    ids = by_name(ws)
    refused = ws.jobs.find(ids["north.csv"], LACKING)
    assert refused is not None
    assert refused.answer is not None
    ws.jobs.drop(ids["north.csv"], LACKING)
    answer = refused.answer.model_copy(update={"suggestions": (QUESTION,)})
    ws.jobs.finish(refused.model_copy(update={"answer": answer}))
    app.selectbox(key="reports.open").set_value(ids["north.csv"]).run()
    next(button for button in app.button if button.label.startswith("What was the revenue")).click().run()
    finished(ws)
    table = app.run().dataframe[0].value
    assert [text.split(" · ")[0] for text in table[QUESTION]] == ["100", ""]


def test_after_a_restart_it_goes_on_with_what_is_left(ws: gbi.Workspace, tmp_path: Path) -> None:
    ordered(ws, {"north.csv": NORTH}, QUESTION)
    south = tmp_path / "south.csv"
    south.write_bytes(SOUTH)
    background._batch.clear()  # a new process knows nothing but what is on the disk
    orders.save(ws, orders.Order(reports=background._wanted(background.Batch(), [south]), questions=(QUESTION,)))
    app = page("reports")
    assert "1 of 1 reports are still to do" in [text.value for text in app.markdown]
    assert list(app.dataframe[0].value["Status"]) == ["read", "waiting"]
    app.button(key="reports.go on").click().run()
    finished(ws)
    app.run()
    assert list(app.dataframe[0].value["Status"]) == ["read", "read"]
    assert orders.load(ws) is None
    assert "reports.go on" not in {button.key for button in app.button}


def test_stopped_it_keeps_what_has_ended_and_offers_to_go_on(
    ws: gbi.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, began = threading.Event(), threading.Event()

    def slowly(tasks: Sequence[Task], workers: int, seconds: float) -> Iterator[tuple[Task, str | None] | None]:
        for number, done in enumerate(here(tasks, workers, seconds)):
            yield done
            if number == 0:
                began.set()
                go.wait(30)
                yield None

    monkeypatch.setattr("gbi_agents.batch.loop.engine_of", lambda name: slowly)
    app = page("reports")
    app.file_uploader[0].set_value([("north.csv", NORTH, "text/csv"), ("south.csv", SOUTH, "text/csv")])
    app.text_area[0].set_value(QUESTION)
    app.button(key="reports.start").click().run()
    assert began.wait(30)
    app.run()
    assert app.button(key="reports.start").disabled
    assert sorted(app.dataframe[0].value["Status"]) == ["read", "waiting"]
    assert "…" in list(app.dataframe[0].value[QUESTION])
    app.button(key="reports.stop").click().run()
    go.set()
    finished(ws)
    app.run()
    assert len([job for job in ws.jobs.all() if job.question == READING]) == 1
    monkeypatch.setattr("gbi_agents.batch.loop.engine_of", lambda name: here)
    app.button(key="reports.go on").click().run()
    finished(ws)
    assert list(app.run().dataframe[0].value["Status"]) == ["read", "read"]


def test_trying_one_again_leaves_the_order_that_waits(ws: gbi.Workspace, tmp_path: Path) -> None:
    app = ordered(ws, {"north.csv": NORTH}, QUESTION)
    (tmp_path / "south.csv").write_bytes(SOUTH)
    reports = background._wanted(background.Batch(), [tmp_path / "south.csv"])
    orders.save(ws, orders.Order(reports=reports, questions=(QUESTION,)))
    app.selectbox(key="reports.open").set_value(by_name(ws)["north.csv"]).run()
    app.button(key="reports.again").click().run()
    finished(ws)
    app.run()
    assert list(app.dataframe[0].value["Status"]) == ["read", "waiting"]
    assert orders.load(ws) == orders.Order(reports=reports, questions=(QUESTION,))
    app.button(key="reports.forget").click().run()
    assert list(app.dataframe[0].value["Report"]) == ["north.csv"]
    assert (tmp_path / "south.csv").exists()


def test_what_does_not_fit_together_is_told_with_its_cells(ws: gbi.Workspace) -> None:
    sums = b"Region,2020,2021,2022\nNorth,10,20,30\nSouth,5,6,7\nTotal,15,62,37\n"
    app = ordered(ws, {"sums.csv": sums}, "What was the 2020 of North?")
    app.selectbox(key="reports.open").set_value(by_name(ws)["sums.csv"]).run()
    app.segmented_control(key="reports.part").set_value("findings").run()
    assert "Total, 2021: 62 stands there, the 2 rows it sums up make 26" in [text.value for text in app.text]
    app.toggle[0].set_value(True).run()
    assert "Total, 2021: 62" in [text.value for text in app.text]


def test_more_questions_are_asked_of_what_is_there_and_nothing_is_done_twice(ws: gbi.Workspace) -> None:
    app = ordered(ws, {"north.csv": NORTH}, QUESTION)
    before = ws.jobs.stamps()
    app.text_area[0].set_value(f"{QUESTION}\n\n {LACKING} ")
    app.button(key="reports.start").click().run()
    finished(ws)
    after = ws.jobs.stamps()
    assert {key: after[key] for key in before} == before
    assert {question for _, question in after} == {READING, QUESTION, LACKING}
    app.run().button(key="reports.start").click().run()
    assert any("Nothing to do" in info.value for info in app.info)


def test_the_questions_begin_with_those_of_the_ledger(ws: gbi.Workspace) -> None:
    ordered(ws, {"north.csv": NORTH}, QUESTION, LACKING)
    assert page("reports").text_area[0].value == f"{QUESTION}\n{LACKING}"


def test_a_question_that_cannot_be_taken_is_refused_before_anything_is_read(ws: gbi.Workspace) -> None:
    app = page("reports")
    app.file_uploader[0].set_value([("north.csv", NORTH, "text/csv")])
    app.text_area[0].set_value("Какова была выручка?")
    app.button(key="reports.start").click().run()
    assert any("English or Chinese" in error.value for error in app.error)
    assert ws.documents() == ()


def test_a_folder_of_this_machine_is_read_on_a_desk_without_login(ws: gbi.Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "north.csv").write_bytes(NORTH)
    (folder / "notes.txt").write_text("no report")
    app = page("reports")
    app.segmented_control(key="reports.source").set_value("path").run()
    app.text_input(key="reports.folder").set_value(str(folder / "none")).run()
    assert any("no such file or folder" in error.value for error in app.error)
    app.text_input(key="reports.folder").set_value(str(folder)).run()
    assert "1 files found" in [caption.value for caption in app.caption]
    app.button(key="reports.start").click().run()
    finished(ws)
    assert list(app.run().dataframe[0].value["Report"]) == ["north.csv"]
    assert (folder / "north.csv").read_bytes() == NORTH


def test_with_a_login_or_from_elsewhere_no_folder_may_be_named(
    ws: gbi.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page("reports").segmented_control(key="reports.source").options[-1] == "Path on this machine"
    monkeypatch.setattr("gbi_ui.desk.reports.panel.visitor", lambda: "192.0.2.7")
    assert page("reports").segmented_control(key="reports.source").options == ["Files", "A folder"]
    monkeypatch.setattr("gbi_ui.desk.reports.panel.visitor", lambda: None)
    monkeypatch.setattr("gbi_ui.desk.reports.panel.login_is_configured", lambda: True)
    assert page("reports").segmented_control(key="reports.source").options == ["Files", "A folder"]


def test_in_chinese(ws: gbi.Workspace) -> None:
    app = page("reports", language="zh")
    app.file_uploader[0].set_value([("销售.csv", "年份,销售额\n2020,90\n2021,100\n".encode(), "text/csv")])
    app.text_area[0].set_value("2021年的销售额是多少？")
    app.button(key="reports.start").click().run()
    finished(ws)
    app.run()
    assert not app.exception
    assert app.button(key="reports.start").label == "读取并提问"
    table = app.dataframe[0].value
    assert list(table["状态"]) == ["已读取"]
    assert table["2021年的销售额是多少？"][0].startswith("100")


def by_name(ws: gbi.Workspace) -> dict[str, str]:
    return {document.name: document.id for document in ws.documents()}
