"""The glossary as two editable tables, checked before it is kept; a broken file is mended as text."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import streamlit as st

from gbi import glossary as glossary_file
from gbi.errors import GbiError
from gbi.glossary import Glossary, GlossaryError, Metric
from gbi.store.files import replace_file
from gbi.workspace import Workspace
from gbi_agents.dispatchers.planning.defined import check
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import say, told

_COMMAS = re.compile(r"[,，、;；]")
Row = Mapping[Hashable, Any]


def show(ws: Workspace) -> None:
    """The editor, or the file's text where it is no glossary."""
    if st.session_state.pop("data.saved", False):
        st.success(say("data.saved"))
    try:
        known = ws.glossary
    except GlossaryError as error:
        st.error(plain(told(error)))
        _mend(ws)
        return
    synonyms, metrics = _editors(known)
    if not st.button(say("data.save"), type="primary", icon=":material/save:", key="data.save"):
        return
    made, faults = glossary_of(synonyms, metrics)
    for fault in faults:
        st.error(plain(fault))
    if not faults:
        _save(ws, made)


def _editors(known: Glossary) -> tuple[list[dict[Hashable, Any]], list[dict[Hashable, Any]]]:
    import pandas as pd

    version = st.session_state.get("data.glossary.version", 0)
    text = st.column_config.TextColumn
    st.subheader(say("data.synonyms"))
    synonyms = st.data_editor(
        pd.DataFrame([(term, ", ".join(names)) for term, names in known.synonyms.items()], columns=["term", "also"]),
        num_rows="dynamic", hide_index=True, key=f"data.synonyms.{version}",
        column_config={"term": text(say("data.term")), "also": text(say("data.also"), width="large")},
    )  # fmt: skip
    st.subheader(say("data.metrics"))
    rows = [(name, metric.sql, metric.unit or "", metric.description) for name, metric in known.metrics.items()]
    metrics = st.data_editor(
        pd.DataFrame(rows, columns=["name", "sql", "unit", "description"], dtype="object"),
        num_rows="dynamic", hide_index=True, key=f"data.metrics.{version}",
        column_config={
            "name": text(say("data.metric")),
            "sql": text(say("data.expression"), width="large"),
            "unit": text(say("data.unit")),
            "description": text(say("data.description")),
        },
    )  # fmt: skip
    return synonyms.to_dict("records"), metrics.to_dict("records")


def glossary_of(synonyms: Sequence[Row], metrics: Sequence[Row]) -> tuple[Glossary, list[str]]:
    """The glossary that the rows of both tables make, and what is wrong with them, each with its mend."""
    faults: list[str] = []
    terms: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(synonyms, 1):
        term, also = _text(row.get("term")), _text(row.get("also"))
        names = tuple(dict.fromkeys(filter(None, (name.strip() for name in _COMMAS.split(also)))))
        if not term and not names:
            continue
        if not term:
            faults.append(say("data.no term", row=number))
        elif not names:
            faults.append(say("data.no names", row=number, term=term))
        elif term in terms:
            faults.append(say("data.twice", name=term))
        terms[term] = names
    made: dict[str, Metric] = {}
    for number, row in enumerate(metrics, 1):
        name, sql, unit, words = (_text(row.get(key)) for key in ("name", "sql", "unit", "description"))
        if not (name or sql or unit or words):
            continue
        if not name or not sql:
            faults.append(say("data.no metric", row=number))
            continue
        if name in made:
            faults.append(say("data.twice", name=name))
        made[name] = Metric(sql=sql, unit=unit or None, description=words)
        try:
            check(name, made[name])
        except GlossaryError as error:
            faults.append(say("data.bad sql", name=name, error=told(error)))
    return Glossary(synonyms=terms, metrics=made), faults


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""  # an empty cell of a data frame is None or NaN


def _save(ws: Workspace, glossary: Glossary) -> None:
    try:
        ws.glossary = glossary
    except GbiError as error:
        st.error(plain(told(error)))
        return
    st.session_state["data.glossary.version"] = st.session_state.get("data.glossary.version", 0) + 1
    st.session_state["data.saved"] = True
    st.rerun()


def _mend(ws: Workspace) -> None:
    """The file as text; kept only when it is a glossary."""
    path = ws.path / glossary_file.NAME
    st.caption(say("data.broken"))
    before = path.read_bytes()[: glossary_file.MOST_BYTES].decode("utf-8", "replace") if path.is_file() else ""
    text = st.text_area(glossary_file.NAME, before, key="data.broken", height=400)
    if st.button(say("data.save"), type="primary", key="data.mend"):
        tried = path.with_name("glossary-tried.yaml")
        try:
            replace_file(tried, lambda temporary: temporary.write_text(text, "utf-8"))
            made = glossary_file.load(tried)
        except GbiError as error:
            st.error(plain(told(error).replace(str(tried), glossary_file.NAME)))
            return
        finally:
            tried.unlink(missing_ok=True)
        _save(ws, made)
