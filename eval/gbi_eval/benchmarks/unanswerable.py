"""Questions that a chart cannot answer, beside questions that it can: does the program know the difference?

One real problem: "What was the peak export of durum wheat from the UK?", asked of a chart of cinema tickets. The
unanswerable half asks each question of another chart whose questions, answers and own text hold none of the question's
names, years or rare words; the answerable half asks it of its own chart, in the same run with the same thresholds.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gbi.errors import GbiError
from gbi_eval.asking import DESK
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome
from gbi_eval.benchmarks import chartqa

COMMON = 0.02
"""A word in more than this share of all questions is no name: "what", "highest", "year"."""
STRANGERS = 4
"""So many other charts are drawn for a question; the first whose own text holds none of its names is asked."""
SCORES = ("right", "no_wrong_answer", "answered")
TESTED = SCORES[:2]
ASKED_OF = "asked of"


def items(options: Options) -> list[Item]:
    """Pairs: the question on its own chart, and on one that shares none of its rare words. `limit` counts pairs."""
    own = chartqa.questions(options.data)
    words = [set(_words(item.payload["question"])) for item in own]
    counts = Counter(word for bag in words for word in bag)
    rare = [{word for word in bag if counts[word] <= max(1, COMMON * len(own))} for bag in words]
    texts = _texts(own)
    rng = random.Random(options.seed)
    pairs: list[Item] = []
    for i in rng.sample(range(len(own)), len(own)):
        if options.limit is not None and len(pairs) >= 2 * options.limit:
            break
        strangers = [image for image, text in texts.items() if rare[i] and not rare[i] & text]
        if not strangers:
            continue
        item, others = own[i], rng.sample(strangers, min(STRANGERS, len(strangers)))
        pairs.append(item.model_copy(update={"slices": item.slices | {ASKED_OF: "own chart"}}))
        slices = item.slices | {ASKED_OF: "another chart"}
        payload = item.payload | {"file": others[0], "others": others, "names": sorted(rare[i]), "gold": None}
        pairs.append(
            item.model_copy(update={"id": f"{item.id}@other", "slices": slices, "payload": payload, "group": others[0]})
        )
    return pairs


def run(item: Item, options: Options) -> Outcome:
    """Asks; on another chart only a refusal is right."""
    other = item.payload["gold"] is None
    payload = item.payload | ({"gold": "", "file": _stranger(item, options)} if other else {})
    outcome = chartqa.run(item.model_copy(update={"payload": payload}), options)
    answered = outcome.scores["answered"]
    right = 1 - answered if other else outcome.scores["relaxed_accuracy"]
    fair = 1 - answered if other else outcome.scores["no_wrong_answer"]
    scores = {"right": right, "no_wrong_answer": fair, "answered": answered}
    told = {"gold": "(no answer)"} if other else {}
    return outcome.model_copy(update={"scores": scores, **told})


def _stranger(item: Item, options: Options) -> str:
    """The first of the other charts whose own text, as the program sees it, holds none of the question's names."""
    for image in item.payload["others"]:
        try:
            ws, _ = DESK.open(Path(image), options.reader, options.cache)
            text = " ".join(ws.page(document, 1).text for document in ws.documents())
        except GbiError:
            continue
        if not set(item.payload["names"]) & set(_words(text)):
            return str(image)
    return str(item.payload["others"][0])


def _words(text: str) -> list[str]:
    """Words of three letters and more, years, and pairs of Chinese characters."""
    lower = text.lower()
    pairs = [run[i : i + 2] for run in re.findall(r"[\u4e00-\u9fff]{2,}", lower) for i in range(len(run) - 1)]
    return re.findall(r"[a-z]{3,}|(?<!\d)\d{4}(?!\d)", lower) + pairs


def _texts(own: Sequence[Item]) -> dict[str, set[str]]:
    """What is known of each image from its questions and answers: the words that it may hold."""
    texts: dict[str, set[str]] = {}
    for item in own:
        known = _words(item.payload["question"]) + _words(str(item.payload["gold"]))
        texts.setdefault(item.payload["file"], set()).update(known)
    return texts


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """False answers on the unanswerable half beside answer rate and accuracy on the answerable half."""
    other = [o.scores["answered"] for o in outcomes if o.slices[ASKED_OF] != "own chart"]
    own = [o for o in outcomes if o.slices[ASKED_OF] == "own chart"]
    return {
        "false_answer_rate": sum(other) / len(other) if other else None,
        "answer_rate_on_answerable": sum(o.scores["answered"] for o in own) / len(own) if own else None,
        "accuracy_on_answerable": sum(o.scores["right"] for o in own) / len(own) if own else None,
    }


BENCHMARK = Benchmark(
    name="unanswerable", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra, picture=chartqa.shown
)
