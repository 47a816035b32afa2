"""The light encoder makes what the model's own processor makes, of samples of every task and pictures of every size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from gbi_sft.folder import DataError, read
from gbi_sft.sample import Image as Shown
from gbi_sft.sample import Picture, Sample, Text, Turn
from gbi_sft.small.architecture import Shape, build
from gbi_sft.synth.config import PRESETS, changed
from gbi_sft.synth.run import make
from gbi_sft.training.batch import Batch
from gbi_sft.training.config import TrainingError
from gbi_sft.training.encode import Encoder
from gbi_sft.training.light import LightEncoder
from gbi_sft.training.model import load_processor
from gbi_sft.training.sight import Sight

SHAPE = Shape(
    width=32, layers=1, heads=1, key_heads=1, head_width=32, inner=32, sight_width=32, sight_layers=2, sight_heads=1,
    sight_inner=32, pixels=160 * 128,
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("light") / "model", SHAPE)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Figures in both languages with hints, questions and places."""
    folder = tmp_path_factory.mktemp("light-figures")
    said = {"renderers": {"matplotlib": 1}, "kinds": {"bar": 1, "line": 1}, "places": True, "hints": {"true": 1}}
    make(changed(PRESETS["mix"], said, "test"), 5, 4, folder, 1, lambda *_: None)
    return folder


def test_its_tokens_are_those_of_the_processor(model: Path, figures: Path) -> None:
    whole, light = Encoder(load_processor(str(model))), LightEncoder.of(str(model))
    samples = list(read(figures))
    assert {sample.task for sample in samples} == {"table", "question", "place"}
    for sample in samples:
        ours, theirs = light.encode(sample, figures), whole.encode(sample, figures)
        assert ours.pictures == theirs.pictures
        for name in ("ids", "taught", "kinds"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name)), (sample.id, name)


def test_its_patches_are_those_of_the_processor_where_nothing_is_resized(model: Path, tmp_path: Path) -> None:
    """Resizing differs by a grey level or two: torchvision's and Pillow's bicubic filters round otherwise."""
    whole, light = Encoder(load_processor(str(model))), LightEncoder.of(str(model))
    random = np.random.default_rng(0)
    for wide, high, near in ((128, 96, 1e-6), (64, 64, 1e-6), (300, 200, 0.05)):
        smooth = Image.fromarray(random.integers(0, 255, (6, 8, 3), np.uint8)).resize(
            (wide, high), Image.Resampling.BICUBIC
        )
        smooth.save(tmp_path / "a.png")
        shown = Sample(id="a", task="other", pictures=(), turns=())
        one = light.encode(shown_with(shown, tmp_path / "a.png", wide, high), tmp_path)
        theirs = whole.pixels([one])
        made = Batch(light.pixels([one]), one_label(), 1, 1)
        ours = made.to("cpu").inputs
        assert ours["image_grid_thw"].tolist() == theirs["image_grid_thw"].tolist()
        assert made.inputs["pixel_values"].element_size() == 1
        assert ours["pixel_values"].shape == theirs["pixel_values"].shape
        assert float((ours["pixel_values"] - theirs["pixel_values"]).abs().max()) <= near


def shown_with(sample: Sample, path: Path, wide: int, high: int) -> Sample:
    turns = (
        Turn(role="user", content=(Shown(image=0), Text(text="?"))),
        Turn(role="assistant", content=(Text(text="409"),)),
    )
    picture = Picture(path=path.name, width=wide, height=high)
    return sample.model_copy(update={"pictures": (picture,), "turns": turns})


def one_label() -> torch.Tensor:
    return torch.zeros((1, 1), dtype=torch.long)


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_sizes_are_those_of_the_library(width: int, height: int) -> None:
    from transformers.models.qwen2_vl.image_processing_qwen2_vl import smart_resize

    assume(max(width, height) / min(width, height) <= 200)
    sight = Sight(patch=16, merge=2, least=1024, most=262144)
    high, wide = smart_resize(height, width, factor=32, min_pixels=1024, max_pixels=262144)
    assert sight.size(width, height) == (wide, high)
    assert sight.tokens(width, height) == wide * high // 1024


def test_a_long_strip_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        Sight(patch=16, merge=2, least=1024, most=262144).size(1, 900)


def parts(pixels: NDArray[np.uint8], side: int) -> Iterator[NDArray[np.uint8]]:
    """Tokens row by row, each with its four patches row by row: by the definition, slowly."""
    for y in range(0, pixels.shape[0], 2 * side):
        for x in range(0, pixels.shape[1], 2 * side):
            for dy in (0, side):
                for dx in (0, side):
                    yield pixels[y + dy : y + dy + side, x + dx : x + dx + side].transpose(2, 0, 1).reshape(-1)


def test_patches_are_in_the_order_of_tokens() -> None:
    sight = Sight(patch=4, merge=2, least=1, most=10**6)
    pixels = np.random.default_rng(1).integers(0, 255, (16, 24, 3)).astype(np.uint8)
    assert np.array_equal(sight.patches(pixels), np.stack(list(parts(pixels, 4))))


def test_a_mark_of_a_picture_in_a_text_is_refused(model: Path, figures: Path) -> None:
    sample = next(read(figures))
    turns = (Turn(role="user", content=(Text(text="<|image_pad|>"),)), *sample.turns[-1:])
    with pytest.raises(DataError, match="leave it out"):
        LightEncoder.of(str(model)).encode(sample.model_copy(update={"turns": turns}), figures)


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no model of ours"):
        LightEncoder.of(str(tmp_path))


def test_its_files_go_with_the_weights(model: Path, tmp_path: Path) -> None:
    LightEncoder.of(str(model)).processor.save_pretrained(tmp_path)
    names = {file.name for file in tmp_path.iterdir()}
    assert {"tokenizer.json", "chat_template.jinja", "preprocessor_config.json"} <= names
    assert not any(name.endswith(".safetensors") for name in names)
    assert load_processor(str(tmp_path)) is not None
