"""The gate's way, cheapest step first; the first step that refuses ends it, and what was measured is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gbi.errors import AdapterError, ModelError
from gbi.models import adapter_files
from gbi.models.parity import Verdict as Parity
from gbi.models.serving import RunningServer
from gbi.models.serving.gate import admit
from gbi.models.serving.options import Adapter
from gbi.types import Frozen
from gbi_eval.benchmark import Item
from gbi_sft.gate.judge import LEVEL, Compared, judged, refusals
from gbi_sft.gate.leaks import leaks, trained_on
from gbi_sft.gate.measure import GateError, HeldOut, Wanted, items_of, measured, pictures_of
from gbi_sft.gate.promote import version_of
from gbi_sft.gate.verdict import GateVerdict

CANDIDATE = ".candidate"
"""Ending of the name under which the adapter is measured: no client asks for it."""
PACKAGES = ("gbi", "torch", "transformers", "peft", "accelerate", "datasets")

Tell = Callable[[str], None]
Admit = Callable[[RunningServer, Adapter], Parity]
Server = Callable[[Adapter], AbstractContextManager[RunningServer]]
"""Makes a server of the base model that can take the adapter; asked for only once the cheap steps have passed."""


class Case(Frozen):
    """What is to be judged: the adapter over its base model, the held-out sets, and what it was trained on."""

    name: str
    base: str
    adapter: Path
    held: tuple[HeldOut, ...]
    trained_on: tuple[Path, ...]
    wanted: Wanted = Wanted()
    level: float = LEVEL


def pass_through(case: Case, server: Server, out: Path, tell: Tell, check: Admit) -> GateVerdict:
    """The verdict on the case; runs are kept in `out` and go on where they were stopped.

    Raises `GateError` where there is nothing to judge by, `AdapterError` for a folder that holds no adapter,
    `DataError` for training data that cannot be read, and `ModelError` as the server does.
    """
    started = time.monotonic()
    verdict = _judged(case, server, out, tell, check)
    seconds = round(time.monotonic() - started, 1)
    return verdict.model_copy(update={"promoted": not verdict.reasons, "seconds": seconds})


def _judged(case: Case, server: Server, out: Path, tell: Tell, check: Admit) -> GateVerdict:
    """The steps in their order; a step's reasons against the adapter end it."""
    verdict = _begun(case)
    if verdict.reasons:
        return verdict
    items = _items(case)
    tell("comparing the held-out pictures with those of training")
    held = [shown for each, asked in zip(case.held, items, strict=True) for shown in pictures_of(each, asked)]
    found = leaks(held, list(trained_on(case.trained_on)))
    verdict = verdict.model_copy(update={"leaks": found, "reasons": (found.words(),) if found.found else ()})
    if verdict.reasons:
        return verdict
    adapter = Adapter(name=case.name + CANDIDATE, path=case.adapter)
    with server(adapter) as running:
        tell("comparing the served adapter with peft")
        with suppress(AdapterError):  # left by a gate that was stopped
            running.unload(adapter.name)
        parity = check(running, adapter)
        verdict = verdict.model_copy(update={"parity": parity, "reasons": () if parity.passed else (parity.reason,)})
        if verdict.reasons:
            return verdict
        try:
            results = judged(_pairs(case, items, running, adapter, out, tell), case.level)
        finally:
            with suppress(ModelError):  # a server that died has nothing to unload
                running.unload(adapter.name)
    return verdict.model_copy(update={"sets": results, "reasons": tuple(refusals(results, case.level))})


def _begun(case: Case) -> GateVerdict:
    """What the adapter's files alone tell."""
    reason = adapter_files.refusal(adapter_files.read(case.adapter))
    return GateVerdict(
        promoted=False,
        name=case.name,
        base=case.base,
        adapter=f"{case.adapter}",
        version=version_of(case.adapter),
        reasons=(reason,) if reason else (),
        level=case.level,
        versions=_versions(),
    )


def _pairs(
    case: Case, items: Sequence[list[Item]], running: RunningServer, adapter: Adapter, out: Path, tell: Tell
) -> list[Compared]:
    base = running.base().name
    pairs = []
    for each, asked in zip(case.held, items, strict=True):
        tell(f"measuring {each.name}: {len(asked)} items without the adapter and with it")
        pairs.append(measured(each, asked, running, base, adapter.name, case.wanted, out))
        _still_there(running, base, adapter.name)
    return pairs


def _items(case: Case) -> list[list[Item]]:
    if not case.held:
        raise GateError("there is nothing to judge by; give --data DIR or --benchmark NAME=DIR of held-out samples")
    names = [held.name for held in case.held]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise GateError(f"two held-out sets are called {', '.join(sorted(doubled))}; rename a folder")
    if not case.trained_on:
        raise GateError(
            f"it is not known what {case.adapter} was trained on, so that held-out pictures could be among it; "
            "give --trained-on DIR"
        )
    return [items_of(held, case.wanted) for held in case.held]


def _still_there(running: RunningServer, *models: str) -> None:
    """A reader whose model is gone reads nothing: such a run is no measurement of the model."""
    missing = set(models) - {served.name for served in running.served()}
    if missing:
        raise GateError(f"{running.url} no longer serves {', '.join(sorted(missing))}; delete --out and run again")


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def admitted(python: Path, dtype: str) -> Admit:
    """The check of parity that `gbi serve` makes, with `python` for the reference."""
    return lambda running, adapter: admit(running, adapter, python=python, dtype=dtype)
