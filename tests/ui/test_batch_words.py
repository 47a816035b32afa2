"""The exports in two languages: the same keys, headings by the questions' language or the desk's, sources in words."""

from __future__ import annotations

import string
from pathlib import Path

import openpyxl
import pytest

import gbi
from gbi.errors import DocumentError
from gbi.store.jobs import READING, Job
from gbi.types import Citation, DocPart, PageBox, Place, RowRange, SheetRange
from gbi_agents.analyst import Analyst
from gbi_ui import asking
from gbi_ui.asking import place_words
from gbi_ui.batch.exports import write_exports
from gbi_ui.batch.index import index_page
from gbi_ui.batch.report import write_report
from gbi_ui.batch.words import KINDS, WORDS, kind_words, language_for

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


def test_failures_are_in_the_language_of_the_files(tmp_path: Path) -> None:
    failures = (
        ("d", READING, "a.pdf is encrypted; save it without a password"),
        ("d", QUESTION, "the document could not be read: see its failure"),
        ("e", READING, "nobody's words"),
    )
    failed = [
        Job(document=64 * letter, question=asked, name="a.pdf", path="", status="failed", error=error)
        for letter, asked, error in failures
    ]
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        chinese, english = (index_page(ws, failed, {}, language) for language in ("zh", "en"))
        for job in failed:
            ws.jobs.finish(job)
        write_exports(ws, tmp_path / "out")
    assert "a.pdf 已加密；请另存为不带密码的文件" in chinese and "文档未能读取：见其失败原因" in chinese
    assert "a.pdf is encrypted" in english and "nobody&#x27;s words" in chinese
    book = openpyxl.load_workbook(tmp_path / "out/answers.xlsx")
    assert [row[6].value for row in book["答案"].iter_rows(min_row=2)] == ["文档未能读取：见其失败原因"]
    assert "a.pdf 已加密；请另存为不带密码的文件" in [row[4].value for row in book["报告"].iter_rows(min_row=2)]


def test_the_one_page_report_says_in_chinese_what_does_not_fit(tmp_path: Path) -> None:
    source = tmp_path / "sales.csv"
    source.write_text("region,Q1,Q2,Q3\nNorth,10,20,30\nSouth,5,6,x\nTotal,15,62,37\n", encoding="utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(source)
        write_report(ws, (), tmp_path / "zh.html", language="zh")
        write_report(ws, (), tmp_path / "en.html")
    chinese, english = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("zh", "en"))
    assert "the 2 rows it sums up make 26" in english
    assert "Total, Q2：此处为 62，而所合计的 2 行之和为 26" in chinese and "it sums up" not in chinese
    assert '<span class="soft">表, 第 1 页' in chinese and '<span class="soft">table, page 1' in english


def test_kinds_of_figures_have_words_in_both_languages() -> None:
    assert KINDS["en"].keys() == KINDS["zh"].keys()
    assert not set(KINDS["zh"].values()) & set(KINDS["en"].values())


def test_a_kind_without_words_is_called_by_its_own_name() -> None:
    assert (kind_words("funnel", "zh"), kind_words("funnel", "en")) == ("funnel", "funnel")
    assert (kind_words("chart", "zh"), kind_words("bar", "zh"), kind_words("bar", "en")) == (
        "图",
        "柱形图",
        "bar chart",
    )


def test_ask_fails_in_the_language_of_the_question(tmp_path: Path) -> None:
    rest = {"workspace": tmp_path / "w.gbi", "thread": None, "as_json": False, "show": None}
    with pytest.raises(DocumentError, match="没有这个文件；请指定报告"):
        asking.run([tmp_path / "none.pdf"], QUESTION, **rest)  # type: ignore[arg-type]
    with pytest.raises(DocumentError, match="no such file; give the path"):
        asking.run([tmp_path / "none.pdf"], "What was the revenue?", **rest)  # type: ignore[arg-type]
