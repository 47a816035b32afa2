"""The main job on the project's own sample report: `make demo`.

Makes the report, reads every page of it, and answers questions whose answers are known; exits 1 if one is wrong.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from sample_report import make

import gbi
from gbi_ui.asking import print_answer
from gbi_ui.evidence import write_evidence
from gbi_ui.progress import follow

QUESTIONS: tuple[tuple[str, object], ...] = (
    ("Which region had the highest revenue in 2023?", "North America"),
    ("What was the operating income in 2022?", 159550),
    ("How many employees are in Support?", 960),
    ("What was the net income in 2019?", -61),
    ("2023年华东的营业收入是多少？", 101.5),
    ("How many visitors came on Saturday?", 690),
)
TOLERANCE = 0.01
"""Measured values may be off by this share of their size; printed ones agree exactly anyway."""


def right(value: object, expected: object) -> bool:
    """Equal for text; within `TOLERANCE` for numbers."""
    if isinstance(expected, int | float) and isinstance(value, int | float):
        return abs(value - expected) <= TOLERANCE * abs(expected)
    return value == expected


def main() -> int:
    """Runs the demo in `out/`; returns the exit status."""
    out = Path("out")
    report, _ = make(out)
    print(f"sample report: {report}")
    started = time.monotonic()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, gbi.Workspace(Path(folder) / "demo.gbi") as ws:
        follow(ws.ingest(report))
        print(f"read {len(ws.readings())} charts and tables in {time.monotonic() - started:.1f} s\n")
        analyst = gbi.Analyst(ws)
        for number, (question, expected) in enumerate(QUESTIONS, 1):
            answer = analyst.ask(question)
            print(f"? {question}")
            print_answer(answer)
            page = out / f"evidence_{number}.html"
            write_evidence(ws, answer, page)
            ok = right(answer.value, expected)
            wrong += not ok
            print(f"evidence: {page}  [{'right' if ok else f'WRONG, expected {expected}'}]\n")
    print(f"{len(QUESTIONS) - wrong} of {len(QUESTIONS)} answers are right; took {time.monotonic() - started:.1f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
