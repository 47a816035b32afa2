"""Lots packed here and unpacked there: the same tokens and pictures, within the bytes that are allowed; and a training
on them where little more than torch and transformers can be imported."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from gbi.settings import current
from gbi_sft.embed import carry
from gbi_sft.embed.carry import WHOLE, pack, unpack
from gbi_sft.embed.lots import chosen, whole
from gbi_sft.embed.plan import EmbedError, Plan, Stage
from gbi_sft.embed.prepare import arrive, place_of, prepare
from gbi_sft.folder import read
from gbi_sft.small.architecture import Shape, dress
from gbi_sft.small.sight import Lesson, last_errors
from gbi_sft.training.collection import collect, encoded
from gbi_sft.training.config import Data
from gbi_sft.training.light import LightEncoder
from gbi_sft.training.records import metrics
from support import bare_machine

ROOT = Path(__file__).parents[3]
SHAPE = Shape(
    width=32, layers=1, heads=1, key_heads=1, head_width=32, inner=32, sight_width=32, sight_layers=2, sight_heads=1,
    sight_inner=32, pixels=128 * 96,
)  # fmt: skip
CARRIED = ("pydantic", "pydantic-settings")
"""What the lent machine may lack and is small enough to be carried as wheels."""
TRAIN = {"lr": 0.002, "samples_per_step": 2, "max_tokens": 4096, "precision": "float32", "save_every": 1}


def quiet(what: str, done: int, of: int) -> None:
    """Hears of progress."""


def made_plan(figures: int = 6, minutes: float = 0.02) -> Plan:
    drawn = {"kinds": {"bar": 1}, "renderers": {"matplotlib": 1}, "languages": {"en": 1}, "questions": 0, "worn": 0}
    stages = tuple(
        Stage(
            name=name, minutes=minutes, figures=figures, lots=1, train=TRAIN, vary={"pictures": 0.9},
            config={**drawn, "places": True, "hints": {"true": 1}},
        )
        for name in ("align", "instruct")
    )  # fmt: skip
    return Plan(shape=SHAPE, sight=Lesson(minutes=minutes, pictures=2), stages=stages)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both stages of the plan, packed into files of at most 16 kB; the folder."""
    out = tmp_path_factory.mktemp("carried")
    os.environ["GBI_CACHE_DIR"] = str(out / "cache")
    current.cache_clear()
    for name in ("align", "instruct"):
        holds = list(prepare(made_plan(), name, 1, out, 16_000, "lossless", 1, lambda *_: None))
        assert sum(one.pictures for one in holds) == 6 and sum(one.samples for one in holds) == 12
    del os.environ["GBI_CACHE_DIR"]
    current.cache_clear()
    return out


def test_files_keep_to_their_limit_and_are_as_few_as_that_allows(packed: Path) -> None:
    files = sorted((packed / "align").glob("*.carry"))
    sizes = [file.stat().st_size for file in files]
    assert all(size <= 16_000 for size in sizes)
    assert 1 < len(files) <= 1 + sum(sizes) // 8_000
    assert not [file for file in (packed / "align").iterdir() if file.suffix != ".carry"]


def test_a_limit_is_used_to_a_few_bytes(packed: Path, tmp_path: Path) -> None:
    """A file of exactly the whole lot's size and what a piece may be counted too high by holds the whole lot."""
    lot, model = packed / "drawn/align/lot-000", packed / "drawn/model"
    (held,) = pack(lot, model, tmp_path, most_bytes=10**7, save="lossy", workers=1, progress=lambda *_: None)
    size = next(tmp_path.glob("*.carry")).stat().st_size
    tokens = sum(len(row.ids) + carry.FRAME_BYTES for row in encoded(lot, LightEncoder.of(str(model)), "", 0, quiet))
    enough = size + tokens + carry.PIECE_BYTES + carry.FRAME_BYTES * (held.pictures + 4)
    again = pack(lot, model, tmp_path, most_bytes=enough, save="lossy", workers=1, progress=quiet)
    assert again == [held] and next(tmp_path.glob("*.carry")).stat().st_size == size
    several = pack(lot, model, tmp_path, most_bytes=size - 1, save="lossy", workers=1, progress=quiet)
    assert len(several) > 1 and sum(one.samples for one in several) == held.samples
    assert all(file.stat().st_size < size for file in tmp_path.glob("*.carry"))


