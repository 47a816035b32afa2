"""What the rules still try when neither a table nor the text answers: a model's look at the likeliest figure."""

from __future__ import annotations

from gbi.boxes import inside
from gbi.errors import GbiError
from gbi.models import configured
from gbi.types import PageBox, Region
from gbi_agents.actions import Look
from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.language import tokenize
from gbi_agents.linking import content_words
from gbi_agents.state import State
from gbi_agents.workspace import Workspace


def last_look(ws: Workspace, state: State) -> Look | None:
    """A look at the figure whose words are most like the question's; None where no model is configured, one has
    looked already, or no figure has a word of the question (save where there is only one)."""
    if not configured(ws.settings, "vlm") or any(o["kind"] == "look" for o in state.get("observations", [])):
        return None
    wanted = state.get("documents")
    figures = [r for r in ws.regions() if isinstance(r.place, PageBox) and (wanted is None or r.document in wanted)]
    tokens = tokenize(state["resolved"])
    intent = parse(state["resolved"], tokens, state["language"])
    asked = {tokens[at].text.casefold() for at in content_words(tokens, frozenset(intent.spent))}
    ranked = sorted(figures, key=lambda region: -_shared(ws, region, asked))
    if not ranked or (len(ranked) > 1 and not _shared(ws, ranked[0], asked)):
        return None
    return Look(region=ranked[0].id, question=state["resolved"])


def _shared(ws: Workspace, region: Region, asked: set[str]) -> int:
    """How many of the words asked for stand in the figure or its caption."""
    place = region.place
    assert isinstance(place, PageBox)  # the caller's figures have one
    try:
        words = [w.text for w in ws.page(region.document, place.page).words if inside(w.box, place.box)]
    except GbiError:  # a page that could not be read
        words = []
    text = " ".join([region.caption, region.heading, *words]).casefold()
    return sum(word in text for word in asked)
