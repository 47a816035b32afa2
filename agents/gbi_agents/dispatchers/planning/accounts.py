"""What of a question a plan leaves out: words of operations it does not carry out, labels it does not use, labels that
were matched by half while the word beside them says something else.

An answer that leaves such a thing out answers another question; it is refused, or told as doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.dispatchers.planning.moved import asks_movement, told_by_table
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.dispatchers.planning.shares import amount_for_share
from gbi_agents.dispatchers.planning.thresholds import threshold
from gbi_agents.linking import SURE, Mention, context_cover, words_alike

STRONG = frozenset((
    "difference", "ratio", "product", "sum", "average", "median", "mode", "growth", "decline", "cagr", "share", "max",
    "min", "more", "less", "atleast", "atmost", "fastest", "slowest", "fellmost", "previous", "next", "before",
    "after", "not", "overtake", "equal", "except",
))  # fmt: skip
"""Cues that change what is asked for; the others join, or are said of any number ("rose", "first")."""
_RUNS = re.compile(r"\bconsecutive\b|\bstreak\b|\bin a row\b|连续")
"""Words for a run of records one after the other, which no operation computes."""
_WHOLES = frozenset(("truth", "sum", "difference", "ratio", "product"))
_TESTS = frozenset(("more", "less", "atleast", "atmost", "equal"))
_EXTREMES = frozenset(("max", "min"))
_MOVES = frozenset(("growth", "decline", "fastest", "slowest", "fellmost", "difference"))
_TIME = frozenset(("before", "after", "except"))
_AGGREGATES = frozenset(("sum", "average", "median", "mode"))
_MEANS = ("sum", "avg", "median")
SERVES: dict[str, frozenset[str]] = {
    "lookup": frozenset(("sum",)),
    "name": frozenset(("equal",)),
    "inverse": _TESTS,
    "neighbour": frozenset(("previous", "next", "before", "after")),
    "count": _TESTS | _TIME | {"sum", "average"},
    "filter": _TESTS | _TIME | _MOVES | {"average"},
    "crossing": _TESTS | _TIME | {"overtake"},
    "max": _EXTREMES | _TIME | _AGGREGATES | {"more", "less"},
    "min": _EXTREMES | _TIME | _AGGREGATES | {"more", "less"},
    "sum": _AGGREGATES | _EXTREMES | _TESTS | _TIME,
    "avg": _AGGREGATES | _EXTREMES | _TESTS | _TIME,
    "median": _AGGREGATES | _EXTREMES | _TESTS | _TIME,
    "mode": _AGGREGATES | _TIME | _EXTREMES,
    "share": frozenset(("share", "sum", "except")),
    "growth": _MOVES | _EXTREMES | {"more", "less", "after", "before", "cagr", "average"},
    "cagr": frozenset(("cagr", "growth", "average")),
    "difference": _MOVES | _EXTREMES | _AGGREGATES | {"more", "less", "product", "ratio"},
    "trend": _MOVES | _AGGREGATES | {"after", "before", "more", "less"},
    "ratio": _AGGREGATES | _EXTREMES | {"ratio", "more", "less", "share"},
    "product": _AGGREGATES | _EXTREMES | {"product"},
    "truth": _AGGREGATES | _EXTREMES | _TESTS | _TIME | (_MOVES - {"difference"}) | {"ratio"},
}


def left_out(linked: Linked, made: Plan) -> tuple[str, ...]:
    """The question's words for operations that the plan does not carry out, save those that the table's own words
    explain ("average price" of a column of that name)."""
    served = SERVES.get(made.saying.operation, frozenset())
    runs = _RUNS.findall(linked.intent.question.lower())
    out: list[str] = [*runs, "yes or no"] if linked.intent.ask == "truth" and made.saying.shape != "truth" else runs
    if made.saying.operation == "lookup" and linked.grid.info.chart_type:
        served = served | {"average"}  # a chart's one bar for "the average price in 2018" is that average
    if made.saying.operation == "difference":
        served = served - _done_to_difference(linked)
    if made.saying.operation in _WHOLES:
        out += _rest(linked)
    moves = linked.intent.has("up", "down", "change") and linked.intent.has("from") and linked.intent.has("to")
    if made.saying.operation == "lookup" and moves:
        out.append("from and to")  # one cell is no movement between two
    if amount_for_share(linked, made):
        out.append("share")
    out += _movement(linked, made)
    for cue in linked.intent.cues:
        strong = cue.kind in STRONG or (cue.kind == "change" and made.saying.operation in _MEANS)
        if not strong or cue.start >= linked.size:
            continue
        if cue.kind in served and not (cue.kind in _TESTS and _needs_number(linked, made)):
            continue
        words = linked.tokens[cue.start : max(cue.end, cue.start + 1)]
        explained = all(context_cover(word, linked.grid, linked.synonyms) >= 0.55 for word in words)
        if not explained and not (cue.kind == "share" and made.saying.unit == "%"):
            out.append(" ".join(word.text for word in words))
    return tuple(dict.fromkeys(out))


def _movement(linked: Linked, made: Plan) -> tuple[str, ...]:
    """A level, or a count of all there is, where the question asks how much or how many moved."""
    cues = [cue for cue in linked.intent.cues if cue.kind in ("up", "down", "change", "growth", "decline")]
    level = made.saying.operation in ("lookup", *_MEANS) and made.saying.unit != "%" and asks_movement(linked)
    counted = made.saying.operation == "count" and made.saying.test == "" and linked.intent.ask == "count"
    words = [linked.tokens[at] for cue in cues for at in range(cue.start, min(cue.end, linked.size))]
    return tuple(word.text for word in words) if (level or counted) and not told_by_table(linked) else ()


def _done_to_difference(linked: Linked) -> frozenset[str]:
    """ "The ratio of the largest and the smallest difference": what is said before the difference is done to it."""
    at = next((cue.start for cue in linked.intent.cues if cue.kind == "difference"), 0)
    return frozenset(cue.kind for cue in linked.intent.cues if cue.kind in ("ratio", "product") and cue.start < at)


def _rest(linked: Linked) -> list[str]:
    """ "All the other bars", "the rest": what is left beside those named, which no operand is."""
    named = {at for m in linked.mentions for at in m.used}
    words = ("others", "rest", "remaining", "remainder", "其余", "其他")
    found = [t.text for at, t in enumerate(linked.tokens) if t.text in words and at not in named]
    texts = [t.text for t in linked.tokens]
    other = "other" in texts and texts.index("other") not in named and "all" in texts[: texts.index("other")]
    return found + (["all the other"] if other else [])


def _needs_number(linked: Linked, made: Plan) -> bool:
    """A sum or mean "above" something: the something must be a number that was said."""
    return made.saying.operation in _MEANS and threshold(linked) is None


def misplaced(linked: Linked, made: Plan) -> tuple[str, ...]:
    """In a table of records: things that are to be counted while a number is looked up, a name of a kind that no
    column holds, or a number from a column that the question does not speak of."""
    grid, operation = linked.grid, made.saying.operation
    if grid.info.chart_type or len(grid.texts) < 2:
        return ()
    heads = [
        word for label in grid.column_labels if label.index in grid.texts for word in (label.forms or ((),))[0][-1:]
    ]
    counted = _counted_things(linked)
    if counted and operation in ("lookup", "sum", "avg", "max", "min") and _alike(linked, counted, heads):
        return counted
    kind = linked.intent.noun[-1:]
    if operation == "name" and linked.intent.ask in ("label", "list") and kind and not _alike(linked, kind, heads):
        return kind
    return _unspoken(linked, made) if operation == "lookup" else ()


def _counted_things(linked: Linked) -> tuple[str, ...]:
    """The stems that "how many" or "number of" stands before."""
    stems = [token.stem for token in linked.tokens]
    at = next((i + 2 for i in range(len(stems) - 2) if stems[i] == "number" and stems[i + 1] == "of"), None)
    if at is not None:
        return tuple(stems[at : at + 3])
    return linked.intent.noun[-1:] if linked.intent.ask == "count" else ()


def _alike(linked: Linked, words: Sequence[str], heads: Sequence[str]) -> bool:
    return any(words_alike(word, head, linked.synonyms) >= 0.75 for word in words for head in heads)


def _unspoken(linked: Linked, made: Plan) -> tuple[str, ...]:
    """The column of a looked-up number where no word of its header is said."""
    said = [token.stem for token in linked.tokens]
    columns = {column for name, _, column in made.value_cells if name == linked.grid.name}
    labels = [label for label in linked.grid.column_labels if label.index in columns and label.forms]
    named = {m.label.index for m in linked.mentions if m.label.axis == "column"}
    return tuple(la.text for la in labels if la.index not in named and not _alike(linked, said, la.forms[0]))


_COUNTING = frozenset(("which", "what", "the", "top", "name", "list", "these", "those", "find"))


def uncounted(linked: Linked, made: Plan) -> tuple[str, ...]:
    """A number of things asked for ("which two years") that a single name does not answer to."""
    if made.saying.operation not in ("max", "min", "name") or made.saying.shape == "labels":
        return ()
    spare = [n for n in linked.intent.numbers if n.kind == "word" and (n.number or 0) >= 2 and n.start > 0]
    spare = [n for n in spare if linked.tokens[n.start - 1].text in _COUNTING and n.number != made.saying.rank]
    spare = [n for n in spare if not (n.start > 1 and linked.tokens[n.start - 2].text in ("of", "among"))]
    return tuple(linked.tokens[n.start].text for n in spare)  # "among the six" counts what is there


def unused_labels(linked: Linked, made: Plan) -> tuple[str, ...]:
    """Labels the question names in full of which no cell plays a part in the plan: conditions that were not understood.

    Only for tables of records: a chart's few labels stand on two axes, and the noun that is asked for names its key.
    """
    grid = linked.grid
    if grid.info.chart_type or len(grid.texts) < 2:
        return ()
    cells = [(row, column) for name, row, column in (*made.value_cells, *made.support_cells) if name == grid.name]
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    columns |= {m.label.column for m in linked.mentions if m.label.axis == "row"}  # "the licence MIT"
    out = []
    for mention in linked.mentions:
        labels = (mention.label, *mention.twins)
        if mention.score < SURE or _asked_for(linked, mention):
            continue
        used = any((la.index in columns or la.index == grid.key) if la.axis == "column" else la.index in rows
                   for la in labels)  # fmt: skip
        if not used:
            out.append(mention.label.text)
    return tuple(out)


def _asked_for(linked: Linked, mention: Mention) -> bool:
    noun = linked.intent.noun
    return any(
        words_alike(linked.tokens[at].stem, word, linked.synonyms) >= 0.75 for at in mention.used for word in noun
    )


def near_misses(linked: Linked, uncovered: Sequence[int]) -> tuple[str, ...]:
    """Labels matched by some of their words while a word right beside these says something else: "preferred stock" is
    not "Common stock"."""
    out = []
    row = any(m.label.axis == "row" and m.score >= SURE for m in linked.mentions)
    only_series = bool(linked.grid.info.chart_type) and len(linked.grid.values) == 1 and row
    for mention in linked.mentions:
        if mention.score >= SURE or (mention.label.axis == "column" and only_series):
            continue
        beside = [at for at in uncovered if mention.start - 1 <= at <= mention.end and at not in mention.used]
        if beside:
            out.append(mention.label.text)
    return tuple(out)
