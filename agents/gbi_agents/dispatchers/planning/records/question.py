"""A question over records, taken apart: which rows are meant, which column is asked for, which tokens say so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from gbi_agents.dispatchers.grammar.intent import Intent
from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.planning.expr import Where, compare
from gbi_agents.dispatchers.planning.records import conditions as named
from gbi_agents.dispatchers.planning.records.columns import asked_column, by_words, said_columns
from gbi_agents.dispatchers.planning.records.conditions import Condition
from gbi_agents.dispatchers.planning.records.table import Records
from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.language import Token
from gbi_agents.linking import COMMON, LIGHT, Synonyms, content_words

_SAYING = frozenset((
    "game", "match", "entry", "row", "record", "item", "table", "chart", "list", "listed", "total", "number", "amount",
    "time", "exactly", "ever", "only", "just", "overall", "altogether", "name", "different", "individual", "single",
    "based", "shown", "according", "following", "given", "thing", "entire", "also", "actually", "compete", "competed",
    "participate", "participated", "play", "played", "appear", "appeared", "happen", "happened", "occur", "occurred",
    "place", "took", "take", "taken", "finish", "finished", "earn", "earned", "achieve", "achieved", "win", "won",
    "score", "scored", "receive", "received", "get", "got", "held", "hold", "feature", "featured", "include",
    "included", "belong", "belonged", "consist", "contain", "last", "first", "top", "come", "came", "end", "start",
    "mentioned", "present", "complete", "completed", "recorded", "record", "attend", "attended", "rank", "ranked",
    "gain", "gained", "considered", "called", "known", "titled", "named", "used", "run", "ran", "work", "serve",
    "served", "produce", "produced", "release", "released", "make", "made", "air", "aired", "open", "opened", "build",
    "built", "create", "created", "write", "written", "wrote", "direct", "directed", "perform", "performed", "born",
    "die", "died", "represent", "represented", "elected", "located", "total", "amount", "out", "back", "way", "any",
))  # fmt: skip
"""Words that frame a question over records: verbs of taking part and the like, which no cell has to say."""


@dataclass(frozen=True)
class Test:
    """A number that the records' values in a column are compared with."""

    column: int
    test: str
    number: float
    used: frozenset[int]


