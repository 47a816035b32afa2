"""A whole data set: pieces made by several processes, put together in their order; stopped, it goes on where it was."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from pathlib import Path

from gbi.files import replacing
from gbi_sft import folder
from gbi_sft.alone import alone
from gbi_sft.folder import DataError
from gbi_sft.synth.config import SynthConfig
from gbi_sft.synth.pieces import PIECE, Job, Tally, calm, kept, work
from gbi_sft.workers import deaf

PLAN = "synth.json"
REPORT = "synth_report.json"
"""What is to be made, and what was."""
Told = Callable[[int, int], None]
"""Called with how many figures are done and how many are wanted."""


def make(config: SynthConfig, seed: int, count: int, out: Path, workers: int, told: Told) -> tuple[Tally, Tally]:
    """Makes figures 0 to `count` - 1 into the folder `out`; what it holds, and what of it this call made.

    The same for any number of workers. Raises `DataError` where the folder holds another data set, or another process
    makes one there; on Ctrl-C the pieces
    under way are finished first, and the same call goes on from there.
    """
    with alone(out, DataError):
        return _made(config, seed, count, out, workers, told)


def _made(config: SynthConfig, seed: int, count: int, out: Path, workers: int, told: Told) -> tuple[Tally, Tally]:
    _claim(config, seed, count, out)
    report = out / REPORT
    if report.is_file() and (out / folder.NAME).is_file():
        whole = Tally.model_validate_json(report.read_text(encoding="utf-8"))
        told(count, count)
        return whole, Tally()
    jobs = [Job(config, seed, start, min(start + PIECE, count), out) for start in range(0, count, PIECE)]
    whole, made = Tally(), Tally()
    waiting = []
    for job in jobs:
        found = kept(job)
        if found is None:
            waiting.append(job)
        else:
            whole = whole.plus(found)
    told(_done(whole), count)
    for tally in _worked(waiting, workers):
        whole, made = whole.plus(tally), made.plus(tally)
        told(_done(whole), count)
    _join(jobs, out)
    report.write_text(whole.model_dump_json(indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(jobs[0].path.parent)
    return whole, made


def _done(tally: Tally) -> int:
    return tally.figures + len(tally.skipped)


def _claim(config: SynthConfig, seed: int, count: int, out: Path) -> None:
    """Writes down what the folder is for, or checks that it is for this."""
    plan = {"seed": seed, "count": count, "config": config.model_dump(mode="json")}
    path = out / PLAN
    if path.is_file():
        if json.loads(path.read_text(encoding="utf-8")) != plan:
            raise DataError(f"{out} holds figures made by other settings (see {path}); name another --out")
        return
    if (out / folder.NAME).exists():
        raise DataError(f"{out} holds another data set; name another --out")
    with replacing(path) as part:
        part.write_text(json.dumps(plan, indent=1) + "\n", encoding="utf-8")


def _worked(jobs: list[Job], workers: int) -> Iterator[Tally]:
    """The jobs' tallies as they end. One worker works in this process."""
    if workers <= 1 or len(jobs) <= 1:
        yield from map(work, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=context, initializer=calm) as pool:
        left = iter(jobs)
        running: set[Future[Tally]] = set()
        try:
            with deaf():
                running |= {pool.submit(work, job) for job in islice(left, 2 * workers)}
            while running:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    yield future.result()
                    running |= {pool.submit(work, job) for job in islice(left, 1)}
        finally:
            for future in running:
                future.cancel()


def _join(jobs: list[Job], out: Path) -> None:
    """Puts the pieces together as `samples.jsonl`, in their order."""
    with replacing(out / folder.NAME) as part, part.open("wb") as whole:
        for job in jobs:
            with job.path.open("rb") as piece:
                shutil.copyfileobj(piece, whole)
