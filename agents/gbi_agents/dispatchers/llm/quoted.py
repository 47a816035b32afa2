"""An answer out of running text: the sentence on a page that was found, word for word, in which the number stands."""

from __future__ import annotations

import re

from gbi.errors import GbiError
from gbi_agents.actions import Answer
from gbi_agents.dispatchers.llm.relevance import touches
from gbi_agents.language import year_of
from gbi_agents.passages import sentences
from gbi_agents.state import State
from gbi_agents.workspace import Workspace

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
MOST_PAGES = 8


def quoted(ws: Workspace, state: State, action: Answer) -> Answer | None:
    """The answer with its passage: the sentence of a page found by a search that has every number of the text and the
    most of the question's words (two at least). None where there is none, or where the text has no number beside
    years, or several.
    """
    asked = set(_NUMBER.findall(state["question"]))
    numbers = [n for n in _NUMBER.findall(action.text) if n not in asked]
    telling = [n for n in numbers if year_of(n) is None]
    if len(set(telling)) != 1:
        return None
    best: tuple[int, Answer] | None = None
    for document, number, name in _pages(state):
        try:
            page = ws.page(document, number)
        except GbiError:
            continue  # a page that cannot be opened any more holds no witness
        for start, end in sentences(page):
            text = " ".join(word.text for word in page.words[start:end])
            if not set(numbers) <= set(_NUMBER.findall(text)):
                continue
            rank = touches(state["resolved"], text)
            if rank < 2 or (best is not None and rank <= best[0]):
                continue
            passage = {"document": document, "page": number, "name": name, "span": [start, end], "text": text[:400]}
            value = float(telling[0].replace(",", ""))
            value = int(value) if value.is_integer() else value
            best = rank, Answer(text=telling[0], value=value, passage={**passage, "confidence": 0.35})
    return best[1] if best else None


def _pages(state: State) -> list[tuple[str, int, str]]:
    hits = [
        hit
        for observation in state.get("observations", [])
        if observation["kind"] == "search" and "result" in observation
        for hit in observation["result"]["hits"]
    ]
    return list(dict.fromkeys((hit["document"], hit["page"], hit["name"]) for hit in hits))[:MOST_PAGES]
