"""What a sample looks like this time: its picture another way, its hints fewer or with faults, what is true the same.

Drawn by the seed, the step and the sample alone, so that a training that goes on shows what it would have shown. Texts
that are taught never change; places (in hints and in the replies of place samples) go where the picture's points go.
Works on tokens, those of `gbi_sft.small.tokenizer`, for which a hint's four places are a token each.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gbi.readers.vlm.hints import STEPS
from gbi.readers.vlm.prompts import WORDINGS
from gbi.types import Frozen
from gbi_sft.embed.looks import Moved, look
from gbi_sft.small import tokenizer as words
from gbi_sft.synth.hints import ALIKE
from gbi_sft.training.encode import Encoded

Ids = NDArray[np.int32]
PLACES = 4
LOST, WRONG = (0.0, 0.02, 0.05, 0.15), (0.0, 0.01, 0.03, 0.06)
"""Shares of words lost and of letters misread by faulty OCRs, as in `gbi_sft.synth.hints`."""
REACH = 0.1
"""How far a side of a hint is off, of the hint's height."""


class Vary(Frozen):
    """Shares of samples whose picture looks another way, whose hints are left out, and whose hints have faults."""

    pictures: float = Field(0.7, ge=0, le=1)
    bare: float = Field(0.3, ge=0, le=1)
    noisy: float = Field(0.4, ge=0, le=1)


class Variation:
    """Varies the samples of one training."""

    def __init__(self, vary: Vary, seed: int) -> None:
        self._vary = vary
        self._seed = seed

    def __call__(self, sample: Encoded, step: int, number: int) -> Encoded:
        """Sample `number` of the training as it is shown at a step; its picture is opened for that.

        Raises `DataError` where it cannot be.
        """
        rng = Random(f"{self._seed}:{step}:{number}")
        if len(sample.pictures) == 1 and rng.random() < self._vary.pictures:
            pixels, moved = look(np.asarray(sample.opened()[0]), rng)
            sample = replace(sample, shown=(pixels,), ids=placed(sample.ids, moved))
        chance = rng.random()
        if chance < self._vary.bare:
            return without_hints(sample)
        return misread(sample, rng) if chance < self._vary.bare + self._vary.noisy else sample


def placed(ids: Ids, moved: Moved) -> Ids:
    """The tokens with every line's place where the picture's points went."""
    starts = lines(ids)
    if not len(starts):
        return ids
    return _with_places(ids, starts, moved.thousandths(_places(ids, starts)))


def without_hints(sample: Encoded) -> Encoded:
    """The same, asked without the words of another program."""
    found = hinted(sample.ids)
    if found is None:
        return sample
    start, stop = found
    kept = np.ones(len(sample.ids), np.bool_)
    kept[start : stop + 1] = False
    return replace(sample, ids=sample.ids[kept], taught=sample.taught[kept], kinds=sample.kinds[kept])


def misread(sample: Encoded, rng: Random) -> Encoded:
    """The same with hints as a faulty OCR finds them: words lost, letters taken for others, boxes off."""
    found = hinted(sample.ids)
    if found is None:
        return sample
    start, stop = found
    starts = lines(sample.ids[:stop])
    starts = starts[starts > start]
    places = _places(sample.ids, starts)
    reach = np.maximum(REACH * (places[:, 3] - places[:, 1]), 0.5)[:, None]
    off = np.random.default_rng(rng.getrandbits(32)).uniform(-1, 1, places.shape) * reach
    ids = _with_places(sample.ids, starts, np.clip(np.rint(places + off), 0, STEPS))
    lost, wrong, alike = rng.choice(LOST), rng.choice(WRONG), _alike()
    kept = np.ones(len(ids), np.bool_)
    for one, after in zip(starts.tolist(), [*starts[1:].tolist(), stop], strict=True):
        if rng.random() < lost:
            kept[one:after] = False
            continue
        for place in range(one + PLACES, after):
            others = alike.get(int(ids[place]))
            if others and rng.random() < wrong:
                ids[place] = rng.choice(others)
    return replace(sample, ids=ids[kept], taught=sample.taught[kept], kinds=sample.kinds[kept])


def hinted(ids: Ids) -> tuple[int, int] | None:
    """Where the hints' first token stands (it introduces them) and their last, where there are any."""
    for before, after in _frames():
        first = np.flatnonzero(ids == before)
        last = np.flatnonzero(ids == after)
        last = last[last > first[0]] if len(first) else last
        if len(first) and len(last):
            return int(first[0]), int(last[0])
    return None


def lines(ids: Ids) -> NDArray[np.int64]:
    """Where lines of "left top right bottom text" begin."""
    leading, following = _steps()
    known = following[ids] >= 0
    at = np.flatnonzero(leading[ids] >= 0)
    at = at[at + PLACES <= len(ids)]
    whole: NDArray[np.int64] = at[known[at + 1] & known[at + 2] & known[at + 3]]
    return whole


def _places(ids: Ids, starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """(lines, 4): left, top, right, bottom in thousandths."""
    leading, following = _steps()
    rest = [following[ids[starts + side]] for side in (1, 2, 3)]
    return np.stack([leading[ids[starts]], *rest], axis=1).astype(np.float64)


def _with_places(ids: Ids, starts: NDArray[np.int64], places: NDArray[np.float64]) -> Ids:
    first, other = _numbers()
    changed, steps = ids.copy(), places.astype(np.int64)
    changed[starts] = first[steps[:, 0]]
    for side in (1, 2, 3):
        changed[starts + side] = other[steps[:, side]]
    return changed


@cache
def _numbers() -> tuple[Ids, Ids]:
    """Of each place its token first in a line, and after others."""
    pairs = np.array([words.place_numbers()[step] for step in range(STEPS + 1)], np.int32)
    return pairs[:, 0], pairs[:, 1]


@cache
def _steps() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Of each token the place that it says first in a line, and after others; -1 for none."""
    size = len(words.vocabulary()) + 1
    found = (np.full(size, -1, np.int32), np.full(size, -1, np.int32))
    for table, numbers in zip(found, _numbers(), strict=True):
        table[numbers] = np.arange(STEPS + 1)
    return found


@cache
def _frames() -> tuple[tuple[int, int], ...]:
    """The tokens before and after the hints, in each language."""
    split = [wording.hints.split("\n{words}") for wording in WORDINGS.values()]
    return tuple((words.number_of(before), words.number_of(after)) for before, after in split)


@cache
def _alike() -> dict[int, list[int]]:
    """Tokens of single letters and what they are taken for, where that is a single token too."""
    found = {}
    for letter, others in ALIKE.items():
        taken = [_token(other) for other in others]
        if (own := _token(letter)) is not None and (good := [one for one in taken if one is not None]):
            found[own] = good
    return found


def _token(text: str) -> int | None:
    try:
        return words.number_of(text)
    except KeyError:
        return None
