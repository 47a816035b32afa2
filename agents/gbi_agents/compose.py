"""From a checked result to the answer a person reads: text, value, unit, table, citations, confidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gbi.types import Answer, Basis, Citation, CitedCell, Column, ResultTable, Value
from gbi_agents import looks, measures, verify
from gbi_agents.actions import Answer as AnswerAction
from gbi_agents.actions import Meaning
from gbi_agents.dispatchers.grammar.wishes import Wishes
from gbi_agents.evidence import MAX_SUPPORT, cells_of, cite, cite_tables, revisions_of, worst_basis
from gbi_agents.language import Language
from gbi_agents.modelled import from_model
from gbi_agents.passages import cite_passage
from gbi_agents.second import with_rules
from gbi_agents.sentences import sentence
from gbi_agents.state import State, common
from gbi_agents.values import as_wished, plain_label, whole
from gbi_agents.workspace import Workspace


def compose(ws: Workspace, state: State, action: AnswerAction) -> Answer:
    """The answer to the state's question that the dispatcher's last action asks for, with what a model saw."""
    return looks.with_looks(state, _composed(ws, state, action))


def _composed(ws: Workspace, state: State, action: AnswerAction) -> Answer:
    if action.status == "unanswerable":
        return _refusal(state, action)
    if action.passage is not None:
        return _from_passage(ws, state, action)
    if action.looked:
        seen = looks.from_look(ws, state, action)
        return seen or _refusal(state, action.model_copy(update={"warnings": (*action.warnings, *looks.doubts(state))}))
    if action.cells:
        return _from_marks(ws, state, action)
    last = next((o for o in reversed(state.get("observations", [])) if o["kind"] == "query" and "result" in o), None)
    if last is None:
        return _refusal(state, AnswerAction(status="unanswerable", missing=("a result",)))
    meaning = last["action"].get("meaning")
    if meaning is None:
        made = from_model(ws, state, action, last["result"])
        if made is None:
            return _refusal(state, AnswerAction(status="unanswerable", warnings=action.warnings))
        return with_rules(ws, state, made)
    return _from_plan(ws, state, action, last["result"], Meaning.model_validate(meaning))


def _refusal(state: State, action: AnswerAction) -> Answer:
    zh = state["language"] == "zh"
    if action.text:
        text = action.text
    elif action.missing:
        what = "、".join(action.missing) if zh else ", ".join(action.missing)
        text = (
            f"无法回答：文件中没有找到{what}。"
            if zh
            else f"I cannot answer this: the documents hold nothing on {what}."
        )
    else:
        text = (
            "无法回答：文件中没有相关的表格或图表。"
            if zh
            else "I cannot answer this: no table, chart or passage holds it."
        )
    return Answer(
        **common(state), status="unanswerable", text=text, missing=action.missing, suggestions=action.suggestions,
        warnings=action.warnings,
    )  # fmt: skip


def _from_plan(ws: Workspace, state: State, action: AnswerAction, result: dict[str, Any], meaning: Meaning) -> Answer:
    language: Language = state["language"]
    rows = result["rows"]
    winners = cells_of(ws, verify.witnessed(result) or meaning.value_cells)
    support = cells_of(ws, meaning.support_cells)
    own = measures.measures_of(ws, winners)
    if measures.apart(meaning, own):
        return _refusal(state, AnswerAction(status="unanswerable", text=_not_one_unit(winners, language)))
    meaning = measures.as_measured(meaning, own)
    value = _value(meaning, rows)
    wishes = Wishes.model_validate(state.get("wishes") or {})
    meaning, value = _as_wished(meaning, value, wishes)
    if value is None or (value == () and meaning.expected):  # the cells give names that the query does not find
        return _refusal(state, AnswerAction(status="unanswerable", missing=(meaning.saying.measure or "a value",)))
    basis = worst_basis(winners)
    error = _error(meaning, result, winners)
    about = ("约" if language == "zh" else "about ") if basis in (Basis.MEASURED, Basis.GENERATED) else ""
    text = sentence(meaning.saying, rows, value, about, language) + _error_note(error, about, meaning, language)
    checks = verify.check_plan(text, result, meaning, winners, support, state.get("resolved") or state["question"])
    scale = 1.0 if meaning.saying.shape in ("label", "labels", "truth", "count") else meaning.saying.scale
    numeric = meaning.saying.shape == "scalar"
    warnings = [*meaning.warnings, *action.warnings, *_notes(meaning, winners, language)]
    mixed = len(measures.measures_of(ws, (*winners, *support))) > 1
    warnings += [measures.mixture(language)] if mixed else []
    failed = [check for check in checks if not check.passed]
    warnings += [verify.failure(check) for check in failed]
    return Answer(
        **common(state), status="answered", text=text, value=value,
        unit=meaning.saying.unit if numeric else None, scale=scale, error=error if numeric else None, basis=basis,
        table=_table(meaning, result, own=len(own) == 1), chart=state.get("chart"), sql=result["sql"],
        citations=_citations(ws, winners, support, result), checks=checks, warnings=tuple(dict.fromkeys(warnings)),
        confidence=_confidence(meaning, winners, len(failed) + mixed), revisions=revisions_of(ws, (*winners, *support)),
    )  # fmt: skip


def _not_one_unit(cells: Sequence[CitedCell], language: Language) -> str:
    """Why values of different units are not put together, with what each is."""
    named = ", ".join(dict.fromkeys(f"{cell.row_label}: {cell.text}" for cell in cells[:6]))
    if language == "zh":
        return f"无法计算：这些值的单位或数量级不同（{named}）。"
    return f"I cannot compute this: the values are in different units or scales ({named})."


def _value(meaning: Meaning, rows: Sequence[Sequence[Value]]) -> Value | tuple[Value, ...]:
    shape = meaning.saying.shape
    if shape == "labels":
        names = tuple(dict.fromkeys(plain_label(row[0]) for row in rows))
        return names if len(names) != 1 else names[0]
    if not rows or not rows[0]:
        return None
    value = rows[0][0]
    if shape == "label" or isinstance(value, str | bool):
        return plain_label(value)
    return whole(round(float(value), 10)) if isinstance(value, int | float) else value


def _as_wished(
    meaning: Meaning, value: Value | tuple[Value, ...], wishes: Wishes
) -> tuple[Meaning, Value | tuple[Value, ...]]:
    """A number in the wished scale, rounded as wished; the meaning's scale goes with it."""
    saying = meaning.saying
    if saying.shape != "scalar" or isinstance(value, bool) or not isinstance(value, int | float):
        return meaning, value
    value, scale = as_wished(value, saying.unit, saying.scale, wishes)
    return meaning.model_copy(update={"saying": saying.model_copy(update={"scale": scale})}), value


