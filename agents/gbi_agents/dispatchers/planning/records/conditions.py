"""Which records a question speaks of: values of cells that it names, in full or in part, outcomes, years.

A condition keeps the rows whose cell in one column holds the words said: "Wales" keeps "Cardiff, Wales" too. Those on
one column are alternatives where "or" or "and" joins them; those on several columns must all hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gbi.types import Value
from gbi_agents.dispatchers.grammar.intent import Intent
from gbi_agents.dispatchers.planning.expr import Where
from gbi_agents.dispatchers.planning.records.table import Records
from gbi_agents.language import Token
from gbi_agents.linking import COMMON, LIGHT, Synonyms, words_alike

LONGEST = 9
NOTE = 9
"""Words from which a cell is a note: one of its words alone does not tell what the record is."""
_LINKING = frozenset(("the", "of", "a", "an", "and", "in", "at", "to", "by", "for", "on", "'s"))
_FRAMING = frozenset((
    "game", "match", "race", "team", "player", "year", "time", "place", "name", "title", "number", "total", "first",
    "second", "third", "last", "next", "final", "position", "season", "win", "won", "lost", "loss", "record", "date",
    "day", "month", "result", "score", "point", "award", "event", "type", "city", "country", "state", "town", "film",
    "movie", "song", "album", "episode", "show", "list", "chart", "table", "top", "best", "only", "same", "different",
    "home", "away", "long", "short", "high", "low", "old", "new", "many", "more", "most", "one", "two", "three",
    "four", "five", "six", "seven", "eight", "nine", "ten", "was", "were", "work", "played", "play", "after", "before",
    "nation", "athlete", "driver", "winner", "member", "person", "series", "role", "level", "class", "group",
))  # fmt: skip
"""Words that say what kind of thing is meant: a cell that holds one beside others is not named by it."""
_FUNCTION = frozenset((
    "from", "with", "than", "as", "did", "do", "does", "she", "he", "they", "it", "that", "who", "has", "have", "had",
    "other", "some", "any", "there", "into", "where", "when", "while", "during", "until", "been", "being", "also",
    "built", "made", "used", "received", "listed", "based",
))  # fmt: skip
_BOUNDS = frozenset(("over", "above", "below", "under", "than", "exceeding", "exceeded", "least", "most", "beyond"))
_OUTCOMES: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset(("win", "won", "winning", "victory", "victorious", "beat")), frozenset(("w", "win", "won", "victory"))),
    (frozenset(("lose", "lost", "loss", "losing", "defeat", "defeated")), frozenset(("l", "loss", "lost", "lose"))),
    (frozenset(("draw", "drew", "drawn", "tie", "tied")), frozenset(("d", "t", "draw", "drawn", "tie", "tied"))),
    (frozenset(("home",)), frozenset(("h", "home"))),
    (frozenset(("away",)), frozenset(("a", "away"))),
)


@dataclass(frozen=True)
class Condition:
    """Rows that hold what the tokens `used` say, in one column; `whole` where the cell says nothing more."""

    column: int
    rows: frozenset[int]
    used: frozenset[int]
    whole: bool

    @property
    def start(self) -> int:
        """The first of its tokens."""
        return min(self.used)

    @property
    def end(self) -> int:
        """Behind the last of its tokens."""
        return max(self.used) + 1

    def where(self, records: Records) -> Where:
        """The condition on the column's values."""
        values: tuple[Value, ...] = tuple(dict.fromkeys(records.value(row, self.column) for row in sorted(self.rows)))
        return Where(self.column, "in", values)


def named_values(records: Records, tokens: Sequence[Token], wanted: int | None, synonyms: Synonyms) -> list[Condition]:
    """Conditions by the cells that the question names, the longest words first; `wanted` is the column asked for,
    which is taken last."""
    taken: set[int] = set()
    heads = {word for head in records.heads for word in head}
    found: list[Condition] = []
    for start, end in _windows(len(tokens)):
        span = range(start, end)
        if any(at in taken for at in span) or not _telling(tokens, start, end, heads, synonyms):
            continue
        made = _matching(records, tokens, start, end, wanted, heads)
        if made is not None:
            found.append(made)
            taken |= made.used
    return sorted(found, key=lambda c: c.start)


