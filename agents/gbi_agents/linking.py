"""Schema linking: which labels of a table a question names, and how much of the question a table accounts for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from gbi_agents.calendar_names import AMBIGUOUS
from gbi_agents.language import Token
from gbi_agents.spans import by_parts, in_a_row, run_together
from gbi_agents.synonyms import synonym_map, word_map
from gbi_agents.tables import Grid, Label

Synonyms = tuple[tuple[str, ...], ...]
FUZZY = 86.0
"""rapidfuzz ratio from which two words of five letters or more count as the same (one slip in six or seven letters)."""
MIN_SCORE = 0.5
SURE, VAGUE = 0.9, 0.68
"""A label said in full leaves no room for half-said ones on its axis."""
SMALL_PAGE = 150
"""Different words up to which a page's text counts as the figure's own: a picture of a chart, not a page of prose; the
words around a table in a long report are as often of its neighbour."""

_LIGHT = """
say said saying saw see seen show shown showing shows people person respondent adult data represent
represented according given used use using listed list recorded located found find figure survey group made
make take took taken come came go get got going many there people's every who've like do think believe feel
during time until among within across per about approximately estimated total overall current reported
indicate state identify experience hold held name case if we you your i let calculate determine compare
compared whole respectively approx exactly having being been year's say's would could should might one else
such then than please respondents' entire fy fiscal end ended ending pie diagram picture part option larger higher
lower greater smaller bigger fewer
"""
LIGHT = frozenset(_LIGHT.split())
"""Words that frame a question and need not stand in a table; they weigh little and their absence is not told."""

# Words that name an operation or nothing at all: a label of such words alone is matched only when quoted.
_COMMON = """
the of and a an to in on at for by from with is are was were be been do does did has have had than as it its
this that these those there which what who when where how many much more less most least highest lowest
largest smallest average mean median sum maximum minimum max min value number percentage % percent amount data
point bar line chart graph table year per show between all any each both or not no yes ratio difference count
rank other their they them he she his her one two three out about into over under above below up down only
also same 的 是 了 在 和 与 或 有 多 少 哪 个 年 几 为 最 高 低 大 小 上 下 中 比 及 不 一 多少 什 么
"""
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A label found in the question: tokens `start..end` (end exclusive), how well, and every label that fits there."""

    start: int
    end: int
    score: float
    label: Label
    twins: tuple[Label, ...] = ()  # equally good labels elsewhere (the same text in several rows, or on both axes)
    used: frozenset[int] = frozenset()  # the question's tokens that matched


def words_alike(a: str, b: str, synonyms: Synonyms = ()) -> float:
    """How far two stems are the same word: 1 same, 0.9 synonym or slip of the pen, 0.75 same root, else 0."""
    if a == b:
        return 1.0
    if b in word_map(synonyms).get(a, ()):
        return 0.9
    if not (a.isalpha() and b.isalpha()) or min(len(a), len(b)) < 4:
        return 0.0
    if min(len(a), len(b)) >= 5 and abs(len(a) - len(b)) <= 2 and fuzz.ratio(a, b) >= FUZZY:
        return 0.9
    short = min(len(a), len(b))
    same = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), short)
    tail = max(a, b, key=len)[same:]
    inflected = same >= 4 and same == short and tail in ("ing", "ed", "er", "ion", "al", "ly", "s", "es")
    return 0.75 if inflected or (same >= 5 and same >= 0.62 * max(len(a), len(b))) else 0.0


def find_mentions(
    tokens: Sequence[Token], grid: Grid, synonyms: Synonyms = (), least: float = MIN_SCORE
) -> tuple[Mention, ...]:
    """Labels of rows and columns that the question names, none overlapping another, each said as well as `least`."""
    labels = [*grid.column_labels, *grid.row_labels]
    rarity = _rarity(labels)
    found: list[Mention] = []
    for label, twins in _distinct(labels):
        mention = _best_match(tokens, label, twins, rarity if grid.info.chart_type else {}, synonyms)
        if mention is not None and mention.score >= least:
            found.append(mention)
    return _without_overlap(found, tokens)


def _distinct(labels: Sequence[Label]) -> list[tuple[Label, tuple[Label, ...]]]:
    """Labels of the same text on one axis together: a value repeated down a column is one mention of many rows."""
    groups: dict[tuple[str, int, str], list[Label]] = {}
    for label in labels:
        column = label.column if label.axis == "row" else -1
        groups.setdefault((label.axis, column, label.text.casefold()), []).append(label)
    return [(group[0], tuple(group[1:])) for group in groups.values()]


