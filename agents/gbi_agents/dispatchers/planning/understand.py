"""A question against every table: the readings of it that make sense, the best first, and what each leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gbi_agents.colours import colour_mentions
from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.planning.accounts import (
    left_out,
    misplaced,
    near_misses,
    uncounted,
    unused_labels,
)
from gbi_agents.dispatchers.planning.among import counts_the_document, fits_among_many
from gbi_agents.dispatchers.planning.asked import as_asked
from gbi_agents.dispatchers.planning.flat.planner import flat_plan
from gbi_agents.dispatchers.planning.flat.table import adds_names
from gbi_agents.dispatchers.planning.plan import Plan
from gbi_agents.dispatchers.planning.planner import plan
from gbi_agents.dispatchers.planning.records.planner import records_plan
from gbi_agents.dispatchers.planning.records.table import is_records
from gbi_agents.dispatchers.planning.selection import Linked, year_bounds
from gbi_agents.language import Language, Token, fold, tokenize
from gbi_agents.linking import (
    LIGHT,
    MIN_SCORE,
    UNIT_WORDS,
    VAGUE,
    Mention,
    Synonyms,
    content_words,
    context_cover,
    find_mentions,
    words_alike,
    year_mentions,
)
from gbi_agents.spelling import mended
from gbi_agents.tables import TOTALS, Grid

_PART_OF_TOTAL = re.compile(
    r"\b(?:share|percentage|%|proportion|fraction|part) of (?:the )?(?:total|whole|all|overall)\b"
)
UNNAMED: dict[Language, str] = {
    "en": "the chart does not name what it measures; the answer takes it to be what the question says",
    "zh": "图中没有写明所量的指标；这里假定就是问题所说的指标",
}
CHART_SCORE = 0.8
"""Coverage from which a chart among many may leave a word of the question unsaid."""
LIST_SCORE = 0.7
"""Coverage from which a list may leave a word of the question unsaid."""
MAX_TABLES = 12
"""Tables that are interpreted in full, after a first look at how many of the question's words each holds."""


_OF_RECORDS = frozenset(("count", "name", "max", "min", "filter", "inverse", "neighbour", "avg", "sum", "mode"))
"""Operations that a table of records has its own way for, which knows what every column is."""


@dataclass(frozen=True)
class Interpretation:
    """One table's way of answering. `score` 0 to 1; `uncovered` are words nothing in the table accounts for, `missing`
    those that forbid an answer (a year or a name that the table would have to hold)."""

    linked: Linked
    plan: Plan | None
    score: float
    uncovered: tuple[str, ...]
    missing: tuple[str, ...]
    grounded: bool = True  # something in the table beside its years speaks of what is asked

    @property
    def grid(self) -> Grid:
        """The table."""
        return self.linked.grid


def interpret(
    question: str, language: Language, grids: Sequence[Grid], synonyms: Synonyms = ()
) -> tuple[Interpretation, ...]:
    """Interpretations over the likeliest tables, best first."""
    if language == "en":
        question = mended(question, grids[:MAX_TABLES])
    tokens = tokenize(question)
    likely = grids if len(grids) <= MAX_TABLES else by_words(tokens, grids, synonyms)[:MAX_TABLES]
    made = [_interpret_one(question, language, tokens, grid, len(grids) == 1, synonyms) for grid in likely]
    return tuple(sorted(made, key=lambda i: -_order(i)))


def _order(interpretation: Interpretation) -> float:
    fit = interpretation.plan.fit if interpretation.plan else 0.0
    return (
        interpretation.score * (0.55 + 0.45 * fit)
        - (0.5 if interpretation.missing else 0.0)
        - (0 if interpretation.plan else 0.6)
    )


def by_words(tokens: Sequence[Token], grids: Sequence[Grid], synonyms: Synonyms) -> list[Grid]:
    """The tables in order of how many of the question's words their labels and titles hold: a quick first look."""
    content = [tokens[at].stem for at in content_words(tokens, frozenset())]
    rated = []
    for grid in grids:
        words = {word for label in (*grid.column_labels, *grid.row_labels) for form in label.forms[:1] for word in form}
        words |= grid.context | grid.document_words
        hits = sum(
            1.0 if w in words else 0.6 * max((words_alike(w, x, synonyms) for x in grid.context), default=0)
            for w in content
        )
        rated.append((hits, grid))
    rated.sort(key=lambda pair: -pair[0])
    return [grid for _, grid in rated]


