"""A selection as an operation on a data set: `selected(DataSet.open("synth"), 0.5)`, to be chained and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from gbi_sft.folder import DataError
from gbi_sft.tags.density import control, densest
from gbi_sft.tags.from_gold import tags_of
from gbi_sft.tags.report import Selection, compare

if TYPE_CHECKING:
    from gbi_sft.data.dataset import DataSet

By = Literal["density", "random"]


class Selected(NamedTuple):
    """The samples that were kept, in their old order, and what that did to the tags."""

    data: DataSet
    report: Selection


def selected(data: DataSet, share: float, by: By = "density", seed: int = 0) -> Selected:
    """A share (over 0, at most 1) of the samples, rounded, at least one; tasks keep their shares where it is density.

    Samples without tags are tagged from gold.

    Raises `DataError` for a share that is none, or a data set without samples.
    """
    if not 0.0 < share <= 1.0:
        raise DataError(f"a share of {share:g} cannot be kept; give one over 0, at most 1")
    samples = [(sample.tags or tags_of(sample), sample.task) for sample in data]
    tags, tasks = [one for one, _ in samples], [task for _, task in samples]
    if not tags:
        raise DataError("the data set has no samples to select from; make some with gbi-sft synth or convert")
    count = max(1, round(share * len(tags)))
    chosen = densest(tags, count, seed, tasks) if by == "density" else control(len(tags), count, seed)
    return Selected(data.take(chosen), compare(tags, chosen, by, seed))