def _rarity(labels: Sequence[Label]) -> dict[str, float]:
    """Weight of a stem by how few different labels hold it: 1 for one label, falling towards 0.1."""
    counts = Counter(word for text, form in {(la.text, la.forms[0]) for la in labels if la.forms} for word in set(form))
    return {word: max(0.1, 1.0 / count) for word, count in counts.items()}


def _best_match(
    tokens: Sequence[Token], label: Label, twins: tuple[Label, ...], rarity: dict[str, float], synonyms: Synonyms
) -> Mention | None:
    best: Mention | None = None
    for rank, form in enumerate(label.forms):
        for candidate in _spellings(form, synonyms):
            whole = in_a_row(tokens, candidate)
            if whole is not None:
                score = (1.0 if candidate == form else 0.9) - 0.02 * min(rank, 4)
                best = _better(best, Mention(*whole, score, label, twins, frozenset(range(*whole))))
        joined = run_together(tokens, form) if best is None else None
        if joined is not None:
            best = Mention(*joined, 0.95, label, twins, frozenset(range(*joined)))
    parts = by_parts(tokens, label.text) if " / " in label.text else None
    if parts is not None and (best is None or len(parts) > len(best.used)):
        best = Mention(min(parts), max(parts) + 1, 0.99, label, twins, parts)
    if best is None and label.forms:
        best = _partial(tokens, label, twins, rarity, synonyms)
    if best is None or _only_common(tokens, best):
        return None
    return best


def _better(a: Mention | None, b: Mention) -> Mention:
    more = a is not None and b.used > a.used and b.score >= SURE
    return b if a is None or more or (b.score, b.end - b.start) > (a.score, a.end - a.start) else a


def _spellings(form: tuple[str, ...], synonyms: Synonyms) -> Iterable[tuple[str, ...]]:
    yield form
    yield from synonym_map(synonyms).get(form, ())


def _partial(
    tokens: Sequence[Token], label: Label, twins: tuple[Label, ...], rarity: dict[str, float], synonyms: Synonyms
) -> Mention | None:
    """The label by most of its telling words, wherever they stand close together; numbers in it must all be there."""
    form = tuple(dict.fromkeys(label.forms[0]))
    if form[0] in ("other", "non", "其他") and form[0] not in {token.stem for token in tokens}:
        return None  # "other debt" is what "debt" leaves out
    hits: dict[int, float] = {}
    gained = total = 0.0
    for word in sorted(form, key=lambda w: -rarity.get(w, 1.0) * (0.3 if w in COMMON else 1.0)):
        weight = rarity.get(word, 1.0) * (0.3 if word in COMMON else 1.0)
        total += weight
        at, alike = _closest(tokens, word, hits, synonyms)
        if at is None and word[0].isdigit():
            return None
        if at is not None:
            hits[at] = alike
            gained += weight * alike
    telling = [at for at in hits if tokens[at].stem not in COMMON and tokens[at].stem not in LIGHT]
    if all(tokens[at].text[0].isdigit() for at in telling) and not all(
        word[0].isdigit() or word == "%" for word in form
    ):
        return None
    if not telling or not total:
        return None
    first, last, cover = min(telling), max(telling) + 1, gained / total
    sparse = len(form) > 3 and len(telling) == 1 and cover < 0.5
    if last - first > len(form) + 4 or cover < 0.34 or sparse:
        return None
    score = 0.4 + 0.5 * cover
    return Mention(first, last, score, label, twins, frozenset(telling)) if score >= MIN_SCORE else None


def _closest(tokens: Sequence[Token], word: str, taken: Iterable[int], synonyms: Synonyms) -> tuple[int | None, float]:
    """Where the word stands: the best likeness, of equals the one nearest to what was found already."""
    best: tuple[int | None, float] = (None, 0.0)
    near = list(taken)
    for at, token in enumerate(tokens):
        if at in near:
            continue
        alike = words_alike(token.stem, word, synonyms)
        closer = best[0] is not None and near and abs(at - near[0]) < abs(best[0] - near[0])
        if alike > best[1] or (alike and alike == best[1] and closer):
            best = (at, alike)
    return best


