"""Which columns of a flat table a question names: by their heads without units, in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gbi_agents.dispatchers.planning.flat.table import Flat
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.language import stems
from gbi_agents.linking import UNIT_WORDS
from gbi_agents.spans import in_a_row
from gbi_agents.synonyms import synonym_map

MORE = (
    ("unit", "quantity", "qty", "销量", "件数"), ("unit price", "单价"), ("amount", "金额"),
    ("channel", "渠道"), ("store", "shop", "门店", "店铺"), ("salesperson", "sales rep", "销售员", "销售人员"),
)  # fmt: skip
"""Heads of such tables that no other kind has, in both languages."""
_UNITS = frozenset((*(UNIT_WORDS - {"unit"}), "eur", "cny", "rmb", "gbp", "jpy", "元", "美元", "万元", "亿元"))


@dataclass(frozen=True)
class Head:
    """A column that is named by the question's tokens `start..end`."""

    column: int
    start: int
    end: int

    @property
    def used(self) -> frozenset[int]:
        """The tokens."""
        return frozenset(range(self.start, self.end))


def heads_of(linked: Linked, flat: Flat) -> tuple[Head, ...] | None:
    """The columns that are named, the longest names first taken; None where two columns go by the same words."""
    others = synonym_map((*linked.synonyms, *MORE))
    found: list[Head] = []
    for column in (*flat.measures, *flat.dimensions):
        form = _bare(linked.grid.info.columns[column].name)
        spans = [span for way in (form, *others.get(form, ())) if way and (span := in_a_row(linked.tokens, way))]
        if spans:
            start, end = max(spans, key=lambda span: span[1] - span[0])
            found.append(Head(column, start, end))
    found.sort(key=lambda head: head.start - head.end)
    taken: list[Head] = []
    for head in found:
        rivals = [other for other in taken if other.used & head.used]
        if any(other.used == head.used for other in rivals):
            return None
        if not rivals:
            taken.append(head)
    return tuple(sorted(taken, key=lambda head: head.start))


def _bare(name: str) -> tuple[str, ...]:
    """The words of a head, without brackets and units: "revenue_usd" is "revenue", "收入（万元）" is "收入"."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）", " ", name)
    words = stems(re.sub(r"[_\W]+", " ", plain))
    return tuple(word for word in words if word not in _UNITS) or tuple(words)