def test_pieces_are_written_as_they_fill(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carry, "SAMPLES", 4)
    lot, model = packed / "drawn/align/lot-000", packed / "drawn/model"
    (held,) = pack(lot, model, tmp_path, most_bytes=10**7, save="lossy", workers=1, progress=quiet)
    place = unpack(next(tmp_path.glob("*.carry")), tmp_path)
    assert len(list((place / "encoded").glob("*.npz"))) == 3 and held.samples == 12
    assert held.sample_bytes == sum(piece.stat().st_size for piece in (place / "encoded").glob("*.npz"))
    assert held.picture_bytes == sum(one.stat().st_size for one in (place / "images").glob("*.webp"))
    ids = [row.id for row in encoded(place, LightEncoder.of(str(model)), "", 0, quiet)]
    assert ids == [row.id for row in encoded(lot, LightEncoder.of(str(model)), "", 0, quiet)]


def test_what_arrives_is_what_was_packed(packed: Path, tmp_path: Path) -> None:
    lot, encoder = packed / "drawn/align/lot-000", LightEncoder.of(str(packed / "drawn/model"))
    here = [encoder.encode(sample, lot) for sample in read(lot)]
    places = arrive(made_plan(), "align", sorted((packed / "align").glob("*.carry")), tmp_path)
    data = [Data(folder=place) for place in places]
    there, skipped = collect(data, encoder, "", 4096, 0, lambda *_: None)
    assert not skipped and len(there) == len(here)
    by_id = {there[number].id: there[number] for number in range(len(there))}
    for one in here:
        other = by_id[one.id]
        for name in ("ids", "taught", "kinds"):
            assert np.array_equal(getattr(one, name), getattr(other, name))
        ours, theirs = encoder.pixels([one]), encoder.pixels([other])
        assert all(bool((ours[name] == theirs[name]).all()) for name in ours)  # lossless, and resized the same way


def test_pictures_that_lose_a_little_are_near_and_smaller(packed: Path) -> None:
    smooth = Image.radial_gradient("L").resize((256, 192)).convert("RGB")
    less, all_of_it = carry.lossy(smooth), carry.lossless(smooth)
    assert len(less) < len(all_of_it)
    import io

    off = np.asarray(Image.open(io.BytesIO(less)).convert("RGB"), np.int16) - np.asarray(smooth, np.int16)
    assert np.abs(off).mean() < 3
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(all_of_it)).convert("RGB")), np.asarray(smooth))


def test_unpacking_again_changes_nothing_and_a_half_one_is_begun_anew(packed: Path, tmp_path: Path) -> None:
    file = sorted((packed / "align").glob("*.carry"))[0]
    place = unpack(file, tmp_path)
    at = (place / WHOLE).stat().st_mtime_ns
    assert unpack(file, tmp_path) == place and (place / WHOLE).stat().st_mtime_ns == at
    (place / WHOLE).unlink()  # as a kill would leave it
    assert whole(tmp_path) == []
    (place / "more").write_text("", "utf-8")
    assert not (unpack(file, tmp_path) / "more").exists() and whole(tmp_path) == [place]


@pytest.mark.parametrize("name", ["../outside", "images/../../outside", "samples.jsonl"])
def test_a_file_that_names_others_is_refused(name: str, packed: Path, tmp_path: Path) -> None:
    file = sorted((packed / "align").glob("*.carry"))[0]
    bad = tmp_path / "bad.carry"
    bad.write_bytes(file.read_bytes())
    with zipfile.ZipFile(bad, "a") as more:
        more.writestr(name, "x")
    with pytest.raises(EmbedError, match="outside its lot"):
        unpack(bad, tmp_path / "out")
    assert not list(tmp_path.rglob("outside"))


