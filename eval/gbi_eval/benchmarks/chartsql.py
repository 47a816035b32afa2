"""Template questions over charts with known tables: the program's SQL must give what the gold SQL gives.

One real problem: "What is the difference between the net income of 2018 and 2020?" over a bar chart. The gold SQL
runs in DuckDB on the gold table, the program's on what it holds: once on the gold table itself as a CSV file, where
numbers must be exact (can it write the query?), and once on its own reading of the figure, where they may be 5 % off
(does a question survive the reading?). Data: as for `chart2table`. Not covered: questions as people put them; see
`chartqa`.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from gbi.errors import GbiError
from gbi_eval.asking import DESK, Asked, ask
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome
from gbi_eval.benchmarks import chart2table
from gbi_eval.benchmarks.chartqa import answer_measures
from gbi_eval.gold import grid, read_gold
from gbi_eval.metrics.cells import Grid
from gbi_eval.metrics.execution import EXACT, same_result
from gbi_eval.sampling import drawn, language

SCORES = ("execution_accuracy", "execution_accuracy_strict", "no_wrong_answer", "answered")
TESTED = (SCORES[0], SCORES[2])
PER_FIGURE = 2
MEASURED = 0.05
OVER_TABLE, OVER_FIGURE = "gold table", "figure"
Question = tuple[str, str]
"""A question and its gold SQL over `gold(label, value)`."""


def items(options: Options) -> list[Item]:
    """Two questions of different kinds per figure, each over the figure and over its gold table; `limit` counts
    figures, of those whose gold table has one row a label and one number a row."""
    figures = [item for item in chart2table.figures(options.data) if _asked_of(item)]
    return [
        figure.model_copy(
            update={
                "id": f"{figure.id}:{kind}@{over}",
                "slices": figure.slices | {"question": kind, "over": over},
                "payload": figure.payload | {"question": question, "sql": sql, "over": over},
                "group": figure.payload["figure"],
            }
        )
        for figure in drawn(figures, options)
        for kind, question, sql in _asked_of(figure)
        for over in (OVER_TABLE, OVER_FIGURE)
    ]


def _asked_of(figure: Item) -> list[tuple[str, str, str]]:
    """(kind, question, gold SQL) of a figure; drawn by the figure's name, so that every run asks the same."""
    rows = read_gold(Path(figure.payload["gold"]))
    table = grid(rows)
    if not usable(table) or not rows[0][0].strip():
        return []
    rng = random.Random(figure.id)
    templates = ENGLISH if language(" ".join((*table.rows, *table.columns))) != "zh" else CHINESE
    made = [(kind, make(rows[0][0], table, rng)) for kind, make in rng.sample(templates, PER_FIGURE)]
    return [(kind, *found) for kind, found in made]


def usable(table: Grid) -> bool:
    """Whether questions about the first column of numbers have one answer: three rows and more, labels and numbers all
    there and different from each other."""
    values = [row[0] for row in table.values if row]
    labels = [label.strip().casefold() for label in table.rows]
    whole = len(values) >= 3 and None not in values and all(labels) and bool(table.columns and table.columns[0].strip())
    return whole and len(set(labels)) == len(labels) and len(set(values)) == len(values)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _lookup(words: str) -> Callable[[str, Grid, random.Random], Question]:
    def make(_: str, table: Grid, rng: random.Random) -> Question:
        row = rng.choice(table.rows)
        return words.format(column=table.columns[0], a=row), f"SELECT value FROM gold WHERE label = {_text(row)}"

    return make


def _extreme(words: str, way: str) -> Callable[[str, Grid, random.Random], Question]:
    def make(head: str, table: Grid, rng: random.Random) -> Question:
        return words.format(head=head, column=table.columns[0]), f"SELECT label FROM gold ORDER BY value {way} LIMIT 1"

    return make


def _difference(words: str) -> Callable[[str, Grid, random.Random], Question]:
    def make(_: str, table: Grid, rng: random.Random) -> Question:
        a, b = rng.sample(table.rows, 2)
        one = "(SELECT value FROM gold WHERE label = {})"
        sql = f"SELECT abs({one.format(_text(a))} - {one.format(_text(b))})"
        return words.format(column=table.columns[0], a=a, b=b), sql

    return make


