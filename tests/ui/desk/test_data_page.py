"""The data page: tables with their doubts, SQL that is guarded, and a glossary that is checked."""

from __future__ import annotations

import io

import openpyxl
import pyarrow.parquet as pq
from streamlit.testing.v1 import AppTest

from gbi.glossary import Glossary, Metric
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_ui.desk.data import downloads, tables
from gbi_ui.desk.data.terms import glossary_of
from support.desk_made import page


def typed(test: AppTest, key: str, *added: dict[str, str]) -> AppTest:
    """Adds rows to one of the editors and saves."""
    test.session_state[key] = {"edited_rows": {}, "added_rows": list(added), "deleted_rows": []}
    return test.button(key="data.save").click().run()


def ask(test: AppTest, query: str) -> AppTest:
    test.text_area(key="data.query").set_value(query)
    return test.button(key="data.run").click().run()


def test_the_tables_are_listed_with_source_and_the_first_is_open(desk: Workspace) -> None:
    test = page("data")
    assert not test.exception
    listed, columns, preview = (frame.value for frame in test.dataframe[:3])
    assert listed["Table"].tolist() == ["sales_by_region"] and listed["Document"].tolist() == ["report.pdf"]
    assert columns["Least sure"].tolist() == ["99%", "55%", "99%"]
    assert columns["In SQL"].tolist() == ["region", "_2019", "_2020"]
    assert "measured on the drawing (1)" in columns["Came by"][1]
    assert preview["2019"].tolist() == [11.0, 21.0, 31.0]


def test_hidden_doubts_are_shown_when_asked_for(desk: Workspace) -> None:
    test = page("data")
    test.toggle(key="data.doubts").set_value(True).run()
    preview = test.dataframe[2].value
    assert preview["2019 ±"].tolist() == [0.0, 1.5, 0.0]
    assert preview["2019: sure"].tolist() == ["99%", "55%", "99%"]


def test_doubtful_and_corrected_cells_are_coloured(desk: Workspace) -> None:
    before = tables.preview(desk.readings()[0], doubts=False).to_html()
    assert before.count(tables.RED) == 1 and tables.GREEN not in before
    desk.correct(desk.readings()[0].rows[1][1], 22, "ann")
    after = tables.preview(desk.readings()[0], doubts=False).to_html()
    assert tables.RED not in after and after.count(tables.GREEN) == 1


def test_tables_are_found_by_words(desk: Workspace) -> None:
    test = page("data")
    test.text_input(key="data.find").set_value("2019 report").run()
    assert len(test.dataframe[0].value) == 1
    test.text_input(key="data.find").set_value("nowhere").run()
    assert len(test.dataframe[0].value) == 0 and not test.exception


def test_a_query_runs_and_a_clicked_row_shows_its_cells(desk: Workspace) -> None:
    test = ask(page("data"), 'select region, "_2019" from sales_by_region where "_2019" > 15')
    assert not test.exception and not test.error
    rows = next(frame for frame in test.dataframe if frame.key == "data.rows.1")
    assert rows.value["_2019"].tolist() == [21.0, 31.0]
    test.session_state[rows.key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    test.run()
    witnesses = next(frame.value for frame in test.dataframe if "Row" in frame.value)
    assert not test.exception
    assert witnesses["Row"].tolist() == ["South", "South"] and len(test.image) == 1


def test_a_query_that_writes_is_refused_in_words(desk: Workspace) -> None:
    test = ask(page("data"), "drop table sales_by_region")
    assert len(test.error) == 1 and not test.exception
    assert desk.tables() == ["sales_by_region"]


def test_downloads_open_and_text_is_never_a_formula(desk: Workspace) -> None:
    desk.correct(desk.readings()[0].rows[0][0], "=1+1", "ann")
    result = tables.whole(desk, desk.table_infos()[0])
    assert downloads.csv(result).decode("utf-8-sig").splitlines()[1].startswith('"\'=1+1",11')
    assert pq.read_table(io.BytesIO(downloads.parquet(result))).column("_2020").to_pylist() == [12.0, 22.0, 32.0]
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(result, "report.pdf, page 1")))
    cell = book["Table"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert [value.value for value in book["Source"][1]][1] == "report.pdf, page 1"


def test_a_synonym_and_a_metric_are_kept_and_used(desk: Workspace) -> None:
    test = typed(page("data"), "data.synonyms.0", {"term": "South", "also": "the coast， Küste"})
    assert not test.exception and not test.error
    assert desk.glossary == Glossary(synonyms={"South": ("the coast", "Küste")})
    assert Analyst(desk).ask("What was the 2019 value for the coast?").value == 21.0
    typed(page("data"), "data.metrics.0", {"name": "change", "sql": "b - a", "unit": "%"})
    assert desk.glossary.metrics == {"change": Metric(sql="b - a", unit="%")}
    assert "South" in desk.glossary.synonyms


def test_a_bad_row_is_refused_with_its_mend_and_nothing_is_kept(desk: Workspace) -> None:
    test = typed(page("data"), "data.metrics.0", {"name": "margin", "sql": "read_csv('/etc/passwd')"})
    assert "margin" in test.error[0].value and "columns" in test.error[0].value
    assert desk.glossary == Glossary()


def test_what_is_wrong_is_told_row_by_row() -> None:
    _, faults = glossary_of(
        [{"term": "", "also": "a"}, {"term": "b", "also": " , "}, {"term": None, "also": float("nan")}],
        [{"name": "m", "sql": ""}, {"name": "n", "sql": "a / "}, {"name": "o", "sql": "(a - b) / 2"}],
    )
    assert [fault.split(":")[0] for fault in faults] == ["Synonyms, row 1", "Synonyms, row 2", "Metrics, row 1", "n"]


def test_a_broken_file_is_mended_as_text(desk: Workspace) -> None:
    (desk.path / "glossary.yaml").write_text("synonyms: [", "utf-8")
    test = page("data")
    assert "not YAML" in test.error[0].value
    test.text_area(key="data.broken").set_value("synonyms: 5")
    test.button(key="data.mend").click().run()
    assert "synonyms" in test.error[1].value and not test.exception
    test.text_area(key="data.broken").set_value("synonyms: {South: [coast]}")
    test.button(key="data.mend").click().run()
    assert not test.exception and desk.glossary.synonyms == {"South": ("coast",)}


def test_labels_of_a_report_are_shown_as_text(desk: Workspace) -> None:
    desk.correct(desk.readings()[0].rows[0][0], "<img src=x onerror=alert(1)> [a](http://b)", "ann")
    test = page("data")
    assert not test.exception
    assert test.dataframe[2].value["Region"][0].startswith("<img src=x")
    assert not any("<img" in one.value for one in test.markdown)
