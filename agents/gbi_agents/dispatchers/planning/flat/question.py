"""A question over a flat table taken apart: what is added up, over which rows, by what it is grouped, in what order.

Every word of the question has to be accounted for: what is not understood is left to other ways of answering.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from gbi_agents.dispatchers.grammar.intent import Cue
from gbi_agents.dispatchers.planning.expr import Where
from gbi_agents.dispatchers.planning.flat.forms import (
    SHARES,
    TESTS,
    compared,
    counted_kind,
    filters_of,
    sets_apart,
    share_asked,
    tested,
)
from gbi_agents.dispatchers.planning.flat.heads import Head, heads_of
from gbi_agents.dispatchers.planning.flat.moments import Moments, Unit, moments_of
from gbi_agents.dispatchers.planning.flat.table import Flat, identifies
from gbi_agents.dispatchers.planning.operands import function_of
from gbi_agents.dispatchers.planning.selection import Linked, count_near
from gbi_agents.language import Token, fold, small_number, stems
from gbi_agents.linking import LIGHT, VAGUE, content_words, words_alike

Function = Literal["sum", "avg", "median", "max", "min", "count"]
UNDERSTOOD = frozenset((
    "sum", "average", "median", "max", "min", "trend", "each", "from", "first", "except", "share", "difference", "and",
    "between",
    "than", *TESTS,
))  # fmt: skip
"""Kinds of cues that are carried out here; any other kind makes the question another's."""
_VERBS = """
sold sell selling made make earned earn brought bring came come placed place received receive generated generate there
breakdown split broken down buy bought spend spent purchase purchased compared compare different distinct unique value
"""
VERBS = frozenset(_VERBS.split())
"""Words of questions over such tables that say nothing of their own."""
_GROUPED_EN = re.compile(
    r"\b(?:by|per|for each|of each|each|every|across|which|what)(?: (?:the|all|different|\d+|two|three|five|ten))* $"
)
_GROUPED_ZH = re.compile(r"(?:按|按照|各|各个|每|每个|每种|分|哪个|哪种|哪类|哪款|哪些|什么|不同)$")
_SAID_ZH = re.compile(
    r"总(?!共|计|和|额)|各自|分别|订单数量?|订单|笔数|数量|(?:以|之)?外|对比|比较|不同|(?<=[多少几])[个家种类名位款]"
)
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
    sides: tuple[Where, Where] | None = None
    share: bool = False
    distinct: int | None = None

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
    kind = counted_kind(linked, flat, [m for m in kinds if m not in groups and m not in beside])
    set_apart = (*groups, *beside, *([kind] if kind else []))
    used = spoken.union(*(head.used for head in (*measures, *set_apart)), *(m.used for m in filters))
    chosen = filters_of(linked, filters)
    whole = len(measures) <= 1 and len(groups) <= 1 and chosen is not None
    if not whole or chosen is None or len(set_apart) != len(kinds) or _left(linked, text, used):
        return None
    unit = moments.unit or (_unit_of(days) if intent.has("trend") and not groups else None)
    if (groups and unit) or (groups and groups[0].column in named and not intent.has("except")):
        return None
    where = chosen.where
    if moments.low is not None and flat.time is not None:
        where = (*where, Where(flat.time, "between", (moments.low, moments.high)))
    measure = measures[0].column if measures else None
    group = groups[0].column if groups else compared(linked, chosen)
    numbers = tuple(cue for cue in intent.numbers if cue.start not in spoken)
    test = tested(linked, measure)
    if (test is not None) != intent.has(*TESTS):
        return None
    names = [name for name in (*chosen.names, moments.name) if name]
    if test is not None:
        where, numbers = (*where, test[0]), tuple(cue for cue in numbers if cue != test[1])
        names.append(f"{test[0].test} {test[0].values[0]:,g}")
        measure = None if _counts(linked) or intent.ask in ("count", "label", "list") else measure
    asked = Asked(measure, "sum", group, unit, where, tuple(names), None, chosen.sides, share_asked(linked),
                  kind.column if kind else None)  # fmt: skip
    return _computed(linked, flat, asked, numbers)


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
    special = asked.sides is not None or asked.share or asked.distinct is not None
    shares = asked.share and asked.grouped and asked.sides is None
    if special and ((extreme is not None and not shares) or (asked.distinct is not None and asked.grouped)):
        return None
    loose = intent.has("than") and not asked.grouped and not intent.has(*TESTS)
    if asked.sides is None and (sets_apart(linked) or loose):
        return None
    if asked.measure is None:
        ungrouped = extreme is not None and not asked.grouped
        if not (_counts(linked) or asked.distinct is not None) or wanted not in (None, "sum") or ungrouped:
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
    if asked.share and (function not in ("sum", "count") or not _one_part(flat, asked)):
        return None
    plain = not asked.grouped and not asked.where and wanted is None and function not in ("count", "max", "min")
    if (plain and not special) or wanted == "mode":
        return None
    return replace(asked, function=function, top=top)


def _one_part(flat: Flat, asked: Asked) -> bool:
    """A share of one label's rows among all others, or that of each group."""
    labels = [where for where in asked.where if where.column in flat.dimensions]
    return not labels if asked.grouped else len(labels) == 1 and labels[0].test == "in"


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
    own |= {word for c in grid.values if identifies(grid, c) for word in _words(grid.info.columns[c].name)}  # "Order"
    for at in content_words(linked.tokens, frozenset(spent | used | numbers)):
        token = linked.tokens[at]
        light = token.stem in LIGHT or token.text in LIGHT or token.text in VERBS
        light = light or (token.text in SHARES and share_asked(linked))
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
