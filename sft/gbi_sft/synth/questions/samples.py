"""A question about a picture as a sample to train on."""

from __future__ import annotations

from collections.abc import Mapping

from gbi.types import Word
from gbi_sft.sample import Gold, Language, Picture, Sample, Source
from gbi_sft.synth.questions.operations.point_table import POINT_OPERATIONS
from gbi_sft.synth.questions.operations.table import OPERATIONS
from gbi_sft.synth.questions.question import Question
from gbi_sft.wording import question_reply, question_turns

FAMILIES: dict[str, str] = {
    **{one.name: one.family for one in OPERATIONS},
    **{one.name: one.family for one in POINT_OPERATIONS},
}
"""The family of an operation by its name."""


def sample(
    question: Question,
    picture: Picture,
    gold: Gold,
    language: Language,
    *,
    id: str,
    source: Source,
    hints: tuple[Word, ...] = (),
    traits: Mapping[str, str] | None = None,
) -> Sample:
    """The conversation, with `hints` (words of the picture, boxes in px) where they are given.

    The traits get "operation", "family" and "hops" of the question beside those of the picture.
    """
    reply = question_reply(question.sql, question.answer, question.missing)
    about = {
        "operation": question.operation,
        "family": FAMILIES[question.operation],
        "hops": str(question.hops),
    }
    return Sample(
        id=id,
        task="question",
        language=language,
        pictures=(picture,),
        turns=question_turns(question.text, reply, language, hints, (picture.width, picture.height)),
        gold=gold,
        question=question.text,
        answer=question.answer,
        program=question.sql,
        traits={**(traits or {}), **about},
        source=source,
    )
