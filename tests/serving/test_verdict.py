"""When an adapter passes, and how each refusal is worded: differences in nats in, a verdict out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbi.models.parity import LEAST_EFFECT, MOST_NOISE, SLACK, ProbeDifference, judge


def probe(name: str = "chart", **changed: float) -> ProbeDifference:
    """A probe of an adapter that works, as bfloat16 on a GPU shows it."""
    return ProbeDifference(probe=name, **{"noise": 0.01, "effect": 0.8, "to_on": 0.012, "to_off": 0.8, **changed})


def test_a_true_adapter_passes_and_the_differences_are_told() -> None:
    verdict = judge([probe("text"), probe("chart", to_on=0.02)])
    assert verdict.passed and "0.0200" in verdict.reason and "0.8000" in verdict.reason
    assert [one.probe for one in verdict.probes] == ["text", "chart"]


def test_one_that_the_server_ignores_is_refused() -> None:
    verdict = judge([probe(to_on=0.8, to_off=0.01)])
    assert not verdict.passed and "does not use it" in verdict.reason


def test_one_that_works_on_some_probes_only_is_refused() -> None:
    """Layers of the vision part that the server leaves out show on pictures alone."""
    verdict = judge([probe("text"), probe("chart", to_on=0.3, to_off=0.5)])
    assert not verdict.passed and "otherwise than peft" in verdict.reason and "chart" in verdict.reason


def test_one_without_effect_is_refused() -> None:
    verdict = judge([probe(effect=0.0, to_off=0.012)])
    assert not verdict.passed and "changes nothing" in verdict.reason


def test_an_effect_that_drowns_in_the_noise_is_refused() -> None:
    verdict = judge([probe(noise=0.1, effect=0.05, to_on=0.1, to_off=0.11)])
    assert not verdict.passed and "cannot be told" in verdict.reason


def test_an_adapter_for_charts_may_leave_texts_as_they_are() -> None:
    assert judge([probe("text", effect=0.005, to_on=0.01, to_off=0.012), probe("chart")]).passed


def test_layers_of_another_model_are_refused_with_an_example() -> None:
    verdict = judge([probe()], missing=["language_model.layers.0.q"], unexpected=["layers.0.q", "layers.1.q"])
    assert not verdict.passed and "2 of the file are unknown and 1 missing (such as layers.0.q)" in verdict.reason


def test_other_weights_under_the_server_are_not_judged() -> None:
    verdict = judge([probe(noise=MOST_NOISE * 2, to_on=1.0, to_off=1.5)])
    assert not verdict.passed and "do not serve the same weights" in verdict.reason


def test_noisy_engines_are_allowed_more() -> None:
    assert probe(noise=0.0).tolerance == pytest.approx(SLACK)
    assert judge([probe(noise=0.05, to_on=0.12)]).passed
    assert not judge([probe(noise=0.0, to_on=0.12)]).passed


@given(noise=st.floats(0, 2), effect=st.floats(0, 5), to_on=st.floats(0, 5), to_off=st.floats(0, 5))
def test_what_passes_is_near_with_it_and_farther_without(
    noise: float, effect: float, to_on: float, to_off: float
) -> None:
    verdict = judge([probe(noise=noise, effect=effect, to_on=to_on, to_off=to_off)])
    assert verdict.reason
    if verdict.passed:
        assert effect >= LEAST_EFFECT and to_on <= SLACK + 3 * noise < effect / 2 and noise <= MOST_NOISE