def _windows(size: int) -> Iterator[tuple[int, int]]:
    for length in range(min(LONGEST, size), 0, -1):
        for start in range(size - length + 1):
            yield start, start + length


def _telling(tokens: Sequence[Token], start: int, end: int, heads: set[str], synonyms: Synonyms) -> bool:
    """Whether the words may name a value: framing words and the table's own headers do not."""
    if any(t.stem in _LINKING for t in (tokens[start], tokens[end - 1])):
        return False
    words = [t for t in tokens[start:end] if t.stem not in COMMON and t.text not in COMMON]
    return any(w.stem not in LIGHT and w.stem not in _FRAMING and w.stem not in heads for w in words) or (
        end - start >= 2 and len(words) >= 2
    )


def _matching(
    records: Records, tokens: Sequence[Token], start: int, end: int, wanted: int | None, heads: set[str]
) -> Condition | None:
    said = tuple(t.stem for t in tokens[start:end])
    if len(said) == 1 and said[0].isdigit():
        return _by_number(records, tokens, start, wanted)
    best: tuple[tuple[float, ...], Condition] | None = None
    for column in records.columns:
        if column in records.numeric and column not in records.grid.texts:
            continue
        full = frozenset(row for row in records.rows if _core(records.words[row][column]) == _core(said))
        part = frozenset(row for row in records.rows if _holds(records.words[row][column], said))
        if len(said) == 1 and not full and any(len(records.words[row][column]) > NOTE for row in part):
            continue  # one word in a long note
        rows = part | full
        if not rows or (not full and not _partial_is_enough(tokens, start, end)):
            continue
        near = _head_near(records, tokens, start, end, column)
        rating = (column != wanted, bool(full), near, column == records.entity, len(rows), -column)
        if best is None or rating > best[0]:
            best = rating, Condition(column, rows, frozenset(range(start, end)), bool(full))
    return best[1] if best else None


def _partial_is_enough(tokens: Sequence[Token], start: int, end: int) -> bool:
    words = [t for t in tokens[start:end] if t.stem not in COMMON]
    edges = (tokens[start], tokens[end - 1])
    if any(t.stem in COMMON or t.text in COMMON or t.text in _FUNCTION for t in edges):
        return False
    if end - start == 1:
        word = tokens[start]
        return len(word.stem) >= 3 and not word.text.isdigit() and word.stem not in _FRAMING and word.stem not in LIGHT
    return any(w.stem not in _FRAMING and w.stem not in LIGHT for w in words)


def _core(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _LINKING)


def _holds(words: tuple[str, ...], said: tuple[str, ...]) -> bool:
    size = len(said)
    return any(words[at : at + size] == said for at in range(len(words) - size + 1))


def _head_near(records: Records, tokens: Sequence[Token], start: int, end: int, column: int) -> bool:
    """Whether the column's header is said right before or behind the words."""
    around = {tokens[at].stem for at in (*range(max(0, start - 3), start), *range(end, min(len(tokens), end + 2)))}
    return any(word in around for word in records.heads[column] if word not in COMMON)


def _by_number(records: Records, tokens: Sequence[Token], at: int, wanted: int | None) -> Condition | None:
    """A number beside the header of the one column that holds it: "pick number 25", "51 total medals"."""
    if at and tokens[at - 1].text in _BOUNDS:
        return None  # "over 1,200" is a test, though a record has that very number
    number = float(tokens[at].text)
    for column in records.columns:
        if column not in records.numeric or column == wanted or not _head_near(records, tokens, at, at + 1, column):
            continue
        rows = frozenset(row for row in records.rows if records.number(row, column) == number)
        if rows:
            return Condition(column, rows, frozenset((at,)), True)
    return None