def _whole(words: str, function: str) -> Callable[[str, Grid, random.Random], Question]:
    def make(_: str, table: Grid, rng: random.Random) -> Question:
        return words.format(column=table.columns[0]), f"SELECT {function}(value) FROM gold"

    return make


ENGLISH = (
    ("lookup", _lookup("What is the {column} of {a}?")),
    ("highest", _extreme("Which {head} has the highest {column}?", "DESC")),
    ("lowest", _extreme("Which {head} has the lowest {column}?", "ASC")),
    ("difference", _difference("What is the difference between the {column} of {a} and {b}?")),
    ("sum", _whole("What is the sum of all {column} values?", "sum")),
    ("average", _whole("What is the average {column}?", "avg")),
)
CHINESE = (
    ("lookup", _lookup("{a}的{column}是多少？")),
    ("highest", _extreme("哪个{head}的{column}最高？", "DESC")),
    ("lowest", _extreme("哪个{head}的{column}最低？", "ASC")),
    ("difference", _difference("{a}和{b}的{column}相差多少？")),
    ("sum", _whole("{column}的总和是多少？", "sum")),
    ("average", _whole("{column}的平均值是多少？", "avg")),
)


def run(item: Item, options: Options) -> Outcome:
    """Asks, runs the answer's SQL where it was asked and the gold SQL on the gold table, and compares the rows."""
    over_table = item.payload["over"] == OVER_TABLE
    rows = read_gold(Path(item.payload["gold"]))
    gold = gold_result(grid(rows), item.payload["sql"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(item.payload["figure"])
        if over_table:
            file = Path(folder) / f"{file.stem}.csv"
            with file.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(rows)
        asked = ask(file, item.payload["question"], options, keep=not over_table)
        said, trace = _result(asked, file, options, keep=not over_table)
    tolerance = EXACT if over_table else MEASURED
    right = asked.answered and same_result(said, gold, more_columns=True, tolerance=tolerance)
    scores = {
        "execution_accuracy": float(right),
        "execution_accuracy_strict": float(asked.answered and same_result(said, gold, tolerance=tolerance)),
        "no_wrong_answer": float(right or not asked.answered),
        "answered": float(asked.answered),
    }
    return Outcome(
        id=item.id,
        scores=scores,
        prediction=[list(map(str, row)) for row in said[:20]],
        gold=[list(map(str, row)) for row in gold],
        seconds=asked.seconds,
        slices=item.slices,
        found=asked.found,
        trace=[*asked.trace, *trace, f"gold: {item.payload['sql']}"],
        cells=[{"confidence": asked.confidence, "right": right}],
    )


def _result(asked: Asked, file: Path, options: Options, *, keep: bool) -> tuple[list[tuple[object, ...]], list[str]]:
    """The rows of the answer's SQL, run again in the workspace in which it was asked."""
    if asked.answer is None or not asked.answered or not asked.answer.sql:
        return [], []
    try:
        ws, _ = DESK.open(file, options.reader, options.cache if keep else None)
        return [tuple(row) for row in ws.sql(asked.answer.sql).rows], []
    except GbiError as error:
        return [], [f"{type(error).__name__}: {error}"]


def gold_result(table: Grid, sql: str) -> list[tuple[object, ...]]:
    """The rows of a gold query over the table's labels and its first column of numbers."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE gold (label VARCHAR, value DOUBLE)")
        pairs = [(label, row[0]) for label, row in zip(table.rows, table.values, strict=True)]
        connection.executemany("INSERT INTO gold VALUES (?, ?)", pairs)
        return connection.execute(sql).fetchall()


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """Accuracy of what was answered, wrong answers, calibration."""
    return answer_measures(outcomes, SCORES[0])


BENCHMARK = Benchmark(
    name="chartsql",
    items=items,
    run=run,
    scores=SCORES,
    tested=TESTED,
    extra=extra,
    picture=chart2table.shown,
)
