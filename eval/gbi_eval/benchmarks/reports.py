"""Questions over whole PDF reports, in MMLongBench-Doc's layout: `pdf/` and `questions.jsonl`.

One real problem: "What is the FY2018 capital expenditure amount (in USD millions), based on the cash flow statement?"
over a yearly report of 160 pages, where the answer stands on page 60 as a negative number in brackets. The page hit
rate asks whether a cited page is one of the evidence pages.
"""

from __future__ import annotations

import ast
import json
import random
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import gbi
from gbi.errors import GbiError
from gbi.types import Answer, PageBox
from gbi.workspace import cached_workspace
from gbi_eval.benchmark import Benchmark, Item, Options, Outcome
from gbi_eval.benchmarks.chartqa import answer_text
from gbi_eval.metrics.longdoc import longdoc_score
from gbi_eval.metrics.relaxed import split_list


def items(options: Options) -> list[Item]:
    """One item per question whose report is there; questions of one report stand together."""
    found = []
    for file in sorted(options.data.rglob("questions.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            pdf = file.parent / "pdf" / row.get("document", "")
            if not row.get("document") or not pdf.is_file():
                continue
            payload = {
                "pdf": str(pdf),
                "question": row["question"],
                "gold": str(row["answer"]),
                "format": row["format"],
            }
            payload["pages"] = ast.literal_eval(row["pages"])
            found.append(Item(id=f"{row['document']}#{number}", slices={"format": row["format"]}, payload=payload))
    random.Random(options.seed).shuffle(found)
    return sorted(found[: options.limit], key=lambda item: str(item.payload["pdf"]))


def run(item: Item, options: Options) -> Outcome:
    """Asks one question of one whole report, which is read once and kept in the user's cache."""
    started, trace = time.monotonic(), [item.payload["question"]]
    answer: Answer | None = None
    try:
        answer = gbi.Analyst(_workspace(item.payload["pdf"])).ask(item.payload["question"])
        trace += [answer.text, answer.sql or ""]
    except GbiError as error:
        trace.append(f"{type(error).__name__}: {error}")
    answered = answer is not None and answer.status == "answered"
    said = split_list(answer_text(answer)) if answered else ()
    score = longdoc_score(said, item.payload["gold"], item.payload["format"]) if answered else 0.0
    pages = {c.place.page for c in answer.citations if isinstance(c.place, PageBox)} if answer else set()
    hit = float(bool(pages & set(item.payload["pages"])))
    return Outcome(
        id=item.id,
        scores={"score": score, "answered": float(answered), "page_hit": hit},
        prediction=list(said),
        gold=item.payload["gold"],
        seconds=time.monotonic() - started,
        slices=item.slices,
        trace=trace,
    )


@lru_cache(maxsize=1)
def _workspace(pdf: str) -> gbi.Workspace:
    """The report's workspace, kept until another report is asked about."""
    ws = cached_workspace([Path(pdf)])
    ws.add(pdf)
    return ws


def extra(outcomes: Sequence[Outcome]) -> Mapping[str, float | None]:
    """Page hit rate of what was answered."""
    answered = [outcome for outcome in outcomes if outcome.scores["answered"]]
    hits = sum(outcome.scores["page_hit"] for outcome in answered)
    return {"page_hit_of_answered": hits / len(answered) if answered else None}


BENCHMARK = Benchmark(name="reports", items=items, run=run, extra=extra)
