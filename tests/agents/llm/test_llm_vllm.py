"""The planner before real vLLM: random weights under guided decoding write plans, and every question ends cleanly."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.types import Answer
from gbi.workspace import Workspace
from support.dreaming import Dreams, dream
from support.vllm_server import VllmServer

pytestmark = pytest.mark.vllm
ASK_S = 180.0
RECORD = Path(__file__).parents[3] / "benchmarks" / "results" / "dreams.json"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two little tables: the test model's context holds 4,096 bytes."""
    folder: Path = tmp_path_factory.mktemp("small")
    (folder / "income.csv").write_text("Year,Net income (million USD)\n2017,350\n2018,409\n")
    (folder / "sales.csv").write_text("地区,销售额（万元）\n华东,200\n华北,130\n", encoding="utf-8")
    with Workspace(folder / "ws.gbi") as made:
        made.add(folder / "income.csv", folder / "sales.csv")
        yield made


def check(dreams: Dreams, seeds: int) -> None:
    """What holds whatever the weights say."""
    figures = dreams.figures()
    assert figures["questions"] == seeds and figures["slowest_s"] < ASK_S + 30
    assert figures["replies_parsed"] == figures["replies_whole"] > 0, figures
    assert all(isinstance(answer, Answer) and answer.text for answer in dreams.answers)
    for answer in dreams.answers:
        if answer.status == "answered":
            assert answer.value in (409, 200) and answer.citations, answer.text  # from the tables, by the rules
        else:
            assert answer.value is None


def test_twenty_seeds_plan_run_or_fail_cleanly(small: Workspace, vllm_server: VllmServer) -> None:
    dreams = dream(small, vllm_server.url, range(20), ask_seconds=ASK_S)
    print(dreams.figures())
    check(dreams, 20)


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_a_thousand_seeds_and_their_figures(small: Workspace, vllm_server: VllmServer) -> None:
    began = time.monotonic()
    dreams = dream(small, vllm_server.url, range(1_000, 2_000), ask_seconds=ASK_S, workers=16)
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    record = {"date": time.strftime("%Y-%m-%d"), "machine": machine, "seconds": round(time.monotonic() - began)}
    RECORD.write_text(json.dumps({**record, "figures": dreams.figures()}, indent=1) + "\n", encoding="utf-8")
    check(dreams, 1_000)
