"""The model card of an adapter, in the form of the Hugging Face hub: YAML front matter, then Markdown.

Form: the hub's documentation of model cards (`base_model`, `library_name`, `license`, `language`, `tags`,
`model-index` with results). Everything in it was counted or measured; what is not known says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from gbi_sft.gate.judge import SetResult
from gbi_sft.gate.recipe import UNSAID, Contents, Part, Recipe
from gbi_sft.gate.verdict import GateVerdict

MOST_TAGS, MOST_POINTS = 30, 20
PAPERLESS = ("model", "out", "data", "eval_data")
"""Settings that are told elsewhere in the card."""


def card(verdict: GateVerdict, recipe: Recipe, data: Contents) -> str:
    """The card's text, for an adapter that passed or did not."""
    sections = (
        ["---", yaml.safe_dump(_front(verdict, data), allow_unicode=True, sort_keys=False).strip(), "---", ""],
        [f"# {verdict.name}", "", *_intro(verdict)],
        ["", "## How it was measured", "", *_measures(verdict)],
        ["", "## Training data", "", *_data(data)],
        ["", "## Training", "", *_training(recipe)],
        ["", "## Versions", "", *_table(("package", "version"), sorted(verdict.versions.items()))],
        ["", "## Limits", "", *_limits(data)],
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def _front(verdict: GateVerdict, data: Contents) -> dict[str, Any]:
    licences = sorted({part.licence for part in data.parts})
    languages = sorted({language for part in data.parts for language in part.languages})
    front: dict[str, Any] = {
        "base_model": verdict.base,
        "library_name": "peft",
        "pipeline_tag": "image-text-to-text",
        "tags": ["lora", "charts", "tables", "gbi"],
        "language": languages,
        "license": "other" if len(licences) != 1 or licences == [UNSAID] else licences[0].lower(),
    }
    if verdict.sets:
        front["model-index"] = [{"name": verdict.name, "results": [_result(result) for result in verdict.sets]}]
    return front


def _result(result: SetResult) -> dict[str, Any]:
    metric = {"type": result.score, "value": round(result.after.mean, 4), "name": f"{result.score} with the adapter"}
    dataset = {"name": result.name, "type": result.benchmark}
    return {"task": {"type": "image-text-to-text"}, "dataset": dataset, "metrics": [metric]}


def _intro(verdict: GateVerdict) -> Iterator[str]:
    yield (
        f"A LoRA adapter over `{verdict.base}` that reads charts and tables for gbi. Weights: version "
        f"`{verdict.version}`. The gate {'promoted' if verdict.promoted else 'REFUSED'} it."
    )
    yield from (f"- {reason}" for reason in verdict.reasons)


def _measures(verdict: GateVerdict) -> Iterator[str]:
    if not verdict.sets:
        yield "It was not measured: an earlier check refused it."
    else:
        yield "The same items without the adapter and with it, served by vLLM; means with 95 % bootstrap intervals."
        yield f"How better and worse were told: {verdict.test}; level {verdict.level:g}."
        yield ""
        head = ("held-out set", "score", "items", "without", "with", "change", "p of a rise")
        yield from _table(head, [_measure(result) for result in verdict.sets])
        further = [
            (result.name, score, f"{before:.3f}", f"{after:.3f}")
            for result in verdict.sets
            for score, (before, after) in result.scores.items()
            if score != result.score
        ]
        if further:
            yield ""
            yield from _table(("held-out set", "further score", "without", "with"), further)
    yield ""
    if verdict.leaks is not None:
        yield f"Training data against held-out data: {verdict.leaks.words()}."
    if verdict.parity is not None:
        yield f"vLLM against transformers and peft: {verdict.parity.reason}."


def _measure(result: SetResult) -> tuple[str, ...]:
    means = [f"{mean.mean:.3f} [{mean.low:.3f}, {mean.high:.3f}]" for mean in (result.before, result.after)]
    change = f"{result.change.mean:+.3f} [{result.change.low:+.3f}, {result.change.high:+.3f}]"
    return (result.name, result.score, f"{result.items} of {result.units} pictures", *means, change, f"{result.p:.4f}")


def _data(data: Contents) -> Iterator[str]:
    yield f"{data.samples:,} samples of {data.pictures:,} pictures."
    yield ""
    head = ("source", "licence", "samples", "tasks", "languages")
    yield from _table(head, [_part(part) for part in data.parts])
    if data.tags:
        shown = list(data.tags.items())[:MOST_TAGS]
        left = f", and {len(data.tags) - len(shown)} rarer tags" if len(data.tags) > len(shown) else ""
        yield ""
        yield "Tags: " + ", ".join(f"`{tag}` {count:,}" for tag, count in shown) + left


def _part(part: Part) -> tuple[str, ...]:
    return part.source, part.licence, f"{part.samples:,}", _counted(part.tasks), _counted(part.languages)


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(counts.items()))


def _training(recipe: Recipe) -> Iterator[str]:
    said = {key: value for key, value in recipe.settings.items() if key not in PAPERLESS and value is not None}
    if not said:
        yield "No record of the training stands beside the adapter."
        return
    yield from _table(("setting", "value"), [(key, json.dumps(value)) for key, value in sorted(said.items())])
    points = _points(recipe.curve)
    if points:
        names = [
            name for name in ("step", "loss", "eval_loss", "tokens", "samples") if any(name in row for row in points)
        ]
        yield ""
        yield from _table(names, [[_short(row.get(name)) for name in names] for row in points])


def _points(curve: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """So many of the curve's points, the last one among them."""
    known = [row for row in curve if "loss" in row or "eval_loss" in row]
    if len(known) <= MOST_POINTS:
        return known
    stride = (len(known) - 1) / (MOST_POINTS - 1)
    return [known[round(number * stride)] for number in range(MOST_POINTS)]


def _short(value: Any) -> str:
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) else f"{value}"


def _limits(data: Contents) -> Iterator[str]:
    yield "What it says of a picture is a model's word: gbi marks every such cell GENERATED."
    languages = sorted({language for part in data.parts for language in part.languages})
    yield f"It was trained on {', '.join(languages) or 'no'} texts alone; anything else was not measured."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _row(head)
    yield _row(["---"] * len(head))
    yield from (_row(row) for row in rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(str(cell).replace("|", "\\|").split()) for cell in cells) + " |"
