"""A stage's lots as carries, step by step, each kept: drawn, encoded in pieces, packed; and their arrival elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from gbi_sft.embed.carry import SAVES, Holds, pack, unpack
from gbi_sft.embed.lots import name_of, seed_of
from gbi_sft.embed.plan import EmbedError, Plan
from gbi_sft.small.architecture import dress
from gbi_sft.synth.run import make
from gbi_sft.training.collection import Progress

FIGURES = "figures"
"""The folder of all stages' lots in an embed run's."""


def prepare(
    plan: Plan, name: str, lots: int, out: Path, most_bytes: int, save: str, workers: int, progress: Progress
) -> Iterator[Holds]:
    """Draws the first `lots` lots of a stage below `out/drawn` and packs each into `out`; what each file holds.

    Raises `EmbedError` for a stage or a way to save that there is not, and as `pack` and `gbi-sft synth` do.
    """
    number = place_of(plan, name)
    if save not in SAVES:
        raise EmbedError(f"no way {save} to save pictures; there are {', '.join(SAVES)}")
    stage = plan.stages[number]
    model = dress(out / "drawn" / "model", plan.shape)
    for one in range(lots):
        lot = out / "drawn" / name / name_of(one)
        told = partial(progress, f"drawing {lot.name}")
        make(stage.synth(), seed_of(plan, number) + one, stage.figures, lot, workers, told)
        yield from pack(lot, model, out / name, most_bytes=most_bytes, save=save, workers=workers, progress=progress)


def arrive(plan: Plan, name: str, carries: Sequence[Path], run: Path) -> list[Path]:
    """Unpacks carries of a stage into the folder of an embed run; the lots. Raises `EmbedError`."""
    place_of(plan, name)
    return [unpack(carry, run / FIGURES / name) for carry in carries]


def place_of(plan: Plan, name: str) -> int:
    """The stage's place in the plan. Raises `EmbedError` where it has none of that name."""
    names = [stage.name for stage in plan.stages]
    if name not in names:
        raise EmbedError(f"the plan has no stage {name}; there are {', '.join(names)}")
    return names.index(name)
