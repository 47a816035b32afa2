"""Follow-up questions in full: "and the slowest?" takes the rest of its words from the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.dispatchers.grammar import lexicon_en, lexicon_zh
from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.planning.times import how_it_moved, swap_periods, swap_years
from gbi_agents.language import Language, fold, tokenize
from gbi_agents.linking import content_words, find_mentions
from gbi_agents.state import Turn
from gbi_agents.tables import Grid

_OPENERS = re.compile(
    r"^\s*(?:and|or|but|so|ok|okay)?[,\s]*(?:(?:what|how) about|and (?:for|in)|what of|now|only|just)\b"
    r"|^\s*and\b|^\s*(?:in|as) (?:percent|per cent|%)|^\s*(?:那么?|那|再|还有|换成|如果是)|呢[?？]?\s*$",
    re.I,
)
_PRONOUNS = re.compile(
    r"\b(?:it|that|those|them|its|their|there|this one|that one|the same)\b|它|他们|她们|其(?!他)|该", re.I
)
_PERCENT = re.compile(
    r"^\W*(?:and |what is (?:that|it) )?(?:in|as) (?:a )?(?:percent(?:age)?|per cent|%)\W*$|^\W*(?:用)?百分比|百分之",
    re.I,
)
_SUPER = ("max", "min", "fastest", "slowest", "fellmost")


def resolve(question: str, language: Language, turns: Sequence[Turn], grids: Sequence[Grid]) -> str:
    """The question in full; unchanged where it stands alone or nothing came before."""
    if not turns:
        return question
    before = turns[-1]["resolved"]
    moved = how_it_moved(question, before, language)
    if moved is not None or not is_followup(question, language):
        return moved or question
    if _PERCENT.search(question):
        return _in_percent(before, language)
    grid = next((g for g in grids if g.name == turns[-1]["table"]), grids[0] if grids else None)
    in_period = swap_periods(question, before)
    if in_period != before:
        return swap_years(question, in_period)
    replaced = _swap_superlative(question, before, language)
    replaced = _swap_labels(question, replaced, grid) if grid is not None else replaced
    whole = swap_years(question, replaced)
    return question if whole == before and _says_more(question, before) else whole


def _says_more(question: str, before: str) -> bool:
    """A word that the question before does not hold and that could not be put into it: asked again, the question
    before would be answered in place of this one."""
    known = {token.stem for token in tokenize(before)}
    tokens = tokenize(question)
    return any(tokens[at].stem not in known for at in content_words(tokens, frozenset()))


def is_followup(question: str, language: Language) -> bool:
    """True for a question that opens like one, is a bare phrase, or leans on a pronoun with little else."""
    words = tokenize(question)
    short = len(words) <= (14 if language == "zh" else 7)
    return (
        (bool(_OPENERS.search(question)) and short) or (short and bool(_PRONOUNS.search(question))) or len(words) <= 3
    )


def _swap_superlative(question: str, before: str, language: Language) -> str:
    """The superlative of the question before replaced by the new one ("the slowest")."""
    lexicon = lexicon_zh.CUES if language == "zh" else lexicon_en.CUES
    text, old = fold(question), fold(before)
    new_match = _first_super(text, lexicon)
    old_match = _first_super(old, lexicon)
    if new_match is None or old_match is None or new_match.group() == old_match.group():
        return before
    return old[: old_match.start()] + _fitting(new_match.group(), old_match.group(), language) + old[old_match.end() :]


def _fitting(new: str, old: str, language: Language) -> str:
    """ "最慢" in place of "增长最快" keeps what it is that grows; "slowest" in place of "grew fastest" likewise."""
    if language == "zh":
        tail = re.search(r"最.+$", old)
        head = old[: tail.start()] if tail else ""
        return new if head and new.startswith(head) else head + new
    verb = re.match(r"(\w+) (?:the )?(?:most|fastest|quickest|least|slowest)$", old)
    return f"{verb.group(1)} {new}" if verb and " " not in new else new


def _first_super(text: str, lexicon: Sequence[tuple[str, str]]) -> re.Match[str] | None:
    for kind, pattern in lexicon:
        if kind in _SUPER and (match := re.search(pattern, text)):
            return match
    return re.search(r"最[慢快]", text)


def _swap_labels(question: str, before: str, grid: Grid) -> str:
    """Labels that the follow-up names take the place of the label on the same axis of the question before."""
    tokens_new, tokens_old = tokenize(question), tokenize(before)
    new, old = find_mentions(tokens_new, grid), find_mentions(tokens_old, grid)
    out = fold(before)
    for mention in new:
        label = mention.label
        text = fold(question)[tokens_new[mention.start].start : tokens_new[mention.end - 1].end]
        rival = next(
            (m for m in old if m.label.axis == label.axis and (label.axis == "column" or m.label.column == label.column)
             and m.label.text != label.text), None,
        )  # fmt: skip
        if rival is None:
            joined = text if re.search(r"[\u4e00-\u9fff]", out) else f" for {text}"
            out = text + out if re.search(r"[\u4e00-\u9fff]", out) else re.sub(r"\W*$", "", out) + joined + "?"
            continue
        said = fold(before)[tokens_old[rival.start].start : tokens_old[rival.end - 1].end]
        out = out.replace(said, text, 1)
    return out if new else before


def _in_percent(before: str, language: Language) -> str:
    """A difference becomes a change in per cent; a value becomes its share of the total."""
    tokens = tokenize(before)
    intent = parse(before, tokens, language)
    if language == "zh":
        moved = re.sub(r"(?:相差|增长|增加|下降|减少)了?多少", "的增长率是多少", before)
        return moved if moved != before else re.sub(r"是多少", "占总量的比例是多少", before)
    if intent.has("difference", "up", "down", "change"):
        return re.sub(
            r"\b(?:how much|what is the difference)\b", "what is the percentage change", fold(before), count=1
        )
    return "What share of the total is " + re.sub(
        r"^(?:what (?:is|was|are|were)|how (?:much|many) (?:is|was|are|were)?)\s*", "", fold(before)
    )
