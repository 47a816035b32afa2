"""A sample in another look: what is true stays, places go along with what stands there, chance is the seed's alone."""

from __future__ import annotations

from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from gbi_sft import folder
from gbi_sft.embed.looks import look, shifted
from gbi_sft.embed.vary import Variation, Vary, hinted, lines, misread, placed, without_hints
from gbi_sft.sample import Sample
from gbi_sft.small.architecture import Shape, build
from gbi_sft.synth.config import PRESETS, changed
from gbi_sft.synth.hints import hints
from gbi_sft.synth.run import make
from gbi_sft.training.config import Training
from gbi_sft.training.encode import Encoded
from gbi_sft.training.light import LightEncoder
from gbi_sft.training.records import metrics
from gbi_sft.wording import place_turns, table_turns

SHAPE = Shape(
    width=32, layers=1, heads=1, key_heads=1, head_width=32, inner=32, sight_width=32, sight_layers=2, sight_heads=1,
    sight_inner=32, pixels=256 * 192,
)  # fmt: skip
ALWAYS = Vary(pictures=1, bare=0, noisy=0)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> LightEncoder:
    return LightEncoder.of(str(build(tmp_path_factory.mktemp("vary") / "model", SHAPE)))


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Sample]]:
    """Samples of figures with all their words as hints, in both languages."""
    place = tmp_path_factory.mktemp("vary-figures")
    said = {"renderers": {"matplotlib": 1}, "hints": {"true": 1}, "places": True, "worn": 0, "questions": 1}
    make(changed(PRESETS["mix"], said, "test"), 11, 6, place, 1, lambda *_: None)
    return place, list(folder.read(place))


def spelled(encoder: LightEncoder, one: Encoded, *, taught: bool) -> str:
    said: str = encoder.processor.tokenizer.decode(one.ids[one.taught == taught].tolist())
    return said


def test_tables_and_answers_stay_as_they_are(encoder: LightEncoder, figures: tuple[Path, list[Sample]]) -> None:
    place, samples = figures
    vary = Variation(Vary(pictures=1, bare=0.3, noisy=0.5), 0)
    for number, sample in enumerate(samples):
        one = encoder.encode(sample, place)
        for step in range(4):
            shown = vary(one, step, number)
            assert len(shown) <= len(one) and shown.targets == one.targets
            assert shown.kinds.sum() == one.kinds.sum()
            if sample.task != "place":
                assert spelled(encoder, shown, taught=True) == spelled(encoder, one, taught=True)


def test_without_hints_it_is_the_sample_that_never_had_any(
    encoder: LightEncoder, figures: tuple[Path, list[Sample]]
) -> None:
    place, samples = figures
    for sample in samples:
        if sample.task != "table" or sample.gold is None:
            continue
        bare = sample.model_copy(update={"turns": table_turns(sample.gold, sample.language)})
        ours, theirs = without_hints(encoder.encode(sample, place)), encoder.encode(bare, place)
        assert np.array_equal(ours.ids, theirs.ids) and np.array_equal(ours.taught, theirs.taught)
        assert hinted(theirs.ids) is None and without_hints(theirs) is theirs and misread(theirs, Random(0)) is theirs


def test_places_moved_by_tokens_are_those_of_boxes_moved_before(
    encoder: LightEncoder, figures: tuple[Path, list[Sample]]
) -> None:
    """Hints and the replies of place samples: at most a thousandth or two apart, for tokens are rounded twice."""
    place, samples = figures
    for number, sample in enumerate(samples):
        if sample.task != "place" or sample.gold is None:
            continue
        picture = sample.pictures[0]
        size = (picture.width, picture.height)
        one = encoder.encode(sample, place)
        pixels = np.asarray(one.opened()[0])
        _, moved = shifted(pixels, Random(number))
        boxes = []
        for box in sample.gold.boxes:
            x0, y0, x1, y1 = box.box
            xs = [(x / size[0] * moved.by_x + moved.to_x) * size[0] for x in (x0, x1)]
            ys = [(y / size[1] * moved.by_y + moved.to_y) * size[1] for y in (y0, y1)]
            boxes.append(box.model_copy(update={"box": (xs[0], ys[0], xs[1], ys[1])}))
        gold = sample.gold.model_copy(update={"boxes": tuple(boxes)})
        turns = place_turns(gold, sample.language, hints(gold, "true", Random(0)), size)
        expected = encoder.encode(sample.model_copy(update={"turns": turns}), place).ids
        ours = placed(one.ids, moved)
        mine, theirs = _said(encoder, ours), _said(encoder, expected)
        assert len(mine) == len(theirs) > 0
        for text, at in mine:
            same = [other for other in theirs if other[0] == text and np.abs(np.subtract(at, other[1])).max() <= 2]
            assert same, (text, at)
            theirs.remove(same[0])


def _said(encoder: LightEncoder, ids: NDArray[np.int32]) -> list[tuple[str, tuple[int, ...]]]:
    """Each line's text and places."""
    text = encoder.processor.tokenizer.decode(ids.tolist())
    rows = []
    for line in text.split("\n"):
        parts = line.split(" ", 4)
        if len(parts) == 5 and all(part.isdigit() for part in parts[:4]):
            rows.append((parts[4].split("<|im_end|>")[0], tuple(map(int, parts[:4]))))
    return rows


