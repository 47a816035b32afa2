"""A reply's SQL run on the gold table: does it give what the question's own program gives, and what the reply says?

An answer may be right by luck, or read off the picture while the SQL beside it computes something else; a program of
thought is worth its name where both are right. Execution accuracy as in `metrics.execution`; what the known program
rounds, the reply's need not round.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gbi.errors import SqlError
from gbi_eval.gold_table import GoldTable, Rows, results, same_answer
from gbi_eval.metrics.relaxed import TOLERANCE, fold, relaxed_match

EXECUTED = ("execution_accuracy", "both_right", "agreement", "sql_runs")
"""The SQL gives the known program's rows; it does and the answer is right; its rows are the answer that is given; it
runs at all (of those that were said)."""
YES, NO = ("yes", "true", "是"), ("no", "false", "否")


class Reply(NamedTuple):
    """What was said to a question; both are "" where the figure does not tell."""

    answer: str
    sql: str


def judged(reply: Reply | None, table: GoldTable, program: str, *, right: bool) -> tuple[dict[str, float], list[str]]:
    """The scores `EXECUTED` of a reply, and notes for its trace; `right`: the answer is.

    `program` "" means that there is nothing to compute: right is to write none. Raises `SqlError` where the known
    program itself cannot run on the gold table, which is a fault of the data.
    """
    if reply is None:
        return dict.fromkeys(EXECUTED[:3], 0.0), []
    notes = [f"SQL: {reply.sql}"] if reply.sql else []
    rows: Rows | None = None
    scores = {}
    if reply.sql:
        try:
            rows = results(table, reply.sql)
        except SqlError as error:
            notes.append(f"{type(error).__name__}: {error}")
        scores["sql_runs"] = float(rows is not None)
    if not program:
        good, agreed = not reply.sql, not reply.sql and not reply.answer
    else:
        good = rows is not None and same_answer(rows, results(table, program), program)
        agreed = rows is not None and says(rows, reply.answer)
    if program or reply.sql:
        notes.append(f"its rows: {rows[:5] if rows is not None else 'none'}")
    return {
        "execution_accuracy": float(good), "both_right": float(good and right), "agreement": float(agreed), **scores,
    }, notes  # fmt: skip


def says(rows: Rows, answer: str, tolerance: float = TOLERANCE) -> bool:
    """Whether a result's first column is what an answer says: a number within `tolerance` of its size, a text, yes or
    no, or a list of texts."""
    values = [row[0] for row in rows if row]
    if not values or None in values:
        return False
    if len(values) > 1:
        parts = re.split(r"\s*[,、，;；]\s*", answer.strip())
        return sorted(map(fold, parts)) == sorted(fold(str(value)) for value in values)
    value = values[0]
    if isinstance(value, bool):
        return fold(answer) in (YES if value else NO)
    return relaxed_match(answer, f"{value:.10g}" if isinstance(value, float) else str(value), tolerance=tolerance)
