"""What is checked before an answer is said: its numbers have witnesses, and SQL and an independent sum agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from gbi.types import Check, CitedCell, Value
from gbi_agents.actions import Meaning
from gbi_agents.wording import number

_NUMBER = re.compile(r"(?<![A-Za-z\d_.])-?\d[\d,]*(?:\.\d+)?")  # a Chinese character may stand before it


def check_plan(
    text: str,
    result: dict[str, Any],
    meaning: Meaning,
    winners: Sequence[CitedCell],
    support: Sequence[CitedCell],
    question: str,
) -> tuple[Check, ...]:
    """Every check of a result that the rules planned; an answer with a failed one carries a warning."""
    known: list[Value] = [v for row in result["rows"] for v in row]
    errors = [v for row in result["errors"] for v in row] + [cell.error for cell in (*winners, *support)]
    known += [f"{float(f'{error:.2g}'):g}" for error in errors if error is not None]  # said with two digits
    known += [v for cell in (*winners, *support) for v in (cell.value, cell.text, cell.row_label, cell.column)]
    known += [*meaning.saying.subjects, meaning.saying.measure, meaning.saying.threshold, meaning.saying.rank]
    return (
        numbers_are_in(text, known, question),
        _sql_agrees(result, meaning),
        _witnesses_agree(result, meaning),
        Check(name="the question's words are accounted for", passed=meaning.coverage >= 0.5 or not meaning.uncovered,
              detail=", ".join(meaning.uncovered)),
    )  # fmt: skip


def failure(check: Check) -> str:
    """The warning of an answer that did not pass the check."""
    return f"check failed: {check.name} ({check.detail})" if check.detail else f"check failed: {check.name}"


def numbers_are_in(text: str, known: Iterable[Value], question: str) -> Check:
    """Every number of the text stands among the known values, in a known label, or in the question."""
    values: list[float] = []
    words = [question]
    for value in known:
        if isinstance(value, str):
            words.append(value)
        elif value is not None and not isinstance(value, bool):
            values.append(float(value))
    spoken = {token.lstrip("-").replace(",", "") for word in words for token in _NUMBER.findall(word)}
    spoken |= set(re.findall(r"\d+(?:\.\d+)?", " ".join(words)))
    missing = [token for token in _NUMBER.findall(text) if not _stands(token, values, spoken)]
    return Check(name="every number has a witness", passed=not missing, detail=", ".join(missing))


def _stands(token: str, values: Sequence[float], spoken: set[str]) -> bool:
    plain = token.lstrip("-").replace(",", "")
    if plain in spoken:
        return True
    said, near = float(plain), 5e-3 if "." in plain else 1e-9
    return any(
        number(abs(value)).replace(",", "") == plain or math.isclose(abs(value), said, rel_tol=near) for value in values
    )


def _sql_agrees(result: dict[str, Any], meaning: Meaning) -> Check:
    """SQL's result equals the value that was computed from the cells apart from it."""
    rows, expected = result["rows"], meaning.expected
    if isinstance(expected, tuple):
        names = tuple(row[0] for row in rows)
        got: Value | tuple[Value, ...] = names
        passed = sorted(map(str, names)) == sorted(map(str, expected)) or _all_close(names, expected)
    else:
        first = rows[0][0] if rows else None
        got, passed = first, _same(first, expected)
    return Check(name="SQL agrees with the cells", passed=passed, detail="" if passed else f"{got} against {expected}")


def _all_close(a: Sequence[Value], b: Sequence[Value]) -> bool:
    return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))


def _same(a: Value, b: Value) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-9)
    return a == b


def _witnesses_agree(result: dict[str, Any], meaning: Meaning) -> Check:
    """The cells that the witness query found for the value are just those that the plan computed with."""
    name = "cited cells are the query's"
    found = witnessed(result)
    if found is None:
        return Check(
            name=name, passed=True, detail="the SQL's lineage could not be followed; the plan's cells are cited"
        )
    planned = set(map(tuple, meaning.value_cells))
    apart = planned ^ set(found)
    return Check(name=name, passed=not apart, detail=", ".join(f"{t} {r}:{c}" for t, r, c in sorted(apart)[:5]))


def witnessed(result: dict[str, Any]) -> tuple[tuple[str, int, int], ...] | None:
    """Table, row and column of the cells behind the result's values (its names, where it has no values), from the
    witness query; None where the lineage of one of them was not followed."""
    names = [column["name"] for column in result["columns"]]
    wanted = [at for at, name in enumerate(names) if name in ("value", "left_value", "right_value")] or [0]
    found: list[tuple[str, int, int]] = []
    for witness in result["witnesses"]:
        if witness["column"] not in wanted:
            continue
        if witness["scope"] != "cells":
            return None
        if witness["role"] == "value":
            found += [(table, row, column) for table, row, column in witness["cells"]]
    return tuple(dict.fromkeys(found)) or None


def check_passage(text: str, quoted: str, value: Any) -> tuple[Check, ...]:
    """The value stands in the words that are quoted, with whichever minus and grouping they are printed."""
    spoken = quoted.replace(",", "").replace("−", "-")
    shown = "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value).replace(",", "")
    return (
        Check(name="the value stands in the passage", passed=not shown or shown in spoken, detail=shown),
        numbers_are_in(text.split("(")[0], [], quoted),
    )