def _only_common(tokens: Sequence[Token], mention: Mention) -> bool:
    words = [tokens[at] for at in mention.used]
    if all(word.stem in COMMON or word.text in COMMON for word in words):
        plain = words[0].text == "yes" or (words[0].capital and mention.start > 0)
        return not (mention.score >= 0.98 and (len(words) > 1 or plain))
    if len(words) == 1 and words[0].stem in AMBIGUOUS and not words[0].capital:
        before = tokens[mention.start - 1].stem if mention.start else ""
        return before not in ("in", "on", "for", "of", "since", "until", "to", "from", "and", "between", "or", "by")
    letter = len(words) == 1 and len(words[0].stem) == 1 and words[0].stem.isalpha() and not words[0].capital
    return letter and not (words[0].cjk and mention.score >= 0.98)


def _without_overlap(found: list[Mention], tokens: Sequence[Token]) -> tuple[Mention, ...]:
    """The best mentions whose tokens do not overlap; of equals, on both axes or many labels, the rest become twins."""
    ordered = sorted(
        found, key=lambda m: (-(len(m.used) * m.score**2), -m.score, m.label.axis != "row", -_further(m, tokens))
    )
    kept: list[Mention] = []
    for mention in ordered:
        rival = next((k for k in kept if k.used & mention.used), None)
        if rival is None:
            kept.append(mention)
        elif rival.used == mention.used and abs(rival.score - mention.score) < 0.02:
            kept[kept.index(rival)] = Mention(
                rival.start, rival.end, rival.score, rival.label,
                (*rival.twins, mention.label, *mention.twins), rival.used,
            )  # fmt: skip
    sure = {m.label.axis for m in kept if m.score >= SURE}
    kept = [m for m in kept if m.score >= VAGUE or m.label.axis not in sure]
    return tuple(sorted(kept, key=lambda m: m.start))


def _further(mention: Mention, tokens: Sequence[Token]) -> float:
    """How much of the label's other words the question says too: "percentage" for the "%" of "2010 / %"."""
    outside = [token.stem for at, token in enumerate(tokens) if at not in mention.used]
    return sum(max((words_alike(w, o) for o in outside), default=0.0) for form in mention.label.forms[:1] for w in form)


def year_mentions(tokens: Sequence[Token], grid: Grid, found: Sequence[Mention]) -> tuple[Mention, ...]:
    """Bare years that one row or column alone is of: "2015" for "Year ended December 31, 2015"."""
    spent = {at for mention in found for at in mention.used}
    out: list[Mention] = []
    for at, token in enumerate(tokens):
        of_two = at + 1 < len(tokens) and re.fullmatch(r"\d\d", tokens[at + 1].text)  # "2007-08"
        if at in spent or of_two or not re.fullmatch(r"(?:1[5-9]|20)\d\d", token.text):
            continue
        rows = [
            la for la in grid.row_labels if la.column == grid.key and grid.row_years.get(la.index) == int(token.text)
        ]
        columns = [la for la in grid.column_labels if grid.column_years.get(la.index) == int(token.text)]
        fitting = rows or columns
        if len(fitting) == 1:
            out.append(Mention(at, at + 1, 0.95, fitting[0], (), frozenset({at})))
    return tuple(out)


def context_cover(token: Token, grid: Grid, synonyms: Synonyms = ()) -> float:
    """How far a word of the question is accounted for by the table's title, heads, units or document name, 0 to 1."""
    best = max((words_alike(token.stem, word, synonyms) for word in grid.context), default=0.0)
    if best < 0.8 and len(token.stem) >= 6 and token.stem.isascii() and token.stem in grid.squeezed:
        best = 0.8
    if best < 0.6 and (
        (token.capital and token.stem in grid.everywhere)
        or (
            token.stem in grid.page_words
            and len(grid.page_words) <= SMALL_PAGE
            and (token.text[0].isdigit() or _own_page(grid))
        )
        or any(words_alike(token.stem, word) >= 0.9 for word in grid.document_words)
    ):
        best = 0.6
    if best < 0.4 and token.stem in grid.page_words:
        best = 0.4
    return best


def _own_page(grid: Grid) -> bool:
    return bool(grid.info.chart_type) or not grid.everywhere


UNIT_WORDS = frozenset(("dollar", "usd", "euro", "pound", "million", "billion", "thousand", "trillion", "unit"))
"""Units are in too many tables to tell that one of them is meant."""


def content_words(tokens: Sequence[Token], spent: frozenset[int]) -> list[int]:
    """Tokens that say something: not common words, not spent on an operation."""
    return [
        at
        for at, token in enumerate(tokens)
        if at not in spent and token.stem not in COMMON and token.text not in COMMON and re.search(r"\w", token.text)
    ]
