"""Which samples share a pack: full packs, everything once, the same for the same seed, anywhere in between."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi_sft.training.packing import Plan, Recipe, fill, share


def recipe(**changed: object) -> Recipe:
    said = {
        "samples": 4,
        "tokens": None,
        "pack_length": 100,
        "window": 16,
        "packing": True,
        "rows": 2,
        "seed": 3,
    }
    return Recipe(**{**said, **changed})  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 50), max_size=60))
def test_every_sample_is_in_one_pack_and_none_is_too_long(lengths: list[int]) -> None:
    packs = fill(lengths, 50)
    assert sorted(place for pack in packs for place in pack) == list(range(len(lengths)))
    assert all(sum(lengths[place] for place in pack) <= 50 for pack in packs)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=60))
def test_packs_are_as_few_as_the_bound_of_best_fit_decreasing(lengths: list[int]) -> None:
    least = -(-sum(lengths) // 50)
    packs = fill(lengths, 50)
    assert len(packs) >= least
    halves = [sum(lengths[place] for place in pack) for pack in packs]
    assert sum(one <= 25 for one in halves) <= 1  # two half empty packs would have been one


def test_best_fit_finds_the_perfect_packing() -> None:
    packs = fill([7, 5, 3, 3, 2], 10)
    assert sorted(sorted(pack) for pack in packs) == [[0, 2], [1, 3, 4]]


def test_a_sample_over_the_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="11 tokens does not fit into 10"):
        fill([11], 10)


def test_an_epoch_has_every_sample_once_in_another_order_each_time() -> None:
    plan = Plan([10] * 30, [(30, 1.0)], recipe())
    first, second = ([one for step in plan.epoch(number) for pack in step for one in pack] for number in (0, 1))
    assert sorted(first) == sorted(second) == list(range(30))
    assert first != second


def test_ratios_take_parts_and_multiples_of_folders() -> None:
    plan = Plan([10] * 30, [(20, 0.5), (10, 2.0)], recipe())
    taken = [[one for step in plan.epoch(number) for pack in step for one in pack] for number in (0, 1)]
    assert all(sum(one < 20 for one in some) == 10 for some in taken)
    assert all(sorted(one for one in some if one >= 20) == sorted([*range(20, 30)] * 2) for some in taken)
    assert {one for one in taken[0] if one < 20} != {one for one in taken[1] if one < 20}


@pytest.mark.parametrize("kind", [{"samples": 4}, {"samples": None, "tokens": 200}, {"packing": False}])
@pytest.mark.parametrize("step", [0, 1, 5, 17, 40])
def test_a_plan_goes_on_from_any_step(kind: dict[str, object], step: int) -> None:
    lengths = [(number * 37) % 90 + 5 for number in range(30)]
    whole = list(islice(Plan(lengths, [(30, 1.0)], recipe(**kind)).from_step(0), 60))
    again = Plan(lengths, [(30, 1.0)], recipe(**kind))
    assert list(islice(again.from_step(step), 60 - step)) == whole[step:]


def test_samples_a_step_are_the_same_whether_packed_or_padded() -> None:
    lengths = [(number * 37) % 90 + 5 for number in range(30)]
    packed = Plan(lengths, [(30, 1.0)], recipe()).epoch(0)
    padded = Plan(lengths, [(30, 1.0)], recipe(packing=False)).epoch(0)
    assert [sorted(one for pack in step for one in pack) for step in packed] == [
        sorted(one for pack in step for one in pack) for step in padded
    ]
    assert all(len(pack) <= 2 for step in padded for pack in step)


def test_tokens_a_step_are_packs_of_that_many() -> None:
    lengths = [(number * 37) % 90 + 5 for number in range(60)]
    plan = Plan(lengths, [(60, 1.0)], recipe(samples=None, tokens=300))
    assert {len(step) for step in plan.epoch(0)[:-1]} == {3}
    assert sorted(one for step in plan.epoch(0) for pack in step for one in pack) == list(range(60))


def test_steps_of_epochs() -> None:
    plan = Plan([10] * 30, [(30, 1.0)], recipe())
    assert (plan.steps(1), plan.steps(2.5), plan.steps(0.01)) == (8, 20, 1)


@pytest.mark.parametrize("processes", [1, 2, 3, 4])
def test_processes_share_a_step_evenly(processes: int) -> None:
    step = tuple((number,) for number in range(5))
    shares = [share(step, rank, processes) for rank in range(processes)]
    assert len({len(one) for one in shares}) == 1
    assert sorted(pack for one in shares for pack in one if pack) == sorted(step)
