"""English templates of what is computed from several cells, in the form of `english_reads`."""

from __future__ import annotations

AGGREGATE: dict[str, tuple[str, ...]] = {
    "total": (
        "what {is} the total {bare}[ over all {things}|]{unit}?",
        "[what|how much] do all {things} add up to [in {bare}|for {line}]?",
        "what is the sum of {line} over all {things}?",
        "how [much|high] {was} {line} in total?",
        "[add up|sum up] {line} over all {things}.",
        "total {key}",
        "sum of {key}",
    ),
    "total_of_row": (
        "what {is} the total of all series {at}{unit}?",
        "what do all series add up to {at}?",
        "how [much|large] {was} the [combined|total] value {at}?",
        "[add up|sum] all series {at}.",
        "total {at}",
    ),
    "total_of_some": (
        "what {is} the combined {bare} of {some}{unit}?",
        "what do {some} add up to in {bare}?",
        "how much {was} {line} for {some} together?",
        "[add|sum] {line} for {some}.",
        "{some} {key} sum",
    ),
    "mean": (
        "what {is} the [average|mean] {bare}{unit}?",
        "what {was} {line} on average?",
        "what is the [average|mean] of {line} over all {things}?",
        "[compute|calculate|give] the [mean|average] of {line}.",
        "[average|avg|mean] {key}",
    ),
    "mean_of_row": (
        "what {is} the [average|mean] of all series {at}{unit}?",
        "{at}, what is the [average|mean] over the series?",
        "[compute|give] the [average|mean] of the series {at}.",
        "average of all series {at}",
    ),
    "mean_of_some": (
        "what {is} the average {bare} of {some}{unit}?",
        "what {was} {line} on average for {some}?",
        "[compute|give] the mean of {line} for {some}.",
        "avg {key} {some}",
    ),
    "median": (
        "what {is} the median {bare}{unit}?",
        "what is the median of {line} over all {things}?",
        "[compute|give] the median of {line}.",
        "median {key}",
    ),
    "span": (
        "what {is} the difference between the [highest|largest] and the [lowest|smallest] {bare}?",
        "how far apart are the highest and lowest values of {line}?",
        "what is the range of {line}?",
        "[compute|give] the gap between the maximum and the minimum of {line}.",
        "max minus min {key}",
    ),
    "count_over": (
        "how many {things} {had_all} {a_line} {over} {limit}?",
        "{in} how many {things} {was} {line} {over} {limit}?",
        "for how many {things} {does} {line} lie {over} {limit}?",
        "[count|give the number of] the {things} with {a_line} {over} {limit}.",
        "number of {things} {key} {over} {limit}",
    ),
    "labels_over": (
        "which {things} {had_all} {a_line} {over} {limit}?",
        "for which {things} {does} {line} lie {over} {limit}?",
        "[list|name] [the|all] {things} with {a_line} {over} {limit}.",
        "{things} with {key} {over} {limit}",
    ),
    "count_labels": (
        "how many {things} does the [chart|figure] [show|cover|include]?",
        "how many {things} are [shown|there|listed]?",
        "[count|give the number of] the {things} [in the chart|shown].",
        "number of {things}",
    ),
    "count_series_over": (
        "how many series {were_all} {over} {limit} {at}?",
        "{at}, how many of the series {were_all} {over} {limit}?",
        "[count|give the number of] the series that {were_all} {over} {limit} {at}.",
    ),
}

