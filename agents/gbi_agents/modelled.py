"""The answer over a result whose query a model wrote: its value, the cells behind it, and a sentence that fits both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from gbi.types import Answer, Basis, Check, CitedCell, Column, ResultTable, Value
from gbi_agents import measures, soundness
from gbi_agents.actions import Answer as AnswerAction
from gbi_agents.dispatchers.grammar.wishes import Wishes
from gbi_agents.dispatchers.planning.saying import Saying, Shape
from gbi_agents.evidence import MAX_SUPPORT, cells_of, cite, cite_tables, revisions_of, worst_basis
from gbi_agents.language import Language, year_of
from gbi_agents.sentences import sentence
from gbi_agents.state import State, common
from gbi_agents.tables import shown
from gbi_agents.values import as_wished, plain_label
from gbi_agents.workspace import Workspace

TRUST = 0.85
"""Of a cell's confidence, for a query that a model chose; 0.6 where its lineage ends at the table."""


def from_model(ws: Workspace, state: State, action: AnswerAction, result: dict[str, Any]) -> Answer | None:
    """None where the result holds nothing that may be said: no value, or one that no cell stands behind.

    The model's sentence is kept when it fits the result, else one is made of the result.
    """
    if soundness.reason_against(result, state["question"]):
        return None
    language: Language = state["language"]
    winners, support, followed = _behind(ws, result)
    value = _value(result)
    unit, scale = _measure(ws, result, winners)
    said, scale = _wished(value, unit, scale, state)
    fits = soundness.check_text(action.text, value, result, (*winners, *support), state["question"])
    saying = _saying(ws, result, value, winners, unit, scale)
    basis = worst_basis(winners)
    text = action.text if action.text and fits.passed else _sentence(saying, result, said, basis, language)
    numeric = saying.shape == "scalar" and isinstance(said, int | float) and not isinstance(said, bool)
    trust = min((cell.confidence for cell in winners), default=0.7) * (TRUST if followed else 0.6)
    tables = dict.fromkeys(t for witness in result["witnesses"] for t in witness["tables"])
    return Answer(
        **common(state), status="answered", text=text, value=said, unit=unit if numeric else None,
        scale=scale if numeric else 1.0, error=_error(result) if numeric else None, basis=basis, table=_table(result),
        chart=state.get("chart"), sql=result["sql"],
        citations=(*cite(ws, winners[:MAX_SUPPORT], "value"), *cite(ws, support[:MAX_SUPPORT], "support"))
        if followed else cite_tables(ws, tables),
        checks=_checks(followed, fits if action.text else None), warnings=(*action.warnings, *_cut(result, language)),
        confidence=round(trust, 3), revisions=revisions_of(ws, (*winners, *support)),
    )  # fmt: skip


def _behind(ws: Workspace, result: dict[str, Any]) -> tuple[list[CitedCell], list[CitedCell], bool]:
    """Cells behind the values said (with a name, those beside it in its row too), those compared with, and whether
    all could be followed."""
    named = any(_is_name(value, result) for value in soundness.said_values(result))
    values: dict[tuple[Any, ...], None] = {}
    others: dict[tuple[Any, ...], None] = {}
    followed = True
    for witness in result["witnesses"]:
        if witness["row"] >= soundness.MOST_ROWS:
            continue
        first = witness["column"] == 0
        followed &= not first or witness["scope"] == "cells"
        chosen = values if witness["role"] == "value" and (first or named) else others
        chosen.update(dict.fromkeys(tuple(cell) for cell in witness["cells"]))
    support = [cell for cell in others if cell not in values]
    return list(cells_of(ws, values)), list(cells_of(ws, support)), followed and bool(values)


def _value(result: dict[str, Any]) -> Value | tuple[Value, ...]:
    values = tuple(dict.fromkeys(map(_rounded, soundness.said_values(result))))
    return values[0] if len(values) == 1 else values


