"""Questions on chart images, in ChartQA's layout: `png/` and `questions.jsonl`.

One real problem: "What is the difference between the highest and the lowest bar?" over an image of twelve bars,
some with their values printed. Right is relaxed accuracy: a number within 5 %, a text exact after folding. Refusals are
counted apart: a wrong answer and a refusal score 0 alike, but only one of them misleads.
"""

from __future__ import annotations

import atexit
import json
import random
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import gbi
from gbi.errors import GbiError
from gbi.types import Answer
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.metrics.relaxed import relaxed_match


def items(options: Options) -> list[Item]:
    """One item per question; questions of one image stand together, so that it is read once."""
    found = []
    for file in sorted(options.data.rglob("questions.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            image = file.parent / "png" / row.get("image", "")
            if not row.get("image") or not image.is_file():
                continue
            slices = {key: str(row[key]) for key in ("source", "chart", "question_level") if key in row}
            payload = {"image": str(image), "question": row["question"], "gold": str(row["answer"])}
            found.append(Item(id=f"{row['image']}#{number}", slices=slices, payload=payload))
    random.Random(options.seed).shuffle(found)
    return sorted(found[: options.limit], key=lambda item: item.payload["image"])


def run(item: Item, options: Options) -> Outcome:
    """Asks one question of one image."""
    started, trace = time.monotonic(), []
    answer: Answer | None = None
    try:
        answer = gbi.Analyst(_workspace(item.payload["image"], options.reader)).ask(item.payload["question"])
        trace = [f"{step.action}: {step.detail} -> {step.outcome}" for step in answer.trace] + [answer.sql or ""]
    except GbiError as error:
        trace.append(f"{type(error).__name__}: {error}")
    said, gold = answer_text(answer), item.payload["gold"]
    answered = answer is not None and answer.status == "answered"
    scores = {
        "relaxed_accuracy": float(answered and relaxed_match(said, gold)),
        "relaxed_accuracy_exact_years": float(answered and relaxed_match(said, gold, exact_years=True)),
        "answered": float(answered),
    }
    return Outcome(
        id=item.id,
        scores=scores,
        prediction=said if answered else None,
        gold=gold,
        seconds=time.monotonic() - started,
        slices=item.slices,
        trace=[item.payload["question"], *trace],
        cells=[{"confidence": answer.confidence if answer else 0.0, "right": bool(scores["relaxed_accuracy"])}],
        image=item.payload["image"],
    )


def answer_text(answer: Answer | None) -> str:
    """The answer's value as a short text: a list in brackets, whole numbers without a decimal point."""
    if answer is None or answer.value is None:
        return ""
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    texts = [_text(value) for value in values]
    return texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


@lru_cache(maxsize=1)
def _workspace(image: str, reader: str | None) -> gbi.Workspace:
    """The image's workspace, kept until another image is asked about."""
    folder = tempfile.mkdtemp(prefix="gbi-eval-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ws = gbi.Workspace(Path(folder) / "one.gbi")
    ws.add(image, readers=[reader] if reader else None)
    return ws


def extra(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """Accuracy of what was answered, and the share of wrong answers among all questions."""
    answered = [outcome for outcome in outcomes if outcome.scores["answered"]]
    right = sum(outcome.scores["relaxed_accuracy"] for outcome in answered)
    return {
        "accuracy_of_answered": right / len(answered) if answered else None,
        "false_answers": (len(answered) - right) / len(outcomes) if outcomes else None,
    }


BENCHMARK = Benchmark(name="chartqa", items=items, run=run, extra=extra)
