"""The dispatcher that needs no model: understand, query, say; else search the text; else refuse by name."""

from __future__ import annotations

from collections.abc import Sequence

from gbi_agents.actions import Action, Answer, Clarify, Draw, Meaning, Query, Search
from gbi_agents.choosing import choice_of
from gbi_agents.dispatchers.grammar.metrics import rewritten
from gbi_agents.dispatchers.grammar.parse import parse
from gbi_agents.dispatchers.grammar.wishes import Wishes
from gbi_agents.dispatchers.lastly import last_look
from gbi_agents.dispatchers.planning.across import SIDE, across
from gbi_agents.dispatchers.planning.defined import defined
from gbi_agents.dispatchers.planning.painted import colour_answer
from gbi_agents.dispatchers.planning.pointing import pointed
from gbi_agents.dispatchers.planning.refusal import refusal
from gbi_agents.dispatchers.planning.statements.planner import Lacking, statement_plan
from gbi_agents.dispatchers.planning.statements.shelf import in_statements_scale
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import tokenize
from gbi_agents.linking import Synonyms, content_words
from gbi_agents.passages import find_passage
from gbi_agents.state import Observation, State
from gbi_agents.synonyms import from_glossary
from gbi_agents.tables import Grid, load_grids
from gbi_agents.workspace import Workspace

ACCEPT = 0.6
"""Coverage from which a table's answer is given without a look at the running text first."""
CLOSE = 0.04
"""Interpretations whose scores differ by less, and whose answers differ, are put to the person in a conversation."""


class Rules:
    """Schema linking and a grammar of questions, English and Chinese."""

    name = "rules"

    def next(self, ws: Workspace, state: State) -> Action:
        """One query, a drawing where it helps, then the answer; a search of the text where no table serves."""
        seen = state.get("observations", [])
        last = seen[-1] if seen else None
        if last is None:
            return self._first(ws, state)
        if last["kind"] == "clarify":
            return self._chosen(ws, state, last)
        if "error" in last and last["kind"] == "query":
            return _search(state)
        if last["kind"] == "query":
            drawing = _drawing(Query.model_validate(last["action"]))
            return drawing or Answer()
        if last["kind"] == "search":
            return self._from_text(ws, state, last)
        if last["kind"] == "look":
            return self._seen(ws, state, last)
        return Answer()

    def _first(self, ws: Workspace, state: State) -> Action:
        figure = self._defined(ws, state)
        if figure is not None:
            return _query(state, figure, [])
        grids = load_grids(ws, state.get("documents"))
        stated = _stated(state, grids)
        if isinstance(stated, Interpretation):
            return _query(state, stated, [])
        found = self._interpretations(ws, state)
        painted = colour_answer(found, state["language"])
        if painted is not None:
            return painted
        usable = [i for i in found if i.plan is not None and not i.missing and i.grounded]
        best = usable[0] if usable else None
        if best is None or (best.score < ACCEPT and len(found) > 1):
            pair = self._two_sided(ws, state)
            return _query(state, pair, []) if pair is not None else _search(state)
        rivals = [i for i in usable[1:4] if best.score - i.score < CLOSE and _differs(best, i)]
        if rivals and state.get("chat"):
            return _clarify(state, [best, *rivals])
        return _query(state, best, rivals)

    def _defined(self, ws: Workspace, state: State) -> Interpretation | None:
        """The question for a figure that the glossary defines."""
        metrics = ws.glossary.metrics
        if not metrics:
            return None
        grids = load_grids(ws, state.get("documents"))
        return defined(state["resolved"], state["language"], grids, metrics, synonyms_of(ws))

    def _two_sided(self, ws: Workspace, state: State) -> Interpretation | None:
        """The question, or its figure spelled out as a formula, over two tables."""
        grids, synonyms, language = load_grids(ws, state.get("documents")), synonyms_of(ws), state["language"]
        formula = rewritten(state["resolved"])
        if formula is not None:
            made = interpret(formula, language, grids, synonyms)
            usable = [i for i in made if i.plan is not None and not i.missing and i.grounded and i.score >= SIDE]
            if usable and usable[0].plan is not None and usable[0].plan.saying.operation in ("ratio", "difference"):
                return usable[0]
        return across(formula or state["resolved"], language, grids, synonyms)

    def _interpretations(self, ws: Workspace, state: State) -> tuple[Interpretation, ...]:
        """Every table's, or those of the tables that the question points at; of a figure that the statements lack lines
        for, those that print it by its name."""
        grids = load_grids(ws, state.get("documents"))
        stated = _stated(state, grids)
        question, there = pointed(state["resolved"], in_statements_scale(grids))
        found = interpret(question, state["language"], there, synonyms_of(ws))
        return tuple(i for i in found if stated.answered_by(i)) if isinstance(stated, Lacking) else found

    def _chosen(self, ws: Workspace, state: State, last: Observation) -> Action:
        """The interpretation whose table the person picked, by its number or words; the best when nothing matches."""
        choices = [str(choice) for choice in last["action"]["choices"]]
        found = self._interpretations(ws, state)
        usable = [i for i in found if i.plan is not None and not i.missing]
        at = choice_of(str(last["result"]["reply"]), choices) or 0
        match = next((i for i in usable if _title(i, state["language"]) == choices[at]), usable[0] if usable else None)
        return _query(state, match, []) if match is not None else _search(state)

    def _from_text(self, ws: Workspace, state: State, last: Observation) -> Action:
        synonyms = synonyms_of(ws)
        tokens = tokenize(state["resolved"])
        intent = parse(state["resolved"], tokens, state["language"])
        hits = last.get("result", {}).get("hits", [])
        passage = find_passage(ws, state["resolved"], intent, hits, synonyms)
        if passage is not None:
            return Answer(text=passage["shown"], value=passage["value"], passage=passage)
        found = self._interpretations(ws, state)
        failed = any(o["kind"] == "query" and "error" in o for o in state.get("observations", []))
        weak = next((i for i in found if i.plan is not None and not i.missing and i.grounded), None)
        enough = weak is not None and weak.score >= (0.5 if len(found) > 1 else 0.3)
        if weak is not None and enough and weak.linked.mentions and not failed:
            return _query(state, weak, [])
        return last_look(ws, state) or refusal(state, found)

    def _seen(self, ws: Workspace, state: State, last: Observation) -> Action:
        """What the model saw, said as its word; the refusal where it saw nothing or could not be asked."""
        refused = refusal(state, self._interpretations(ws, state))
        if last.get("result", {}).get("visible"):
            return refused.model_copy(update={"status": "answered", "looked": True})
        told = (f"no model looked at the figure: {last['error']}",) if "error" in last else ()
        return refused.model_copy(update={"warnings": (*refused.warnings, *told)})


