"""Samples kept back from training: is a model that is asked as it was trained right about them?

One real problem: charts of a second style, which the base model misreads; after tuning on others of that style, are
these read? Data: folders with `samples.jsonl` and the pictures that it names, as `gbi-sft` writes them (one JSON object
a line: `id`, `task` "table" or "question", `pictures`, `turns`, `gold`, `answer`, `tags`). The configured model is
asked the sample's own turns, in a form that its reply must have; no reader and no dispatcher stands between. A table
counts by RMS-F1 (and its cells), an answer by relaxed accuracy; where there is none to give, saying so is right.
Where the question's own program is known, the reply's SQL runs on the gold table in the guarded process and counts by
its result, and so does whether its result is the answer that the reply gives (`gbi_eval.executed`). Samples of any
other task are left out.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gbi.errors import ModelError, ReplyError
from gbi.models import Model, Picture, Request, Turn
from gbi.models import model as configured_model
from gbi.models.replies import object_of
from gbi.readers.vlm.said import Limits, Said, form, text_of, understood
from gbi.settings import current
from gbi_eval.benchmark import Benchmark, Item, Measures, Options, Outcome, Slices
from gbi_eval.executed import EXECUTED, Reply, judged
from gbi_eval.figures import picture
from gbi_eval.gold import grid
from gbi_eval.gold_table import GoldTable, gold_table
from gbi_eval.metrics.cells import cell_f1
from gbi_eval.metrics.relaxed import relaxed_match
from gbi_eval.metrics.rms import rms
from gbi_eval.sampling import DataError, drawn, rows_of

SCORES = ("right", "rms_f1", "cell_f1_5%", "relaxed_accuracy", *EXECUTED, "replied")
TESTED = ("right", EXECUTED[0])
TRAITS = ("family", "hops", "hints")
"""Traits of a sample that are slices too, where its tags do not say them."""
SECONDS = 1.0
ANSWER_TOKENS = 512
SQL_CHARS = 600
ANSWER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "sql": {"type": "string", "maxLength": SQL_CHARS},
        "answer": {"type": "string", "maxLength": 200},
        "missing": {"type": "string", "maxLength": 200},
    },
    "required": ["sql", "answer", "missing"],
    "additionalProperties": False,
}
"""The form of a reply to a question."""


def items(options: Options) -> list[Item]:
    """One item per sample of a table or a question; those of one picture are a group."""
    return drawn(samples(options.data), options)


def samples(data: Path) -> list[Item]:
    """Every such sample, in the order of the files. Raises `DataError` naming the line of one that cannot be asked."""
    found = []
    for folder, number, row in rows_of(data, "samples.jsonl"):
        if row.get("task") not in ("table", "question"):
            continue
        try:
            pictures = [str((folder / each["path"]).resolve()) for each in row["pictures"]]
            asked = [turn for turn in row["turns"] if turn["role"] != "assistant"]
            payload = {"pictures": pictures, "turns": asked} | _gold(row)
            slices, first = _slices(row), pictures[0]
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            where = f"{folder / 'samples.jsonl'}, line {number + 1}"
            raise DataError(f"{where}: no sample to ask ({error!r}); gbi-sft convert writes that form") from error
        if not all(Path(each).is_relative_to(folder.resolve()) for each in pictures):
            raise DataError(f"{folder / 'samples.jsonl'}, line {number + 1}: a picture lies outside the folder")
        name = f"{folder.relative_to(data)}/{row['id']}".removeprefix("./")
        found.append(Item(id=name, slices=slices, payload=payload, group=first, cost=SECONDS))
    return found


def _gold(row: dict[str, Any]) -> dict[str, Any]:
    """`table` is the figure's whether it is asked for or not, None where it is not known; `chart` as SQL sees it."""
    figure, table = row.get("gold"), None
    if figure is not None:
        body = [[str(text).removeprefix("~").strip() for text in line] for line in figure["texts"]]
        table = [[column["name"] for column in figure["columns"]], *body]
    if row["task"] == "question":
        payload = {"gold": str(row.get("answer", "")), "task": "question", "table": table}
        if figure is None or (row.get("answer") and not row.get("program")):
            return payload
        return payload | {"program": str(row.get("program", "")), "chart": gold_table(figure).model_dump()}
    if table is None:
        raise KeyError("gold")
    return {"gold": table, "task": "table", "table": table}


