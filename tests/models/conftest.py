"""What the tests of the model back ends share: a tiny model on disk, a picture, a plain request."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from gbi.models import Picture, Request, Turn
from gbi.torchvision_ops import declare_when_imported
from support.tiny_vlm import ADAPTERS, adapter, build


@pytest.fixture(scope="session")
def tiny_vlm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the `model` and its adapters `chart`, `zero` and `renamed`."""
    declare_when_imported()
    pytest.importorskip("peft")
    folder = tmp_path_factory.mktemp("tiny")
    model = build(folder / "model")
    for name, kind in ADAPTERS.items():
        adapter(model, folder / name, kind)
    return folder


@pytest.fixture(scope="session")
def picture() -> Picture:
    """A bar on white, 200 x 120 px."""
    image = Image.new("RGB", (200, 120), "white")
    ImageDraw.Draw(image).rectangle((20, 20, 60, 110), fill="blue")
    file = io.BytesIO()
    image.save(file, "PNG")
    return Picture(png=file.getvalue())


@pytest.fixture
def question() -> Request:
    return Request(turns=(Turn(parts=("How much is 2 + 2?",)),), max_tokens=12)
