"""Held-out pictures among those of training: the same file, the same picture worn, and others of the same style."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from gbi_sft import folder
from gbi_sft.data.fingerprints import difference
from gbi_sft.folder import DataError
from gbi_sft.gate.leaks import MOST_APART, Shown, leaks, table_of, trained_on
from support.gate_case import bars, made

HELD = bars([20, 80, 45, 60])
_RANDOM = random.Random(0)
OTHERS = [bars([_RANDOM.randint(10, 99) for _ in range(4)]) for _ in range(30)]


def encoded(picture: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    target = io.BytesIO()
    picture.convert("RGB").save(target, kind, **options)
    return target.getvalue()


def worn(how: str) -> bytes:
    """The held-out picture after a way of wear."""
    picture = Image.open(io.BytesIO(HELD)).convert("RGB")
    if how == "half":
        return encoded(picture.resize((80, 60)))
    if how == "double":
        return encoded(picture.resize((320, 240)))
    if how == "blurred":
        return encoded(picture.filter(ImageFilter.GaussianBlur(1)))
    if how == "grey":
        return encoded(picture.convert("L"))
    return encoded(picture, "JPEG", quality=35)


def names(held: list[Shown], trained: list[Shown]) -> list[tuple[str, str, str]]:
    return [(leak.held, leak.trained, leak.how) for leak in leaks(held, trained).found]


def test_the_same_file_is_found_under_any_name() -> None:
    trained = [Shown(name=f"t{n}", data=data) for n, data in enumerate([*OTHERS, HELD])]
    assert names([Shown(name="h", data=HELD)], trained) == [("h", "t30", "same file")]


@pytest.mark.parametrize("how", ["half", "double", "blurred", "grey", "jpeg"])
def test_the_same_picture_is_found_though_it_was_worn(how: str) -> None:
    trained = [Shown(name=f"t{n}", data=data) for n, data in enumerate([*OTHERS, worn(how)])]
    assert names([Shown(name="h", data=HELD)], trained) == [("h", "t30", "same picture")]


def test_charts_of_one_style_are_not_the_same_picture() -> None:
    held = [Shown(name=f"h{n}", data=data) for n, data in enumerate(OTHERS[:10])]
    found = leaks(held, [Shown(name="t", data=data) for data in OTHERS[10:]])
    assert found.found == () and (found.held, found.trained) == (10, 20)
    assert "none of 10 held-out pictures" in found.words()


def test_looks_alike_with_another_table_is_no_leak_and_with_the_same_one_is() -> None:
    table = (("Region", "Sales"), ("N", "20"))
    other = (("Region", "Sales"), ("N", "21"))
    held = [Shown(name="h", data=HELD, table=table)]
    assert names(held, [Shown(name="t", data=worn("jpeg"), table=other)]) == []
    cropped = encoded(Image.open(io.BytesIO(HELD)).crop((6, 2, 160, 120)))
    assert difference(HELD, cropped) > MOST_APART
    assert names(held, [Shown(name="t", data=cropped, table=table)]) == [("h", "t", "same picture")]


def test_a_table_drawn_otherwise_is_told_and_not_refused() -> None:
    table = (("Region", "Sales"), ("N", "20"))
    upside = encoded(Image.open(io.BytesIO(HELD)).rotate(180))
    found = leaks([Shown(name="h", data=HELD, table=table)], [Shown(name="t", data=upside, table=table)])
    assert found.found == () and found.same_tables == 1


def test_many_leaks_are_counted_and_some_named() -> None:
    every = [Shown(name=f"p{n}", data=data) for n, data in enumerate(OTHERS)]
    found = leaks(every, every)
    assert len(found.found) == len(set(OTHERS))
    assert f"{len(found.found)} of 30" in found.words() and "and 25 more" in found.words()


def test_what_is_no_picture_can_only_be_the_same_file() -> None:
    broken = [Shown(name="t", data=b"no picture")]
    assert names([Shown(name="h", data=HELD)], broken) == []
    assert names([Shown(name="h", data=b"no picture")], broken) == [("h", "t", "same file")]


def test_training_pictures_are_taken_once_with_their_tables(tmp_path: Path) -> None:
    samples = made(tmp_path, 4)
    shown = list(trained_on([tmp_path]))
    assert len(shown) == 4  # of eight samples
    assert samples[0].gold is not None and shown[0].table == table_of(samples[0].gold)
    assert shown[0].table is not None and shown[0].table[0] == ("Region", "Sales")
    folder.picture_path(tmp_path, samples[0].pictures[0]).unlink()
    with pytest.raises(DataError, match="cannot be read"):
        leaks(shown, shown)
