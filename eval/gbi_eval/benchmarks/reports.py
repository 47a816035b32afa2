"""Questions over whole PDF reports, in MMLongBench-Doc's layout: `pdf/` and `questions.jsonl`.

One real problem: "What is the FY2018 capital expenditure amount (in USD millions), based on the cash flow statement?"
over a yearly report of 160 pages, where the answer stands on page 60 as a negative number in brackets. The page hit
rate asks whether a cited page is one of the evidence pages.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from gbi_eval.asking import ask
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome
from gbi_eval.metrics.longdoc import UNANSWERABLE, longdoc_f1, longdoc_score
from gbi_eval.metrics.relaxed import split_list
from gbi_eval.sampling import drawn, language, rows_of

SCORES = ("score", "page_hit", "answered")
TESTED = SCORES[:2]
SECONDS_A_PAGE = 1.0
PREVIEW_PX_PER_PT = 0.8


def items(options: Options) -> list[Item]:
    """One item per question whose report is there; those of one report are a group, so that it is read once."""
    found = []
    for folder, number, row in rows_of(options.data, "questions.jsonl"):
        pdf = folder / "pdf" / row.get("document", "")
        if not row.get("document") or not pdf.is_file():
            continue
        pages = tuple(int(page) for page in _list(row.get("pages", "[]")))
        slices = {
            "answer type": row["format"],
            "evidence": _sources(row.get("sources", "[]")) or ("none",),
            "pages": "none" if not pages else ("one" if len(pages) == 1 else "several"),
            "language": language(row["question"]),
        }
        payload = {"file": str(pdf), "question": row["question"], "gold": str(row["answer"]), "pages": pages}
        payload["format"] = row["format"]
        name = f"{row['document']}#{number}"
        cost = SECONDS_A_PAGE * _pages_of(str(pdf))
        found.append(Item(id=name, slices=slices, payload=payload, group=str(pdf), cost=cost))
    return drawn(found, options)


def _list(text: Any) -> list[Any]:
    """A list as it stands, or as the data set writes it: in Python's notation."""
    return text if isinstance(text, list) else list(ast.literal_eval(str(text)))


def _sources(text: Any) -> tuple[str, ...]:
    """Kinds of evidence without their remarks: "Pure-text (Plain-text)" is "Pure-text"."""
    return tuple(sorted({re.sub(r"\s*\(.*\)", "", str(source)) for source in _list(text)}))


@lru_cache(maxsize=256)
def _pages_of(pdf: str) -> int:
    import pymupdf

    try:
        with pymupdf.open(pdf) as document:
            return int(document.page_count)
    except (RuntimeError, ValueError):
        return 1


def run(item: Item, options: Options) -> Outcome:
    """Asks one question of one whole report."""
    asked = ask(Path(item.payload["file"]), item.payload["question"], options)
    said = split_list(asked.said) if asked.answered else ()
    score = longdoc_score(said, item.payload["gold"], item.payload["format"])
    hit = float(bool(asked.pages & set(item.payload["pages"])))
    return Outcome(
        id=item.id,
        scores={"score": score, "page_hit": hit, "answered": float(asked.answered)},
        prediction=list(said),
        gold=item.payload["gold"],
        seconds=asked.seconds,
        slices=item.slices,
        found=asked.found,
        trace=[*asked.trace, f"cited pages {sorted(asked.pages)}, evidence pages {sorted(item.payload['pages'])}"],
        cells=[{"confidence": asked.confidence, "right": score >= 0.5}],
    )


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """Page hit rate and score of what was answered, share abstained, and the paper's generalised F1."""
    answered = [outcome for outcome in outcomes if outcome.scores["answered"]]
    answerable = [outcome.gold != UNANSWERABLE for outcome in outcomes]
    scores = [outcome.scores["score"] for outcome in outcomes]
    count = len(answered)
    return {
        "page_hit_of_answered": sum(o.scores["page_hit"] for o in answered) / count if count else None,
        "score_of_answered": sum(o.scores["score"] for o in answered) / count if count else None,
        "abstained": 1 - count / len(outcomes) if outcomes else None,
        "generalised_f1": longdoc_f1(scores, answerable, [bool(o.scores["answered"]) for o in outcomes]),
    }


def shown(item: Item) -> bytes | None:
    """The first page of evidence; None where the data name none."""
    import pymupdf

    pages = item.payload["pages"]
    try:
        with pymupdf.open(item.payload["file"]) as document:
            if not pages or not 1 <= pages[0] <= document.page_count:
                return None
            scale = pymupdf.Matrix(PREVIEW_PX_PER_PT, PREVIEW_PX_PER_PT)
            return bytes(document[pages[0] - 1].get_pixmap(matrix=scale).tobytes("png"))
    except (RuntimeError, ValueError):
        return None


BENCHMARK = Benchmark(name="reports", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra, picture=shown)
