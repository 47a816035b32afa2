"""Answers out of running text: only where one sentence holds the question's words and one fitting number."""

from __future__ import annotations

from typing import Any

import pytest

from gbi.types import Page, PageBox, Word
from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.language import language_of, tokenize
from gbi_agents.passages import cite_passage, find_passage, sentences

TEXT = (
    "The company was founded in Oslo. In 2019 the Bergen plant employed 1,250 workers on three lines. "
    "Its energy costs rose by 12% in 2020. Sales were 5 million and profits 2 million in 2021."
)


class _OnePage:
    """A workspace of one page of text."""

    def page(self, document: str, number: int) -> Page:
        words = tuple(Word(text=w, box=(10.0 * i, 0, 10.0 * i + 8, 10)) for i, w in enumerate(TEXT.split()))
        return Page(number=1, width=600, height=800, words=words, text=TEXT)


def passage(question: str) -> dict[str, Any] | None:
    intent = parse(question, tokenize(question), language_of(question) or "en")
    hits = [{"document": "d", "page": 1, "name": "r.pdf"}]
    return find_passage(_OnePage(), question, intent, hits)  # type: ignore[arg-type]


def test_the_number_of_the_fitting_sentence_with_its_words_boxes() -> None:
    found = passage("How many workers did the Bergen plant employ in 2019?")
    assert found is not None and found["value"] == 1250 and "Bergen" in found["text"]
    citation = cite_passage(_OnePage(), found)  # type: ignore[arg-type]
    assert citation is not None and citation.scope == "text"
    assert citation.place == PageBox(page=1, box=(60.0, 0.0, 168.0, 10.0))


def test_percentages_have_their_unit() -> None:
    found = passage("By what percentage did energy costs rise in 2020?")
    assert found is None or (found["value"], found["unit"]) == (12, "%")


@pytest.mark.parametrize(
    "question",
    ["How many workers did the Oslo plant employ in 2019?", "How many workers did the Bergen plant employ in 2018?",
     "What were sales and profits in 2021?"],
)  # fmt: skip
def test_what_is_not_clear_is_not_taken(question: str) -> None:
    assert passage(question) is None


def test_sentences_end_at_full_stops() -> None:
    page = _OnePage().page("d", 1)
    first = next(iter(sentences(page)))
    assert " ".join(word.text for word in page.words[slice(*first)]) == "The company was founded in Oslo."


TEXT_OF_A_REPORT = "We run shops. At August 29, 2021, we operated 815 membership warehouses: Canada had 105 of them."


class _Report(_OnePage):
    def page(self, document: str, number: int) -> Page:
        words = tuple(Word(text=w, box=(10.0 * i, 0, 10.0 * i + 8, 10)) for i, w in enumerate(TEXT_OF_A_REPORT.split()))
        return Page(number=1, width=600, height=800, words=words, text=TEXT_OF_A_REPORT)


def of_report(question: str, name: str) -> dict[str, Any] | None:
    intent = parse(question, tokenize(question), "en")
    hits = [{"document": "d", "page": 1, "name": name}]
    return find_passage(_Report(), question, intent, hits)  # type: ignore[arg-type]


def test_a_report_says_we_where_the_question_names_the_company() -> None:
    question = "How many membership warehouses did ACORN operate at 2021?"
    found = of_report(question, "ACORN_2021_10K.pdf")
    assert found is not None and found["value"] == 815  # neither the day of the date nor what follows the colon
    assert of_report(question, "annual.pdf") is None


SENTENCES = (
    "Advertising expenses were $71.4 million, $53.1 million and $40.4 million for the years ended December 31, 2015, "
    "2014 and 2013, respectively. Employees As of December 31, 2015, we had about 3,700 full-time and part-time "
    "employees. (1) A member is defined as one with the right to receive the service. 26 23 30 32 27 29 24 26 35 42 39 "
    "44 favorable views of China 2005 2020 26 23. In Q1 2015, we combined rent and other costs of warehouses. "
    "Executive members get a 2% reward from Acorn."
)


class _Sentences(_OnePage):
    def page(self, document: str, number: int) -> Page:
        words = tuple(Word(text=w, box=(10.0 * i, 0, 10.0 * i + 8, 10)) for i, w in enumerate(SENTENCES.split()))
        return Page(number=1, width=600, height=800, words=words, text=SENTENCES)


def said(question: str) -> object:
    intent = parse(question, tokenize(question), "en")
    found = find_passage(_Sentences(), question, intent, [{"document": "d", "page": 1, "name": "Acorn.pdf"}])  # type: ignore[arg-type]
    return found and (found["value"], found["unit"])


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What were Acorn's advertising expenses in 2014?", (53.1, "USD")),
        ("How much were advertising expenses in 2015?", (71.4, "USD")),
        ("How many employees did Acorn have as of December 31, 2015?", (3700, None)),
        ("What were Acorn's advertising expenses in 2012?", None),  # a year that the sentence does not have
        ("What were Acorn's marketing expenses in 2014?", None),  # another word than the sentence's
        ("How many members does Acorn have?", None),  # "(1)" is a footnote, "2%" no number of members
        ("How much were the favorable views of China in 2005 and 2020?", None),  # a row of figures is no sentence
        ("What were the costs of warehouses combined with rent in 2015?", None),  # the 1 of "Q1" is no cost
    ],
)
def test_only_a_number_that_the_sentence_ties_to_the_question_is_said(question: str, value: object) -> None:
    assert said(question) == value
