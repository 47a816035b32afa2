"""One command in a folder at a time, and workers that Ctrl-C does not reach."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gbi_sft.alone import LOCK, alone
from gbi_sft.folder import DataError
from gbi_sft.synth.config import config_of
from gbi_sft.synth.run import make
from gbi_sft.workers import deaf

HOLDING = """
import sys, time
from pathlib import Path
from gbi_sft.alone import alone
from gbi_sft.folder import DataError
with alone(Path(sys.argv[1]), DataError):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_second_is_told_and_a_killed_one_holds_nothing(tmp_path: Path) -> None:
    held = subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path / "a")], stdout=subprocess.PIPE, text=True)
    try:
        assert held.stdout is not None and held.stdout.readline() == "held\n"
        with pytest.raises(DataError, match="another command is at work in"), alone(tmp_path / "a", DataError):
            pytest.fail("it was let in")
        with alone(tmp_path / "b", DataError):
            pass
    finally:
        held.kill()
        held.communicate()
    with alone(tmp_path / "a", DataError):
        assert (tmp_path / "a" / LOCK).is_file()


def test_two_sets_are_not_drawn_into_one_folder(tmp_path: Path) -> None:
    with alone(tmp_path, DataError), pytest.raises(DataError, match="another command is at work"):
        make(config_of("narrow"), 0, 1, tmp_path, 1, lambda *_: None)
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


@pytest.mark.parametrize(("said", "told"), [(errno.ENOLCK, False), (errno.EIO, True)])
def test_a_file_system_without_locks_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: int, told: bool
) -> None:
    def refused(*_: object) -> None:
        raise OSError(said, os.strerror(said))

    monkeypatch.setattr(fcntl, "flock", refused)
    entered = False
    try:
        with alone(tmp_path, DataError):
            entered = True
    except OSError as error:
        assert error.errno == said
    assert entered is not told


def blocked(_: int) -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_processes_started_within_do_not_hear_ctrl_c_and_this_one_hears_it_after() -> None:
    with deaf(), multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(blocked, [0]) == [True]
    assert not blocked(0)
    with pytest.raises(KeyboardInterrupt), deaf():
        os.kill(os.getpid(), signal.SIGINT)
        assert blocked(0)
