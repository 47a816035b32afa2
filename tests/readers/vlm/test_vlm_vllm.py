"""The reader before real vLLM: random weights under guided decoding are a fuzzer, and no reply may cost more than its
reading."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import pytest

from gbi import models
from gbi.documents import open_source
from gbi.errors import ReaderError
from gbi.readers.agree import agree
from gbi.readers.vlm import said
from gbi.readers.vlm.reader import VlmReader
from gbi.readers.vlm.said import Limits
from gbi.settings import Settings
from gbi.types import Basis, PageBox, Region
from support.vllm_server import VllmServer

pytestmark = pytest.mark.vllm
SEEDS = range(10)
SECONDS = 120.0


def settings_of(server: VllmServer, **rest: object) -> Settings:
    """A small picture and short replies: the test model's context holds bytes, not words."""
    named = {"vlm_url": server.url, "vlm_model": "chart", "vlm_tokens": 600, "vlm_seconds": SECONDS}
    return Settings.model_validate({**named, **rest})


@pytest.mark.parametrize("strategy", ["native", "tiles"])
def test_random_weights_give_a_reading_or_a_clean_error(
    vllm_server: VllmServer, chart_png: Path, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    for name in ("TEXT_CHARS", "TITLE_CHARS", "UNIT_CHARS"):
        monkeypatch.setattr(said, name, 6)  # random letters fill every text to its limit, a letter a token
    monkeypatch.setattr(said, "MOST_COLUMNS", 3)
    pixels = 40_000 if strategy == "native" else 110_000
    settings = settings_of(vllm_server, vlm_strategy=strategy, vlm_pixels=pixels)
    source = open_source(chart_png)
    page = source.page(1)
    kind = "chart" if strategy == "native" else "table"  # tables are sliced, whatever their shape
    region = Region.at(source.document.id, 1, PageBox(page=1, box=(0, 0, page.width, page.height)), kind)
    read, errors, slowest = 0, [], 0.0
    for seed in SEEDS if strategy == "native" else SEEDS[:2]:
        drawn = functools.partial(Limits, seed=seed, temperature=1.0)
        monkeypatch.setattr("gbi.readers.vlm.reader.Limits", drawn)
        began = time.monotonic()
        try:
            reading = VlmReader(settings).read(source, region)
        except ReaderError as error:
            errors.append(str(error))
        else:
            read += 1
            if reading is not None:
                assert reading.model == "chart" and reading.confidence <= 0.5
                assert all(c.basis is Basis.GENERATED and c.confidence <= 0.5 for row in reading.rows for c in row)
                assert agree([reading]).rows
        slowest = max(slowest, time.monotonic() - began)
    source.close()
    print(f"{strategy}: {read} read, {len(errors)} errors, slowest {slowest:.1f} s; {errors}")
    assert all("the model" in error or "parts of this" in error for error in errors), errors
    assert slowest < 2 * SECONDS
    model = models.model(settings, "vlm")
    assert model is not None and model.usage().calls >= len(SEEDS[:2])
