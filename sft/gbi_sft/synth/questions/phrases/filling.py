"""A draft in words: a template of its operation, its gaps filled in the question's language, a frame around it."""

from __future__ import annotations

from random import Random

from gbi_sft.sample import Language
from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.phrases import chinese_gaps, english_gaps
from gbi_sft.synth.questions.phrases.context import Context, Gap
from gbi_sft.synth.questions.phrases.frames import framed
from gbi_sft.synth.questions.phrases.grammar import chosen, filled
from gbi_sft.synth.questions.phrases.templates import TEMPLATES
from gbi_sft.synth.questions.question import Draft

GAPS: dict[Language, dict[str, Gap]] = {"en": english_gaps.GAPS, "zh": chinese_gaps.GAPS}


def worded(operation: str, draft: Draft, facts: Facts, rng: Random) -> str:
    """The question as somebody might put it. Raises `KeyError` for an operation or a gap that has no words."""
    template = chosen(rng.choice(TEMPLATES[facts.language][operation]), rng)
    context, known = Context(draft, facts, rng), GAPS[facts.language]
    return framed(filled(template, lambda name: known[name](context)), facts.title, facts.language, rng)