def _error(meaning: Meaning, result: dict[str, Any], winners: Sequence[CitedCell]) -> float | None:
    """The result's own half-width; for a looked-up cell the cell's."""
    errors = result["errors"]
    at = {"label": 1, "truth": 1}.get(meaning.saying.shape, 0)
    if errors and len(errors[0]) > at and errors[0][at] is not None:
        return float(errors[0][at])
    if meaning.saying.operation in ("lookup", "max", "min") and len(winners) == 1:
        return winners[0].error
    return None


def _error_note(error: float | None, about: str, meaning: Meaning, language: Language) -> str:
    if not about or not error or meaning.saying.shape not in ("scalar", "label"):
        return ""
    half = float(f"{error:.2g}")
    return f"（测量误差 ±{half:g}）" if language == "zh" else f" (measured, ± {half:g})"


def _notes(meaning: Meaning, cells: Sequence[CitedCell], language: Language) -> list[str]:
    notes = []
    if meaning.uncovered:
        words = ", ".join(meaning.uncovered)
        notes.append(f"图表本身没有提到：{words}" if language == "zh" else f"the source itself does not say: {words}")
    if any(cell.corrected_by for cell in cells):
        notes.append("使用了人工更正的值" if language == "zh" else "uses a value that a person corrected")
    return notes


def _table(meaning: Meaning, result: dict[str, Any], *, own: bool) -> ResultTable:
    saying = meaning.saying
    named = {"label": saying.noun or "label", "value": saying.measure or "value"}
    columns = []
    for raw in result["columns"]:
        column = Column.model_validate(raw)
        update: dict[str, Any] = {"name": named.get(column.name, column.name)}
        if column.name == "value" and (column.unit is None or own):
            update |= {"unit": saying.unit, "scale": saying.scale if saying.shape == "scalar" else saying.value_scale}
        columns.append(column.model_copy(update=update))
    return ResultTable(columns=tuple(columns), rows=tuple(tuple(row) for row in result["rows"]))


def _citations(
    ws: Workspace, winners: Sequence[CitedCell], support: Sequence[CitedCell], result: dict[str, Any]
) -> tuple[Citation, ...]:
    if not winners:
        tables = dict.fromkeys(t for witness in result["witnesses"] for t in witness["tables"])
        return cite_tables(ws, tables)
    if len(support) > MAX_SUPPORT:
        return (*cite(ws, winners, "value"), *cite_tables(ws, [cell.table for cell in support], "support"))
    return (*cite(ws, winners, "value"), *cite(ws, support, "support"))


def _confidence(meaning: Meaning, cells: Sequence[CitedCell], failed: int) -> float:
    """Product of the weakest cell's confidence, the linking's and the operation's fit, halved for a failed check."""
    weakest = min((cell.confidence for cell in cells), default=0.7)
    linking = 0.4 + 0.6 * meaning.coverage
    return round(max(0.0, min(1.0, weakest * linking * (0.5 + 0.5 * meaning.fit) * 0.5**failed)), 3)


def _from_marks(ws: Workspace, state: State, action: AnswerAction) -> Answer:
    """What is said of marks themselves, not of their values: a colour."""
    cells = cells_of(ws, action.cells)
    known = [value for cell in cells for value in (cell.row_label, cell.column)]
    confidence = 0.9 * min((cell.confidence for cell in cells), default=0.0)
    return Answer(
        **common(state), status="answered", text=action.text, value=action.value, basis=Basis.MEASURED,
        citations=cite(ws, cells[:MAX_SUPPORT], "value"), revisions=revisions_of(ws, cells),
        checks=(verify.numbers_are_in(action.text, known, state["question"]),), confidence=round(confidence, 3),
        warnings=action.warnings,
    )  # fmt: skip


def _from_passage(ws: Workspace, state: State, action: AnswerAction) -> Answer:
    passage = action.passage or {}
    citation = cite_passage(ws, passage)
    quoted = str(passage.get("text", ""))
    name = citation.name if citation else passage.get("name", "")
    page = passage.get("page")
    if state["language"] == "zh":
        text = f"{action.text}（《{name}》第{page}页：“{quoted}”）"
    else:
        text = f'{action.text} ({name}, page {page}: "{quoted}")'
    return Answer(
        **common(state), status="answered", text=text, value=action.value, basis=Basis.PRINTED,
        unit=passage.get("unit"), scale=passage.get("scale", 1.0), citations=(citation,) if citation else (),
        checks=verify.check_passage(text, quoted, action.value), warnings=action.warnings,
        confidence=float(passage.get("confidence", 0.4)),
    )  # fmt: skip