@dataclass(frozen=True)
class Question:
    """The parts of a question over one table of records."""

    linked: Linked
    records: Records
    intent: Intent
    conditions: tuple[Condition, ...]
    wanted: int | None
    spoken: frozenset[int]  # tokens that say what is asked for

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The question's tokens."""
        return self.linked.tokens

    @property
    def synonyms(self) -> Synonyms:
        """The glossary's synonyms."""
        return self.linked.synonyms

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The tokens' texts."""
        return tuple(token.text for token in self.tokens)

    @cached_property
    def taken(self) -> frozenset[int]:
        """Tokens of conditions."""
        return frozenset(at for condition in self.conditions for at in condition.used)

    def at(self, *kinds: str) -> int | None:
        """Where the first cue of one of the kinds stands, outside of conditions."""
        cue = next((c for c in self.intent.cues if c.kind in kinds and c.start not in self.taken), None)
        return cue.start if cue is not None and cue.start < len(self.tokens) else None

    def without(self, *dropped: Condition) -> Question:
        """The same question without some of its conditions (their tokens stay accounted for by the caller)."""
        return replace(self, conditions=tuple(c for c in self.conditions if c not in dropped))

    def rows(self) -> list[int]:
        """The rows that meet the conditions: any of those on one column, all columns."""
        kept = [row for row in self.records.rows if row not in self.records.totals]
        for column in dict.fromkeys(c.column for c in self.conditions):
            meant = self._together(column)
            kept = [row for row in kept if row in meant]
        return kept

    def _together(self, column: int) -> frozenset[int]:
        """Rows by all conditions on a column: any of them where "or", "and" or a comma joins them, else all at once."""
        same = [c for c in self.conditions if c.column == column]
        every = frozenset.intersection(*(c.rows for c in same))
        joined = any(self._joined(a, b) for a, b in pairwise(same))
        return every if every and not joined else frozenset().union(*(c.rows for c in same))

    def _joined(self, a: Condition, b: Condition) -> bool:
        return any(a.end <= c.start <= b.start and c.kind in ("or", "and", "to") for c in self.intent.cues)

    def wheres(self) -> tuple[Where, ...]:
        """The conditions for SQL."""
        out = []
        for column in dict.fromkeys(c.column for c in self.conditions):
            meant = sorted(self._together(column))
            out.append(Where(column, "in", tuple(dict.fromkeys(self.records.value(row, column) for row in meant))))
        return tuple(out)

    def tests(self) -> list[Test] | None:
        """Comparisons with numbers ("more than 1,500 people"); None where one is said of an unclear column."""
        out: list[Test] = []
        than = self.at("than")
        if than is not None and not self.intent.numbers:
            return None  # "more points than A"
        for cue in self.intent.cues:
            test = {"more": ">", "less": "<", "atleast": ">=", "atmost": "<="}.get(cue.kind)
            if test is None or cue.start in self.taken:
                continue
            numbers = [n for n in self.intent.numbers if 0 <= n.start - cue.end <= 2 or 0 <= cue.start - n.end <= 3]
            if not numbers:
                return None
            number = numbers[0]
            column = self._tested(number.start, number.end)
            if column is None:
                return None
            used = frozenset((*range(cue.start, cue.end), number.start, *column[1]))
            out.append(Test(column[0], test, float(number.number or 0), used))
        return out

    def _tested(self, start: int, end: int) -> tuple[int, frozenset[int]] | None:
        """The column that a number is said of: by the words behind it, else by the nearest header that is said."""
        among = [c for c in (*self.records.measures, *self.records.identities) if c in self.records.numeric]
        behind = [at for at in range(end, min(len(self.tokens), end + 4)) if at not in self.taken]
        words: list[str] = []
        for at in behind:
            if self.tokens[at].text in ("in", "of", "at", "for", "on", "or", "and", "with", "were", "was", "to"):
                break
            words.append(self.tokens[at].stem)
        for size in range(len(words), 0, -1):
            column = by_words(self.records, words[:size], self.synonyms, among)
            if column is not None and not self._rivalled(column, frozenset(behind[:size])):
                return column, frozenset(behind[:size])
        said = said_columns(self.records, self.tokens, self.taken, self.synonyms, among)
        return said[0] if said else None

    def _rivalled(self, column: int, used: frozenset[int]) -> bool:
        """Whether another column of numbers is said in full too: "won at least 4 matches" of Won and Matches."""
        others = [c for c in self.records.measures if c != column]
        said = said_columns(self.records, self.tokens, self.taken | used, self.synonyms, others)
        return any(len(tokens) >= len(self.records.heads[c]) for c, tokens in said)

    def verdict(self) -> bool:
        """Whether yes or no, or a choice, is asked for."""
        return self.intent.ask == "truth"

    def counts(self) -> bool:
        """Whether "how many" or "number of" is asked."""
        return bool(re.search(r"\bhow many\b|\b(?:the|total|a) number of\b", " ".join(self.texts)))

    def passing(self, tests: list[Test], rows: list[int]) -> list[int]:
        """The rows whose numbers pass all comparisons."""
        for test in tests:
            rows = [row for row in rows if _passes(self.records.number(row, test.column), test)]
        return rows

    def left(self, used: frozenset[int]) -> tuple[int, ...]:
        """Content tokens that neither the conditions, what is asked, `used` nor framing words account for."""
        accounted = set(used) | self.taken | self.spoken | set(self.intent.spent)
        heads = {word for column in self._used_columns(used) for word in self.records.heads[column]}
        out = []
        for at in content_words(self.tokens, frozenset(accounted)):
            token = self.tokens[at]
            framing = token.stem in LIGHT or token.text in LIGHT or token.stem in _SAYING or token.text in _SAYING
            if not framing and token.stem not in COMMON and token.stem not in heads:
                out.append(at)
        return tuple(out)

    def _used_columns(self, used: frozenset[int]) -> list[int]:
        columns = {c.column for c in self.conditions} | ({self.wanted} if self.wanted is not None else set())
        said = said_columns(self.records, self.tokens, frozenset(), self.synonyms, list(self.records.columns))
        return [*columns, *(column for column, tokens in said if tokens <= used)]


def _passes(number: float | None, test: Test) -> bool:
    return number is not None and compare(number, test.test, test.number)


def take_apart(linked: Linked) -> Question | None:
    """The question's parts; None where it names a year that no record is of."""
    records = Records(linked.grid)
    wanted, spoken = asked_column(records, linked.tokens, linked.synonyms)
    found = named.named_values(records, linked.tokens, wanted, linked.synonyms)
    found = [c for c in found if not c.used <= spoken or c.whole]
    taken = {at for c in found for at in c.used}
    intent = parse(linked.intent.question, linked.tokens, linked.intent.language, frozenset(taken))
    dated = named.years(records, linked.tokens, intent, taken, wanted)
    if dated is None:
        return None
    found += dated
    taken = {at for c in found for at in c.used}
    found += named.outcomes(records, linked.tokens, [at for at in range(linked.size) if at not in taken | set(spoken)])
    spoken = frozenset(at for at in spoken if at not in {a for c in found for a in c.used})
    return Question(linked, records, intent, tuple(sorted(found, key=lambda c: c.start)), wanted, spoken)
