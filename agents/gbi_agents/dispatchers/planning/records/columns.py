"""Which column a question asks for, and by which it orders or measures records."""

from __future__ import annotations

from collections.abc import Sequence

from gbi_agents.dispatchers.planning.records.table import Records
from gbi_agents.dispatchers.planning.records.vocabulary import (
    ADJECTIVES,
    BY_WORD,
    DROPPED,
    LESSER,
    NEW,
    OLD,
    SORTS,
    STOP,
    WHEN,
    WHERE,
    WHO,
)
from gbi_agents.language import Token
from gbi_agents.linking import COMMON, Synonyms, words_alike


def asked_noun(tokens: Sequence[Token]) -> tuple[int, ...]:
    """Positions of the words behind "which", "what is the", "how many" or "name the" that say what is wanted."""
    texts = [t.text for t in tokens]
    at = next((i for i, w in enumerate(texts) if w in ("which", "what", "whats", "what's", "many", "much")), None)
    if at is None:
        at = next((i for i, w in enumerate(texts) if w in ("name", "list", "tell", "give", "identify", "find")), None)
        if at is None:
            return ()
        at += 1 if texts[at + 1 : at + 2] == ["me"] else 0
    start = at + 1
    for i in range(start, min(len(texts) - 1, start + 5)):
        if texts[i] in ("number", "amount") and texts[i + 1] == "of":
            start = i + 2  # "the total number of bronze medals" asks for medals
            break
        if texts[i] in STOP:
            break
    while start < len(texts) and texts[start] in ("is", "was", "are", "were", "the", "of", "'s", "s", "a", "be"):
        start += 1
    out: list[int] = []
    for i in range(start, min(len(texts), start + 6)):
        if out and texts[i].endswith("ed") and len(texts[i]) > 4:
            break
        if texts[i] in STOP:
            of_it = (texts[i] == "of" and not out) or (out and texts[i] == "of" and texts[i - 1] in SORTS)
            if of_it:
                continue
            break
        if texts[i] not in DROPPED:
            out.append(i)
    return tuple(out)


def by_words(records: Records, words: Sequence[str], synonyms: Synonyms, among: Sequence[int] = ()) -> int | None:
    """The column that the words call by its name: the last word counts most; None where none or several fit alike."""
    if not words:
        return None
    rated = []
    for column in among or records.columns:
        head = records.heads[column]
        last = max((words_alike(words[-1], h, synonyms) for h in head), default=0.0)
        others = sum(max((words_alike(w, h, synonyms) for h in head), default=0.0) >= 0.75 for w in words[:-1])
        if last < 0.75 and not (others and len(words) > 1 and others == len(words) - 1):
            continue
        extra = len(head) - others - (last >= 0.75)
        ends = bool(head) and words_alike(words[-1], head[-1], synonyms) >= 0.9
        rated.append(((last >= 0.9) * 2 + others + 0.3 * ends - 0.2 * extra, -column, column))
    rated.sort(reverse=True)
    return rated[0][2] if rated else None


def by_kind(records: Records, word: str, synonyms: Synonyms, among: Sequence[int] = ()) -> int | None:
    """The column that may hold things of this kind ("song": a column of titles), by the usual names for it."""
    for name in BY_WORD.get(word, ()):
        found = next((c for c in among or records.columns if name in records.heads[c]), None)
        if found is not None:
            return found
    return None


def named(records: Records, names: Sequence[str]) -> int | None:
    """The first column whose header holds one of the names, the earlier names first."""
    for name in names:
        for column in records.columns:
            if name in records.heads[column]:
                return column
    return None


def asked_column(records: Records, tokens: Sequence[Token], synonyms: Synonyms) -> tuple[int | None, frozenset[int]]:
    """The column that the question asks for with the tokens that say so; None where it leaves open which."""
    texts = [t.text for t in tokens]
    positions = asked_noun(tokens)
    words = tuple(tokens[at].stem for at in positions)
    column = by_words(records, words, synonyms)
    if column is None and words:
        column = by_kind(records, words[-1], synonyms)
    if column is not None:
        return column, frozenset(positions)
    if words and not set(texts) & {"who", "where", "when"}:
        return None, frozenset(positions)
    if "who" in texts[:6] or "whom" in texts[:4] or "whose" in texts[:4]:
        return named(records, WHO), frozenset()
    if "where" in texts[:4]:
        return named(records, WHERE), frozenset()
    if "when" in texts[:4]:
        found = named(records, WHEN)
        return (found if found in records.timed else next(iter(sorted(records.timed)), None)), frozenset()
    return None, frozenset(positions)


