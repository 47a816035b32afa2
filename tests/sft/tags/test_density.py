"""Information and selection: the formulas by hand, greedy against brute force, and what evens out."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbi_sft.tags import density
from gbi_sft.tags.density import bits, control, densest, information, shared, worth
from gbi_sft.tags.report import compare, entropy, evenness

TAGS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=4, unique=True), min_size=1, max_size=8)


def test_bits_and_information_by_hand() -> None:
    tags = [["a"], ["a", "b"], ["a", "c"], ["a", "b"]]
    assert bits(tags) == {"a": 0.0, "b": 1.0, "c": 2.0}
    assert information(tags) == [0.0, 1.0, 2.0, 1.0]
    assert worth(tags, bits(tags)) == pytest.approx(1.0 * math.log(3) + 2.0 * math.log(2))


def test_a_tag_written_twice_counts_once() -> None:
    assert information([["a", "a"], ["b"]]) == [1.0, 1.0]
    assert densest([["a", "a"], ["b"]], 2) == [0, 1]


def test_the_rare_comes_before_more_of_the_same() -> None:
    tags = [["bar", "en"]] * 90 + [["pie", "zh"]] * 8 + [["log", "zh"]] * 2
    kept = densest(tags, 20)
    assert {98, 99} <= set(kept)
    assert sum(90 <= n < 98 for n in kept) == 8
    assert len(kept) == len(set(kept)) == 20


@settings(max_examples=80, deadline=None)
@given(TAGS, st.integers(1, 9), st.integers(0, 5))
def test_greedy_is_within_its_bound_of_the_best(tags: list[list[str]], count: int, seed: int) -> None:
    weights = bits(tags)
    kept = densest(tags, count, seed)
    assert len(kept) == min(count, len(tags)) == len(set(kept))
    best = max(worth([tags[n] for n in some], weights) for some in itertools.combinations(range(len(tags)), len(kept)))
    assert worth([tags[n] for n in kept], weights) >= (1 - 1 / math.e) * best - 1e-9


def test_each_choice_adds_most_to_what_was_chosen() -> None:
    tags = [[f"g{n % 5}", f"h{n * n % 7}", f"i{n % 11 // 4}"] for n in range(60)]
    weights = bits(tags)
    for count in range(1, 25):
        fewer, more = (set(densest(tags, size)) for size in (count - 1, count))
        assert fewer < more, "greedy for one more keeps what it had"
        base = [tags[n] for n in fewer]
        best = max(worth([*base, tags[n]], weights) for n in range(60) if n not in fewer)
        assert worth([tags[n] for n in more], weights) == pytest.approx(best)


@pytest.mark.parametrize("block", [1, 2, 7])
def test_blocks_change_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tags = [[f"g{n % 7}", f"h{n * n % 11}", f"i{n % 3}"] for n in range(120)]
    whole = densest(tags, 40)
    monkeypatch.setattr(density, "BLOCK", block)
    weights = bits(tags)
    assert worth([tags[n] for n in densest(tags, 40)], weights) == pytest.approx(
        worth([tags[n] for n in whole], weights), rel=0.01
    )


def test_it_is_deterministic_and_the_seed_orders_equals() -> None:
    tags = [["a"], ["b"]] * 50
    assert densest(tags, 10, 1) == densest(tags, 10, 1)
    assert densest(tags, 10, 1) != densest(tags, 10, 2)
    assert control(100, 10, 3) == control(100, 10, 3) != control(100, 10, 4)


def test_kinds_that_have_fewer_tags_keep_their_share() -> None:
    tags = [["table", f"t{n % 4}"] for n in range(30)] + [["question", f"t{n % 4}", f"o{n % 13}"] for n in range(90)]
    kinds = ["table"] * 30 + ["question"] * 90
    plain, kept = densest(tags, 40), densest(tags, 40, kinds=kinds)
    assert sum(n < 30 for n in kept) == 10 and len(set(kept)) == 40
    assert sum(n < 30 for n in plain) != 10, "without kinds the shares shift"
    operations = [tags[n][2] for n in kept if n >= 30]
    assert {operations.count(name) for name in set(operations)} == {2, 3}, "30 over 13, evenly"


def test_places_are_dealt_by_largest_remainder() -> None:
    assert shared([30, 90], 40) == [10, 30]
    assert shared([1, 1, 1], 2) == [1, 1, 0]
    assert shared([5, 3, 2], 7) == [4, 2, 1]
    assert shared([7], 3) == [3] and shared([0, 4], 2) == [0, 2]


def test_samples_without_tags_come_last() -> None:
    tags = [[], ["a"], [], ["b"], ["a", "b"]]
    assert set(densest(tags, 3)) == {1, 3, 4}
    assert densest(tags, 99) == [0, 1, 2, 3, 4]
    assert densest([[], [], []], 2) == sorted(densest([[], [], []], 2))


def test_entropy_and_evenness_by_hand() -> None:
    assert entropy([1, 1, 1, 1]) == 2.0 and evenness([1, 1, 1, 1]) == 1.0
    assert entropy([3, 1]) == pytest.approx(0.811278, abs=1e-6)
    assert entropy([]) == 0.0 and evenness([5]) == 1.0


def test_the_report_says_that_the_distribution_is_evener_than_a_random_one() -> None:
    tags = [[f"type:{'bar' if n % 10 else 'pie'}", f"hops:{1 + (n % 17 == 0)}"] for n in range(400)]
    report = compare(tags, densest(tags, 100), "density", 0)
    assert report.before.counts == {"hops:1": 376, "type:bar": 360, "type:pie": 40, "hops:2": 24}
    for group in ("type", "hops"):
        assert report.after.evenness[group] > max(report.random.evenness[group], report.before.evenness[group]) + 0.2
    assert report.after.bits_each > report.random.bits_each
    assert (report.after.samples, report.random.samples) == (100, 100)
    lines = report.lines()
    assert lines[0].split() == ["before", "density", "random"]
    assert any(line.startswith("evenness of type") for line in lines)
