"""What all tests share: the folder of real data, and groups that must not be skipped where they are required.

`GBI_REQUIRE=data,vllm,browser` makes a skip in one of those groups a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

REQUIRED = frozenset(filter(None, os.environ.get("GBI_REQUIRE", "").split(",")))


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    group = next((mark.name for mark in item.iter_markers() if mark.name in REQUIRED), None)
    if group and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but GBI_REQUIRE names {group}: {report.longrepr}"
    return report
