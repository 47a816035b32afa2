"""What an English question wants back: a value, the name of something, a count, yes or no, or a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.dispatchers.grammar.intent import Ask, Cue
from gbi_agents.dispatchers.grammar.lexicon_en import COLOURS, FORMS, MEASURE_WORDS
from gbi_agents.language import Token

_VERBS_WORDS = """
is are was were be been has have had do does did can could will would should may might saw see show shows
showed received receive won win got get accounted account accounts makes make made represent represents
recorded reached reach contribute contributed generated generate produced produce consumed consume spent spend
sold sell earned earn experienced witnessed exported imported grew fell rose dropped increased decreased ranks
ranked comes came of in for with among between at by from to on that who which s scored played held took
finished goes went come belongs listed follows precedes
"""
_VERBS = frozenset(_VERBS_WORDS.split())
_TRUTH = re.compile(
    r"^\W*(?:(?:in|for|during|as of) [^,?]{1,40}?,? )?"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|will|would|should)\b|\btrue o[rf] false\b|\bis it true\b"
)
_WH = re.compile(
    r"^\W*(?:in|on|at|for|during|from|between|among|of|by|under|to|as of)?\s*(?:[\w\x00'-]+\s+){0,4}?"
    r"(?:which|what|who|whom|whose|when|where|how)\b|^\W*(?:can|could|would|will) you\b"
)
_MOMENT = re.compile(
    r"\b(?:what|which) (?:(?:is|was) the (?:\w+ )?)?(?:year|month|quarter|decade)s?\b"
    r"|\b(?:what|which) (?:time|date)s?\b"
)
_ASKING_WORDS = """
what which who whom whose when where how many much name list give tell find out identify show me
"""
_SUPERLATIVES = frozenset(
    ("highest", "lowest", "largest", "smallest", "greatest", "biggest", "most", "least", "fewest", "best", "worst")
)
_ASKING = frozenset(_ASKING_WORDS.split())


def what_is_asked(text: str, tokens: Sequence[Token], cues: Sequence[Cue]) -> tuple[Ask, tuple[str, ...], list[int]]:
    """The kind of answer, the stems of the noun that is asked for, and the tokens that only ask."""
    spent = [at for at, token in enumerate(tokens) if token.text in _ASKING]
    spent += [at for at in range(1, len(tokens)) if tokens[at - 1].text == "how"]
    spent += [at for at, token in enumerate(tokens) if re.fullmatch(FORMS, token.text)]
    kinds = {cue.kind for cue in cues}
    if re.search(r"\bhow (?:many|much)\b", text):
        at = next(i for i, token in enumerate(tokens) if token.text in ("many", "much"))
        share = at + 1 < len(tokens) and tokens[at + 1].text in ("%", "percentage")  # "how many percent"
        ask: Ask = "count" if tokens[at].text == "many" and not share else "value"
        return ask, _noun(tokens, at + 1), spent
    if (
        _TRUTH.search(text)
        and not _WH.search(text)
        and not (kinds & {"or"} and not kinds & {"than", "equal"} and kinds & {"more", "less", "max", "min"})
    ):
        return "truth", (), spent
    if "colour" in kinds and re.search(r"\b(?:what|which)\b", text) and not _colour_word(tokens):
        return "colour", (), spent
    if re.search(r"\bwhen\b", _before_wh(text)) or _MOMENT.search(text):
        return "label", (_time_noun(text),), spent
    if re.search(r"\bwho(?:se|m)?\b|\bwhere\b", _before_wh(text)):
        return "label", (), spent
    wh = next((i for i, token in enumerate(tokens) if token.text in ("which", "what", "whats")), None)
    if wh is None:
        return _without_question_word(text, tokens, cues, spent)
    noun = _noun(tokens, wh + 1)
    if re.search(r"\brepresent|\bstands? for\b|\bindicates?\b|\bdenotes?\b", text) and not noun:
        return "label", (), spent
    if noun and not _measure(noun):
        return "label", noun, spent
    after = _after_superlative(tokens, cues)
    if not noun and re.search(r"\bname of\b|\bnames of\b", text):
        return "label", (), spent
    if not noun and after is not None:
        most_adjective, words = after
        if most_adjective and not _measure(words):
            return "label", words, spent
        wh_label = tokens[wh].text == "which" and not _measure(words)
        return ("label" if wh_label else "value"), words, spent
    if tokens[wh].text == "which" and not noun:
        return "label", (), spent
    return "value", noun, spent


def _without_question_word(
    text: str, tokens: Sequence[Token], cues: Sequence[Cue], spent: list[int]
) -> tuple[Ask, tuple[str, ...], list[int]]:
    if re.search(r"^\W*(?:list|name|identify|tell me)\b", text):
        at = next(i for i, token in enumerate(tokens) if token.text in ("list", "name", "identify", "tell"))
        ask: Ask = "list" if tokens[at].text == "list" else "label"
        return ask, _noun(tokens, at + 1), spent
    if re.search(r"\bnumber of\b", text) and any(cue.kind in ("more", "less", "atleast", "atmost") for cue in cues):
        at = next(i for i, token in enumerate(tokens) if token.text == "number")
        return "count", _noun(tokens, at + 2), spent
    if not any(cue.kind in ("more", "less", "max", "min") for cue in cues) or not any(cue.kind == "or" for cue in cues):
        return "value", (), spent
    return "label", (), spent


def _noun(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """Stems from `at` up to the next verb or preposition."""
    out: list[str] = []
    if at < len(tokens) and tokens[at].text in ("of", "is", "are"):
        at += 1 if tokens[at].text == "of" else 0
    for here, token in enumerate(tokens[at : at + 6], at + 1):
        after = [other.text for other in tokens[here : here + 2]]
        verb = bool(out) and after[:1] == ["the"] and bool(_SUPERLATIVES & set(after))  # "involves the highest ..."
        if token.text in _VERBS or verb:
            break
        if token.text not in (
            "the",
            "a",
            "an",
            "all",
            "these",
            "those",
            "most",
            "highest",
            "lowest",
            "different",
            "total",
        ):
            out.append(token.stem)
    return tuple(out)


def _after_superlative(tokens: Sequence[Token], cues: Sequence[Cue]) -> tuple[bool, tuple[str, ...]] | None:
    cue = next((cue for cue in cues if cue.kind in ("max", "min", "first", "last", "rank", "fastest", "slowest")), None)
    if cue is None:
        return None
    further = next((c for c in cues if c.start == cue.end and c.kind in ("max", "min")), cue)
    word = tokens[further.start].text if further.start < len(tokens) else ""
    words = _noun(tokens, further.end)
    if word in ("most", "least") and len(words) >= 2:
        return True, words[1:]
    return False, words


def _before_wh(text: str) -> str:
    """The text up to "what" or "which": "the share of people who own one" asks for no person."""
    return re.split(r"\b(?:what|which)\b", text, maxsplit=1)[0]


def _measure(noun: tuple[str, ...]) -> bool:
    return bool(noun) and (noun[-1] in MEASURE_WORDS or noun[0] in ("percentage", "%", "percent", "share", "value"))


def _time_noun(text: str) -> str:
    match = re.search(r"\b(?:what|which) (year|time|month|date|quarter|decade)", text)
    return match.group(1) if match else "year"


def _colour_word(tokens: Sequence[Token]) -> bool:
    return any(token.text in COLOURS for token in tokens)
