"""A question over a flat table taken apart: what is added up, over which rows, by what it is grouped, in what order.

Every word of the question has to be accounted for: what is not understood is left to other ways of answering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gbi_agents.dispatchers.grammar.intent import Cue
from gbi_agents.dispatchers.planning.expr import Where
from gbi_agents.dispatchers.planning.flat.heads import Head, heads_of
from gbi_agents.dispatchers.planning.flat.moments import Moments, Unit, moments_of
from gbi_agents.dispatchers.planning.flat.table import Flat
from gbi_agents.dispatchers.planning.operands import function_of
from gbi_agents.dispatchers.planning.selection import Linked, count_near
from gbi_agents.language import Token, fold, small_number, stems
from gbi_agents.linking import LIGHT, VAGUE, content_words, words_alike

Function = Literal["sum", "avg", "median", "max", "min", "count"]
UNDERSTOOD = frozenset(("sum", "average", "median", "max", "min", "trend", "each", "from", "first"))
"""Kinds of cues that are carried out here; any other kind makes the question another's."""
_VERBS = """
sold sell selling made make earned earn brought bring came come placed place received receive generated generate there
breakdown split broken down
"""
VERBS = frozenset(_VERBS.split())
"""Words of questions over such tables that say nothing of their own."""
_GROUPED_EN = re.compile(
    r"\b(?:by|per|for each|of each|each|every|across|which|what)(?: (?:the|all|different|\d+|two|three|five|ten))* $"
)
_GROUPED_ZH = re.compile(r"(?:按|按照|各|各个|每|每个|每种|分|哪个|哪种|哪类|哪款|哪些|什么|不同)$")
_SAID_ZH = re.compile(r"总(?!共|计|和|额)|各自|分别|订单数量?|笔数|数量")
_COUNTED = re.compile(
    r"\b(?:number|count) of\b|\b(?:orders?|transactions?|bookings?|invoices?|shipments?|tickets?|rows?|records?)\b"
    r"|数量|笔数|订单|多少(?:个|笔|单|条|次)|几(?:个|笔|单|条|次)"
)
_SOLD_ZH = frozenset("卖出售了共有来自订单销为")


@dataclass(frozen=True)
class Asked:
    """What is wanted: `measure` None counts rows; one of `group` (a column) and `unit` at most; `top` rows of them."""

    measure: int | None
    function: Function
    group: int | None
    unit: Unit | None
    where: tuple[Where, ...]
    names: tuple[str, ...]
    top: tuple[Literal["max", "min"], int] | None

    @property
    def grouped(self) -> bool:
        """Whether rows are put together by something."""
        return self.group is not None or self.unit is not None


def take_apart(linked: Linked, flat: Flat) -> Asked | None:
    """The question as one over the flat table; None where a word of it is not accounted for."""
    intent, text = linked.intent, fold(linked.intent.question)
    if intent.ask in ("truth", "colour"):
        return None
    days = [str(day) for day in flat.days if day]
    moments = moments_of(text, intent.language, min(days), max(days)) if days else Moments(None, None, "", None, ())
    if moments is None:
        return None
    spoken = {at for at, token in enumerate(linked.tokens) if _within(token, moments.spans)}
    others = [cue for cue in intent.cues if cue.kind not in UNDERSTOOD and cue.start not in spoken]
    heads = heads_of(linked, flat)
    if others or heads is None or any(head.used & spoken for head in heads):
        return None
    measures = [head for head in heads if head.column in flat.measures]
    kinds = [head for head in heads if head.column in flat.dimensions]
    taken = spoken.union(*(head.used for head in heads))
    said = [m for m in linked.mentions if m.score >= VAGUE and not m.used & taken]
    filters = [m for m in said if m.label.axis == "row" and m.label.column in flat.dimensions]
    groups = [m for m in kinds if _is_grouped(m, linked, text)]
    named = {m.label.column for m in filters}
    beside = [m for m in kinds if m not in groups and m.column in named]  # "the East region"
    used = spoken.union(*(head.used for head in (*measures, *groups, *beside)), *(m.used for m in filters))
    whole = len(measures) <= 1 and len(groups) <= 1 and len(named) == len(filters)
    if not whole or len(groups) + len(beside) != len(kinds) or _left(linked, text, used):
        return None
    unit = moments.unit or (_unit_of(days) if intent.has("trend") and not groups else None)
    if (groups and unit) or (groups and groups[0].column in named):
        return None
    where = tuple(Where(m.label.column, "in", (linked.grid.value(m.label.index, m.label.column),)) for m in filters)
    if moments.low is not None and flat.time is not None:
        where = (*where, Where(flat.time, "between", (moments.low, moments.high)))
    names = tuple(name for name in (*(m.label.text for m in filters), moments.name) if name)
    measure = measures[0].column if measures else None
    group = groups[0].column if groups else None
    numbers = tuple(cue for cue in intent.numbers if cue.start not in spoken)
    return _computed(linked, flat, Asked(measure, "sum", group, unit, where, names, None), numbers)


