"""Figures that the glossary defines, its synonyms, and colours of marks: over a workspace, with what is cited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.glossary import Glossary, GlossaryError, Metric, save
from gbi.types import Column
from gbi.workspace import Workspace
from gbi_agents import Analyst
from gbi_agents.colours import name_of
from gbi_agents.dispatchers.planning.defined import defined
from gbi_agents.dispatchers.planning.painted import colour_answer
from gbi_agents.dispatchers.planning.understand import interpret
from gbi_agents.tables import Grid, build_grid
from support.grids import grid

METRICS = {
    "gross margin": Metric(sql="(revenue - cost) / revenue", unit="%"),
    "unit cost": Metric(sql="cost / units"),
    "double revenue": Metric(sql="revenue * 2"),
    "毛利": Metric(sql="revenue - cost"),
}
STATEMENT = grid(
    [["Item", "2020", "2021"], ["Revenue", 200, 300], ["Cost", 150, 180], ["Units", 10, 12]], name="statement"
)


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyst]:
    folder: Path = tmp_path_factory.mktemp("defined")
    (folder / "results.csv").write_text("Year,Revenue,Cost\n2020,200,150\n2021,300,180\n", encoding="utf-8")
    with Workspace(folder / "ws.gbi") as ws:
        ws.add(folder / "results.csv")
        save(ws.path / "glossary.yaml", Glossary(metrics=METRICS, synonyms={"revenue": ("takings", "进账")}))
    with Workspace(folder / "ws.gbi") as ws:
        yield Analyst(ws)


def test_a_defined_figure_is_computed_from_its_columns(analyst: Analyst) -> None:
    answer = analyst.ask("What was the gross margin in 2021?")
    assert (answer.status, answer.value, answer.unit, answer.scale) == ("answered", 40, "%", 0.01)
    assert {cell.value for c in answer.citations for cell in c.cells} == {300, 180}
    assert "(revenue - cost) / revenue" in answer.text and "40%" in answer.text
    assert all(check.passed for check in answer.checks), answer.checks


def test_a_defined_figure_needs_the_year_it_is_asked_for(analyst: Analyst) -> None:
    answer = analyst.ask("What was the gross margin in 2019?")
    assert answer.status == "unanswerable" and answer.value is None


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What were the takings in 2020?", 200),
        ("2021年的进账是多少？", 300),
        ("What was the difference in takings between 2020 and 2021?", 100),
        ("2021年的毛利是多少？", 120),
        ("What was double revenue in 2020?", 400),
    ],
)
def test_synonyms_and_figures_of_the_glossary(analyst: Analyst, question: str, value: float) -> None:
    assert analyst.ask(question).value == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What was the gross margin in 2020?", 25),
        ("What was the unit cost in 2021?", 15),
        ("2020年的毛利是多少？", 50),
    ],
)
def test_rows_serve_as_well_as_columns(question: str, value: float) -> None:
    language = "zh" if "年" in question else "en"
    made = defined(question, language, [STATEMENT], METRICS)  # type: ignore[arg-type]
    assert made is not None and made.plan is not None and made.plan.expected == pytest.approx(value)


@pytest.mark.parametrize(
    "question",
    [
        "What was the net margin in 2020?",
        "Which year had the highest gross margin?",
        "What was the gross margin in 1999?",
        "What is the gross?",
    ],
)
def test_other_questions_are_no_defined_figures(question: str) -> None:
    assert defined(question, "en", [STATEMENT], METRICS) is None


@pytest.mark.parametrize(
    "sql", ["read_csv(revenue)", "revenue > cost", "revenue; drop table t", "case when 1 then 2 end"]
)
def test_what_is_no_arithmetic_is_refused_by_name(sql: str) -> None:
    with pytest.raises(GlossaryError, match="bad figure"):
        defined("What was the bad figure in 2020?", "en", [STATEMENT], {"bad figure": Metric(sql=sql)})


def painted(rows: list[list[object]], colours: list[str | None], chart_type: str = "line") -> Grid:
    plain = grid(rows, name="painted", chart_type=chart_type, title="Votes")  # type: ignore[arg-type]
    columns = tuple(
        Column(**{**column.model_dump(), "colour": colour})
        for column, colour in zip(plain.info.columns, colours, strict=True)
    )
    from gbi.types import PageBox, Reading, Region

    region = Region.at("d", 1, PageBox(page=1, box=(0, 0, 1, 1)), "chart")
    reading = Reading.build(region, reader="t", reader_version="1", columns=columns, rows=plain.cells)
    return build_grid(plain.info.model_copy(update={"columns": columns}), reading)


PARTIES = painted([["Year", "Greens", "Reds"], [2019, 5, 7], [2020, 6, 8]], [None, "#2ca02c", "#b01010"])


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What colour is the Greens line?", "green"),
        ("What color represents Reds?", "red"),
        ("Which colour is used for Greens?", "green"),
        ("Greens是什么颜色？", "绿色"),
    ],
)
def test_the_colour_of_a_series(question: str, value: str) -> None:
    language = "zh" if "颜" in question else "en"
    answer = colour_answer(interpret(question, language, [PARTIES]), language)  # type: ignore[arg-type]
    assert answer is not None and answer.value == value and value in answer.text
    column = 1 if "Greens" in question else 2
    assert set(answer.cells) == {("painted", 0, column), ("painted", 1, column)}


@pytest.mark.parametrize(
    "question", ["What colour is the Blues line?", "What colour is it?", "How many Greens in 2019?"]
)
def test_no_colour_is_made_up(question: str) -> None:
    assert colour_answer(interpret(question, "en", [PARTIES]), "en") is None


@pytest.mark.parametrize(
    ("colour", "english", "chinese"),
    [
        ("#000000", "black", "黑色"), ("#ffffff", "white", "白色"), ("#808080", "grey", "灰色"),
        ("#d62728", "red", "红色"), ("#ff7f0e", "orange", "橙色"), ("#2ca02c", "green", "绿色"),
        ("#1f77b4", "blue", "蓝色"), ("#9467bd", "purple", "紫色"),
        ("#aec7e8", "light blue", "浅蓝色"), ("#00205b", "dark blue", "深蓝色"), ("#f2f200", "yellow", "黄色"),
    ],
)  # fmt: skip
def test_names_of_colours(colour: str, english: str, chinese: str) -> None:
    assert (name_of(colour), name_of(colour, "zh")) == (english, chinese)
