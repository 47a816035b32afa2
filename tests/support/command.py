"""Runs the `gbi` command inside this process, as a user's shell would: arguments in, exit status and output out."""

from __future__ import annotations

import sys
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Done:
    """What a command left."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Command:
    """Callable with the arguments of `gbi`."""

    monkeypatch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Done:
        from gbi_ui.cli import main

        self.monkeypatch.setattr(sys, "argv", ["gbi", *(str(argument) for argument in arguments)])
        self.capture.readouterr()
        status = 0
        try:
            main()
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
        captured = self.capture.readouterr()
        return Done(status, captured.out, captured.err)