def test_a_cut_file_is_told(packed: Path, tmp_path: Path) -> None:
    file = sorted((packed / "align").glob("*.carry"))[0]
    (tmp_path / "cut.carry").write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(EmbedError, match="carry it again"):
        unpack(tmp_path / "cut.carry", tmp_path / "out")


def test_a_limit_that_no_figure_keeps_and_unknown_names_are_told(packed: Path, tmp_path: Path) -> None:
    lot, model = packed / "drawn/align/lot-000", packed / "drawn/model"
    with pytest.raises(EmbedError, match="allow larger files"):
        pack(lot, model, tmp_path, most_bytes=2_000, save="lossy", workers=1, progress=lambda *_: None)
    with pytest.raises(EmbedError, match="align, instruct"):
        place_of(made_plan(), "aline")
    with pytest.raises(EmbedError, match="lossy, lossless"):
        list(prepare(made_plan(), "align", 1, tmp_path, 10_000, "none", 1, lambda *_: None))


def test_without_lots_and_drawing_a_stage_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmbedError, match="gbi-sft carry --unpack"):
        chosen(tmp_path, made_plan().stages[0], 0, 0)


def test_packing_again_leaves_no_file_of_before(packed: Path, tmp_path: Path) -> None:
    lot, model = packed / "drawn/align/lot-000", dress(tmp_path / "model", SHAPE)
    many = pack(lot, model, tmp_path, most_bytes=10_000, save="lossless", workers=1, progress=lambda *_: None)
    one = pack(lot, model, tmp_path, most_bytes=10**7, save="lossless", workers=1, progress=lambda *_: None)
    assert len(many) > len(one) == 1 and len(list(tmp_path.glob("*.carry"))) == 1
    assert encoded(
        unpack(next(tmp_path.glob("*.carry")), tmp_path), LightEncoder.of(str(model)), "", 0, lambda *_: None
    )


@pytest.mark.timeout(600)
def test_it_trains_where_only_the_lent_machines_libraries_are(packed: Path, tmp_path: Path) -> None:
    """No torchvision, no pyarrow, no TensorBoard, no library that draws; stopped once, and the same call goes on."""
    without = frozenset({*CARRIED, "pydantic-core", "annotated-types", "typing-inspection", "torchvision"})
    site = bare_machine.linked(tmp_path / "site", bare_machine.closure(bare_machine.LENT, without))
    small = bare_machine.linked(tmp_path / "carried", bare_machine.closure(CARRIED))
    for name in ("pyarrow", "torchvision", "tensorboard", "pymupdf", "duckdb", "pydantic", "vl_convert"):
        assert not (site / name).exists()
    python, environment = bare_machine.python(site, ROOT, ROOT / "sft", ROOT / "eval", small)
    file, run = tmp_path / "plan.yaml", tmp_path / "run"
    file.write_text(yaml.safe_dump(made_plan().model_dump(mode="json")), "utf-8")

    def said(*words: str) -> subprocess.CompletedProcess[str]:
        line = [*python, "-c", "from gbi_sft.cli import main; main()", *words]
        home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
        return subprocess.run(line, env={**environment, **home}, capture_output=True, text=True, cwd=tmp_path)

    for name in ("align", "instruct"):
        carries = [part for one in sorted((packed / name).glob("*.carry")) for part in ("--unpack", str(one))]
        arrived = said("carry", str(run), "--plan", str(file), "--stage", name, *carries)
        assert arrived.returncode == 0, arrived.stderr
    words = ("embed", str(file), "--out", str(run), "--carried", "--workers", "1")
    stopped = said(*words, "--max-minutes", "0.0001")
    assert stopped.returncode == 130, stopped.stderr
    done = said(*words)
    assert done.returncode == 0, done.stderr
    assert "stage instruct is done" in done.stderr
    lesson = last_errors(run / "training/sight")  # taught on what the carries' place samples say
    assert lesson["steps"] > 0 and 0 <= lesson["top_error"] <= 1000
    assert any(line.get("loss") for line in metrics(run / "training/instruct"))
    assert not (run / "training/align/tensorboard").exists()
    assert (run / "parts/tokenizer.json").is_file()
