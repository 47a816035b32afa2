"""The model's server is lost in the middle of a batch: every question still ends, by the tools; then it comes back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import gbi
from gbi import models, settings
from gbi.models.breaker import COOL_DOWN_S
from gbi.types import Answer
from support.vllm_server import VllmServer

pytestmark = pytest.mark.vllm

CHART = {"2017": 876, "2018": 409, "2019": -412, "2020": 655, "2021": 902}
LOOKUPS = {f"What was the net income in {year}?": value for year, value in CHART.items()}
LOOKUPS |= {f"{year}年的净利润是多少？": value for year, value in CHART.items()}
QUESTIONS = (
    *LOOKUPS,
    "Which year had the highest net income?",
    "Which year had the lowest net income?",
    "What is the average net income?",
    "How much did the net income grow from 2018 to 2021?",
    "In how many years was the net income above 500?",
    "What was the revenue of Tesla in 1999?",
    "How many employees work in Paris?",
    "Is the net income of 2020 higher than that of 2017?",
    "What is the sum of the net income over all years?",
    "哪一年的净利润最高？",
)
PATIENT: dict[str, float] = {"vlm_seconds": 200, "llm_seconds": 200, "ask_seconds": 240}
"""A busy machine is no lost server."""

LOST_AFTER = 2
"""Questions that are answered before the server is killed, in the middle of the next."""


def model_calls(answer: Answer) -> int:
    """Steps of the trace in which the model spent tokens."""
    return sum(step.model == "chart" and step.tokens > 0 for step in answer.trace)


def test_ask_over_http_shows_the_models_calls(vllm_server: VllmServer, chart_png: Path, tmp_path: Path) -> None:
    """As a user has it: the command, its settings in the environment, the picture, the question."""
    done = subprocess.run(
        [
            f"{Path(sys.executable).with_name('gbi')}",
            "ask",
            f"{chart_png}",
            "What was the net income in 2018?",
            "--json",
        ],
        env={**os.environ, **vllm_server.settings(), "GBI_CACHE_DIR": f"{tmp_path}", "GBI_LLM_TOKENS": "4000"}
        | {f"GBI_{name.upper()}": f"{s}" for name, s in PATIENT.items()},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    calls = [step for step in answer["trace"] if step["model"] == "chart" and step["tokens"] > 0]
    assert calls and calls[0]["seconds"] > 0
    assert answer["status"] in ("answered", "unanswerable", "needs-clarification")
    if answer["status"] == "answered":
        assert answer["citations"] and (answer["value"] == 409 or answer["warnings"])


def test_a_lost_server_costs_no_question_and_is_used_again(
    vllm_server: VllmServer, chart_png: Path, tmp_path: Path
) -> None:
    """Random weights plan nothing of use, hence the values are the tools' before and after; what counts is that
    nothing is lost, nothing hangs, and that the model's part is told."""
    chosen = settings.load(vlm_url=vllm_server.url, vlm_model="chart", vlm_retries=1, llm_tokens=6000, **PATIENT)
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(chart_png)
        analyst = gbi.Analyst(ws, settings=chosen)
        started = time.monotonic()
        answers = []
        for number, question in enumerate(QUESTIONS):
            if number == LOST_AFTER:
                threading.Timer(0.5, vllm_server.kill).start()
            answers.append(analyst.ask(question))
        took_s = time.monotonic() - started
        _all_ended(answers)
        assert took_s < 500
        assert all(model_calls(answer) for answer in answers[:LOST_AFTER])
        assert not any(model_calls(answer) for answer in answers[LOST_AFTER + 1 :])
        assert all(answer.warnings for answer in answers[LOST_AFTER:])

        vllm_server.start(trusted=True)
        time.sleep(COOL_DOWN_S)
        again = analyst.ask("What was the net income in 2019?")
        assert model_calls(again) >= 1
    used = models.model(chosen, "llm")
    assert used is not None and used.usage().calls > 0


def _all_ended(answers: list[Answer]) -> None:
    assert len(answers) == len(QUESTIONS) == 20
    for question, answer in zip(QUESTIONS, answers, strict=True):
        assert answer.status in ("answered", "unanswerable", "needs-clarification"), question
        assert answer.text
        if answer.status == "answered":
            assert answer.citations, question
    after = list(zip(QUESTIONS, answers, strict=True))[LOST_AFTER + 1 :]
    for question, answer in after:
        if question in LOOKUPS:
            assert answer.value == LOOKUPS[question], question
    assert sum(answer.status == "answered" for _, answer in after) >= 12
    assert {answer.status for question, answer in after if "Tesla" in question or "Paris" in question} == {
        "unanswerable"
    }