def said_columns(
    records: Records, tokens: Sequence[Token], taken: frozenset[int], synonyms: Synonyms, among: Sequence[int]
) -> list[tuple[int, frozenset[int]]]:
    """Columns of `among` whose headers the free tokens say, with these tokens, the fullest said first."""
    out = []
    free = [at for at in range(len(tokens)) if at not in taken]
    for column in among:
        head = [h for h in records.heads[column] if h not in COMMON] or list(records.heads[column])
        used, gained = set(), 0.0
        for word in head:
            best = max(free, key=lambda at: words_alike(tokens[at].stem, word, synonyms), default=None)
            alike = words_alike(tokens[best].stem, word, synonyms) if best is not None else 0.0
            if best is not None and alike >= 0.75 and (tokens[best].stem not in COMMON or len(head) == 1 or alike == 1):
                used.add(best)
                gained += alike
        if used and gained >= 0.34 * len(head):
            out.append((gained / len(head) + 0.3 * len(used), column, frozenset(used)))
    out.sort(key=lambda item: -item[0])
    return [(column, used) for _, column, used in out]


def measured_by(
    records: Records, tokens: Sequence[Token], adjective: int, synonyms: Synonyms, taken: frozenset[int]
) -> tuple[int, bool, frozenset[int]] | None:
    """What the superlative or comparative at `adjective` orders by: column, whether the greatest comes first, and the
    tokens used. The words behind it name the column, else any header that is said, else the adjective itself."""
    word = tokens[adjective].text
    more = not (word in LESSER or (word.endswith("est") and word in ("lowest", "smallest", "fewest", "shortest")))
    among = [*records.measures, *sorted(records.timed)]
    if word in OLD or word in NEW:
        ages = [c for c in records.measures if "age" in records.heads[c]]
        if ages and word in ("oldest", "older", "youngest", "younger"):
            return ages[0], word in OLD, frozenset((adjective,))
        if records.timed:
            said = said_columns(records, tokens, taken, synonyms, sorted(records.timed))
            column = said[0][0] if said else min(records.timed)
            return column, word in NEW, frozenset((adjective, *(said[0][1] if said else ())))
        return None
    start = adjective + 2 if word in ("most", "least") and _adjective_like(tokens, adjective + 1) else adjective + 1
    if start == adjective + 2 and tokens[adjective + 1].text in ADJECTIVES:
        found = _by_adjective(records, tokens[adjective + 1].text)
        if found is not None:
            return found[0], found[1] == (word == "most"), frozenset((adjective, adjective + 1))
    phrase = _phrase(tokens, adjective + 1, taken)
    names = [tokens[at].stem for at in phrase]
    for cut in range(len(names), 0, -1):
        meant = by_words(records, names[:cut], synonyms, among)
        if meant is None and cut == 1:
            meant = by_kind(records, names[0], synonyms, among)
        if meant is not None:
            return meant, more, frozenset((adjective, *phrase[:cut]))
    said = said_columns(records, tokens, taken, synonyms, among)
    if said:
        return said[0][0], more, frozenset((adjective, *said[0][1]))
    found = _by_adjective(records, word)
    if found is not None:
        return found[0], found[1], frozenset((adjective,))
    return None


def _adjective_like(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text in ADJECTIVES


def _by_adjective(records: Records, word: str) -> tuple[int, bool] | None:
    names, most = ADJECTIVES.get(word, ((), True))
    for name in names:
        for column in records.measures:
            if name in records.heads[column]:
                return column, most
    return None


def _phrase(tokens: Sequence[Token], start: int, taken: frozenset[int]) -> list[int]:
    out = []
    for at in range(start, min(len(tokens), start + 6)):
        if (tokens[at].text in STOP and tokens[at].text != "of") or at in taken:
            break
        if tokens[at].text not in ("of", "the", "number", "amount", "total", "numbers"):
            out.append(at)
        elif tokens[at].text in ("total", "number"):
            out.append(at) if not out and at + 1 >= len(tokens) else None
    return out


def known_kind(word: str) -> bool:
    """Whether things of this kind stand under a header of their own where a table has them."""
    return word in BY_WORD and "name" not in BY_WORD[word] and "title" not in BY_WORD[word]
