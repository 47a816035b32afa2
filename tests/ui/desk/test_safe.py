"""Text from documents stays text where Streamlit takes Markdown: nothing in it has a meaning, nothing is lost."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.workspace import Workspace
from gbi_ui.desk.data.downloads import csv
from gbi_ui.desk.safe import JOINER, for_csv, plain

ESCAPED = re.compile(r"\\(.)")
MEANING = "\\`*_{}[]()#+-.!|<>~$:&=^"
hostile = st.text(alphabet=st.sampled_from([*MEANING, *"ab:/wW@ .2019é数\n\t"]), max_size=40)


def resolved(text: str) -> str:
    """What Markdown makes of escapes."""
    return ESCAPED.sub(r"\1", text)


@given(st.one_of(hostile, st.text(max_size=60)))
def test_nothing_is_lost(text: str) -> None:
    assert resolved(plain(text)).replace(JOINER, "") == " ".join(text.split()).replace(JOINER, "")


@given(hostile)
def test_no_character_with_a_meaning_stands_alone(text: str) -> None:
    bare = ESCAPED.sub("", plain(text))
    assert not set(bare) & set(MEANING)


@given(st.one_of(hostile, st.text(max_size=60)))
def test_it_is_one_line(text: str) -> None:
    assert not re.search(r"[\n\r]", plain(text))


# What Streamlit's pages look for after escapes have been resolved (streamlit 1.67, StreamlitMarkdown, and remark-gfm).
LOOKED_FOR = [
    r":material[/_]\w+:", r":streamlit:", r"https?://", r"www\.", r"[-.\w+]@[-\w]", r"mailto:\w",
    r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)",
]  # fmt: skip
ADDRESSES = [
    ":",
    "/",
    ".",
    "a",
    "@",
    "b",
    "http",
    "https",
    "://",
    "www",
    "WWW",
    "mailto",
    "material",
    "home",
    "streamlit",
]
ARROWS = ["->", "<-", "<->", "--", ">=", "<=", "~=", " ", "\n", "é"]
pieces = st.sampled_from([*ADDRESSES, *ARROWS])


@given(st.lists(pieces, max_size=12).map("".join))
def test_nothing_is_left_that_the_page_would_look_for(text: str) -> None:
    shown = resolved(plain(text))
    for pattern in LOOKED_FOR:
        assert not re.search(pattern, shown, re.ASCII), (pattern, shown)


@pytest.mark.parametrize("text", ["Revenue 2020", "12:30:45", "2019 - 2020", "a, b; c", "数据 2020年", "5 %"])
def test_ordinary_text_has_nothing_invisible_in_it(text: str) -> None:
    assert JOINER not in plain(text)


@given(st.text(max_size=60))
def test_html_stays_escaped_when_entities_are_resolved(text: str) -> None:
    assert html.unescape(plain(text)) == plain(text)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1+cmd|x", "-2+3", "\t=1", "=1+1", "-x"])
def test_a_formula_in_a_csv_is_text(text: str) -> None:
    assert for_csv(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-", "--", "-5", "+3.2%", "-1,234.50", "North = South", "", None, -2.5, 7, True])
def test_numbers_dashes_and_other_cells_of_a_csv_stay(value: object) -> None:
    assert for_csv(value) is value


def test_a_downloaded_table_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Name,"=HYPERLINK(1)",n\n"=1+1",-,-2\nSouth,@x,3\n', encoding="utf-8")
    with Workspace(tmp_path / "w.gbi") as ws:
        ws.add(tmp_path / "a.csv")
        (name,) = ws.tables()
        lines = csv(ws.sql(f'SELECT * FROM "{name}" ORDER BY _row')).decode("utf-8-sig").splitlines()
    cells = [[cell.strip('"') for cell in line.split(",")] for line in lines]
    assert not [cell for line in cells for cell in line if re.match(r"[=@]", cell)]
    assert "'=1+1" in cells[1]
    assert cells[1][-1] == "-2"
