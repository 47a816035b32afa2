"""What a training shows while it runs: a line of JSON a step, the same for TensorBoard, and a progress bar."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from gbi.files import replacing

METRICS = "metrics.jsonl"
LOG_S = 30.0  # between lines where the output is a file and shows no bar


class Records:
    """Of one training in `folder`; `writes` is false for all processes but one, which then do nothing here.

    It ends after `total` steps (0 where they are not counted) or so many `minutes`, whichever comes first; the bar
    goes by what is nearer.
    """

    def __init__(
        self, folder: Path, writes: bool, total: int, step: int, minutes: float | None = None, seconds: float = 0.0
    ) -> None:
        self._writes, self._total, self._minutes = writes, total, minutes
        if not writes:
            return
        folder.mkdir(parents=True, exist_ok=True)
        _forget(folder / METRICS, step)
        self._lines = (folder / METRICS).open("a", encoding="utf-8")
        self._board = _board(folder / "tensorboard", step)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[said]}"),
            console=Console(stderr=True),
        )
        self._told = time.monotonic()
        self._task = self._bar.add_task("training", total=1.0, said="")
        self._bar.update(self._task, completed=self._done(step, seconds))

    def __enter__(self) -> Records:
        if self._writes:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writes:
            self._bar.stop()
            self._lines.close()
            if self._board is not None:
                self._board.close()

    def add(self, step: int, **values: float) -> None:
        """One step's values, by name."""
        if not self._writes:
            return
        self._lines.write(json.dumps({"step": step, **values}) + "\n")
        self._lines.flush()
        for name, value in values.items() if self._board is not None else ():
            self._board.add_scalar(name, value, step)
        if "loss" in values:
            speed = f"  {values['tokens_s']:,.0f} tokens/s" if "tokens_s" in values else ""
            of = "" if self._minutes else f" of {self._total}"
            said = f"step {step}{of}  loss {values['loss']:.4f}{speed}"
            self._bar.update(self._task, completed=self._done(step, values.get("seconds", 0.0)), said=said)
            if not self._bar.console.is_terminal and time.monotonic() - self._told > LOG_S:
                self._told = time.monotonic()
                self._bar.console.print(said)

    def _done(self, step: int, seconds: float) -> float:
        """The share that is done, 0 to 1."""
        timed = seconds / (60.0 * self._minutes) if self._minutes else 0.0
        return min(max(step / self._total if self._total else 0.0, timed), 1.0)


def _board(folder: Path, step: int) -> Any:
    """TensorBoard's writer; None on a machine without it, whose metrics are in the lines of JSON alone."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder), purge_step=step + 1)


def metrics(folder: Path) -> list[dict[str, float]]:
    """The recorded lines of a training's folder, in their order; none where nothing was recorded."""
    path = folder / METRICS
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]


def _forget(path: Path, step: int) -> None:
    """Removes lines of steps after this one: a kill came between them and their checkpoint, they are done again."""
    if not path.is_file():
        return
    kept = [json.dumps(line) + "\n" for line in metrics(path.parent) if line["step"] <= step]
    with replacing(path) as part:
        part.write_text("".join(kept), encoding="utf-8")