def _slices(row: dict[str, Any]) -> Slices:
    """Task, language, source, and every group of tags ("hops:2") but those that nearly each sample has its own of."""
    slices: dict[str, tuple[str, ...]] = {
        name: (str(row["traits"][name]),) for name in TRAITS if name in row.get("traits", {})
    }
    for tag in row.get("tags", ()):
        kind, _, value = tag.partition(":")
        slices[kind] = tuple(dict.fromkeys((*slices.get(kind, ()), value)))
    known: Slices = {"task": row["task"], "language": row.get("language", "en")}
    if source := (row.get("source") or {}).get("name"):
        known["source"] = source
    if kind := (row.get("gold") or {}).get("chart_type"):
        known["chart type"] = kind
    return {**slices, **known}


def run(item: Item, options: Options) -> Outcome:
    """Asks the configured model; a reply that cannot be used scores 0 with the reason in its trace.

    Raises `ModelError` where no model is configured or the server does not answer: that is no fault of the model.
    """
    model = configured_model(current(), "vlm")
    if model is None:
        raise ModelError("no model is configured; set GBI_VLM_URL and GBI_VLM_MODEL")
    started = time.monotonic()
    trace: list[str] = []
    said: Said | Reply | None = None
    try:
        said = _asked(model, item)
    except ReplyError as error:
        trace.append(f"{type(error).__name__}: {error}")
    scores, prediction = _scored(said, item.payload["gold"])
    if "chart" in item.payload:
        table = GoldTable.model_validate(item.payload["chart"])
        reply = said if isinstance(said, Reply) else None
        more, notes = judged(reply, table, item.payload["program"], right=scores["right"] == 1.0)
        scores, trace = scores | more, trace + notes
    return Outcome(
        id=item.id,
        scores=scores,
        prediction=prediction,
        gold=item.payload["gold"],
        seconds=time.monotonic() - started,
        slices=item.slices,
        trace=trace,
    )


def _asked(model: Model, item: Item) -> Said | Reply:
    settings = current()
    is_table = item.payload["task"] == "table"
    limits = Limits(tokens=settings.vlm_tokens)
    pictures = [
        Picture(png=Path(path).read_bytes(), max_pixels=settings.vlm_pixels) for path in item.payload["pictures"]
    ]
    request = Request(
        system="\n".join(_text(turn) for turn in item.payload["turns"] if turn["role"] == "system"),
        turns=tuple(_turn(turn, pictures) for turn in item.payload["turns"] if turn["role"] == "user"),
        form=form(limits) if is_table else ANSWER,
        max_tokens=limits.tokens if is_table else min(ANSWER_TOKENS, limits.tokens),
        seed=limits.seed,
    )
    reply = model.ask(request)
    cut = reply.finish == "length"
    if is_table:
        return understood(reply.text, cut=cut)
    found = object_of(reply.text)
    return Reply(text_of(found.get("answer"), 200), text_of(found.get("sql"), SQL_CHARS))


def _turn(turn: dict[str, Any], pictures: Sequence[Picture]) -> Turn:
    parts = [pictures[piece["image"]] if piece["type"] == "image" else piece["text"] for piece in turn["content"]]
    return Turn(role="user", parts=tuple(parts))


def _text(turn: dict[str, Any]) -> str:
    return "\n".join(piece["text"] for piece in turn["content"] if piece["type"] == "text")


def _scored(said: Said | Reply | None, gold: str | list[list[str]]) -> tuple[dict[str, float], Any]:
    """The scores that apply, and what was said as the gold is written."""
    if isinstance(gold, str):
        answer = said.answer if isinstance(said, Reply) else None
        right = answer is not None and (relaxed_match(answer, gold) if answer and gold else answer == gold)
        return {"right": float(right), "relaxed_accuracy": float(right), "replied": float(said is not None)}, answer
    rows = [[column.name for column in said.columns], *map(list, said.rows)] if isinstance(said, Said) else []
    body = [[cell.removeprefix("~").strip() for cell in row] for row in rows]
    score = rms(body, gold).f1
    cells = cell_f1(grid(body), grid(gold), 0.05).f1
    return {"right": score, "rms_f1": score, "cell_f1_5%": cells, "replied": float(said is not None)}, body


def shown(item: Item) -> bytes | None:
    """The sample's first picture."""
    return picture(Path(item.payload["pictures"][0]))


def extra(outcomes: Sequence[Outcome]) -> Measures:
    """The share of questions answered though the figure does not tell, of those asked."""
    empty = [outcome for outcome in outcomes if outcome.gold == ""]
    return {"false_answers": sum(bool(each.prediction) for each in empty) / len(empty) if empty else None}


BENCHMARK = Benchmark(name="samples", items=items, run=run, scores=SCORES, tested=TESTED, extra=extra, picture=shown)
