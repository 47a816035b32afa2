"""`eval/RESULTS.md`: recorded results beside published ones, each row with whose measurement it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gbi.files import replacing
from gbi_eval.benchmarks import BENCHMARKS, load
from gbi_eval.published import OURS, PUBLISHED
from gbi_eval.runner import RunError

LEAST = 10
"""Slices of fewer items are in the run's report only."""
HEAD = """# Results

Made by `gbi-eval table` from recorded runs; not edited by hand. Scores are in percent, means over items with their 95 %
bootstrap interval. Rows marked "this project" were measured by it, on the part of each data set that it holds (n says
how many items), with the embedded defaults unless the command says otherwise; all other rows are others' figures, on
other items. What the measures are: `eval/README.md`.
"""


def write_table(folders: Sequence[Path], out: Path) -> None:
    """Writes the page from the `results.json` in the folders or in the folders that they hold.

    Raises `RunError` for a folder without results, `OSError` when the page cannot be written.
    """
    runs = [results for folder in folders for results in _results(folder)]
    order = [name for name, _ in BENCHMARKS]
    runs.sort(key=lambda results: order.index(results["benchmark"]))
    lines = [HEAD, "## At a glance", "", *_glance(runs)]
    for results in runs:
        lines += ["", f"## {results['benchmark']}", "", *_section(results)]
    with replacing(out) as part:
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _results(folder: Path) -> list[dict[str, Any]]:
    found = [folder / "results.json"] if (folder / "results.json").is_file() else sorted(folder.glob("*/results.json"))
    if not found:
        raise RunError(f"{folder} holds no results.json; give the --out folder of a finished run")
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def _glance(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = ["| benchmark | measure | score | n | commit |", "| --- | --- | --- | --- | --- |"]
    for results in runs:
        first = load(results["benchmark"]).tested[0]
        score = _score(results["scores"][first])
        rows.append(f"| {results['benchmark']} | {first} | {score} | {_count(results)} | {results['commit'] or '-'} |")
    return rows


def _section(results: Mapping[str, Any]) -> list[str]:
    facts = [
        f"- command: `{results['command']}`",
        f"- commit {results['commit'] or 'unknown'}; {results['machine']}; {_models(results)}",
        f"- {_count(results)} items, seed {results['options']['seed']}; {results['failed']} broke the program",
    ]
    return [*facts, "", *_beside(results), *_rates(results), *_ours(results), *_slices(results)]


def _count(results: Mapping[str, Any]) -> str:
    """How many items, of how many that the data hold where not all were drawn."""
    drawn, whole = results["items"], results["of"]
    return f"{drawn:,}" if drawn == whole else f"{drawn:,} of {whole:,}"


def _models(results: Mapping[str, Any]) -> str:
    used = {role: name for role, name in results["models"].items() if name}
    return ", ".join(f"{role} {name}" for role, name in used.items()) or "no language or vision model"


def _rates(results: Mapping[str, Any]) -> list[str]:
    """False answers are never shown alone: saying nothing at all would make them zero."""
    extra = results["extra"]
    if "false_answer_rate" not in extra:
        return []
    false, rate, right = (
        _percent(extra[key]) for key in ("false_answer_rate", "answer_rate_on_answerable", "accuracy_on_answerable")
    )
    return [
        f"False answers to unanswerable questions: **{false}**, while on the answerable ones of the same run it "
        f"answers **{rate}** and is right on **{right}**.",
        "",
    ]


def _ours(results: Mapping[str, Any]) -> list[str]:
    rows = ["| measure | score | n | measured by |", "| --- | --- | --- | --- |"]
    for name, value in results["scores"].items():
        if isinstance(value, dict):
            rows.append(f"| {name} | {_score(value)} | {value['n']} | this project |")
    for name, number in results["extra"].items():
        if number is not None:
            shown = f"{number:,.0f}" if number > 1 else _percent(number)
            rows.append(f"| {name} | {shown} | {results['items']} | this project |")
    return rows


def _slices(results: Mapping[str, Any]) -> list[str]:
    """The tested scores by slice."""
    names = [name for name in load(results["benchmark"]).tested if name in results["scores"]]
    groups = {**results["slices"], **results["found"]}
    shown = {key: value for key, value in groups.items() if value["n"] >= LEAST and value["n"] < results["items"]}
    if not shown:
        return []
    rows = ["", f"| slice | n | {' | '.join(names)} |", f"| --- | --- |{' --- |' * len(names)}"]
    for key, value in shown.items():
        cells = " | ".join(_score(value[name]) if name in value else "-" for name in names)
        rows.append(f"| {key.replace('|', '/')} | {value['n']} | {cells} |")
    return rows


def _beside(results: Mapping[str, Any]) -> list[str]:
    """Our row above the published ones of the same measure."""
    lines: list[str] = []
    for name, title, rows in PUBLISHED:
        if name != results["benchmark"]:
            continue
        lines += [f"**{title}**", "", "| system | score | n | measured by |", "| --- | --- | --- | --- |"]
        score, slices = OURS[name]
        groups = [results["scores"] if each == "all" else results["slices"].get(each, {}) for each in slices]
        shown = " / ".join(_score(group[score]) if score in group else "-" for group in groups)
        count = " / ".join(str(group.get("n", 0)) for group in groups)
        lines.append(
            f"| gbi, {_models(results)} | {shown} | {count} | this project, commit {results['commit'] or '-'} |"
        )
        lines += [f"| {system} | {figure} | | {whose} |" for system, figure, whose in rows]
        lines += [""]
    return lines


def _score(value: Mapping[str, float]) -> str:
    return f"{100 * value['mean']:.1f} [{100 * value['low']:.1f}, {100 * value['high']:.1f}]"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"
