"""Which adapters the gate lets through: models whose replies are known, real runs, real tests, real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gbi.errors import AdapterError, ModelUnavailable
from gbi_eval.runner import read_outcomes
from gbi_sft import folder
from gbi_sft.gate.gate import Case, pass_through
from gbi_sft.gate.measure import GateError, HeldOut, Wanted
from gbi_sft.gate.verdict import GateVerdict
from gbi_sft.sample import Sample
from support import gate_case
from support.adapter_made import write_adapter
from support.gate_case import FakeServer, Say, made, right, wrong

COUNT = 24


class Stand:
    """A held-out set and an adapter trained on another one; called with the two models, it gives the verdict."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.held = folder / "second style"
        self.samples = made(self.held, COUNT)
        self.trained = folder / "trained"
        made(self.trained, COUNT, seed=9)
        self.adapter = write_adapter(folder / "style")
        self.server = FakeServer(url="http://127.0.0.1:9/v1")
        self.said: list[str] = []
        self._patch = monkeypatch

    def case(self, **changed: object) -> Case:
        held = (HeldOut(benchmark="samples", data=self.held),)
        case = Case(name="style", base="base", adapter=self.adapter, held=held, trained_on=(self.trained,))
        return case.model_copy(update=changed)

    def __call__(
        self, base: Say, adapted: Say, *, check: Callable[..., object] | None = None, **changed: object
    ) -> GateVerdict:
        gate_case.serve(self._patch, self.samples, self.held, base=base, adapted=adapted)
        return pass_through(
            self.case(**changed),
            lambda adapter: gate_case.entered(self.server, adapter),
            self.folder / "out",
            self.said.append,
            check or gate_case.check(),  # type: ignore[arg-type]
        )


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(tmp_path, monkeypatch)


def one_in(share: int, then: Say, otherwise: Say) -> Say:
    """Answers as `then` on one picture in `share`."""
    return lambda sample: (then if int(sample.id.split("-")[0]) % share == 0 else otherwise)(sample)


def on_kind(kind: str, then: Say, otherwise: Say) -> Say:
    """Answers as `then` on samples tagged with the kind."""
    return lambda sample: (then if f"kind:{kind}" in sample.tags else otherwise)(sample)


def test_one_that_reads_better_is_promoted(stand: Stand) -> None:
    verdict = stand(one_in(3, right, wrong), right)
    assert verdict.promoted and verdict.reasons == ()
    (result,) = verdict.sets
    assert result.items == 2 * COUNT and result.units == COUNT
    assert result.after.mean == 1.0 and result.before.mean < 0.6
    assert result.change.low > 0.3 and result.p < 0.001
    assert result.scores["relaxed_accuracy"] == (pytest.approx(1 / 3), 1.0)
    assert stand.server.loaded == []  # the trial's name is gone again
    assert "PROMOTED" in list(verdict.lines())[-1]


def test_one_that_is_worse_is_refused(stand: Stand) -> None:
    verdict = stand(right, one_in(3, right, wrong))
    assert not verdict.promoted
    assert any("worse on" in reason and "all items" in reason for reason in verdict.reasons)
    assert any("not shown to be better" in reason for reason in verdict.reasons)


def test_one_that_is_better_overall_and_worse_on_a_slice_is_refused(stand: Stand) -> None:
    base = on_kind("line", right, wrong)
    adapted = on_kind("line", one_in(8, right, wrong), right)
    verdict = stand(lambda s: wrong(s) if "kind:bar" in s.tags else base(s), one_in(4, wrong, adapted))
    (result,) = verdict.sets
    assert any(fall.slice in ("kind=line", "chart type=line") for fall in result.falls)
    assert not verdict.promoted and any("kind=line" in reason for reason in verdict.reasons)


def test_a_slice_that_falls_is_seen_though_the_whole_rises_significantly(stand: Stand) -> None:
    """Questions become wrong, tables right: the first is smaller than the second."""
    stand.samples = [s for n, s in enumerate(stand.samples) if s.task == "table" or n % 4 == 1]
    folder.write(stand.held, stand.samples)

    def by_task(table: Say, question: Say) -> Say:
        return lambda sample: (table if sample.task == "table" else question)(sample)

    verdict = stand(by_task(wrong, right), by_task(right, wrong))
    (result,) = verdict.sets
    assert result.p < 0.05 and result.after.mean > result.before.mean
    assert not verdict.promoted
    assert verdict.reasons and all("worse on" in reason for reason in verdict.reasons)
    assert any("task=question" in reason for reason in verdict.reasons)


def test_one_that_changes_nothing_is_refused(stand: Stand) -> None:
    same = one_in(2, right, wrong)
    verdict = stand(same, same)
    assert not verdict.promoted and len(verdict.reasons) == 1
    assert "not shown to be better" in verdict.reasons[0] and "p = 1.0000" in verdict.reasons[0]


