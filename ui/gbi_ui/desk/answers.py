"""An answer on the desk: number, text, chart, table, SQL, confidence in words, and the pages it stands on."""

from __future__ import annotations

import json

import streamlit as st

from gbi.documents.columns import unique_names
from gbi.errors import GbiError
from gbi.types import Alternative, Answer, CitedCell
from gbi.workspace import Workspace
from gbi_ui.desk.amounts import FAIR, SURE, column_names, number_text, scale_words
from gbi_ui.desk.evidence import evidence
from gbi_ui.desk.safe import for_csv, plain
from gbi_ui.desk.words import say, told


def show(ws: Workspace, answer: Answer, key: str) -> str | None:
    """Draws the answer; `key` makes its widgets' names. Returns a suggested question that was clicked, if one was."""
    if answer.status == "answered":
        _headline(answer)
    else:
        st.markdown(plain(answer.text))
    for warning in answer.warnings:
        st.warning(plain(warning), icon=":material/info:")
    if answer.status != "answered":
        return _suggestions(answer, key)
    _conflicts(ws, answer)
    names = ["evidence", *(["chart"] if answer.chart else []), *(["table"] if answer.table else [])]
    names += ["sql"] if answer.sql else []
    names += ["steps"] if answer.trace else []
    for name, tab in zip(names, st.tabs([say(f"answer.{name}") for name in names]), strict=True):
        with tab:
            TABS[name](ws, answer, key)
    return None


def _headline(answer: Answer) -> None:
    """The number large, beside it the sentence and how sure it is."""
    if isinstance(answer.value, tuple) or answer.value is None:
        words = st.container()
    else:
        unit = " ".join(filter(None, (scale_words(answer.scale), answer.unit)))
        error = f" ± {answer.error:.3g}" if answer.error else ""
        value = plain(f"{number_text(answer.value)}{error}")  # it may be text, and a metric takes Markdown
        number, words = st.columns([2, 3], vertical_alignment="bottom")
        number.metric(plain(unit) or " ", value, label_visibility="visible" if unit else "collapsed")
    words.markdown(plain(answer.text))
    words.caption(_confidence(answer))


def _confidence(answer: Answer) -> str:
    level = "sure" if answer.confidence >= SURE else "fair" if answer.confidence >= FAIR else "unsure"
    basis = say(f"basis.{answer.basis}") if answer.basis else ""
    failed = [plain(told(check.name)) for check in answer.checks if not check.passed]
    words = [say(f"confidence.{level}", percent=round(100 * answer.confidence)), basis]
    return " · ".join(filter(None, [*words, *(say("answer.failed", check=check) for check in failed)]))


def _conflicts(ws: Workspace, answer: Answer) -> None:
    """Where two witnesses read different numbers, both; where a person has decided, what was read before."""
    names = column_names(ws, {citation.document for citation in answer.citations})
    for citation in answer.citations:
        for cell in citation.cells if citation.role == "value" else ():
            column = names.get((cell.table, cell.column), cell.column)
            label = plain(", ".join(filter(None, (cell.row_label, column))))
            if cell.corrected_by is not None and cell.original != cell.value:
                old, new = plain(str(cell.original)), plain(str(cell.value))
                st.info(say("answer.corrected", label=label, old=old, new=new, by=plain(cell.corrected_by)))
            for other in () if cell.corrected_by is not None else _others(ws, cell):
                read = {"value": plain(cell.text or str(cell.value)), "other": plain(other.text or str(other.value))}
                st.warning(say("answer.conflict", label=label, **read), icon=":material/compare_arrows:")


def _others(ws: Workspace, cell: CitedCell) -> tuple[Alternative, ...]:
    """What other witnesses read at a cell; () where its reading is gone."""
    reading, _, place = cell.id.partition(":")
    row, _, column = place.partition(":")
    try:
        return ws.reading(reading).rows[int(row)][int(column)].alternatives
    except (GbiError, ValueError, IndexError):
        return ()


def _suggestions(answer: Answer, key: str) -> str | None:
    if answer.missing:
        st.caption(say("answer.missing", what=plain(", ".join(answer.missing))))
    for number, suggestion in enumerate(answer.suggestions):
        if st.button(plain(suggestion), key=f"{key}-suggestion-{number}", icon=":material/arrow_forward:"):
            return suggestion
    return None


def chart(ws: Workspace, answer: Answer, key: str) -> None:
    """The chart and its downloads."""
    assert answer.chart is not None
    st.vega_lite_chart(spec=answer.chart, width="stretch", key=f"{key}-chart")
    left, middle, _ = st.columns([1, 1, 4])
    left.download_button(
        "PNG", lambda: _drawn(answer, "png"), "chart.png", "image/png", key=f"{key}-png", on_click="ignore"
    )
    middle.download_button(
        "SVG", lambda: _drawn(answer, "svg"), "chart.svg", "image/svg+xml", key=f"{key}-svg", on_click="ignore"
    )


def _drawn(answer: Answer, form: str) -> bytes:
    import vl_convert

    assert answer.chart is not None
    if form == "png":
        return bytes(vl_convert.vegalite_to_png(answer.chart, allowed_base_urls=[], scale=2))
    return str(vl_convert.vegalite_to_svg(answer.chart, allowed_base_urls=[])).encode()


def table(ws: Workspace, answer: Answer, key: str) -> None:
    """The result's table with its download as CSV."""
    import pandas as pd

    assert answer.table is not None
    names = unique_names([column.name for column in answer.table.columns])
    frame = pd.DataFrame(list(answer.table.rows), columns=names)
    st.dataframe(frame, hide_index=True)
    data = frame.map(for_csv).to_csv(index=False, header=[for_csv(name) for name in names])
    st.download_button("CSV", data.encode("utf-8-sig"), "answer.csv", "text/csv", key=f"{key}-csv", on_click="ignore")


def sql(ws: Workspace, answer: Answer, key: str) -> None:
    """The SQL, which may be edited and run again, guarded as ever."""
    query = st.text_area("SQL", answer.sql or "", key=f"{key}-sql", height="content", label_visibility="collapsed")
    if st.button(say("sql.run"), key=f"{key}-run", icon=":material/play_arrow:"):
        run_sql(ws, query)


def run_sql(ws: Workspace, query: str) -> None:
    """Runs a query and shows its result, or why it was refused."""
    import pandas as pd

    try:
        result = ws.sql(query)
    except GbiError as error:
        st.error(plain(told(error)))
        return
    st.dataframe(pd.DataFrame(result.rows, columns=unique_names([c.name for c in result.columns])), hide_index=True)
    if result.truncated:
        st.caption(say("sql.truncated", rows=len(result.rows)))


def steps(ws: Workspace, answer: Answer, key: str) -> None:
    """What was done, one line a step."""
    for step in answer.trace:
        words = [step.action, step.detail, step.outcome, step.model, f"{step.seconds:.2f} s"]
        st.text(" · ".join(filter(None, words)))
    st.download_button(
        "JSON", lambda: json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1), "answer.json",
        "application/json", key=f"{key}-json", on_click="ignore",
    )  # fmt: skip


TABS = {"evidence": evidence, "chart": chart, "table": table, "sql": sql, "steps": steps}
"""What each tab under an answer shows."""