@settings(max_examples=60)
@given(st.integers(0, 10**6), st.integers(20, 180), st.integers(20, 120), st.integers(8, 60), st.integers(8, 40))
def test_a_mark_is_where_its_place_says(seed: int, x: int, y: int, wide: int, high: int) -> None:
    """One dark box on light ground, looked for in the picture that came out: within a pixel and a half."""
    pixels = np.full((192, 256, 3), 245, np.uint8)
    cv2.rectangle(pixels, (x, y), (x + wide - 1, y + high - 1), (20, 60, 90), -1)
    shown, moved = shifted(pixels, Random(seed))
    dark = np.argwhere(shown.max(axis=2) < 140)
    share = np.array([[x / 256, y / 192, (x + wide) / 256, (y + high) / 192]]) * 1000
    left, top, right, bottom = moved.thousandths(share)[0] / 1000 * (256, 192, 256, 192)
    assert abs(dark[:, 1].min() - left) <= 1.5 and abs(dark[:, 1].max() + 1 - right) <= 1.5
    assert abs(dark[:, 0].min() - top) <= 1.5 and abs(dark[:, 0].max() + 1 - bottom) <= 1.5
    assert shown.shape == pixels.shape


@pytest.mark.parametrize("fill", [0, 255])
def test_an_empty_picture_and_a_full_one_have_looks_too(fill: int) -> None:
    empty = np.full((64, 96, 3), fill, np.uint8)
    full = np.random.default_rng(0).integers(0, 255, (64, 96, 3)).astype(np.uint8)
    for pixels in (empty, full):
        for seed in range(12):
            shown, moved = look(pixels, Random(seed))
            assert shown.shape == (64, 96, 3) and shown.dtype == np.uint8
            assert moved.by_x <= 1.2 and moved.by_y <= 1.2


def test_the_same_seed_step_and_sample_give_the_same_bytes_and_others_do_not(
    encoder: LightEncoder, figures: tuple[Path, list[Sample]]
) -> None:
    place, samples = figures
    one = encoder.encode(samples[0], place)

    def made(seed: int, step: int, number: int) -> tuple[bytes, bytes]:
        shown = Variation(ALWAYS, seed)(one, step, number)
        return shown.shown[0].tobytes(), shown.ids.tobytes()

    assert made(1, 5, 0) == made(1, 5, 0)
    assert len({made(*key) for key in ((1, 5, 0), (1, 6, 0), (2, 5, 0), (1, 5, 3))}) >= 3


def test_a_misread_hint_stands_near_its_word_and_shows_no_new_line(
    encoder: LightEncoder, figures: tuple[Path, list[Sample]]
) -> None:
    place, samples = figures
    one = encoder.encode(next(sample for sample in samples if sample.task == "table"), place)
    before = len(lines(one.ids))
    fewer, changed_some = [], 0
    for seed in range(30):
        shown = misread(one, Random(seed))
        fewer.append(len(lines(shown.ids)))
        changed_some += not np.array_equal(shown.ids, one.ids)
        assert shown.targets == one.targets and len(shown) <= len(one)
    assert max(fewer) == before and min(fewer) < before and changed_some == 30


def test_looks_keep_the_number_of_the_pictures_tokens(
    encoder: LightEncoder, figures: tuple[Path, list[Sample]]
) -> None:
    place, samples = figures
    one = encoder.encode(samples[0], place)
    for step in range(6):
        shown = Variation(ALWAYS, 3)(one, step, 0)
        assert encoder.pixels([shown])["image_grid_thw"].tolist() == encoder.pixels([one])["image_grid_thw"].tolist()
        assert Image.fromarray(shown.shown[0]).size == one.opened()[0].size


def test_a_training_that_goes_on_shows_what_it_would_have_shown(
    encoder: LightEncoder, figures: tuple[Path, list[Sample]], tmp_path: Path
) -> None:
    from gbi_sft.training.loop import Trainer

    model = build(tmp_path / "model", SHAPE)

    def trained(out: Path, stop_at: int | None = None) -> list[float]:
        said = {"model": str(model), "out": out, "data": [{"folder": figures[0]}], "full": True, "steps": 4}
        fixed = {"samples_per_step": 3, "max_tokens": 4096, "precision": "float32", "save_every": 1, "workers": 0}
        whole = Variation(Vary(pictures=0.9, bare=0.3, noisy=0.4), 7)

        def vary(sample: Encoded, step: int, number: int) -> Encoded:
            trainer._stopped = trainer._stopped or step == stop_at
            return whole(sample, step, number)

        training = Training.model_validate({**said, **fixed})
        trainer = Trainer(training, lambda *_: None, encoder=LightEncoder.of(str(model)), vary=vary)
        trainer.run()
        return [line["loss"] for line in metrics(out) if "loss" in line]

    straight = trained(tmp_path / "straight")
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "stopped", stop_at=1)
    assert len(metrics(tmp_path / "stopped")) == 2
    assert trained(tmp_path / "stopped") == pytest.approx(straight, abs=1e-6)
    assert len(straight) == 4