def _interpret_one(
    question: str, language: Language, tokens: tuple[Token, ...], grid: Grid, alone: bool, synonyms: Synonyms
) -> Interpretation:
    mentions = find_mentions(tokens, grid, synonyms, _least(grid, alone))
    if tokens and tokens[0].text in ("name", "list"):
        mentions = tuple(m for m in mentions if m.used != {0})  # "name the largest lake" is no column "Name"
    if _PART_OF_TOTAL.search(fold(question)):
        mentions = tuple(m for m in mentions if not TOTALS.match(m.label.text))
    further = (*year_mentions(tokens, grid, mentions), *_by_colour(tokens, grid, mentions))
    mentions = tuple(sorted((*mentions, *further), key=lambda m: m.start))
    mentions = tuple(m for m in mentions if not _total_of_something(m, tokens, mentions))
    masked = frozenset(at for mention in mentions for at in mention.used)
    intent = parse(question, tokens, language, masked)
    linked = as_asked(Linked(grid, tokens, mentions, intent, synonyms))
    if not alone and counts_the_document(linked):
        return Interpretation(linked, None, 0.0, (), ())
    added = flat_plan(linked)
    if added is not None:
        return Interpretation(linked, added, 0.9, (), ())
    texts_rule = len(grid.texts) > 1
    record = _of_records(linked, alone) if texts_rule else None
    if record is not None:
        return record
    made = plan(linked)
    score, uncovered = _coverage(linked, 0.5 if alone else 0.2)
    missing = _missing(linked, uncovered, alone)
    words = tuple(tokens[at].text for at in uncovered)
    sure = alone or not _doubtful(made, uncovered) or (bool(grid.info.chart_type) and score >= CHART_SCORE)
    # a list of things: the word that is left unsaid may be the condition that its rows have to meet
    records = not grid.info.chart_type and len(grid.texts) > 1 and bool(uncovered) and score < LIST_SCORE
    accounted = _accounted(linked, made, uncovered) and (alone or fits_among_many(linked, made, score, uncovered))
    grounded = sure and not records and _grounded(linked) and accounted
    if made is not None and alone and accounted and not grounded and not missing and _silent(grid) and _placed(linked):
        made = replace(made, fit=made.fit * 0.5, warnings=(*made.warnings, UNNAMED[language]))
        grounded = True
    if texts_rule and alone and language == "en" and made is not None and made.saying.operation in _OF_RECORDS:
        grounded = grounded and not is_records(grid)  # over records it is answered as such, or not at all
    if not texts_rule and (made is None or missing or not grounded):
        record = _of_records(linked, alone)
    return record or Interpretation(linked, made, score, words, missing, grounded)


def _of_records(linked: Linked, alone: bool) -> Interpretation | None:
    """The question understood as one over records, each with texts of its own, rather than over a grid of numbers."""
    found = records_plan(linked, alone)
    if found is None or _adds_names(linked, found[0]):
        return None
    words = tuple(linked.tokens[at].text for at in found[1])
    return Interpretation(linked, found[0], 0.9 - 0.2 * len(words), words, ())


def _silent(grid: Grid) -> bool:
    """A chart that names nothing that it measures: no title, no caption, and values without a name."""
    info = grid.info
    names = [info.columns[column].name.strip().lower() for column in grid.values]
    unnamed = all(re.fullmatch(r"(?:value|values|y|share|数值|series \d+|)", name) for name in names)
    return bool(info.chart_type) and not (info.title or info.caption or info.heading) and unnamed


def _placed(linked: Linked) -> bool:
    """The question names a row of the chart, or asks for an extreme over its years."""
    rows = any(m.label.axis == "row" and m.score >= VAGUE for m in linked.mentions)
    return rows or (
        linked.intent.has("max", "min") and bool(linked.grid.row_years) and linked.intent.noun[:1] == ("year",)
    )


def _accounted(linked: Linked, made: Plan | None, uncovered: Sequence[int]) -> bool:
    """Whether the plan carries out all that the question says."""
    if made is None:
        return True
    if _adds_names(linked, made):
        return False
    left = (*left_out(linked, made), *misplaced(linked, made), *uncounted(linked, made), *unused_labels(linked, made))
    return not (left or near_misses(linked, uncovered))


def _adds_names(linked: Linked, made: Plan) -> bool:
    columns = {column for name, _, column in made.value_cells if name == linked.grid.name}
    return adds_names(linked.grid, columns, made.saying.operation)


def _of_unit(tokens: Sequence[Token], at: int) -> bool:
    """ "dollars", and the "U.S." of "U.S. dollars"."""
    after = tokens[at + 1].stem if at + 1 < len(tokens) else ""
    return tokens[at].stem in UNIT_WORDS or (tokens[at].stem == "us" and after == "dollar")