GROWTH: dict[str, tuple[str, ...]] = {
    "change": (
        "by how much did {line} change [from {from} to {to}|between {from} and {to}]{points}?",
        "what {was} the [absolute |]change in {bare} [from {from} to {to}|between {from} and {to}]?",
        "how did {line} change from {from} to {to}, in absolute terms?",
        "[give|compute] the change in {bare} from {from} to {to}.",
        "change in {key} {from} to {to}",
    ),
    "percent_change": (
        "by what percentage did {line} change [from {from} to {to}|between {from} and {to}]?",
        "what {was} the [growth rate|percentage change|percent change] of {line} from {from} to {to}?",
        "how many percent did {line} [grow|change] between {from} and {to}?",
        "[compute|give|work out] the percentage change in {bare} from {from} to {to}.",
        "{key} growth % {from}-{to}",
        "{key} {from} vs {to} percent change",
    ),
    "step_percent_change": (
        "by how many percent did {line} change {at} [compared with|against|over] the {thing} before?",
        "what {was} the {thing}-on-{thing} growth [rate |]of {line} {at}?",
        "how much, in percent, did {line} change {at} versus {before}?",
        "[give|compute] the growth of {line} {at} over the previous {thing}, in percent.",
        "{key} {thing}-on-{thing} growth {at}",
    ),
    "percent_change_of_row": (
        "by what percentage did {whole} change [from {from} to {to}|between {from} and {to}]?",
        "what {was} the [growth rate|percentage change] of {whole} from {from} to {to}?",
        "how many percent did {whole} [grow|change] between {from} and {to}?",
        "[compute|give] the percentage change in {whole_bare} from {from} to {to}.",
        "{whole_bare} growth % {from}-{to}",
    ),
    "fastest_label": (
        "{which} [grew|rose|increased] the most from {from} to {to}?",
        "{which} {had} the largest [absolute |]increase between {from} and {to}?",
        "[name|find] the {thing} with the largest increase from {from} to {to}.",
        "{thing} with largest increase {from}-{to}",
    ),
    "rose": (
        "did {line} {rise} [from {from} to {to}|between {from} and {to}]?",
        "is it [true|right] that {line} did {rise} between {from} and {to}?",
        "[check|say] whether {line} did {rise} from {from} to {to}.",
    ),
    "yearly_rate": (
        "what {was} the compound annual growth rate of {line} [from {from} to {to}|between {from} and {to}]?",
        "what is the CAGR of {line} from {from} to {to}?",
        "[compute|give] the compound annual growth rate of {line} between {from} and {to}.",
        "CAGR {key} {from}-{to}",
    ),
    "largest_rise": (
        "in {which} did {line} {rise} the most [over the {thing} before|compared with the previous {thing}]?",
        "{which} saw the [largest|biggest|steepest] [increase|rise|gain] in {bare}?",
        "when did {line} [rise|grow] the most?",
        "[name|give] the {thing} with the largest increase in {bare} over the previous {thing}.",
        "{thing} of largest increase {key}",
    ),
    "largest_fall": (
        "in {which} did {line} {rise} the most [against the {thing} before|compared with the previous {thing}]?",
        "{which} saw the [largest|biggest|steepest|sharpest] [decrease|drop|decline] in {bare}?",
        "when did {line} [fall|drop] the most?",
        "[name|give] the {thing} with the largest drop in {bare} against the previous {thing}.",
        "{thing} of largest drop {key}",
    ),
    "rises": (
        "how [many times|often] did {line} {rise} from one {thing} to the next?",
        "in how many {things} did {line} {rise} [over|against] the {thing} before?",
        "[count|give the number of] the {things} in which {line} {rises} [over|against] the previous {thing}.",
        "number of {things} {key} {rises}",
    ),
    "mean_change": (
        "by how much did {line} change per {thing} on average?",
        "what {was} the average change in {bare} from one {thing} to the next?",
        "[compute|give] the mean {thing}-to-{thing} change in {bare}.",
        "average {thing}-on-{thing} change {key}",
    ),
}

