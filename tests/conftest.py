"""What all tests share: the folder of real data, and groups that must not be skipped where they are required.

`GBI_REQUIRE=data,vllm,browser` makes a skip in one of those groups a failure.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gbi
from support.command import Command
from support.desk_server import browser, desk_server, open_desk  # noqa: F401  fixtures, for tests marked `browser`
from support.vllm_server import (  # noqa: F401  fixtures, for tests marked `vllm`
    one_vllm_server,
    tiny_model,
    vllm_python,
    vllm_server,
)

ROOT = Path(__file__).resolve().parents[1]
CHART = {"2017": 876, "2018": 409, "2019": -412, "2020": 655, "2021": 902}
"""The values of `chart_png`."""

REQUIRED = frozenset(filter(None, os.environ.get("GBI_REQUIRE", "").split(",")))


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a shell's background job: processes would inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real charts, tables and reports (`GBI_DATA`); skips where it is not set."""
    folder = os.environ.get("GBI_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("GBI_DATA does not name a folder of real data")
    return Path(folder)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's cache."""
    monkeypatch.setenv("GBI_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test that needs the model server waits until it is up."""
    for item in items:
        if item.get_closest_marker("vllm"):
            item.add_marker(pytest.mark.timeout(600))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    group = next((mark.name for mark in item.iter_markers() if mark.name in REQUIRED), None)
    if group and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but GBI_REQUIRE names {group}: {report.longrepr}"
    return report


@pytest.fixture
def gbi_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The `gbi` command, run in this process."""
    return Command(monkeypatch, capsys)


@pytest.fixture(scope="session")
def chart_png(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bar chart with printed values, a loss among them, as a screenshot would show it."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5))
    bars = axes.bar(list(CHART), list(CHART.values()), color="#2876dd", width=0.6)
    axes.bar_label(bars, labels=[f"{value:,}" for value in CHART.values()], padding=2)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_ylabel("Net income in million U.S. dollars")
    axes.set_ylim(-700, 1100)
    axes.spines[["top", "right"]].set_visible(False)
    path = tmp_path_factory.mktemp("figures") / "net income.png"
    figure.savefig(path, dpi=100)
    plt.close(figure)
    return path


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The project's own sample report and what is true of it."""
    sys.path.insert(0, str(ROOT / "examples"))
    from sample_report import make

    pdf, truth = make(tmp_path_factory.mktemp("sample"))
    return pdf, json.loads(truth.read_text("utf-8"))


@pytest.fixture(scope="session")
def sample_workspace(
    sample_report: tuple[Path, list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[gbi.Workspace]:
    """A workspace that holds the whole sample report; tests must not write to it."""
    with gbi.Workspace(tmp_path_factory.mktemp("sample") / "sample.gbi") as ws:
        ws.add(sample_report[0])
        yield ws