def _is_name(value: Value, result: dict[str, Any]) -> bool:
    """Whether the value names something: a text, or a year in a column of years."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return isinstance(value, str)
    first = result["columns"][0]
    years = year_of(shown(value)) is not None and re.search(r"year|date|年", first["name"], re.I) is not None
    return years and first["unit"] is None


def _rounded(value: Value) -> Value:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return plain_label(round(float(value), 10) if number else value)  # type: ignore[arg-type]  # told apart above


def _measure(ws: Workspace, result: dict[str, Any], winners: Sequence[CitedCell]) -> tuple[str | None, float]:
    """Unit and scale of the first column; a lone cell's own where it has one."""
    own = measures.measures_of(ws, winners) if len(winners) == 1 else ()
    if own:
        return own[0]
    first = result["columns"][0]
    return first["unit"], first["scale"]


def _wished(
    value: Value | tuple[Value, ...], unit: str | None, scale: float, state: State
) -> tuple[Value | tuple[Value, ...], float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value, scale
    return as_wished(value, unit, scale, Wishes.model_validate(state.get("wishes") or {}))


def _saying(
    ws: Workspace,
    result: dict[str, Any],
    value: Value | tuple[Value, ...],
    winners: Sequence[CitedCell],
    unit: str | None,
    scale: float,
) -> Saying:
    columns = [Column.model_validate(raw) for raw in result["columns"]]
    shape: Shape = "labels" if isinstance(value, tuple) else "label" if _is_name(value, result) else "scalar"
    if shape != "scalar":
        beside = columns[1] if len(columns) > 1 else Column(name="")
        unit, value_scale = (beside.unit, beside.scale) if len(columns) > 1 else (unit, scale)
        return Saying(operation="name", shape=shape, unit=unit, value_scale=value_scale)
    measure = columns[0].name.replace("_", " ")
    subjects: tuple[str, ...] = ()
    infos = {info.name: info for info in ws.table_infos()}
    info = infos.get(winners[0].table) if len(winners) == 1 else None
    if info is not None and winners[0].column in info.sql_columns:
        measure = info.columns[info.sql_columns.index(winners[0].column)].name
        subjects = (winners[0].row_label,) if winners[0].row_label else ()
    return Saying(operation="lookup", shape="scalar", measure=measure, subjects=subjects, unit=unit, scale=scale)


def _sentence(
    saying: Saying, result: dict[str, Any], value: Value | tuple[Value, ...], basis: Basis | None, language: Language
) -> str:
    if isinstance(value, bool):
        return {("en", True): "Yes.", ("en", False): "No.", ("zh", True): "是。", ("zh", False): "否。"}[
            language, value
        ]
    about = ("约" if language == "zh" else "about ") if basis in (Basis.MEASURED, Basis.GENERATED) else ""
    rows = [row[:2] for row in result["rows"] if row and row[0] is not None]
    return sentence(saying, rows, value, about, language)


def _error(result: dict[str, Any]) -> float | None:
    errors = result["errors"]
    return float(errors[0][0]) if errors and errors[0] and errors[0][0] is not None else None


def _table(result: dict[str, Any]) -> ResultTable:
    columns = tuple(Column.model_validate(raw) for raw in result["columns"])
    return ResultTable(columns=columns, rows=tuple(tuple(row) for row in result["rows"]))


def _checks(followed: bool, text: Check | None) -> tuple[Check, ...]:
    """The last one says whether the model's sentence was kept; a sentence that is made of the result needs none."""
    detail = "" if followed else "the SQL's lineage could not be followed; its tables are cited"
    return (
        Check(name="every number has a witness", passed=True, detail=detail),
        *((text,) if text is not None and text.passed else ()),
    )


def _cut(result: dict[str, Any], language: Language) -> tuple[str, ...]:
    rows = len(result["rows"])
    if not result["truncated"] and rows <= soundness.MOST_ROWS:
        return ()
    if language == "zh":
        return (f"结果行数较多，这里只取前{min(rows, soundness.MOST_ROWS)}行",)
    return (f"the result has more rows; the first {min(rows, soundness.MOST_ROWS)} are said",)
