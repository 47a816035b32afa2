"""Questions on chart images, in ChartQA's layout: `png/` and `questions.jsonl`.

One real problem: "What is the difference between the highest and the lowest bar?" over an image of twelve bars,
some with their values printed. Right is relaxed accuracy: a number within 5 %, a text exact after folding. Refusals are
counted apart: a wrong answer and a refusal score 0 alike, but only one of them misleads.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gbi_eval.asking import ask
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome
from gbi_eval.figures import picture
from gbi_eval.metrics.calibration import auroc, expected_calibration_error
from gbi_eval.metrics.relaxed import relaxed_match
from gbi_eval.sampling import answer_type, drawn, language, rows_of

FIELDS = (("source", "source"), ("chart", "chart"), ("question level", "question_level"))
SCORES = ("relaxed_accuracy", "relaxed_accuracy_exact_years", "no_wrong_answer", "answered")
TESTED = SCORES[:3]
READING_SECONDS = 1.5


def items(options: Options) -> list[Item]:
    """One item per question whose image is there; those of one image are a group, so that it is read once."""
    return drawn(questions(options.data), options)


def questions(data: Path) -> list[Item]:
    """Every question, in the order of the files."""
    found = []
    for folder, number, row in rows_of(data, "questions.jsonl"):
        image = folder / "png" / row.get("image", "")
        if not row.get("image") or not image.is_file():
            continue
        slices = {name: str(row[key]) for name, key in FIELDS if key in row}
        slices |= {"answer type": answer_type([str(row["answer"])]), "language": language(row["question"])}
        payload = {"file": str(image), "question": row["question"], "gold": str(row["answer"])}
        name = f"{row['image']}#{number}"
        found.append(Item(id=name, slices=slices, payload=payload, group=str(image), cost=READING_SECONDS))
    return found


def run(item: Item, options: Options) -> Outcome:
    """Asks one question of one image."""
    asked = ask(Path(item.payload["file"]), item.payload["question"], options)
    gold = item.payload["gold"]
    right = asked.answered and relaxed_match(asked.said, gold)
    scores = {
        "relaxed_accuracy": float(right),
        "relaxed_accuracy_exact_years": float(asked.answered and relaxed_match(asked.said, gold, exact_years=True)),
        "no_wrong_answer": float(right or not asked.answered),
        "answered": float(asked.answered),
    }
    return Outcome(
        id=item.id,
        scores=scores,
        prediction=asked.said if asked.answered else None,
        gold=gold,
        seconds=asked.seconds,
        slices=item.slices,
        found=asked.found,
        trace=list(asked.trace),
        cells=[{"confidence": asked.confidence, "right": right}],
    )


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """Accuracy of what was answered, the share of wrong answers among all questions, calibration of the answers."""
    return answer_measures(outcomes, SCORES[0])


def answer_measures(outcomes: Sequence[Outcome], score: str) -> dict[str, float | None]:
    """The measures that every benchmark of questions has, over outcomes with `answered` and one cell each."""
    answered = [outcome for outcome in outcomes if outcome.scores["answered"] and outcome.cells]
    right = sum(outcome.scores[score] for outcome in answered)
    sure = [outcome.cells[0]["confidence"] for outcome in answered]
    hit = [outcome.cells[0]["right"] for outcome in answered]
    return {
        "accuracy_of_answered": right / len(answered) if answered else None,
        "false_answers": (len(answered) - right) / len(outcomes) if outcomes else None,
        "abstained": 1 - len(answered) / len(outcomes) if outcomes else None,
        "calibration_error": expected_calibration_error(sure, hit) if answered else None,
        "confidence_auroc": auroc(sure, hit),
    }


def shown(item: Item) -> bytes | None:
    """The image."""
    return picture(Path(item.payload["file"]))


BENCHMARK = Benchmark(name="chartqa", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra, picture=shown)
