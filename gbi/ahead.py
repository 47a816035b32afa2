"""A page-reading process that is started before anybody knows what it will read.

Its imports (the OCR above all) run beside those of the process that starts it. Nothing but the standard library is
imported here, so that a command can start it as its first act.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_SPARE: list[subprocess.Popen[bytes]] = []


def start(*, ocr: bool) -> None:
    """Starts a process for the next document that is read apart; with `ocr` it loads what pictures need."""
    _SPARE.append(spawn(ocr=ocr))


def take() -> subprocess.Popen[bytes]:
    """The process started ahead, or one started now."""
    while _SPARE:
        process = _SPARE.pop()
        if process.poll() is None:
            return process
    return spawn(ocr=False)


def discard() -> None:
    """Ends what was started ahead and not taken: the file had been read before."""
    while _SPARE:
        process = _SPARE.pop()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()


def spawn(*, ocr: bool) -> subprocess.Popen[bytes]:
    """`python -m gbi.ingest.worker` with its pipes; it ends when its stdin closes, and so with this process."""
    root = str(Path(__file__).resolve().parents[1])
    # -P: a file named like a module in the user's folder must not be imported
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "gbi.ingest.worker", *(["ocr"] if ocr else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))},
        start_new_session=True,  # Ctrl-C is the parent's to handle
    )
