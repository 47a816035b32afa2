"""Questions over one table, in the layout of WikiTableQuestions: `questions.jsonl` and CSV files.

One real problem: "other than Parry, name an athlete from Wales", over a table of competitors with a column of nations.
Right is denotation accuracy: the very set of values.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import gbi
from gbi.errors import GbiError
from gbi.types import Answer
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks.chartqa import answer_text
from gbi_eval.metrics.denotation import same_denotation
from gbi_eval.metrics.relaxed import split_list


def items(options: Options) -> list[Item]:
    """One item per question whose table is there."""
    found = []
    for file in sorted(options.data.rglob("questions.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            table = file.parent / row.get("table", "")
            if row.get("table") and table.is_file():
                payload = {"table": str(table), "question": row["question"], "gold": row["answers"]}
                found.append(Item(id=row["id"], payload=payload))
    random.Random(options.seed).shuffle(found)
    return found[: options.limit]


def run(item: Item, options: Options) -> Outcome:
    """Asks one question of one table."""
    started, trace = time.monotonic(), []
    answer: Answer | None = None
    try:
        with tempfile.TemporaryDirectory() as folder, gbi.Workspace(Path(folder) / "one.gbi") as ws:
            ws.add(item.payload["table"])
            answer = gbi.Analyst(ws).ask(item.payload["question"])
        trace = [answer.sql or "", answer.text]
    except GbiError as error:
        trace.append(f"{type(error).__name__}: {error}")
    answered = answer is not None and answer.status == "answered"
    said = list(split_list(answer_text(answer))) if answered else []
    right = answered and same_denotation(said, item.payload["gold"])
    return Outcome(
        id=item.id,
        scores={"denotation_accuracy": float(right), "answered": float(answered)},
        prediction=said,
        gold=item.payload["gold"],
        seconds=time.monotonic() - started,
        trace=[item.payload["question"], *trace],
        cells=[{"confidence": answer.confidence if answer else 0.0, "right": right}],
    )


def extra(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """Accuracy of what was answered."""
    answered = [outcome for outcome in outcomes if outcome.scores["answered"]]
    right = sum(outcome.scores["denotation_accuracy"] for outcome in answered)
    return {"accuracy_of_answered": right / len(answered) if answered else None}


BENCHMARK = Benchmark(name="tableqa", items=items, run=run, extra=extra)
