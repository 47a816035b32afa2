"""Questions with programs: what can be asked of a gold table, in words, with SQL and its result."""

from __future__ import annotations

from gbi_sft.synth.questions.asking import questions as questions
from gbi_sft.synth.questions.question import Question as Question
from gbi_sft.synth.questions.samples import sample as sample
