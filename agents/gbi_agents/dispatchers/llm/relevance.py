"""Which tables a question is about: by the labels that it names and the words that their titles account for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gbi_agents.dispatchers.planning.understand import by_words
from gbi_agents.language import Token, tokenize
from gbi_agents.linking import (
    Mention,
    Synonyms,
    content_words,
    context_cover,
    find_mentions,
    words_alike,
    year_mentions,
)
from gbi_agents.tables import Grid

CLOSE = 6
"""Tables that are looked at closely, after a first look at how many of the question's words each holds."""


@dataclass(frozen=True)
class Ranked:
    """A table, how far it accounts for the question (0 to 1), and the labels that the question names."""

    grid: Grid
    score: float
    mentions: tuple[Mention, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Rows whose labels the question names, in the order of the question."""
        labels = [label for m in self.mentions for label in (m.label, *m.twins) if label.axis == "row"]
        return tuple(dict.fromkeys(label.index for label in labels))

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns that it names, or in which a named label stands."""
        labels = [label for m in self.mentions for label in (m.label, *m.twins)]
        return tuple(dict.fromkeys(label.column if label.axis == "row" else label.index for label in labels))


def ranked(question: str, grids: Sequence[Grid], synonyms: Synonyms) -> tuple[Ranked, ...]:
    """All tables, the likeliest first; equal ones stay in the order of documents and pages.

    The first `CLOSE` of a quick look are looked at closely, the others follow as they are.
    """
    tokens = tokenize(question)
    likely = list(grids) if len(grids) <= CLOSE else by_words(tokens, grids, synonyms)
    close = [_looked_at(tokens, grid, synonyms) for grid in likely[:CLOSE]]
    close.sort(key=lambda one: -one.score)
    return (*close, *(Ranked(grid, 0.0) for grid in likely[CLOSE:]))


def _looked_at(tokens: tuple[Token, ...], grid: Grid, synonyms: Synonyms) -> Ranked:
    mentions = find_mentions(tokens, grid, synonyms)
    mentions = (*mentions, *year_mentions(tokens, grid, mentions))
    content = content_words(tokens, frozenset())
    named = {at: mention.score for mention in mentions for at in mention.used}
    gained = sum(max(named.get(at, 0.0), context_cover(tokens[at], grid, synonyms)) for at in content)
    return Ranked(grid, gained / len(content) if content else 0.0, mentions)


def touches(question: str, text: str, synonyms: Synonyms = ()) -> int:
    """How many of the question's content words the text has."""
    tokens, words = tokenize(question), [token.stem for token in tokenize(text)]
    content = content_words(tokens, frozenset())
    return sum(any(words_alike(tokens[at].stem, word, synonyms) >= 0.75 for word in words) for at in content)
