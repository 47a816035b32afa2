"""`gbi batch`: what it prints and what it leaves, with hostile names and a broken file among the reports."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

QUESTION = "What was the revenue in 2021?"
LACKING = "What was the number of employees in Atlantis?"
SCRIPT = "<script>alert(1)<script> & co.csv"  # a name may hold all but a slash
FORMULA = "=cmd|' /C calc'!A0"


@dataclass(frozen=True)
class Ran:
    """A finished run: its exit status, output, and folder."""

    status: int
    lines: list[dict[str, object]]
    errors: str
    out: Path


def gbi(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from gbi_ui.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("reports")
    (folder / SCRIPT).write_text(f"Year,Revenue,{FORMULA}\n2020,90,1\n2021,100,2\n", encoding="utf-8")
    (folder / "south.csv").write_text("Year,Revenue\n2020,240\n2021,250\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    out = folder / "out"
    done = gbi("batch", str(folder), "--out", str(out), "--ask", QUESTION, "--ask", LACKING, "--json")
    return Ran(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr, out)


def test_each_report_is_a_line_and_a_broken_one_costs_only_itself(ran: Ran) -> None:
    assert ran.status == 0, ran.errors
    counts = {line["name"]: (line["was_read"], line["answered"], line["refused"], line["failed"]) for line in ran.lines}
    assert counts == {SCRIPT: (True, 1, 1, 0), "south.csv": (True, 1, 1, 0), "broken.pdf": (False, 0, 0, 2)}
    assert "2 documents read, 1 could not be; 2 questions answered, 2 refused, 2 failed" in ran.errors
    assert "Traceback" not in ran.errors


def test_answers_as_parquet(ran: Ran) -> None:
    rows = pq.read_table(ran.out / "answers.parquet").to_pylist()
    assert len(rows) == 6
    answered = {row["name"]: row for row in rows if row["status"] == "answered"}
    assert {name: row["number"] for name, row in answered.items()} == {SCRIPT: 100.0, "south.csv": 250.0}
    sources = json.loads(answered["south.csv"]["sources"])
    assert [source["name"] for source in sources if source["role"] == "value"] == ["south.csv"]
    failed = [row for row in rows if row["status"] == "failed"]
    assert {row["name"] for row in failed} == {"broken.pdf"}
    assert all(row["failure"] and row["text"] is None for row in failed)
    refused = [row for row in rows if row["status"] == "unanswerable"]
    assert len(refused) == 2
    assert all(row["number"] is None for row in refused)


def test_readings_as_parquet_one_row_a_cell(ran: Ran) -> None:
    rows = pq.read_table(ran.out / "readings.parquet").to_pylist()
    cells = {(row["name"], row["row_label"], row["column"]): row["number"] for row in rows}
    assert cells["south.csv", "2021", "Revenue"] == 250.0
    assert cells[SCRIPT, "2021", FORMULA] == 2.0
    assert {row["basis"] for row in rows} == {"native"}


def test_the_workbook_has_sources_links_and_no_formula(ran: Ran) -> None:
    book = openpyxl.load_workbook(ran.out / "answers.xlsx")
    assert book.sheetnames == ["Answers", "Reports", "Figures"]
    head, *rows = book["Answers"].iter_rows()
    at = {cell.value: number for number, cell in enumerate(head)}
    answered = {row[at["Report"]].value: row for row in rows if row[at["Status"]].value == "answered"}
    assert answered["south.csv"][at["Value"]].value == 250
    assert "south.csv" in answered["south.csv"][at["Source"]].value
    link = answered["south.csv"][at["Evidence"]].hyperlink.target
    assert (ran.out / link).is_file()
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    columns = {row[0].value: row[5].value for row in book["Figures"].iter_rows(min_row=2)}
    assert FORMULA in columns[SCRIPT]


def test_the_index_shows_names_as_text_and_links_inside_the_folder(ran: Ran) -> None:
    page = (ran.out / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;script&gt; &amp; co.csv" in page
    assert "default-src 'none'" in page
    links = re.findall(r'href="([^"]+)"', page)
    assert len([link for link in links if link.startswith("evidence/")]) == 2
    assert all((ran.out / link).is_file() and ".." not in link for link in links)


def test_asked_again_it_does_nothing_anew(ran: Ran) -> None:
    evidence = {path.name: path.stat().st_mtime_ns for path in (ran.out / "evidence").iterdir()}
    done = gbi("batch", str(ran.out.parent), "--out", str(ran.out), "--ask", QUESTION, "--ask", LACKING)
    assert done.returncode == 0
    assert {path.name: path.stat().st_mtime_ns for path in (ran.out / "evidence").iterdir()} == evidence
    assert str(ran.out / "answers.xlsx") in done.stdout


def test_nothing_readable_is_exit_status_1_and_no_report_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7")
    done = gbi("batch", str(tmp_path), "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "0 documents read, 1 could not be" in done.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    nothing = gbi("batch", str(empty), "--out", str(tmp_path / "out2"))
    assert nothing.returncode == 1
    assert "no report in" in nothing.stderr
    assert not (tmp_path / "out2").exists()
