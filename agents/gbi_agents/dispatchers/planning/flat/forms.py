"""What a question over a flat table sets beside a sum: rows left out, thresholds, shares, kinds that are counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gbi_agents.dispatchers.grammar.intent import Cue
from gbi_agents.dispatchers.planning.expr import Where
from gbi_agents.dispatchers.planning.flat.heads import Head
from gbi_agents.dispatchers.planning.flat.table import Flat
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.dispatchers.planning.shares import asks_share
from gbi_agents.dispatchers.planning.thresholds import threshold
from gbi_agents.language import fold
from gbi_agents.linking import Mention

TESTS = frozenset(("more", "less", "atleast", "atmost"))
SHARES = frozenset(("share", "shares", "percentage", "percent", "proportion", "fraction", "%"))
_KINDS_EN = re.compile(r"\b(?:how many|number of)(?: (?:different|distinct|unique|separate))* $")
_KINDS_ZH = re.compile(r"(?:多少|几)(?:个|家|种|类|名|位|款)(?:不同的)?$")
_COMPARED = re.compile(r"\bcompar(?:e|ed|ing|ison)\b|\bversus\b|\bvs\b|对比|比较")


@dataclass(frozen=True)
class Filters:
    """Conditions by the labels that are named, as said, and the two sides of a difference of one column's labels."""

    where: tuple[Where, ...]
    names: tuple[str, ...]
    sides: tuple[Where, Where] | None = None


def filters_of(linked: Linked, said: Sequence[Mention]) -> Filters | None:
    """The labels as conditions; None where several of one column are neither listed, left out nor compared."""
    intent, grid = linked.intent, linked.grid
    except_cue = intent.first("except")
    out = [m for m in said if except_cue is not None and m.start >= except_cue.end]
    if (except_cue is not None) != bool(out):
        return None
    where: list[Where] = []
    names: list[str] = []
    sides: tuple[Where, Where] | None = None
    for column in dict.fromkeys(m.label.column for m in said):
        kept = [m for m in said if m.label.column == column and m not in out]
        left = [m for m in said if m.label.column == column and m in out]
        if kept and left:
            return None
        values = [tuple(grid.value(m.label.index, column) for m in some) for some in (kept, left)]
        if left:
            where.append(Where(column, "notin", values[1]))
            names += [("除" if intent.language == "zh" else "without ") + m.label.text for m in left]
        elif len(kept) == 2 and sides is None and sets_apart(linked):
            sides = (Where(column, "in", values[0][:1]), Where(column, "in", values[0][1:]))
        elif len(kept) == 1 or intent.has("and", "or", "than") or _COMPARED.search(fold(intent.question)):
            where.append(Where(column, "in", values[0]))
            names += [m.label.text for m in kept]
        else:
            return None
    return Filters(tuple(where), tuple(names), sides)


def compared(linked: Linked, filters: Filters) -> int | None:
    """The column whose two or more labels are to be set side by side ("revenue of East compared with West")."""
    if not (linked.intent.has("than") or _COMPARED.search(fold(linked.intent.question))):
        return None
    several = [where.column for where in filters.where if where.test == "in" and len(where.values) > 1]
    return several[0] if len(several) == 1 else None


def tested(linked: Linked, measure: int | None) -> tuple[Where, Cue] | None:
    """ "Orders with revenue over 1,000": the condition on the one measure that is named, and the number it uses."""
    found = threshold(linked) if measure is not None and linked.intent.has(*TESTS) else None
    numbers = [n for n in linked.intent.numbers if n.kind in ("number", "percent")]
    if found is None or measure is None or len(numbers) != 1:
        return None
    return Where(measure, found[0], (found[1],)), numbers[0]


def counted_kind(linked: Linked, flat: Flat, kinds: Sequence[Head]) -> Head | None:
    """ "How many customers", "多少个客户": the column whose different values are to be counted."""
    text = fold(linked.intent.question)
    pattern = _KINDS_ZH if linked.intent.language == "zh" else _KINDS_EN
    found = [head for head in kinds if pattern.search(text[: linked.tokens[head.start].start])]
    return found[0] if len(found) == 1 and found[0].column in flat.dimensions else None


def sets_apart(linked: Linked) -> bool:
    """ "The difference between", "how much more"; not "different products"."""
    cues = [cue for cue in linked.intent.cues if cue.kind == "difference"]
    return any(linked.tokens[cue.start].text not in ("different", "differents") for cue in cues)


def share_asked(linked: Linked) -> bool:
    """Whether a part of a whole is asked for."""
    return linked.intent.has("share") or asks_share(linked)
