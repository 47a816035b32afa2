"""Look-ups: one cell read off the figure, or the label or series that a value stands at."""

from __future__ import annotations

from random import Random

from gbi_sft.synth.questions.answers import number_text
from gbi_sft.synth.questions.facts import Facts
from gbi_sft.synth.questions.operations.programs import across, is_row, number, one_cell
from gbi_sft.synth.questions.question import At, Draft


def value(facts: Facts, rng: Random) -> Draft | None:
    """What a cell says."""
    found = one_cell(facts, rng)
    if found is None:
        return None
    series, row = found
    column = facts.series[series]
    sql = f"SELECT {column.sql} FROM chart WHERE {is_row(facts, row)}"
    return Draft(sql, slots={"cell": At(series, row)}, decimals=column.decimals, unit=column.unit)


def label_of(facts: Facts, rng: Random) -> Draft | None:
    """At which label a printed value stands that the column has once."""
    found = one_cell(facts, rng)
    if found is None:
        return None
    series, row = found
    shown = facts.values[row][series]
    if shown is None or not all(line[series] for line in facts.printed) or facts.column(series).count(shown) > 1:
        return None
    column = facts.series[series]
    sql = f"SELECT {facts.label_sql} FROM chart WHERE {column.sql} = {number(shown)}"
    text = number_text(shown, column.decimals)
    return Draft(sql, "text", {"line": At(series), "number": text, "of": At(series)})


def series_of(facts: Facts, rng: Random) -> Draft | None:
    """Which series has a printed value in a row that no other has there."""
    row = rng.randrange(len(facts.labels))
    values = facts.across(row)
    if values is None or len(values) < 2 or not facts.comparable() or not all(facts.printed[row]):
        return None
    series = rng.randrange(len(values))
    if values.count(values[series]) > 1:
        return None
    sql = f"SELECT series FROM {across(facts)} WHERE {is_row(facts, row)} AND value = {number(values[series])}"
    text = number_text(values[series], facts.series[series].decimals)
    return Draft(sql, "text", {"at": At(None, row), "number": text, "of": At(series)})
