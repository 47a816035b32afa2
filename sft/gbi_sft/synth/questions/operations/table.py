"""Everything that can be asked, as one literal table."""

from __future__ import annotations

from typing import NamedTuple

from gbi_sft.synth.questions.operations import aggregate, compare, growth, lookup, missing, rank, share, steps
from gbi_sft.synth.questions.operations.programs import Ask


class Operation(NamedTuple):
    """A kind of question: `hops` are its steps from cells to the answer, `weight` how often it is drawn."""

    name: str
    family: str
    hops: int
    weight: float
    ask: Ask


OPERATIONS: tuple[Operation, ...] = (
    Operation("value", "look-up", 1, 5.0, lookup.value),
    Operation("label_of", "look-up", 1, 1.0, lookup.label_of),
    Operation("series_of", "look-up", 1, 1.0, lookup.series_of),
    Operation("larger_label", "compare", 2, 1.5, compare.larger_label),
    Operation("larger_series", "compare", 2, 1.5, compare.larger_series),
    Operation("difference_of_labels", "compare", 2, 2.0, compare.difference_of_labels),
    Operation("difference_of_series", "compare", 2, 2.0, compare.difference_of_series),
    Operation("times", "compare", 2, 1.0, compare.times),
    Operation("percent_more", "compare", 2, 1.0, compare.percent_more),
    Operation("is_more", "compare", 2, 1.0, compare.is_more),
    Operation("is_over", "compare", 1, 0.7, compare.is_over),
    Operation("highest_label", "rank", 1, 2.0, rank.highest_label),
    Operation("lowest_label", "rank", 1, 1.5, rank.lowest_label),
    Operation("nth_label", "rank", 2, 1.2, rank.nth_label),
    Operation("highest_value", "rank", 1, 1.0, rank.highest_value),
    Operation("lowest_value", "rank", 1, 0.8, rank.lowest_value),
    Operation("highest_series", "rank", 1, 1.2, rank.highest_series),
    Operation("lowest_series", "rank", 1, 1.0, rank.lowest_series),
    Operation("highest_total", "rank", 2, 0.8, rank.highest_total),
    Operation("top_labels", "rank", 2, 0.8, rank.top_labels),
    Operation("place_of", "rank", 2, 0.8, rank.place_of),
    Operation("total", "aggregate", 1, 1.2, aggregate.total),
    Operation("total_of_row", "aggregate", 1, 1.2, aggregate.total_of_row),
    Operation("total_of_some", "aggregate", 2, 1.2, aggregate.total_of_some),
    Operation("mean", "aggregate", 1, 1.2, aggregate.mean),
    Operation("mean_of_row", "aggregate", 1, 0.8, aggregate.mean_of_row),
    Operation("mean_of_some", "aggregate", 2, 1.0, aggregate.mean_of_some),
    Operation("median", "aggregate", 1, 0.8, aggregate.median),
    Operation("span", "aggregate", 2, 1.2, aggregate.span),
    Operation("count_over", "aggregate", 1, 1.2, aggregate.count_over),
    Operation("labels_over", "aggregate", 1, 0.8, aggregate.labels_over),
    Operation("count_labels", "aggregate", 1, 0.6, aggregate.count_labels),
    Operation("count_series_over", "aggregate", 1, 0.8, aggregate.count_series_over),
    Operation("change", "growth", 2, 1.5, growth.change),
    Operation("percent_change", "growth", 2, 2.0, growth.percent_change),
    Operation("step_percent_change", "growth", 2, 1.5, growth.step_percent_change),
    Operation("percent_change_of_row", "growth", 2, 1.5, growth.percent_change_of_row),
    Operation("fastest_label", "growth", 3, 1.2, growth.fastest_label),
    Operation("rose", "growth", 2, 0.8, growth.rose),
    Operation("yearly_rate", "growth", 3, 0.8, growth.yearly_rate),
    Operation("largest_rise", "growth", 3, 1.2, growth.largest_rise),
    Operation("largest_fall", "growth", 3, 1.0, growth.largest_fall),
    Operation("rises", "growth", 3, 0.8, growth.rises),
    Operation("mean_change", "growth", 3, 0.8, growth.mean_change),
    Operation("share_of_label", "share", 2, 1.5, share.share_of_label),
    Operation("share_of_series", "share", 2, 1.5, share.share_of_series),
    Operation("share_of_some", "share", 3, 1.0, share.share_of_some),
    Operation("share_difference", "share", 3, 1.0, share.share_difference),
    Operation("share_change", "share", 3, 1.0, share.share_change),
    Operation("widest_gap", "steps", 3, 1.2, steps.widest_gap),
    Operation("leads", "steps", 2, 1.0, steps.leads),
    Operation("fastest_series", "steps", 3, 1.0, steps.fastest_series),
    Operation("at_peak_of_other", "steps", 2, 1.0, steps.at_peak_of_other),
    Operation("first_over", "steps", 2, 1.0, steps.first_over),
    Operation("mean_without", "steps", 2, 0.8, steps.mean_without),
    Operation("peak_over_mean", "steps", 2, 0.8, steps.peak_over_mean),
    Operation("top_sum", "steps", 2, 1.0, steps.top_sum),
    Operation("over_mean", "steps", 2, 1.0, steps.over_mean),
    Operation("missing_label", "unanswerable", 1, 2.2, missing.missing_label),
    Operation("missing_series", "unanswerable", 1, 1.5, missing.missing_series),
    Operation("missing_measure", "unanswerable", 1, 1.2, missing.missing_measure),
    Operation("missing_in_change", "unanswerable", 2, 1.0, missing.missing_in_change),
    Operation("missing_in_compare", "unanswerable", 2, 1.0, missing.missing_in_compare),
    Operation("missing_reason", "unanswerable", 1, 0.5, missing.missing_reason),
    Operation("missing_source", "unanswerable", 1, 0.4, missing.missing_source),
)
"""To add one: a function, a line here, and templates in `phrases` for each language."""