def outcomes(records: Records, tokens: Sequence[Token], free: Sequence[int]) -> list[Condition]:
    """ "games that were won", "home games": the column whose cells begin with a code for it."""
    out: list[Condition] = []
    for at in free:
        codes = next(
            (codes for words, codes in _OUTCOMES if tokens[at].text in words or tokens[at].stem in words), None
        )
        if codes is None:
            continue
        for column in records.columns:
            heads = {w for row in records.rows for w in records.words[row][column][:1]}
            known = {code for _, all_codes in _OUTCOMES for code in all_codes}
            filled = [row for row in records.rows if records.words[row][column]]
            coded = [row for row in filled if records.words[row][column][0] in known]
            if len(coded) < 0.8 * len(filled) or len(heads) > 8 or not coded:
                continue
            rows = frozenset(row for row in coded if records.words[row][column][0] in codes)
            if rows and len(rows) < len(records.rows):
                out.append(Condition(column, rows, frozenset((at,)), True))
                break
    return out


def years(
    records: Records, tokens: Sequence[Token], intent: Intent, taken: set[int], wanted: int | None
) -> list[Condition] | None:
    """Conditions by the years that are said; None where a year is said that no record is of."""
    free = [cue for cue in intent.years if cue.start not in taken]
    if not free:
        return []
    columns = [c for c in records.columns if c in records.timed]
    columns.sort(key=lambda c: (not _said(records, tokens, c), c == wanted))
    points = [(cue.start, int(cue.number or 0)) for cue in free]
    spans = _spans(points, intent)
    for column in columns:
        out = [_in_years(records, column, low, high, used) for low, high, used in spans]
        if all(out):
            return [made for made in out if made is not None]
    return None


def _said(records: Records, tokens: Sequence[Token], column: int) -> bool:
    stems_said = {t.stem for t in tokens}
    return bool(records.heads[column]) and all(w in stems_said for w in records.heads[column] if w not in COMMON)


def _spans(points: Sequence[tuple[int, int]], intent: Intent) -> list[tuple[int, int, frozenset[int]]]:
    if len(points) == 2 and points[0][1] < points[1][1]:
        (a, first), (b, last) = points
        between = [c.kind for c in intent.cues if a < c.start < b]
        opened = any(c.kind in ("from", "between") and 0 < a - c.start <= 3 for c in intent.cues)
        if b - a <= 2 and ("to" in between or b - a == 1 or ("and" in between and opened)):
            return [(first, last, frozenset((a, b)))]
    out = []
    for at, year in points:
        near = [c for c in intent.cues if c.end <= at and at - c.end <= 1]
        low, high = year, year
        if any(c.kind == "before" for c in near):
            low, high = 0, year - 1
        elif any(c.kind == "after" for c in near):
            since = any(c.kind == "after" and c.number is None and c.end - c.start == 1 for c in near)
            low, high = (year if since and _is_since(intent, at) else year + 1), 9999
        joined = {i for c in near if c.kind in ("before", "after") for i in range(c.start, c.end)}
        out.append((low, high, frozenset((at, *joined))))
    return out


def _is_since(intent: Intent, at: int) -> bool:
    return bool(re.search(r"\bsince\b|以来", intent.question.lower()))


def _in_years(records: Records, column: int, low: int, high: int, used: frozenset[int]) -> Condition | None:
    rows = []
    for row in records.rows:
        moment = records.moment(row, column)
        if moment is not None and moment[0] and low <= moment[0] <= high:
            rows.append(row)
    return Condition(column, frozenset(rows), used, True) if rows else None


def alike(records: Records, word: str, column: int, synonyms: Synonyms) -> float:
    """How well a word is one of the column's header."""
    return max((words_alike(word, head, synonyms) for head in records.heads[column]), default=0.0)
