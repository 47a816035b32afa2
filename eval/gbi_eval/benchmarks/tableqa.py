"""Questions over one table, in the layout of WikiTableQuestions: `questions.jsonl` and CSV files.

One real problem: "other than Parry, name an athlete from Wales", over a table of competitors with a column of nations.
Right is denotation accuracy: the very set of values.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gbi_eval.asking import ask
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome
from gbi_eval.benchmarks.chartqa import answer_measures
from gbi_eval.metrics.denotation import same_denotation
from gbi_eval.metrics.relaxed import split_list
from gbi_eval.sampling import answer_type, drawn, language, rows_of

SCORES = ("denotation_accuracy", "no_wrong_answer", "answered")
TESTED = SCORES[:2]
READING_SECONDS = 0.1


def items(options: Options) -> list[Item]:
    """One item per question whose table is there."""
    found = []
    for folder, _, row in rows_of(options.data, "questions.jsonl"):
        table = folder / row.get("table", "")
        if row.get("table") and table.is_file():
            payload = {"file": str(table), "question": row["question"], "gold": row["answers"]}
            slices = {"answer type": answer_type(row["answers"]), "language": language(row["question"])}
            found.append(Item(id=row["id"], slices=slices, payload=payload, group=str(table), cost=READING_SECONDS))
    return drawn(found, options)


def run(item: Item, options: Options) -> Outcome:
    """Asks one question of one table."""
    asked = ask(Path(item.payload["file"]), item.payload["question"], options, keep=False)
    said = list(split_list(asked.said)) if asked.answered else []
    right = asked.answered and same_denotation(said, item.payload["gold"])
    scores = {"denotation_accuracy": float(right), "no_wrong_answer": float(right or not asked.answered)}
    return Outcome(
        id=item.id,
        scores=scores | {"answered": float(asked.answered)},
        prediction=said,
        gold=item.payload["gold"],
        seconds=asked.seconds,
        slices=item.slices,
        found=asked.found,
        trace=list(asked.trace),
        cells=[{"confidence": asked.confidence, "right": right}],
    )


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """Accuracy of what was answered, wrong answers, calibration."""
    return answer_measures(outcomes, SCORES[0])


BENCHMARK = Benchmark(name="tableqa", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra)
