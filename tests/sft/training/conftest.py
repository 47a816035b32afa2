"""Tiny models of two architectures, a data set, and a training made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import tiny_internvl, tiny_vlm
from support.training_made import samples_made, settings_made

pytest.importorskip("accelerate")

Settings = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def qwen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny Qwen3-VL."""
    return tiny_vlm.build(tmp_path_factory.mktemp("models") / "qwen")


@pytest.fixture(scope="session")
def internvl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny InternVL."""
    return tiny_internvl.build(tmp_path_factory.mktemp("models") / "internvl")


@pytest.fixture(scope="session")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set of 12 samples."""
    return samples_made(tmp_path_factory.mktemp("data") / "charts")


@pytest.fixture
def settings(qwen: Path, charts: Path, tmp_path: Path) -> Settings:
    """Settings of a training of the tiny Qwen3-VL on the data set, with changes over them."""

    def made(**changed: Any) -> dict[str, Any]:
        said = {"model": qwen, "data": charts, "out": tmp_path / "out", **changed}
        model, data, out = (said.pop(name) for name in ("model", "data", "out"))
        return settings_made(model, data, out, **said)

    return made
