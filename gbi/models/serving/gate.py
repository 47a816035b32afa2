"""An adapter's way into a running server: its files, a trial under another name, the check, then its own name."""

from __future__ import annotations

import contextlib
from pathlib import Path

from gbi.errors import AdapterError, ModelError
from gbi.models import adapter_files, parity
from gbi.models.parity import Verdict
from gbi.models.serving.adapters import RunningServer
from gbi.models.serving.options import Adapter

TRIAL = ".trial"
"""Ending of the name under which an adapter is tried: no client asks for it."""


def admit(
    running: RunningServer,
    adapter: Adapter,
    *,
    python: Path,
    dtype: str = "auto",
    max_rank: int | None = None,
    trusted: bool = False,
) -> Verdict:
    """Loads the adapter under its name if it passes; else the server keeps nothing of it.

    `python` has torch, transformers and peft; `trusted` skips the comparison with them. Raises `AdapterError` where the
    check itself cannot be made, and `ModelError` as the server does.
    """
    files = adapter_files.read(adapter.path)
    if reason := adapter_files.refusal(files, max_rank):
        return Verdict(passed=False, reason=reason)
    trusting = Verdict(passed=True, reason="not compared with peft, as was asked")
    verdict = trusting if trusted else _trial(running, adapter, python, dtype)
    if not verdict.passed:
        return verdict
    return _load(running, adapter.name, adapter.path) or verdict


def _load(running: RunningServer, name: str, folder: Path) -> Verdict | None:
    """The server's refusal as a verdict; None when the adapter is loaded."""
    try:
        running.load(name, folder)
    except AdapterError as error:
        return Verdict(passed=False, reason=f"{error}")
    return None


def _trial(running: RunningServer, adapter: Adapter, python: Path, dtype: str) -> Verdict:
    base = running.base()
    name = adapter.name + TRIAL
    with contextlib.suppress(AdapterError):  # left by a check that was stopped
        running.unload(name)
    if refused := _load(running, name, adapter.path):
        return refused
    try:
        return parity.compare(
            running, base.name, name, model=base.source or base.name, adapter=adapter.path, python=python, dtype=dtype
        )
    finally:
        with contextlib.suppress(ModelError):  # a server that died has nothing to unload
            running.unload(name)
