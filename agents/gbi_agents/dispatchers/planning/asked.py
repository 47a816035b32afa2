"""What a question asks for in the light of a table: a name though it says "what is", a choice though it says "did"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from gbi_agents.dispatchers.planning.selection import Linked
from gbi_agents.linking import words_alike


def as_asked(linked: Linked) -> Linked:
    """ "What is the last team" asks for a name where the table has a column of teams, though it says "what is"."""
    intent, grid = linked.intent, linked.grid
    if intent.ask == "truth" and _of_two(linked):
        return replace(linked, intent=intent.model_copy(update={"ask": "label"}))
    computed = intent.has("sum", "average", "median", "mode", "difference", "ratio", "product", "share", "growth")
    named = [m.label for m in linked.mentions if m.label.axis == "column"]
    row = any(m.label.axis == "row" and m.label.column == grid.key for m in linked.mentions)
    if intent.ask == "value" and row and len(named) == 1 and named[0].index in grid.texts[1:] and not computed:
        return replace(linked, intent=intent.model_copy(update={"ask": "label", "noun": (named[0].forms or ((),))[0]}))
    if intent.ask != "value" or not intent.noun or len(intent.noun) > 3 or computed:
        return linked
    heads = [label.forms[0] for label in grid.column_labels if label.index in grid.texts and label.forms]
    if any(words_alike(intent.noun[-1], head[-1], linked.synonyms) >= 0.9 for head in heads):
        return replace(linked, intent=intent.model_copy(update={"ask": "label"}))
    return linked


def _of_two(linked: Linked) -> bool:
    """ "Did more people stay or leave": two names of one axis with "or" between them are a choice, not a yes or no."""
    if linked.intent.has("than", "equal"):
        return False
    for a, b in pairwise(linked.mentions):
        between = linked.tokens[a.end : b.start]
        if a.label.axis == b.label.axis and len(between) <= 2 and any(t.text in ("or", "还", "或") for t in between):
            return True
    return False