def synonyms_of(ws: Workspace) -> Synonyms:
    """The glossary's synonyms in the linker's form."""
    return from_glossary(tuple(ws.glossary.synonyms.items()))


def _stated(state: State, grids: Sequence[Grid]) -> Interpretation | Lacking | None:
    """The question as one for a figure of financial statements."""
    percent = Wishes.model_validate(state.get("wishes") or {}).percent
    return statement_plan(state["resolved"], state["language"], grids, percent)


def _query(state: State, best: Interpretation, rivals: Sequence[Interpretation]) -> Query:
    plan = best.plan
    assert plan is not None  # callers pass interpretations that have one
    warnings = list(plan.warnings)
    if rivals:
        names = ", ".join(_title(rival, state["language"]) for rival in rivals)
        warnings.append(f"other tables fit about as well and say otherwise: {names}")
    meaning = Meaning(
        saying=plan.saying, value_cells=plan.value_cells, support_cells=plan.support_cells, expected=plan.expected,
        coverage=round(best.score, 4), fit=plan.fit, uncovered=best.uncovered, warnings=tuple(warnings),
        resolved=state["resolved"],
    )  # fmt: skip
    return Query(sql=plan.tree.sql(dialect="duckdb"), meaning=meaning)


def _search(state: State) -> Search:
    tokens = tokenize(state["resolved"])
    intent = parse(state["resolved"], tokens, state["language"])
    words = [tokens[at].text for at in content_words(tokens, frozenset(intent.spent))]
    joiner = "" if state["language"] == "zh" else " "
    return Search(query=joiner.join(words)[:300] or state["resolved"][:300])


def _differs(a: Interpretation, b: Interpretation) -> bool:
    return a.plan is not None and b.plan is not None and a.plan.expected != b.plan.expected


def _title(interpretation: Interpretation, language: str) -> str:
    info = interpretation.grid.info
    title = info.title or info.caption or info.heading or info.name
    if language == "zh":
        return f"{title}（{info.document_name}，第 {info.page} 页）"
    return f"{title} ({info.document_name}, p. {info.page})"


def _clarify(state: State, options: Sequence[Interpretation]) -> Clarify:
    zh = state["language"] == "zh"
    question = (
        "有几个表都可能回答这个问题，指的是哪一个？" if zh else "Several tables could answer this. Which one is meant?"
    )
    return Clarify(
        question=question, choices=tuple(dict.fromkeys(_title(option, state["language"]) for option in options))
    )


def _drawing(query: Query) -> Draw | None:
    """A picture for rankings, comparisons and trends; none for a plain lookup."""
    if query.meaning is None:
        return None
    cells = len(query.meaning.value_cells) + len(query.meaning.support_cells)
    operation = query.meaning.saying.operation
    listed = query.meaning.expected
    cells = len(listed) if isinstance(listed, tuple) else cells  # as many marks as names
    if not 2 <= cells <= 60 or operation in ("lookup", "name", "inverse", "count"):
        return None
    return Draw(mark="line" if operation == "trend" else "bar")
