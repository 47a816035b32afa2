"""The evidence page: every place is marked, and nothing from a document becomes HTML."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gbi.errors import PageError
from gbi.types import (
    Answer,
    Basis,
    Check,
    Citation,
    CitedCell,
    Column,
    DocPart,
    PageBox,
    ResultTable,
    RowRange,
    SheetRange,
)  # fmt: skip
from gbi_ui.asking import place_words, print_answer
from gbi_ui.evidence import write_evidence
from gbi_ui.output import answer_json

ATTACK = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def cell(value: float, label: str) -> CitedCell:
    return CitedCell(
        id="r:0:1", table="t", row=0, row_label=label, column="sales", value=value, text=f"{value}", basis=Basis.PRINTED
    )


def cited(place: Any, label: str = "North", role: Any = "value", name: str = "r.pdf") -> Citation:
    return Citation(document="d", name=name, place=place, cells=(cell(5.0, label),), role=role)


def answer(*citations: Citation, **rest: Any) -> Answer:
    return Answer(id="a", question="Which?", status="answered", text="North, 5.", citations=citations, **rest)


class Pages:
    """As much of a workspace as the page needs: one page of 200 x 100 points."""

    def page(self, document: str, number: int) -> Any:
        if number > 1:
            raise PageError("page 2 has no picture <b>here</b>")
        return SimpleNamespace(width=200.0, height=100.0)

    def page_image(self, document: str, number: int) -> bytes:
        return b"\x89PNG"


def page_of(tmp_path: Path, given: Answer) -> str:
    path = tmp_path / "deep" / "evidence.html"
    write_evidence(Pages(), given, path)  # type: ignore[arg-type]
    return path.read_text("utf-8")


def test_boxes_stand_where_the_cells_stand_in_page_points(tmp_path: Path) -> None:
    html = page_of(tmp_path, answer(cited(PageBox(page=1, box=(10, 20, 30, 40)))))
    assert 'viewBox="0 0 200 100"' in html
    assert '<rect class="value" x="8.0" y="18.0" width="24.0" height="24.0">' in html
    assert "North, sales: 5.0" in html


def test_value_boxes_are_drawn_over_support_boxes(tmp_path: Path) -> None:
    value, support = cited(PageBox(page=1, box=(0, 0, 9, 9))), cited(PageBox(page=1, box=(0, 0, 9, 9)), role="support")
    html = page_of(tmp_path, answer(value, support))
    assert html.index('class="support"') < html.index('class="value"')
    assert html.count("<figure>") == 1


def test_nothing_from_documents_or_questions_becomes_html(tmp_path: Path) -> None:
    given = answer(
        cited(PageBox(page=1, box=(0, 0, 9, 9)), label=ATTACK, name=ATTACK),
        cited(RowRange(rows=(0, 0)), label=ATTACK, name=ATTACK),
        sql=f"SELECT '{ATTACK}'",
        warnings=(ATTACK,),
        checks=(Check(name=ATTACK, passed=True),),
        table=ResultTable(columns=(Column(name=ATTACK),), rows=((ATTACK,),)),
    ).model_copy(update={"question": ATTACK, "text": ATTACK})
    html = page_of(tmp_path, given)
    assert "<script" not in html and "<img src=x" not in html
    assert "&lt;script&gt;" in html
    assert "default-src 'none'" in html


def test_a_page_without_a_picture_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    html = page_of(tmp_path, answer(cited(PageBox(page=2, box=(0, 0, 9, 9))), cited(PageBox(page=1, box=(0, 0, 9, 9)))))
    assert "page 2: no picture (page 2 has no picture &lt;b&gt;here&lt;/b&gt;)" in html
    assert html.count("<figure>") == 1


def test_a_chart_is_drawn_inside_the_page(tmp_path: Path) -> None:
    spec = {
        "data": {"values": [{"x": "a", "y": 1}]},
        "mark": "bar",
        "encoding": {"x": {"field": "x", "type": "nominal"}, "y": {"field": "y", "type": "quantitative"}},
    }
    assert 'src="data:image/svg+xml;base64,' in page_of(tmp_path, answer(chart=spec))


def test_places_in_words() -> None:
    assert (
        place_words(cited(PageBox(page=3, box=(1, 2, 3, 4)))) == "r.pdf, page 3, box (1, 2, 3, 4) [North, sales: 5.0]"
    )
    assert "sheet 'Q3', B7" in place_words(cited(SheetRange(sheet="Q3", ref="B7")))
    assert "r.pdf, row 1 [" in place_words(cited(RowRange(rows=(0, 0))))
    assert "rows 1 to 3" in place_words(cited(RowRange(rows=(0, 2))))
    assert "word/charts/chart1.xml" in place_words(cited(DocPart(path="word/charts/chart1.xml")))


def test_json_puts_page_and_box_beside_the_place_for_pages_only() -> None:
    import json

    data = json.loads(answer_json(answer(cited(PageBox(page=1, box=(0, 0, 9, 9))), cited(RowRange(rows=(0, 0))))))
    assert data["citations"][0]["page"] == 1 and data["citations"][0]["box"] == [0, 0, 9, 9]
    assert "page" not in data["citations"][1]


def test_a_refusal_is_printed_with_what_could_be_asked(capsys: Any) -> None:
    given = Answer(
        id="a", question="q", status="unanswerable", text="Nothing on tea.", missing=("tea",), suggestions=("Coffee?",)
    )
    print_answer(given)
    shown = capsys.readouterr().out
    assert "Nothing on tea." in shown and "try: Coffee?" in shown and "SQL" not in shown


CHINESE = "哪个地区的销售额最高？"


def test_the_page_is_in_the_language_of_the_question(tmp_path: Path) -> None:
    places = (PageBox(page=1, box=(0, 0, 9, 9)), PageBox(page=2, box=(0, 0, 9, 9)), RowRange(rows=(0, 0)))
    given = answer(
        *(cited(place, name="报告.pdf") for place in places),
        basis=Basis.PRINTED,
        error=0.5,
        sql="SELECT 1",
        warnings=("several share the first place", "nobody's words"),
        checks=(
            Check(name="every number has a witness", passed=False),
            Check(name="SQL agrees with the cells", passed=True),
        ),
        table=ResultTable(columns=(Column(name="n"),), rows=tuple((i,) for i in range(60))),
    ).model_copy(update={"question": CHINESE})
    html = page_of(tmp_path, given)
    assert '<html lang="zh">' in html
    assert (
        "已回答 · 把握 0% · 来源方式：页面上印出 · ± 0.5 · 每个数字都有出处：未通过 · SQL 结果与单元格一致：通过"
        in html
    )
    assert "<h2>结果</h2>" in html and "<h2>证据</h2>" in html and "（另有 10 行）" in html
    assert "有多项并列第一" in html and "nobody&#x27;s words" in html
    assert "报告.pdf，第 1 页</figcaption>" in html and "报告.pdf，第 2 页：没有图像（" in html
    assert "报告.pdf, 第 1 行" in html


def test_the_page_says_in_english_what_it_always_said(tmp_path: Path) -> None:
    checks = (Check(name="every number has a witness", passed=True),)
    html = page_of(tmp_path, answer(cited(PageBox(page=1, box=(0, 0, 9, 9))), basis=Basis.MEASURED, checks=checks))
    assert '<html lang="en">' in html and "<h2>Evidence</h2>" in html
    assert "answered · confidence 0% · basis: measured · every number has a witness: passed" in html
    assert "r.pdf, page 1</figcaption>" in html


def test_an_answer_in_the_terminal_is_in_the_language_of_the_question(capsys: Any) -> None:
    value, support = cited(PageBox(page=1, box=(0, 0, 9, 9))), cited(RowRange(rows=(0, 0)), role="support")
    table = ResultTable(columns=(Column(name="n", type="number"),), rows=tuple((i,) for i in range(30)))
    rest = {"table": table, "warnings": ("提示",), "suggestions": ("再问？",), "sql": "SELECT 1"}
    print_answer(answer(value, support, **rest).model_copy(update={"question": CHINESE}))
    printed = capsys.readouterr()
    for words in ("可以试问：再问？", "（另有 10 行）", "出处：r.pdf, 第 1 页", "另与 1 处作了比较", "把握：0%"):
        assert words in printed.out
    assert printed.err == "提示：提示\n"
    print_answer(answer(value, support, support))
    assert "compared with 2 more places" in capsys.readouterr().out


def test_long_results_are_cut_with_their_count(capsys: Any) -> None:
    table = ResultTable(columns=(Column(name="n", type="number"),), rows=tuple((i,) for i in range(30)))
    print_answer(answer(table=table))
    assert "(10 more rows)" in capsys.readouterr().out
