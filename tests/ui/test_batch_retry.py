"""`gbi batch` again: one report that failed is tried again by its name, and what others came to stays."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from gbi import settings
from support.command import Command

QUESTION = "What was the revenue in 2021?"


def test_one_report_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small, big, out = tmp_path / "in" / "small.csv", tmp_path / "in" / "big.csv", tmp_path / "out"
    small.parent.mkdir()
    small.write_text("Year,Revenue\n2020,90\n2021,100\n", encoding="utf-8")
    big.write_text("Year,Revenue\n" + "".join(f"{year},{year}\n" for year in range(1900, 2022)), encoding="utf-8")
    run = Command(monkeypatch, capsys)

    def ran(path: Path, limit: int, *options: str) -> dict[str, tuple[bool, int]]:
        monkeypatch.setenv("GBI_MAX_FILE_BYTES", str(limit))
        settings.current.cache_clear()
        done = run("batch", path, "--out", out, "--ask", QUESTION, "--json", *options)
        lines = [json.loads(line) for line in done.out.splitlines()]
        return {line["name"]: (line["was_read"], line["answered"]) for line in lines}

    assert ran(small.parent, 500) == {"small.csv": (True, 1), "big.csv": (False, 0)}
    assert ran(big, 10**6) == {"big.csv": (False, 0)}  # what failed stays failed until it is told to be tried again
    assert ran(big, 10**6, "--retry") == {"big.csv": (True, 1)}
    rows = list(openpyxl.load_workbook(out / "answers.xlsx")["Answers"].iter_rows(min_row=2, values_only=True))
    assert {row[0]: row[3] for row in rows} == {"small.csv": 100, "big.csv": 2021}
    settings.current.cache_clear()