def test_a_gain_that_may_be_luck_is_refused(stand: Stand) -> None:
    verdict = stand(one_in(12, wrong, right), right)  # two pictures better, none worse
    assert verdict.sets[0].change.mean > 0 and verdict.sets[0].falls == ()
    assert not verdict.promoted and "not shown to be better" in verdict.reasons[0]


def test_one_that_was_trained_on_the_held_out_set_is_refused_without_a_server(stand: Stand) -> None:
    for shown in stand.held.glob("images/*/*"):
        twin = stand.trained / shown.relative_to(stand.held)
        twin.parent.mkdir(parents=True, exist_ok=True)
        twin.write_bytes(shown.read_bytes())
    folder.write(stand.trained, [*folder.read(stand.trained), *stand.samples[:6]])
    verdict = stand(wrong, right)
    assert not verdict.promoted and verdict.parity is None and verdict.sets == ()
    assert verdict.leaks is not None and len(verdict.leaks.found) == 3
    assert "3 of 24 held-out pictures were trained on" in verdict.reasons[0] and "same file" in verdict.reasons[0]


def test_what_was_trained_on_must_be_known(stand: Stand) -> None:
    with pytest.raises(GateError, match="--trained-on"):
        stand(wrong, right, trained_on=())


def test_one_that_the_server_does_not_use_is_refused(stand: Stand) -> None:
    verdict = stand(wrong, right, check=gate_case.check(False, "the server loads it and does not use it"))
    assert not verdict.promoted and verdict.sets == ()
    assert verdict.reasons == ("the server loads it and does not use it",)


def test_one_whose_matrices_are_zero_is_refused_by_its_files(stand: Stand) -> None:
    write_adapter(stand.adapter, b=0.0)
    verdict = stand(wrong, right)
    assert not verdict.promoted and verdict.leaks is None
    assert "all its B matrices are zero" in verdict.reasons[0]


def test_a_folder_without_an_adapter_is_an_error(stand: Stand) -> None:
    with pytest.raises(AdapterError, match="adapter"):
        stand(wrong, right, adapter=stand.held)


def test_a_gate_that_was_stopped_asks_only_what_is_left(stand: Stand) -> None:
    asked: list[str] = []

    def stops(sample: Sample) -> str:
        if len(asked) == 10:
            raise KeyboardInterrupt
        asked.append(sample.id)
        return right(sample)

    with pytest.raises(KeyboardInterrupt):
        stand(wrong, stops)
    assert stand.server.loaded == []
    kept = read_outcomes(stand.folder / "out" / "after" / "samples-second style")
    assert len(kept) == 10
    again: list[str] = []

    def goes_on(sample: Sample) -> str:
        again.append(sample.id)
        return right(sample)

    verdict = stand(wrong, goes_on)
    assert verdict.promoted and len(again) == 2 * COUNT - 10 and not set(again) & set(asked)


def test_a_server_that_fails_is_no_measurement(stand: Stand) -> None:
    def down(sample: Sample) -> str:
        raise ModelUnavailable("no answer")

    with pytest.raises(GateError, match=r"48 of 48 items .* broke off with base"):
        stand(down, right)


def test_a_server_that_lost_the_adapter_is_no_measurement(stand: Stand) -> None:
    def forgets(sample: Sample) -> str:
        stand.server.loaded.clear()
        return right(sample)

    with pytest.raises(GateError, match=r"no longer serves style\.candidate"):
        stand(wrong, forgets)


def test_replies_that_cannot_be_used_count_as_wrong(stand: Stand) -> None:
    verdict = stand(lambda sample: "no JSON at all", right)
    assert verdict.promoted
    assert verdict.sets[0].before.mean == 0.0 and verdict.sets[0].scores["replied"] == (0.0, 1.0)


def test_nothing_to_judge_by_is_an_error(stand: Stand) -> None:
    with pytest.raises(GateError, match="--data"):
        stand(wrong, right, held=())
    empty = stand.folder / "empty"
    empty.mkdir()
    with pytest.raises(GateError, match="holds nothing for samples"):
        stand(wrong, right, held=(HeldOut(benchmark="samples", data=empty),))
    twice = HeldOut(benchmark="samples", data=stand.held)
    with pytest.raises(GateError, match="two held-out sets are called"):
        stand(wrong, right, held=(twice, twice))


def test_a_limit_draws_the_same_items_for_both(stand: Stand) -> None:
    verdict = stand(wrong, right, wanted=Wanted(limit=20, seed=4))
    assert verdict.sets[0].items == 20 and verdict.promoted
    sides = [stand.folder / "out" / side / "samples-second style" / "items.jsonl" for side in ("before", "after")]
    before, after = ({json.loads(line)["id"] for line in side.read_text("utf-8").splitlines()} for side in sides)
    assert before == after
