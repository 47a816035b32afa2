"""The tags that there are: "group:value", values by group. What a model may answer is this and nothing else.

Groups without a list take any value: they come from the maker of a sample and no model is asked for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from gbi.readers.vlm.said import CHART_TYPES

Bins = tuple[tuple[int, str], ...]
"""Upper ends (inclusive) and names of numeric groups, the last one open."""

FAMILIES = ("look-up", "compare", "rank", "aggregate", "growth", "share", "steps", "unanswerable")
TRAITS = ("log scale", "negative values", "missing values", "legend", "two axes", "percent", "time axis")
SERIES: Bins = ((1, "1"), (3, "2-3"), (6, "4-6"), (0, "7 or more"))
ROWS: Bins = ((4, "1-4"), (8, "5-8"), (16, "9-16"), (0, "17 or more"))
WORDS: Bins = ((15, "few"), (40, "some"), (90, "many"), (0, "very many"))

ASKED: dict[str, tuple[str, ...]] = {
    "type": CHART_TYPES,
    "family": FAMILIES,
    "hops": ("1", "2", "3"),
    "printed": ("all", "some", "none"),
    "series": tuple(name for _, name in SERIES),
    "rows": tuple(name for _, name in ROWS),
    "words": tuple(name for _, name in WORDS),
}
"""Groups that a model can tell from picture and question; of each one value."""
SEVERAL: dict[str, tuple[str, ...]] = {"visual": TRAITS}
"""Groups that may have none or several values."""
MAKERS = ("task", "language", "kind", "operation", "wear", "renderer", "hints", "aspect", "source", "review")
"""Groups without a list."""
GROUPS = (*ASKED, *SEVERAL, *MAKERS)


def tag(group: str, value: str) -> str:
    """The tag as it is written."""
    return f"{group}:{value}"


def group_of(written: str) -> str:
    """The group of a tag, "other" where it has none."""
    head, mark, _ = written.partition(":")
    return head if mark else "other"


def binned(number: int, bins: Bins) -> str:
    """The name of the bin that a count falls into."""
    return next((name for most, name in bins[:-1] if number <= most), bins[-1][1])


def groups_of(tags: Sequence[str]) -> set[str]:
    """The groups that some of the tags are of."""
    return {group_of(one) for one in tags}
