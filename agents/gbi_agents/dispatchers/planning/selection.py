"""Which cells a stretch of the question speaks of: labels on both axes, years, ranges, positions, exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gbi.types import Value
from gbi_agents.dispatchers.grammar.intent import Cue, Intent
from gbi_agents.dispatchers.planning.expr import Pick, Where
from gbi_agents.language import Token, fold
from gbi_agents.linking import Mention, Synonyms, words_alike
from gbi_agents.tables import Grid, Label


@dataclass(frozen=True)
class Linked:
    """A question against one table: its tokens, intent, and the labels it names."""

    grid: Grid
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    intent: Intent
    synonyms: Synonyms = ()

    @property
    def size(self) -> int:
        """Number of tokens."""
        return len(self.tokens)

    def inside(self, start: int, end: int) -> tuple[Mention, ...]:
        """Mentions whose words lie in `start..end`."""
        return tuple(m for m in self.mentions if all(start <= at < end for at in m.used))


@dataclass(frozen=True)
class Selection:
    """Conditions on rows, value columns, and whether the question named them (`rows`/`columns` then not empty)."""

    rows: tuple[Where, ...] = ()
    columns: tuple[int, ...] = ()
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True when the stretch named nothing."""
        return not self.rows and not self.columns

    def or_else(self, other: Selection) -> Selection:
        """This selection with the axes it leaves open taken from `other`."""
        out = self
        if not self.rows and other.rows:
            out = replace(out, rows=other.rows, row_names=other.row_names)
        if not self.columns and other.columns:
            out = replace(out, columns=other.columns, column_names=other.column_names)
        return out


def select(linked: Linked, start: int = 0, end: int | None = None, *, ranges: bool = True) -> Selection:
    """What the tokens `start..end` name. `ranges`: two years that span a time mean all between them."""
    end = linked.size if end is None else end
    grid = linked.grid
    left_out = _excepted(linked, start, end)
    rows: dict[int, list[Value]] = {}
    out: dict[int, list[Value]] = {}
    columns: list[int] = []
    names: tuple[list[str], list[str]] = ([], [])
    for mention in linked.inside(start, end):
        label = mention.label
        if label.axis == "column":
            if label.index in grid.values and label.index not in columns and mention not in left_out:
                columns.append(label.index)
                names[1].append(label.text)
            continue
        same = [label, *(twin for twin in mention.twins if twin.axis == "row" and twin.column == label.column)]
        for twin in same:
            value = grid.value(twin.index, twin.column)
            target = out if mention in left_out else rows
            if value not in target.setdefault(twin.column, []):
                target[twin.column].append(value)
        if mention not in left_out:
            names[0].append(label.text)
    wheres = [Where(column, "in", tuple(values)) for column, values in rows.items()]
    wheres += [Where(column, "notin", tuple(values)) for column, values in out.items()]
    selection = Selection(tuple(wheres), tuple(columns), tuple(names[0]), tuple(names[1]))
    selection = _positions(linked, selection, start, end)
    return _time_range(linked, selection, start, end) if ranges else selection


def _excepted(linked: Linked, start: int, end: int) -> tuple[Mention, ...]:
    cue = linked.intent.within(start, end).first("except")
    if cue is None:
        return ()
    after = [m for m in linked.inside(start, end) if m.start >= cue.end]
    return tuple(after) if after else tuple(m for m in linked.inside(start, end) if linked.intent.language == "zh")