SHARE: dict[str, tuple[str, ...]] = {
    "share_of_label": (
        "what [share|percentage|proportion] of the total {bare} does {name} [account for|make up|represent]?",
        "what {is} {name}'s share of the total {bare}[ in percent|]?",
        "how many percent of all {bare} [falls on|belongs to|comes from] {name}?",
        "[compute|give] the share of {name} in the total {bare}.",
        "share of {name} in total {key}",
    ),
    "share_of_series": (
        "what [share|percentage|proportion] of the total {at} does {name} [account for|make up]?",
        "{at}, how many percent of the total [is|comes from] {name}?",
        "[compute|give] the share of {name} in the sum of all series {at}.",
        "share of {name} {at}",
    ),
    "share_of_some": (
        "what [share|percentage] of the total {bare} do {some} make up together?",
        "[together|taken together], {some} make up how many percent of the total {bare}?",
        "[compute|give] the combined share of {some} in the total {bare}.",
        "combined share {some} {key}",
    ),
    "share_difference": (
        "by how many percentage points is {one}'s share of the total {bare} higher than {other}'s?",
        "how many percentage points lie between the shares of {one} and {other} in the total {bare}?",
        "[compute|give] the difference between the shares of {one} and {other} in the total {bare}, in points.",
        "share gap {one} {other}, {key}",
    ),
    "share_change": (
        "by how many percentage points did the share of {name} in the total change from {from} to {to}?",
        "how did {name}'s share of the total change between {from} and {to}, in percentage points?",
        "[compute|give] the change in the share of {name} from {from} to {to}, in percentage points.",
        "share of {name} change {from} to {to}",
    ),
}

STEPS: dict[str, tuple[str, ...]] = {
    "widest_gap": (
        "{in} {which} is the [gap|difference|distance] between {one} and {other} {widest}?",
        "{which} has the {widest} [gap|difference] between {one} and {other}?",
        "[find|name] the {thing} where the difference between {one} and {other} is {widest}.",
        "{thing} with {widest} gap {one} vs {other}",
    ),
    "leads": (
        "{in} how many {things} is {one} [above|higher than|ahead of] {other}?",
        "how [often|many times] does {one} exceed {other}?",
        "[count|give the number of] the {things} in which {one} is higher than {other}.",
    ),
    "fastest_series": (
        "{which_series} [grew|rose|increased] the most from {from} to {to}?",
        "{which_series} {had} the largest [absolute |]increase between {from} and {to}?",
        "[name|find] the {series_noun} with the largest increase from {from} to {to}.",
        "{series_noun} with largest increase {from}-{to}",
    ),
    "at_peak_of_other": (
        "what {was} {a} [in the {thing} in which|at the {thing} where] {b} {was} {highest}?",
        "when {b} {was} at its {highest}, what {was} {a}?",
        "[take|find] the {thing} with the {highest} {b_bare} and give {a} there.",
    ),
    "first_over": (
        "{first_which} was the first in which {line} was {over} {limit}?",
        "when did {line} first [exceed|go above|pass] {limit}?",
        "[name|give] the first {thing} in which {line} exceeded {limit}.",
        "first {thing} {key} {over} {limit}",
    ),
    "mean_without": (
        "what {is} the average {bare} [without|excluding|if one leaves out|not counting] {name}?",
        "[leaving out|excluding] {name}, what {is} the mean {bare}?",
        "[compute|give] the mean of {line} without {name}.",
        "average {key} excluding {name}",
    ),
    "peak_over_mean": (
        "how far {is} the highest {bare} above the average?",
        "by how much does the maximum of {line} exceed the mean?",
        "[compute|give] the difference between the maximum and the average of {line}.",
        "max minus average {key}",
    ),
    "top_sum": (
        "what {is} the [sum|total] of the {n} [highest|largest] values of {line}?",
        "what do the {n} {things} with the highest {bare} add up to?",
        "[add up|sum] the {n} largest values of {line}.",
        "top {n} sum {key}",
    ),
    "over_mean": (
        "how many {things} {were_all} above the average {bare}?",
        "{in} how many {things} {was} {line} [above|higher than] the [average|mean]?",
        "[count|give the number of] the {things} above the mean {bare}.",
        "number of {things} above average {key}",
    ),
}