def _least(grid: Grid, alone: bool) -> float:
    """How well a label must be said: among the tables of a report nearly in full, for "repayments of debt" is no debt;
    in a chart, whose labels are long and few, the telling words are enough."""
    if alone:
        return MIN_SCORE
    return VAGUE if grid.info.chart_type else 0.85


def _doubtful(made: Plan | None, uncovered: Sequence[int]) -> bool:
    """A cell of one table among many whose column was guessed, or that leaves words of the question unsaid."""
    return made is not None and made.saying.operation == "lookup" and (bool(uncovered) or made.fit < 1.0)


def _grounded(linked: Linked) -> bool:
    """Whether a word of the question other than a year, a framing word or the noun that is asked for stands in the
    table; a question that says nothing of the kind ("what is the highest value") is grounded in any."""
    intent, tokens, grid = linked.intent, linked.tokens, linked.grid
    said = {at for m in linked.mentions for at in m.used}
    telling = [
        at
        for at in sorted(set(content_words(tokens, frozenset(intent.spent))) | said)
        if not tokens[at].text[0].isdigit() and tokens[at].stem not in LIGHT and tokens[at].text not in LIGHT
    ]
    key = grid.key
    heads = {word for label in grid.column_labels if label.index == key for form in label.forms for word in form}
    names_rows = [
        at for at in telling if at not in said and tokens[at].stem in intent.noun and tokens[at].stem in heads
    ]
    telling = [at for at in telling if at not in names_rows and tokens[at].stem not in heads]
    telling = [at for at in telling if not _of_unit(tokens, at)]
    covered = (at in said or context_cover(tokens[at], grid, linked.synonyms) >= 0.55 for at in telling)
    return not telling or any(covered)


def _by_colour(tokens: Sequence[Token], grid: Grid, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Colours that are no part of a label ("Yellow pages")."""
    spent = {at for mention in mentions for at in mention.used}
    return tuple(m for m in colour_mentions(tokens, grid) if not m.used & spent)


def _total_of_something(mention: Mention, tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    """ "Total liabilities" is not the line "Total" of a table on something else."""
    if len(mention.used) != 1 or not TOTALS.match(mention.label.text) or mention.end >= len(tokens):
        return False
    after = mention.end
    taken = any(after in other.used for other in mentions)
    return not taken and after in content_words(tokens, frozenset()) and tokens[after].stem not in LIGHT


def _coverage(linked: Linked, empty: float) -> tuple[float, list[int]]:
    """How much of the question's content the table accounts for, and the tokens it does not."""
    intent, tokens = linked.intent, linked.tokens
    said = {at for m in linked.mentions for at in m.used}
    numbers = {at for cue in intent.numbers for at in range(cue.start, cue.end)}
    bounds = year_bounds(linked, 0, linked.size)
    if bounds is not None:
        numbers |= {cue.start for cue in intent.years if bounds[0] <= int(cue.number or 0) <= bounds[1]}
    content = set(content_words(tokens, frozenset(intent.spent))) | said
    total = gained = 0.0
    uncovered: list[int] = []
    for at in sorted(content - numbers):
        token = tokens[at]
        light = token.stem in LIGHT or token.text in LIGHT
        weight = (2.0 if token.capital or token.text[0].isdigit() else 1.0) * (0.4 if token.cjk else 1.0)
        weight *= 0.2 if light else 1.0
        cover = max((m.score for m in linked.mentions if at in m.used), default=0.0)
        cover = max(cover, context_cover(token, linked.grid, linked.synonyms))
        total += weight
        gained += weight * cover
        if cover < 0.55 and token.stem not in intent.noun and not light:
            uncovered.append(at)
    return (gained / total if total else empty), uncovered


def _missing(linked: Linked, uncovered: Sequence[int], alone: bool) -> tuple[str, ...]:
    """Words that the table would have to hold to be asked about: years where it has years, names where it has a
    title that does not say them."""
    grid, tokens = linked.grid, linked.tokens
    years = set(grid.row_years.values()) | set(grid.column_years.values())
    bounds = year_bounds(linked, 0, linked.size)
    asked = {int(cue.number or 0) for cue in linked.intent.years} if bounds is None else set()
    out: list[str] = [str(year) for year in sorted(asked - years)] if years else []
    for at in uncovered:
        token = tokens[at]
        if token.text.isdigit() and len(token.text) == 4 and 1500 <= int(token.text) <= 2100:
            if token.text not in out and (years or not alone):
                out.append(token.text)
        elif token.capital and at > 0 and (not alone or grid.info.title or grid.info.caption):
            out.append(token.text)
    return tuple(out)
