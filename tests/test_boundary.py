"""What leaves a command: one line and an exit status for what a user meets, a traceback for a fault of the program."""

from __future__ import annotations

import errno
import sys

import pytest
import typer

from gbi.boundary import run_command
from gbi.errors import DocumentError


def left(command: object, capsys: pytest.CaptureFixture[str]) -> tuple[int | str | None, str]:
    """Exit status and stderr."""
    assert callable(command)
    with pytest.raises(SystemExit) as stop:
        run_command("gbi", command, kept="all is kept")
    return stop.value.code, capsys.readouterr().err


def raising(error: BaseException) -> object:
    def command() -> None:
        raise error

    return command


def test_an_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert left(raising(DocumentError("a.pdf: empty; export it again")), capsys) == (
        1,
        "gbi: a.pdf: empty; export it again\n",
    )


@pytest.mark.parametrize("typed", [False, True])
def test_ctrl_c_says_what_is_kept(
    typed: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()
    app.command()(raising(KeyboardInterrupt()))  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "argv", ["gbi"])
    assert left(app if typed else raising(KeyboardInterrupt()), capsys) == (130, "gbi: stopped; all is kept\n")


def test_exit_statuses_pass_and_a_fault_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert left(raising(SystemExit(130)), capsys) == (130, "")
    assert left(raising(SystemExit(2)), capsys) == (2, "")
    with pytest.raises(ZeroDivisionError):
        run_command("gbi", lambda: 1 / 0, kept="")
    run_command("gbi", lambda: None, kept="")


def test_a_closed_pipe_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def close(self) -> None:
            """Nothing to close."""

    monkeypatch.setattr(sys, "stderr", Closed())
    with pytest.raises(SystemExit) as stop:
        run_command("gbi", raising(BrokenPipeError()), kept="")  # type: ignore[arg-type]
    assert stop.value.code == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "gbi: No space left on device; make room there; all is kept\n",
        ),
        (
            PermissionError(errno.EACCES, "Permission denied", "报告/a.png"),
            "gbi: 报告/a.png: Permission denied; name a place that is there and can be written; all is kept\n",
        ),
    ],
)
def test_what_the_system_refuses_is_one_line(error: OSError, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert left(raising(error), capsys) == (1, said)


def test_another_fault_of_the_system_keeps_its_traceback() -> None:
    with pytest.raises(OSError, match="no file is named"):
        run_command("gbi", raising(OSError("no file is named")), kept="")  # type: ignore[arg-type]
