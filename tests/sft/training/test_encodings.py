"""Pieces of encoded samples: what is written comes back, a stop loses pieces under way alone, damage is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.settings import current
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample
from gbi_sft.training import collection, encodings
from gbi_sft.training.config import Data
from gbi_sft.training.encode import Encoder
from gbi_sft.training.encodings import Row
from gbi_sft.training.model import load_processor


def row(name: str, tokens: list[int], fault: str = "") -> Row:
    ids = np.array(tokens, np.int32)
    return Row(name, "table", ids, ids % 3 == 0, (ids % 2).astype(np.uint8), ("images/a.webp",), fault)


@given(st.lists(st.tuples(st.text(max_size=5), st.lists(st.integers(0, 2**31 - 1), max_size=9)), max_size=6))
def test_a_piece_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, list[int]]]
) -> None:
    path = tmp_path_factory.mktemp("pieces") / "0.npz"
    rows = [row(name, tokens, "none" if not tokens else "") for name, tokens in said]
    encodings.write(path, rows)
    back = encodings.read(path)
    assert [(one.id, one.task, one.pictures, one.fault) for one in back] == [
        (one.id, one.task, one.pictures, one.fault) for one in rows
    ]
    for ours, theirs in zip(back, rows, strict=True):
        assert ours.ids.dtype == np.int32 and ours.taught.dtype == np.bool_
        for name in ("ids", "taught", "kinds"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name))
    assert not list(path.parent.glob("*.part"))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not whole", b"text"])
def test_a_damaged_piece_is_told(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / "0.npz").write_bytes(damage)
    with pytest.raises(DataError, match="holds no encoded samples"):
        encodings.read(tmp_path / "0.npz")


def test_encoding_goes_on_where_it_was_stopped(
    qwen: Path, charts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "CHUNK", 4)
    monkeypatch.setenv("GBI_CACHE_DIR", str(tmp_path))
    current.cache_clear()
    encoder = Counting(load_processor(str(qwen)), stop_after=6)
    data = [Data(folder=charts)]
    with pytest.raises(KeyboardInterrupt):
        collection.collect(data, encoder, "", 1024, 0, lambda *_: None)
    assert len(list(tmp_path.rglob("*.npz"))) == 1 and not list(tmp_path.rglob("*.part"))
    told: list[tuple[str, int, int]] = []
    encoder.stop_after = 100
    encoder.seen.clear()
    whole, _ = collection.collect(data, encoder, "", 1024, 0, lambda *said: told.append(said))
    assert len(encoder.seen) == 8  # the first piece's four were kept
    assert told == [("encoding charts", 8, 12), ("encoding charts", 12, 12)]
    monkeypatch.setenv("GBI_CACHE_DIR", str(tmp_path / "anew"))
    current.cache_clear()
    anew, _ = collection.collect(data, Encoder(encoder.processor), "", 1024, 0, lambda *_: None)
    assert whole.digest == anew.digest and whole.lengths == anew.lengths
    current.cache_clear()


class Counting(Encoder):
    """Counts what it encodes, and is stopped by Ctrl-C after so many."""

    def __init__(self, processor: Any, stop_after: int) -> None:
        super().__init__(processor)
        self.seen: list[str] = []
        self.stop_after = stop_after

    def encode(self, sample: Sample, folder: Path) -> Any:
        if len(self.seen) == self.stop_after:
            raise KeyboardInterrupt
        self.seen.append(sample.id)
        return super().encode(sample, folder)
