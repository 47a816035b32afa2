"""`gbi ask` and `gbi read` on a chart image, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

from gbi.types import Answer, Reading
from support.command import Command


def test_ask_gives_the_number_with_the_box_of_its_label(gbi_command: Command, chart_png: Path) -> None:
    done = gbi_command("ask", chart_png, "What was the net income in 2018?", "--json")
    assert done.status == 0, done.err
    answer = json.loads(done.out)
    assert (answer["status"], answer["value"], answer["unit"], answer["scale"]) == ("answered", 409, "USD", 1e6)
    value = next(citation for citation in answer["citations"] if citation["role"] == "value")
    assert value["page"] == 1
    x0, y0, x1, y1 = value["box"]
    assert 0 < x1 - x0 < 60 and 0 < y1 - y0 < 40, "the box of the printed label, not of the chart"
    assert value["cells"][0]["text"] == "409"


def test_answer_json_is_an_answer_when_the_conveniences_are_taken_away(gbi_command: Command, chart_png: Path) -> None:
    answer = json.loads(gbi_command("ask", chart_png, "Which year had the highest net income?", "--json").out)
    for citation in answer["citations"]:
        citation.pop("page", None), citation.pop("box", None)
    assert Answer.model_validate(answer).value in (2021, "2021")


def test_ask_for_a_person_says_the_answer_the_sql_and_the_place(gbi_command: Command, chart_png: Path) -> None:
    done = gbi_command("ask", chart_png, "What was the net income in 2019?")
    assert done.status == 0, done.err
    assert "412" in done.out and "SQL: " in done.out
    assert "from: net income.png, page 1, box (" in done.out


def test_a_refusal_is_done_and_names_what_is_missing(gbi_command: Command, chart_png: Path) -> None:
    done = gbi_command("ask", chart_png, "What was the number of employees in 2018?", "--json")
    answer = json.loads(done.out)
    assert done.status == 0
    assert answer["status"] == "unanswerable"
    assert answer["value"] is None and "employees" in " ".join(answer["missing"])


def test_a_year_that_the_chart_does_not_show_is_refused(gbi_command: Command, chart_png: Path) -> None:
    answer = json.loads(gbi_command("ask", chart_png, "What was the net income in 1995?", "--json").out)
    assert answer["status"] == "unanswerable"
    assert "1995" in " ".join(answer["missing"])


def test_read_json_gives_one_reading_a_line(gbi_command: Command, chart_png: Path) -> None:
    done = gbi_command("read", chart_png, "--json")
    readings = [Reading.model_validate_json(line) for line in done.out.splitlines()]
    assert len(readings) == 1
    assert [row[1].value for row in readings[0].rows] == [876, 409, -412, 655, 902]


def test_read_csv_writes_a_file_per_figure(gbi_command: Command, chart_png: Path, tmp_path: Path) -> None:
    done = gbi_command("read", chart_png, "--csv", tmp_path / "tables")
    files = list((tmp_path / "tables").glob("*.csv"))
    assert done.status == 0 and len(files) == 1
    assert "2018,409" in files[0].read_text("utf-8-sig")


def test_a_conversation_keeps_its_context_over_commands(gbi_command: Command, chart_png: Path, tmp_path: Path) -> None:
    ws = tmp_path / "talk.gbi"
    first = gbi_command("ask", chart_png, "What was the net income in 2018?", "-w", ws, "--thread", "t", "--json")
    second = gbi_command("ask", "and in 2020?", "-w", ws, "--thread", "t", "--json")
    assert json.loads(first.out)["value"] == 409
    assert json.loads(second.out)["value"] == 655


def test_show_writes_one_self_contained_page(gbi_command: Command, chart_png: Path, tmp_path: Path) -> None:
    page = tmp_path / "evidence.html"
    gbi_command("ask", chart_png, "What was the net income in 2018?", "--show", page)
    html = page.read_text("utf-8")
    assert "409" in html and "data:image/png;base64," in html and '<rect class="value"' in html
    assert "http://" not in html and "https://" not in html and "<script" not in html


def test_wrong_calls_exit_with_two(gbi_command: Command) -> None:
    assert gbi_command("ask", "What was the net income?").status == 2
    assert gbi_command("nonsense").status == 2
