"""The exports in two languages: the same keys, headings by the questions' language or the desk's, sources in words."""

from __future__ import annotations

import string
from pathlib import Path

import openpyxl
import pytest

import gbi
from gbi.store.jobs import Job
from gbi.types import Citation, DocPart, PageBox, Place, RowRange, SheetRange
from gbi_agents.analyst import Analyst
from gbi_ui.asking import place_words
from gbi_ui.batch.exports import write_exports
from gbi_ui.batch.words import WORDS, language_for

QUESTION = "2021年的收入是多少？"


def holes(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    for key, words in WORDS["en"].items():
        assert holes(words) == holes(WORDS["zh"][key]), key
        assert words.strip() or key == "join"


def test_the_language_is_that_of_most_questions() -> None:
    assert language_for([]) == "en"
    assert language_for(["", QUESTION]) == "zh", "the reading itself is no question"
    assert language_for([QUESTION, "What was the revenue?"]) == "en"
    assert language_for([QUESTION, QUESTION, "What was the revenue?"]) == "zh"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (PageBox(page=3, box=(1, 2, 3, 4)), "r.pdf, 第 3 页，框（1, 2, 3, 4）"),
        (SheetRange(sheet="Q3", ref="B7"), "r.pdf, 工作表 'Q3'，B7"),
        (RowRange(rows=(0, 0)), "r.pdf, 第 1 行"),
        (RowRange(rows=(0, 2)), "r.pdf, 第 1 至 3 行"),
        (DocPart(path="word/charts/chart1.xml"), "r.pdf, word/charts/chart1.xml"),
    ],
)
def test_places_in_chinese(place: Place, words: str) -> None:
    citation = Citation(document="0" * 64, name="r.pdf", place=place, role="value")
    assert place_words(citation, "zh") == words


def test_a_batch_of_chinese_questions_leaves_chinese_files(tmp_path: Path) -> None:
    source = tmp_path / "销售.csv"
    source.write_text("年份,收入\n2020,90\n2021,100\n", encoding="utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        (document,) = ws.add(source)
        answer = Analyst(ws).ask(QUESTION)
        ws.jobs.finish(
            Job(document=document.id, name=source.name, path="", question=QUESTION, status="done", answer=answer)
        )
        write_exports(ws, tmp_path / "out")
        write_exports(ws, tmp_path / "english", "en")
    book = openpyxl.load_workbook(tmp_path / "out/answers.xlsx")
    assert book.sheetnames == ["答案", "报告", "图表"]
    head = [cell.value for cell in book["答案"][1]]
    row = dict(zip(head, (cell.value for cell in book["答案"][2]), strict=True))
    assert (row["报告"], row["状态"], row["值"]) == ("销售.csv", "已回答", 100)
    assert "第 2 行" in row["出处"]
    page = (tmp_path / "out/index.html").read_text("utf-8")
    assert '<html lang="zh">' in page
    assert "1 份报告，1 个问题，1 个答案" in page
    assert openpyxl.load_workbook(tmp_path / "english/answers.xlsx").sheetnames == ["Answers", "Reports", "Figures"]
