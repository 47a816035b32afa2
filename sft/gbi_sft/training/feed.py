"""The batches of a process in their order, their pictures opened ahead in threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from gbi_sft.training.batch import Batch, Batcher
from gbi_sft.training.collection import Collection
from gbi_sft.training.encode import Encoded
from gbi_sft.training.packing import Pack, Step, share

Vary = Callable[[Encoded, int, int], Encoded]
"""A sample as it is shown at a step, from the sample, the step's number and its own; it gets no longer, and as many of
its tokens are taught."""


@dataclass(frozen=True)
class Fed:
    """One step of this process: its batches, the taught tokens of ALL processes, and the epochs then done."""

    batches: tuple[Batch, ...]
    targets: int
    epoch: float


class Feed:
    """Makes steps for process `rank` of `processes` with `workers` threads; `packing` as in the training.

    `vary` changes what is shown each time.
    """

    def __init__(
        self,
        samples: Collection,
        batcher: Batcher,
        packing: bool,
        rank: int,
        processes: int,
        workers: int,
        vary: Vary | None = None,
    ) -> None:
        self._samples = samples
        self._batcher = batcher
        self._packing = packing
        self._rank, self._processes, self._workers = rank, processes, workers
        self._vary = vary
        self._ballast = _ballast(samples)

    def steps(self, plan: Iterable[tuple[float, Step]], first: int = 0) -> Iterator[Fed]:
        """The plan's steps, which begin with number `first`; a few of them are made ahead."""
        if not self._workers:
            yield from (self._fed(epoch, step, number) for number, (epoch, step) in enumerate(plan, first))
            return
        with ThreadPoolExecutor(self._workers, "gbi-sft-feed") as threads:
            ahead: deque[Future[Fed]] = deque()
            try:
                for number, (epoch, step) in enumerate(plan, first):
                    ahead.append(threads.submit(self._fed, epoch, step, number))
                    if len(ahead) > self._workers:
                        yield ahead.popleft().result()
                while ahead:
                    yield ahead.popleft().result()
            finally:
                for waiting in ahead:
                    waiting.cancel()

    def _fed(self, epoch: float, step: Step, number: int) -> Fed:
        batches = tuple(self._batch(pack, number) for pack in share(step, self._rank, self._processes))
        return Fed(batches, sum(self._samples.targets(one) for pack in step for one in pack), epoch)

    def _batch(self, pack: Pack | None, step: int) -> Batch:
        """The pack's; with several processes one without pictures, or none at all, gets a sample that teaches nothing.

        Every process must run every part of the model as often as the others, or they wait for each other for ever.
        """
        make = self._batcher.packed if self._packing else self._batcher.padded
        if pack is None:
            return make([self._samples[self._ballast]], silent=True)
        samples = [self._shown(one, step) for one in pack]
        if self._processes > 1 and not any(one.pictures for one in samples):
            samples.append(self._samples[self._ballast].untaught())
        return make(samples)

    def _shown(self, number: int, step: int) -> Encoded:
        sample = self._samples[number]
        return self._vary(sample, step, number) if self._vary else sample


def _ballast(samples: Collection) -> int:
    """The shortest sample with a picture, or of all where none has one."""
    seen = [one for one in range(len(samples)) if samples.has_picture(one)]
    return min(seen or range(len(samples)), key=lambda one: samples.lengths[one])
