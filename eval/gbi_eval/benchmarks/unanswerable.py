"""Questions that a chart cannot answer, beside questions that it can: does the program know the difference?

One real problem: "What was the peak export of durum wheat from the UK?", asked of a chart of cinema tickets. The
unanswerable half asks each question of another chart whose text and table hold none of the question's names, years or
rare words; the answerable half asks it of its own chart, in the same run with the same thresholds.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks import chartqa

COMMON = 0.02
"""A word in more than this share of all questions is no name: "what", "highest", "year"."""


def items(options: Options) -> list[Item]:
    """Pairs: the question on its own chart, and on one that shares none of its rare words. `limit` counts pairs."""
    own = chartqa.items(options.model_copy(update={"limit": None}))
    words = [set(_words(item.payload["question"])) for item in own]
    counts: dict[str, int] = {}
    for bag in words:
        for word in bag:
            counts[word] = counts.get(word, 0) + 1
    rare = [{word for word in bag if counts[word] <= max(1, COMMON * len(own))} for bag in words]
    texts = _texts(own)
    rng = random.Random(options.seed)
    picks = rng.sample(range(len(own)), len(own))
    pairs: list[Item] = []
    for i in picks:
        if options.limit is not None and len(pairs) >= 2 * options.limit:
            break
        strangers = [image for image, text in texts.items() if rare[i] and not rare[i] & text]
        if not strangers:
            continue
        item, other = own[i], rng.choice(strangers)
        pairs.append(item.model_copy(update={"slices": {"asked of": "own chart"}}))
        payload = {**item.payload, "image": other, "gold": None}
        pairs.append(Item(id=f"{item.id}@other", slices={"asked of": "another chart"}, payload=payload))
    return pairs


def run(item: Item, options: Options) -> Outcome:
    """Asks; on another chart only a refusal is right."""
    if item.payload["gold"] is not None:
        return chartqa.run(item, options)
    outcome = chartqa.run(item.model_copy(update={"payload": {**item.payload, "gold": ""}}), options)
    answered = outcome.scores["answered"]
    scores = {"relaxed_accuracy": 1 - answered, "relaxed_accuracy_exact_years": 1 - answered, "answered": answered}
    return outcome.model_copy(update={"scores": scores, "gold": "(no answer)"})


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{3,}|\d{4}", text.lower())


def _texts(own: Sequence[Item]) -> dict[str, set[str]]:
    """What is known of each image from its questions and answers: the words that it may hold."""
    texts: dict[str, set[str]] = {}
    for item in own:
        known = _words(item.payload["question"]) + _words(str(item.payload["gold"]))
        texts.setdefault(item.payload["image"], set()).update(known)
    return texts


def extra(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """False answers on the unanswerable half beside answer rate and accuracy on the answerable half."""
    other = [o.scores["answered"] for o in outcomes if o.gold == "(no answer)"]
    own = [o for o in outcomes if o.gold != "(no answer)"]
    return {
        "false_answer_rate": sum(other) / len(other) if other else None,
        "answer_rate_on_answerable": sum(o.scores["answered"] for o in own) / len(own) if own else None,
        "accuracy_on_answerable": sum(o.scores["relaxed_accuracy"] for o in own) / len(own) if own else None,
    }


BENCHMARK = Benchmark(name="unanswerable", items=items, run=run, extra=extra)
