"""The small model's tokens: every text comes back, and what all conversations repeat costs little."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi.models import Request
from gbi.models.chat import system_text
from gbi.readers.vlm import prompts
from gbi.readers.vlm.hints import STEPS
from gbi.readers.vlm.said import Limits, form
from gbi.types import Word
from gbi_sft.sample import Gold, GoldBox, GoldColumn
from gbi_sft.small import tokenizer as words
from gbi_sft.wording import PLACES, place_reply, table_reply, table_turns

TOKENIZER = words.tokenizer()
GOLD = Gold(
    chart_type="bar",
    title="Net sales",
    columns=(GoldColumn(name="Region"), GoldColumn(name="Sales", unit="USD")),
    texts=(("North", "12.5"), ("华东", "~30")),
    values=((12.5,), (30.0,)),
)


def ids(text: str) -> list[int]:
    found: list[int] = TOKENIZER(text)["input_ids"]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Net sales 2020",
        "净利润（万元）",
        "a\x00\n\t b",
        "São Paulo 🙂",
        "\n1 2 3 4 ",
        "\n12 30 1000 7 x\n\n",
        '{"rows": [[]]}',
    ],
)
def test_any_text_comes_back(text: str) -> None:
    assert TOKENIZER.decode(ids(text)) == text


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40))
def test_a_text_made_up_comes_back(text: str) -> None:
    assert TOKENIZER.decode(ids(text)) == text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_readers_instructions_are_a_token_each(language: prompts.Language) -> None:
    assert len(ids(prompts.system(language))) == 1
    assert len(ids(prompts.task(language))) == 1
    hinted = prompts.hinted(language, "12 30 45 60 8")
    assert len(ids(hinted)) == 1 + 4 + 1 + 1  # what is said before, four places, the text, what closes it


def test_a_whole_conversation_is_short() -> None:
    sizes = []
    for turn in table_turns(GOLD, "en", (Word(text="North", box=(10, 80, 30, 90)),), (100, 100)):
        sizes.append(len(ids("".join(piece.text for piece in turn.content if piece.type == "text"))))
    assert sizes[0] == 1
    assert sizes[1] == 1 + 5 + 1 + 1  # a hint is its four places and its word
    assert sizes[2] < 35


def test_a_reply_is_fixed_pieces_and_digits_that_stand_alone() -> None:
    pieces = [TOKENIZER.decode([number]) for number in ids(table_reply(GOLD))]
    assert pieces[0] == '{"chart_type":"bar","title":"'
    assert pieces[-1] == '"]]}'
    assert [piece for piece in pieces if piece.isdigit()] == list("12530")


def test_places_have_tokens_of_their_own_and_only_there() -> None:
    places = words.place_numbers()
    assert len(places) == STEPS + 1
    assert ids("\n12 30 45 1000 x")[:4] == [places[12][0], places[30][1], places[45][1], places[1000][1]]
    assert not {number for pair in places.values() for number in pair} & set(ids("In 12 of 30 cases 45 % fell"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_marks_stand_is_asked_in_one_token_and_said_in_four(language: prompts.Language) -> None:
    assert len(ids(PLACES[language])) == 1
    box = GoldBox(part="mark", box=(10, 20, 30, 90), row=1, column=1)
    places = words.place_numbers()
    expected = [places[100][0], *(places[step][1] for step in (200, 300, 900)), *ids("~30")]
    assert ids(place_reply(GOLD.model_copy(update={"boxes": (box,)}), (100, 100))) == expected


def test_numbers_of_tokens_are_fixed_and_special_ones_known() -> None:
    vocabulary = words.vocabulary()
    assert sorted(vocabulary.values()) == list(range(len(vocabulary)))
    assert TOKENIZER.convert_tokens_to_ids(words.STOP) == words.number_of(words.STOP)
    assert TOKENIZER.eos_token_id == words.number_of(words.STOP)
    with pytest.raises(KeyError):
        words.number_of("no such piece")


@pytest.mark.parametrize("limits", [Limits(), Limits(tokens=300), Limits().shorter()])
def test_a_form_asked_in_words_costs_one_token_more(limits: Limits) -> None:
    request = Request(system=prompts.system("en"), turns=(), form=form(limits))
    assert len(ids(system_text(request))) == 2
