"""Whether what a model asked for and said may be said: its values have cells behind them, its words fit its numbers.

Not covered: a claim in words alone ("rose", "because"); a query that looks at the wrong cells.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from gbi.types import Check, CitedCell, Value
from gbi_agents.verify import numbers_are_in

MOST_ROWS = 50
"""Rows of a result that an answer's value may be made of."""
_PLAIN = frozenset({0.0, 1.0, 2.0, 3.0, 4.0, 7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 360.0, 365.0})
"""Numbers that arithmetic needs: signs, halves, digits to round to, months and days; powers of ten besides."""
_AMOUNT = re.compile(
    r"(?<![A-Za-z\d_.])(-?\d[\d,]*(?:\.\d+)?)\s*"
    r"(%|percent\b|per cent\b|thousand|million|billion|trillion|bn\b|mn\b|万亿|百万|千万|亿|万)",
    re.I,
)
_FACTORS = {"thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12, "万": 1e4,
            "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12}  # fmt: skip
_MONEY = {"USD": r"(?<![a-z])\$|\bdollars?\b|\busd\b|美元", "EUR": r"€|\beuros?\b|\beur\b|欧元",
          "GBP": r"£|\bpounds?\b|\bgbp\b|英镑", "CNY": r"\byuan\b|\brmb\b|\bcny\b|人民币",
          "JPY": r"\byen\b|\bjpy\b|日元"}  # fmt: skip


def said_values(result: dict[str, Any]) -> list[Value]:
    """What the result says: its first column, without nulls, at most `MOST_ROWS`."""
    return [row[0] for row in result["rows"] if row and row[0] is not None][:MOST_ROWS]


def reason_against(result: dict[str, Any], question: str) -> str:
    """Why the result's first column may not be said; "" where it may. Words that a model can act on."""
    if not said_values(result):
        return "the query gave no value in its first column"
    behind = {w["row"] for w in result["witnesses"] if w["column"] == 0 and (w["cells"] or w["scope"] == "table")}
    rows = [at for at, row in enumerate(result["rows"]) if row and row[0] is not None][:MOST_ROWS]
    if any(at not in behind for at in rows):
        return "the first column holds a constant, not cells of a table; select the cells themselves"
    invented = invented_numbers(result["sql"], question)
    if invented:
        return f"the query computes with {', '.join(invented)}, which stands in no table; take it from cells"
    return ""


def invented_numbers(sql: str, question: str) -> tuple[str, ...]:
    """Numbers that the query puts into its output, outside conditions, and that are not in the question."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return ()
    asked = {float(token.replace(",", "")) for token in re.findall(r"\d[\d,]*(?:\.\d+)?", question)}
    found: dict[str, None] = {}
    for select in tree.find_all(exp.Select):
        for projection in select.expressions:
            for literal in projection.find_all(exp.Literal):
                if literal.is_string or _in_condition(literal, projection):
                    continue
                number = abs(float(literal.this))
                if number not in asked and number not in _PLAIN and not _power_of_ten(number):
                    found[literal.this] = None
    return tuple(found)


def _in_condition(node: exp.Expr, top: exp.Expr) -> bool:
    """Whether the node stands in a comparison, a subquery's own conditions, or an argument that only shapes."""
    at: exp.Expr | None = node.parent
    shaping = (exp.Predicate, exp.Where, exp.Having, exp.Limit, exp.Offset, exp.Round, exp.WindowSpec, exp.DataType,
               exp.Between, exp.In, exp.Lag, exp.Lead, exp.Substring, exp.NthValue)  # fmt: skip
    while at is not None and at is not top.parent:
        if isinstance(at, shaping):
            return True
        at = at.parent
    return False


def _power_of_ten(number: float) -> bool:
    return number > 0 and math.isclose(math.log10(number), round(math.log10(number)), abs_tol=1e-12)


def check_text(
    text: str, value: Value | tuple[Value, ...], result: dict[str, Any], cells: Sequence[CitedCell], question: str
) -> Check:
    """Whether a sentence that a model wrote may stand: it says the value, and no number, scale or currency but those
    of the result and its cells. `value` is what the answer says."""
    known: list[Value] = [v for row in result["rows"] for v in row]
    known += [v for cell in cells for v in (cell.value, cell.text, cell.row_label, cell.column)]
    known += list(value) if isinstance(value, tuple) else [value]
    known += [column["name"] for column in result["columns"]]
    numbers = numbers_are_in(text, known, question)
    wrong = [numbers.detail] if not numbers.passed else []
    wrong += _wrong_amounts(text, result, question) + _wrong_money(text, result, question)
    if not _says(text, value):
        wrong.append("it does not say the value")
    return Check(name="the model's words fit its result", passed=not wrong, detail="; ".join(wrong))


def _says(text: str, value: Value | tuple[Value, ...]) -> bool:
    if isinstance(value, tuple):
        return all(_says(text, one) for one in value[:12])
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, str):
        return value.casefold() in text.casefold()
    tokens = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    return any(numbers_are_in(token, [value], "").passed for token in tokens)


def _wrong_amounts(text: str, result: dict[str, Any], question: str) -> list[str]:
    """Numbers said with a scale or "%" in which no number of the result stands."""
    asked = {match.group().replace(" ", "").casefold() for match in _AMOUNT.finditer(question)}
    wrong = []
    for match in _AMOUNT.finditer(text):
        said, word = abs(float(match.group(1).replace(",", ""))), match.group(2).lower()
        if match.group().replace(" ", "").casefold() not in asked and not any(
            math.isclose(amount, said * _FACTORS.get(word, 1.0), rel_tol=5e-3)
            for amount in _amounts(result, percent=word[0] in "%p")
        ):
            wrong.append(f"{match.group()} is in another scale than the result")
    return wrong


def _amounts(result: dict[str, Any], *, percent: bool) -> Iterable[float]:
    """The result's numbers in full; as per cents those of columns in per cent, or without any unit."""
    for row in result["rows"]:
        for column, value in zip(result["columns"], row, strict=True):
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if not percent:
                yield abs(value) * column["scale"]
            elif column["unit"] == "%":
                yield abs(value)
            elif column["unit"] is None:
                yield from (abs(value), abs(value) * 100)


def _wrong_money(text: str, result: dict[str, Any], question: str) -> list[str]:
    units = {column["unit"] for column in result["columns"]} & set(_MONEY)
    if not units:
        return []
    return [
        f"{unit} is not the result's currency"
        for unit, pattern in _MONEY.items()
        if unit not in units and re.search(pattern, text, re.I) and not re.search(pattern, question, re.I)
    ]
