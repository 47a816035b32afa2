"""Trainings as processes of their own, as a person starts them: one, or several that share the work through gloo."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import yaml

COMMAND = "from gbi_sft.cli import main; main()"
SHARDED = "from support.sharded import spread; spread(); from gbi_sft.cli import main; main()"
TESTS = Path(__file__).parents[1]


def written(folder: Path, said: dict[str, Any]) -> Path:
    """The settings as a file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "train.yaml"
    path.write_text(yaml.safe_dump(said), encoding="utf-8")
    return path


def started(config: Path, processes: int = 1, sharded: bool = False) -> list[subprocess.Popen[str]]:
    """`gbi-sft train` on the file, in so many processes that find each other; `sharded` spreads the weights (FSDP)."""
    shared = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH", "")])),
        "ACCELERATE_USE_CPU": "true",
        "OMP_NUM_THREADS": "1",
    }
    if processes > 1:
        shared |= {"WORLD_SIZE": str(processes), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(_port())}
    return [
        subprocess.Popen(
            [sys.executable, "-c", SHARDED if sharded else COMMAND, "train", str(config)],
            env=shared if processes == 1 else {**shared, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in range(processes)
    ]


def ended(running: list[subprocess.Popen[str]], seconds: float = 240.0) -> list[str]:
    """What the processes wrote; an `AssertionError` with it where one failed."""
    said = [one.communicate(timeout=seconds)[0] for one in running]
    assert [one.returncode for one in running] == [0] * len(running), "\n".join(said)
    return said


def wait_for_step(out: Path, step: int, running: subprocess.Popen[str], seconds: float = 120.0) -> None:
    """Until the training has recorded so many steps."""
    limit = time.monotonic() + seconds
    path = out / "metrics.jsonl"
    while time.monotonic() < limit and running.poll() is None:
        if path.is_file() and path.read_text(encoding="utf-8").count('"loss"') >= step:
            return
        time.sleep(0.005)
    raise AssertionError(
        f"step {step} was not reached: {running.communicate()[0] if running.poll() is not None else ''}"
    )


def losses(out: Path) -> list[float]:
    """The losses of the steps in their order."""
    lines = [json.loads(line) for line in (out / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line["loss"] for line in lines if "loss" in line]


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
