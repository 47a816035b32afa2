"""Everything that can be asked of points, as one literal table; kept apart, for its operations see other facts."""

from __future__ import annotations

from typing import NamedTuple

from gbi_sft.synth.questions.operations import of_points
from gbi_sft.synth.questions.operations.of_points import AskPoints


class PointOperation(NamedTuple):
    """As `table.Operation`: `hops` are its steps from cells to the answer, `weight` how often it is drawn."""

    name: str
    family: str
    hops: int
    weight: float
    ask: AskPoints


POINT_OPERATIONS: tuple[PointOperation, ...] = (
    PointOperation("nearest", "look-up", 1, 2.0, of_points.nearest),
    PointOperation("extreme", "rank", 1, 2.0, of_points.extreme),
    PointOperation("at_extreme", "steps", 2, 2.0, of_points.at_extreme),
    PointOperation("series_at_extreme", "rank", 2, 1.2, of_points.series_at_extreme),
    PointOperation("most_points", "rank", 2, 0.8, of_points.most_points),
    PointOperation("highest_mean", "steps", 3, 1.0, of_points.highest_mean),
    PointOperation("count_points", "aggregate", 1, 0.8, of_points.count_points),
    PointOperation("count_of_series", "aggregate", 1, 1.2, of_points.count_of_series),
    PointOperation("points_over", "aggregate", 1, 1.5, of_points.points_over),
    PointOperation("points_over_both", "aggregate", 2, 1.0, of_points.points_over_both),
    PointOperation("point_span", "aggregate", 2, 1.0, of_points.point_span),
    PointOperation("mean_of_points", "aggregate", 1, 1.0, of_points.mean_of_points),
    PointOperation("total_size", "aggregate", 1, 0.8, of_points.total_size),
    PointOperation("go_together", "compare", 2, 1.5, of_points.go_together),
    PointOperation("missing_points", "unanswerable", 1, 1.0, of_points.missing_points),
    PointOperation("missing_point_measure", "unanswerable", 1, 0.8, of_points.missing_point_measure),
    PointOperation("missing_size", "unanswerable", 1, 0.8, of_points.missing_size),
    PointOperation("missing_beyond", "unanswerable", 1, 0.6, of_points.missing_beyond),
    PointOperation("missing_why", "unanswerable", 1, 0.3, of_points.missing_why),
)
"""To add one: a function in `of_points`, a line here, and templates in `phrases.of_points` for each language."""