def _positions(linked: Linked, selection: Selection, start: int, end: int) -> Selection:
    """ "leftmost", "last three years", "bar in the middle": rows by where they stand, or by time."""
    intent = linked.intent.within(start, end)
    cue = intent.first("first", "last", "middle")
    grid = linked.grid
    if cue is None or any(w.test == "in" and w.column == grid.key for w in selection.rows) or not grid.cells:
        return selection
    order = [row for row in range(len(grid.cells)) if row not in grid.total_rows]
    if grid.row_years and linked.tokens[min(cue.start, linked.size - 1)].text not in (
        "leftmost",
        "rightmost",
        "left",
        "right",
    ):
        order = sorted((row for row in order if row in grid.row_years), key=lambda row: grid.row_years[row])
    count = next((n for n in intent.numbers if n.kind in ("word", "number") and abs(n.start - cue.end) <= 1), None)
    k = int(count.number or 1) if count else 1
    if cue.kind == "middle":
        chosen = [order[len(order) // 2]] if order else []
    else:
        chosen = order[:k] if cue.kind == "first" else order[-k:]
    if not chosen or (cue.kind != "middle" and k == 1 and intent.has("max", "min")):
        return selection
    names = tuple(grid.row_name(row) for row in chosen)
    where = Where(-1, "in", tuple(sorted(chosen)))
    if grid.key is not None and len({grid.value(r, grid.key) for r in range(len(grid.cells))}) == len(grid.cells):
        where = Where(grid.key, "in", tuple(grid.value(row, grid.key) for row in chosen))
    return replace(selection, rows=(*selection.rows, where), row_names=names)


def _time_range(linked: Linked, selection: Selection, start: int, end: int) -> Selection:
    """ "from 2014 to 2019", "since 2015", "before 2010": the rows or columns of those years."""
    bounds = year_bounds(linked, start, end)
    if bounds is None:
        return selection
    grid, (low, high) = linked.grid, bounds
    if grid.row_years and grid.key is not None:
        rows = [row for row, year in grid.row_years.items() if low <= year <= high]
        if rows:
            values = tuple(grid.value(row, grid.key) for row in rows)
            numeric = all(isinstance(v, int | float) for v in values)
            where = Where(grid.key, "between", (low, high)) if numeric else Where(grid.key, "in", values)
            others = tuple(w for w in selection.rows if w.column != grid.key)
            return replace(selection, rows=(*others, where), row_names=(f"{low}–{high}",))
    columns = tuple(c for c, year in grid.column_years.items() if low <= year <= high)
    if columns:
        return replace(selection, columns=columns, column_names=(f"{low}–{high}",))
    return selection


def year_points(linked: Linked, start: int, end: int) -> list[tuple[int, int, int]]:
    """(token start, token end, year) of every year that the stretch names, as label or as bare number."""
    points = {
        m.start: (m.start, m.end, m.label.year)
        for m in linked.inside(start, end)
        if m.label.year and _is_time(linked.grid, m.label)
    }
    for cue in linked.intent.within(start, end).years:
        points.setdefault(cue.start, (cue.start, cue.end, int(cue.number or 0)))
    return [points[at] for at in sorted(points)]


def _is_time(grid: Grid, label: Label) -> bool:
    return label.index in (grid.row_years if label.axis == "row" else grid.column_years)


def year_bounds(linked: Linked, start: int, end: int) -> tuple[int, int] | None:
    """The first and last year of a span of time that the stretch names; None when it names none."""
    points = year_points(linked, start, end)
    intent = linked.intent
    years = [*linked.grid.row_years.values(), *linked.grid.column_years.values()]
    if not points or not years:
        return None
    if len(points) == 2:
        (_, a_end, first), (b_start, _, last) = points
        joint = [c for c in intent.cues if a_end <= c.start and c.end <= b_start and c.kind in ("to", "and")]
        opened = [
            c
            for c in intent.cues
            if c.end <= points[0][0] and points[0][0] - c.end <= 1 and c.kind in ("from", "between")
        ]
        through = any(c.kind == "to" for c in joint)
        if b_start - a_end <= 2 and (through or (joint and opened) or b_start == a_end) and first < last:
            return first, last
        return None
    if len(points) == 1:
        at, stop, year = points[0]
        near = [
            c
            for c in intent.cues
            if (c.end <= at and at - c.end <= 1) or (intent.language == "zh" and 0 <= c.start - stop <= 1)
        ]
        if any(c.kind == "before" for c in near):
            return min(years), year - 1
        since = any(
            linked.tokens[c.start].text in ("since", "以") for c in near if c.kind == "after" and c.start < linked.size
        )
        if any(c.kind == "after" for c in near):
            return (year if since else year + 1), max(years)
    return None


def year_before(grid: Grid, column: int, year: int) -> int | None:
    """The column that holds the same as `column` for another year: its name with that year in place of its own."""
    own = str(grid.column_years[column])
    name = fold(grid.info.columns[column].name).replace(own, str(year))
    found = [c for c, of in grid.column_years.items() if of == year and fold(grid.info.columns[c].name) == name]
    return found[0] if len(found) == 1 else None


def pick_of(linked: Linked, selection: Selection, *, totals: bool = False) -> Pick:
    """The cells of a selection; where it leaves an axis open, all that fit: no totals, the columns that are meant."""
    grid = linked.grid
    columns = selection.columns or likely_columns(linked)
    where = selection.rows
    named = any(w.test != "notin" for w in where)
    if not named and grid.total_rows and not totals and grid.key is not None:
        names = tuple(dict.fromkeys(grid.value(row, grid.key) for row in sorted(grid.total_rows)))
        where = (*where, Where(grid.key, "notin", names))
    return Pick(grid, columns, where)


def likely_columns(linked: Linked) -> tuple[int, ...]:
    """The value columns whose names share most words with the question; all but totals when none stands out."""
    grid = linked.grid
    if len(grid.values) <= 1:
        return grid.values
    scores: dict[int, float] = {}
    spent = {at for m in linked.mentions for at in m.used}
    for label in grid.column_labels:
        if label.index in grid.values and label.forms:
            words = [w for w in label.forms[0] if not w.isdigit()]
            scores[label.index] = sum(_best(word, linked.tokens, spent, linked.synonyms) for word in words)
    best = max(scores.values(), default=0.0)
    winners = tuple(c for c in grid.values if scores.get(c, 0.0) >= best - 0.05)
    if best >= 0.75 and len(winners) < len(grid.values):
        return winners
    return tuple(c for c in grid.values if c not in grid.total_columns) or grid.values


def _best(word: str, tokens: Sequence[Token], spent: set[int], synonyms: Synonyms) -> float:
    return max((words_alike(t.stem, word, synonyms) for at, t in enumerate(tokens) if at not in spent), default=0.0)


def count_near(intent: Intent, cue: Cue) -> int | None:
    """The number word next to a superlative: "two smallest", "top 3", "highest three"."""
    for number in intent.numbers:
        if number.kind in ("word", "number") and (0 <= cue.start - number.end <= 1 or 0 <= number.start - cue.end <= 1):
            value = number.number or 0
            if 1 <= value <= 50 and float(value).is_integer():
                return int(value)
    return None