def _computed(linked: Linked, flat: Flat, asked: Asked, numbers: tuple[Cue, ...]) -> Asked | None:
    """With the function and the order; None where they make no sense of the columns."""
    intent = linked.intent
    extreme = intent.first("max", "min") or _top(linked)
    wanted = function_of(intent)
    top: tuple[Literal["max", "min"], int] | None = None
    if extreme is not None and asked.grouped:
        number = _how_many(linked, extreme, numbers) or 1
        if intent.ask == "list" and number == 1:
            return None
        top = ("min" if extreme.kind == "min" else "max", number)
    elif numbers or (intent.ask in ("label", "list") and asked.unit is None):
        return None
    if numbers and (extreme is None or len(numbers) > 1 or _how_many(linked, extreme, numbers) is None):
        return None
    if asked.measure is None:
        if not _counts(linked) or wanted not in (None, "sum"):
            return None
        function: Function = "count"
    elif extreme is not None and not asked.grouped:
        if wanted is not None:
            return None
        function = "min" if extreme.kind == "min" else "max"
    else:
        function = wanted if wanted in ("avg", "median") else "sum"
        if function == "sum" and not flat.adds_up(asked.measure):
            if wanted == "sum":
                return None
            function = "avg"
    plain = not asked.grouped and not asked.where and wanted is None and function not in ("count", "max", "min")
    if plain or wanted == "mode":
        return None
    return Asked(asked.measure, function, asked.group, asked.unit, asked.where, asked.names, top)


def _left(linked: Linked, text: str, used: set[int]) -> bool:
    """Whether a word is not accounted for. The table's own name is ("orders")."""
    spent = set(linked.intent.spent)
    if linked.intent.language == "zh":
        for match in _SAID_ZH.finditer(text):
            spent |= {at for at, token in enumerate(linked.tokens) if _within(token, (match.span(),))}
        spent |= {at for at, token in enumerate(linked.tokens) if token.text in _SOLD_ZH}
    numbers = {at for cue in linked.intent.numbers for at in range(cue.start, cue.end)}
    grid = linked.grid
    own = {*grid.document_words, *_words(f"{grid.info.title} {grid.info.caption}")}
    for at in content_words(linked.tokens, frozenset(spent | used | numbers)):
        token = linked.tokens[at]
        light = token.stem in LIGHT or token.text in LIGHT or token.text in VERBS
        if not light and not any(words_alike(token.stem, word) >= 0.9 for word in own):
            return True
    return False


def _words(text: str) -> set[str]:
    return set(stems(text))


def _within(token: Token, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


def _is_grouped(head: Head, linked: Linked, text: str) -> bool:
    before = text[: linked.tokens[head.start].start]
    if linked.intent.language == "zh":
        return _GROUPED_ZH.search(before) is not None
    named_last = any(cue.end == head.start for cue in linked.intent.cues if cue.kind in ("max", "min", "first"))
    before_it = linked.tokens[head.start - 1].text if head.start else ""
    number = before_it.isdigit() or small_number(before_it) is not None  # "top 3 products"
    return _GROUPED_EN.search(before) is not None or (
        (named_last or number) and linked.intent.has("max", "min", "first")
    )


def _top(linked: Linked) -> Cue | None:
    """The "top" of "top three", which elsewhere is a place."""
    cues = [cue for cue in linked.intent.cues if cue.kind == "first"]
    return next((cue for cue in cues if linked.tokens[cue.start].text == "top"), None)


def _how_many(linked: Linked, cue: Cue | None, numbers: tuple[Cue, ...]) -> int | None:
    """The number beside the superlative, or the only one: "which two regions had the most orders"."""
    near = count_near(linked.intent, cue) if cue is not None else None
    plain = [n.number for n in numbers if n.kind in ("word", "number")]
    only = plain[0] if len(plain) == 1 and plain[0] is not None and float(plain[0]).is_integer() else None
    return near if near is not None or only is None or not 1 <= only <= 50 else int(only)


def _counts(linked: Linked) -> bool:
    """ "how many orders", "number of orders", "most orders" count rows."""
    return (linked.intent.language == "en" and linked.intent.ask == "count") or (
        _COUNTED.search(fold(linked.intent.question)) is not None
    )


def _unit_of(days: list[str]) -> Unit:
    """Months, or years where the data span more than three."""
    first, last = min(days), max(days)
    months = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])
    return "year" if months > 36 else "month"
