"""Full text in English and Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbi.store import PageResult, Store
from gbi.store.search import expressions
from gbi.types import Document, Page
from support.fake_source import make_reading, make_region

REPORT = Document(id="a" * 64, name="report.pdf", kind="pdf", pages=9)
OTHER = Document(id="b" * 64, name="other.pdf", kind="pdf", pages=9)
TEXTS = {
    1: "The company's revenues grew strongly. Operating income was 1,234.5 million euros in Curaçao.",
    2: "本报告期内公司净利润为三亿元，营业收入同比增长。",
    3: "Risks: credit risk, market risk. Employees were hired.",
    4: "利息支出净额与润滑油销售",
    5: "国际会计准则。ＡＢＣ公司的2023年度财务报表",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "w.gbi")
    for document in (REPORT, OTHER):
        source = tmp_path / document.name
        source.write_bytes(b"x")
        with store._catalogue.write() as connection:
            connection.execute(
                "INSERT INTO documents(id, name, body, file, added) VALUES (?, ?, ?, '', 0)",
                (document.id, document.name, document.model_dump_json()),
            )
    for number, text in TEXTS.items():
        store.commit_page(REPORT, "default", PageResult(number=number, page=_page(number, text)))
    region = make_region(REPORT.id, 6, caption="Figure 2: Dwellings completed")
    reading = make_reading(region, ["County", "Houses built"], [["Offaly", 10], ["Kerry", 20]], title="Housing")
    store.commit_page(
        REPORT, "default", PageResult(number=6, page=_page(6, "nothing"), regions=(region,), readings=(reading,))
    )
    store.commit_page(OTHER, "default", PageResult(number=1, page=_page(1, "revenue of another firm")))
    return store


def _page(number: int, text: str) -> Page:
    return Page(number=number, width=10, height=10, text=text)


def pages(store: Store, query: str) -> list[int]:
    return [hit.page for hit in store.documents.search(query, {REPORT.id}, 10)]


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("revenue", 1),  # stemmed
        ("净利", 2),
        ("净利润", 2),
        ("利润", 2),  # a word of two characters; page 4 holds both, apart
        ("收入", 2),
        ("employee", 3),
        ("1,234.5", 1),
        ("curacao", 1),
        ("ABC公司", 5),
        ("oper*", 1),
        ('"market risk"', 3),
    ],
)
def test_finds(store: Store, query: str, page: int) -> None:
    assert pages(store, query)[0] == page


def test_two_characters_apart_are_not_a_word(store: Store) -> None:
    assert pages(store, "净利") == [2]
    assert pages(store, "益") == []


def test_a_whole_question_finds_what_some_of_its_words_say(store: Store) -> None:
    assert pages(store, "公司的净利润是多少？")[0] == 2
    assert pages(store, "What was the operating income of the group?")[0] == 1


def test_what_holds_all_words_comes_first(store: Store) -> None:
    hits = store.documents.search("credit risk", None, 10)
    assert hits[0].page == 3 and list(hits) == sorted(hits, key=lambda hit: -hit.score)


@pytest.mark.parametrize("query", ["dwellings completed", "Housing", "houses built", "Offaly"])
def test_captions_titles_columns_and_labels_point_to_the_region(store: Store, query: str) -> None:
    hit = store.documents.search(query, None, 10)[0]
    assert (hit.page, hit.name) == (6, "report.pdf")
    assert hit.region == make_region(REPORT.id, 6).id


def test_a_row_is_found_by_the_groups_that_it_stands_under(store: Store) -> None:
    region = make_region(REPORT.id, 7, caption="Consolidated statements")
    reading = make_reading(region, ["Item", "2015"], [["Earnings per share / Diluted", 0.28]])
    label = reading.rows[0][0].model_copy(update={"text": "Diluted"})  # as it is printed
    reading = reading.model_copy(update={"rows": ((label, *reading.rows[0][1:]),)})
    result = PageResult(number=7, page=_page(7, "nothing"), regions=(region,), readings=(reading,))
    store.commit_page(REPORT, "default", result)
    assert pages(store, "diluted earnings per share") == [7]


def test_documents_restrict(store: Store) -> None:
    assert {hit.document for hit in store.documents.search("revenue", None, 10)} == {REPORT.id, OTHER.id}
    assert {hit.document for hit in store.documents.search("revenue", [OTHER.id], 10)} == {OTHER.id}
    assert store.documents.search("revenue", [], 10) == ()


def test_snippets_are_the_text_as_it_stands(store: Store) -> None:
    assert store.documents.search("净利润", None, 1)[0].snippet == TEXTS[2]


def test_a_page_that_is_read_again_is_found_once(store: Store) -> None:
    store.commit_page(REPORT, "again", PageResult(number=2, page=_page(2, "现在只有资产")))
    assert pages(store, "净利润") == []
    assert pages(store, "资产") == [2]


def test_half_a_letter_and_nul_are_only_gaps(store: Store) -> None:
    store.commit_page(OTHER, "default", PageResult(number=2, page=_page(2, "before\0after")))
    assert [hit.page for hit in store.documents.search("after \udc80", None, 10)] == [2]


@pytest.mark.parametrize("query", ["", "  ", "???", '"', '""', "，。", "*"])
def test_nothing_to_look_for(store: Store, query: str) -> None:
    assert store.documents.search(query, None, 10) == ()


@pytest.mark.parametrize(
    "query",
    [
        'risk" OR head:x',
        "risk AND",
        "NEAR(risk market)",
        "body:risk",
        "risk*)",
        "^risk",
        "risk -market",
        "'; DROP TABLE x",
    ],
)
def test_syntax_in_a_query_is_only_words(store: Store, query: str) -> None:
    store.documents.search(query, None, 10)
    assert pages(store, "risk") == [3]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(query=st.text(max_size=40))
def test_no_query_is_an_error(store: Store, query: str) -> None:
    store.documents.search(query, None, 3)


def test_common_words_count_only_when_there_are_no_others() -> None:
    assert expressions("what is the risk")[0] == '"risk"'
    assert expressions("who was it")[1] == '"who" OR "was" OR "it"'
