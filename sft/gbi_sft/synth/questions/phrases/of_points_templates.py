"""Templates of questions about points, in the form of `english_reads`; two languages in one file, for they are few."""

from __future__ import annotations

from gbi_sft.sample import Language

ENGLISH: dict[str, tuple[str, ...]] = {
    "nearest": (
        "what is the {m} of the {point} whose {o} {is_o} [about|around|nearest to] {at_o}?",
        "where {o} {is_o} about {at_o}, what {is_m} {m}{unit}?",
        "at {a_o} of about {at_o}, [what|how high] {is_m} the {m}?",
        "[read off|give] the {m} of the {point} nearest to {a_o} of {at_o}.",
        "{m} at {o} {at_o}",
    ),
    "extreme": (
        "what {is_m} the {highest} {m}{of_s}?",
        "what {is_m} the {highest} {m}{of_s} in the [chart|plot]{unit}?",
        "among the {points}{of_s}, what {is_m} the {highest} {m}?",
        "[give|find|state] the {highest} {m}{of_s}.",
        "{highest} {m}{of_s}",
    ),
    "at_extreme": (
        "what is the {m} of the {point} with the {highest} {o}?",
        "the {point} with the {highest} {o} has [what|which] {m}{unit}?",
        "where {o} {is_o} {highest}, what {is_m} {m}?",
        "[find|look for] the {point} with the {highest} {o} and give its {m}.",
        "{m} at {highest} {o}",
    ),
    "series_at_extreme": (
        "which series has the {point} with the {highest} {m}?",
        "to which series does the {point} with the {highest} {m} belong?",
        "whose {m} {is_m} {highest}?",
        "[name|identify] the series with the {highest} single {m}.",
        "series of the {point} with {highest} {m}",
    ),
    "most_points": (
        "which series has the {most} {points}?",
        "of which series are there the {most} {points}?",
        "[name|give] the series with the {most} {points}.",
        "series with {most} {points}",
    ),
    "highest_mean": (
        "which series has the {highest} {m} on average?",
        "[on average,|taking the mean of each series,] whose {m} {is_m} {highest}?",
        "[name|find] the series with the {highest} mean {m}.",
        "series with {highest} average {m}",
    ),
    "count_points": (
        "how many {points} are there?",
        "how many {points} [does the chart show|are plotted|are in the plot]?",
        "[count|give the number of] the {points} in the [chart|plot].",
        "number of {points}",
    ),
    "count_of_series": (
        "how many {points} does {s} have?",
        "how many {points} [belong to|are of] {s}?",
        "[count|give the number of] the {points} of {s}.",
        "number of {points}, {s}",
    ),
    "points_over": (
        "how many {points}{of_s} have {a_m} {over} {limit}?",
        "for how many {points}{of_s} {is_m} {m} {over} {limit}?",
        "[count|give the number of] the {points}{of_s} with {a_m} {over} {limit}.",
        "number of {points}{of_s} with {m} {over} {limit}",
    ),
    "points_over_both": (
        "how many {points} have {a_m} above {limit} and {a_o} above {limit_o}?",
        "for how many {points} {is_m} {m} over {limit} and {o} over {limit_o} [as well|at the same time]?",
        "[count|give the number of] the {points} with {m} above {limit} and {o} above {limit_o}.",
    ),
    "point_span": (
        "what is the range of {m}{of_s}, from the lowest to the highest?",
        "how far apart are the highest and the lowest {m}{of_s}?",
        "[compute|give] the highest less the lowest {m}{of_s}.",
        "range of {m}{of_s}",
    ),
    "mean_of_points": (
        "what {is_m} the [mean|average] {m}{of_s}?",
        "what {is_m} the {m}{of_s} on average{unit}?",
        "[compute|work out] the mean {m}{of_s}.",
        "average {m}{of_s}",
    ),
    "total_size": (
        "what do the {points} of {s} add up to in {m}?",
        "what is the total {m} of {s}{unit}?",
        "[add up|sum] the {m} of all {points} of {s}.",
    ),
    "go_together": (
        "{does_m} {m}{of_s} [tend to |]{rise} as {o} {rises_o}?",
        "is there a {sign} [relation|correlation] between {o} and {m}{of_s}?",
        "is it [true|right] that {m}{of_s} {tends_m} to {rise} with {o}?",
        "[say|check] whether {o} and {m}{of_s} are [correlated {sign}ly|in a {sign} relation].",
    ),
    "missing_points": (
        "what is the {highest} {m} of {absent}?",
        "how many {points} does {absent} have?",
        "[give|find] the {highest} {m} of {absent}.",
    ),
    "missing_point_measure": (
        "what is the {absent} of the {point} with the {highest} {o}?",
        "the {point} with the {highest} {o} has what {absent}?",
        "[give|find] the {absent} at the {highest} {o}.",
    ),
    "missing_size": (
        "what number does the size of the bubble with the {highest} {o} [stand for|show]?",
        "how much does the size of the bubble with the {highest} {o} stand for?",
        "[give|read off] the value behind the size of the bubble with the {highest} {o}.",
    ),
    "missing_beyond": (
        "what is the {m} of the {point} at {a_o} of {at_o}?",
        "how high {is_m} {m} where {o} {is_o} {at_o}?",
        "[give|read off] the {m} at {a_o} of {at_o}.",
    ),
    "missing_why": (
        "why does one {point} have the {highest} {m}?",
        "what [caused|explains] the {highest} {m}?",
        "[explain|say] what led to the {highest} {m}.",
    ),
}

CHINESE: dict[str, tuple[str, ...]] = {
    "nearest": (
        "{o}[约为|大约为|最接近]{at_o}的{point}，其{m}是多少{unit}？",
        "当{o}约为{at_o}时，{m}[是|为]多少？",
        "[读出|给出]{o}最接近{at_o}的{point}的{m}。",
        "{o}{at_o} 对应 {m}",
    ),
    "extreme": (
        "{of_s}{m}的{highest}值是多少{unit}？",
        "{of_s}{highest}的{m}是多少？",
        "[给出|找出]{of_s}{m}的{highest}值。",
        "{of_s}{m} {highest}值",
    ),
    "at_extreme": (
        "{o}{highest}的{point}，其{m}是多少{unit}？",
        "{o}{highest}时，{m}[是|为]多少？",
        "[找出|先找出]{o}{highest}的{point}，再给出它的{m}。",
        "{o}{highest} 对应 {m}",
    ),
    "series_at_extreme": (
        "{m}{highest}的{point}属于哪个系列？",
        "哪个系列的{point}{m}{highest}？",
        "[指出|找出]{m}{highest}的{point}所属的系列。",
        "{m}{highest} 系列",
    ),
    "most_points": (
        "哪个系列的{points}{most}？",
        "{points}数量{most}的是哪个系列？",
        "[找出|指出]{points}{most}的系列。",
    ),
    "highest_mean": (
        "哪个系列的{m}平均{highest}？",
        "按平均值看，哪个系列的{m}{highest}？",
        "[找出|指出]{m}平均值{highest}的系列。",
        "{m} 平均{highest} 系列",
    ),
    "count_points": (
        "图中[一共|总共|]有多少个{points}？",
        "图[里|上]画了几个{points}？",
        "[数一数|统计]图中{points}的个数。",
        "{points}个数",
    ),
    "count_of_series": (
        "{s}有多少个{points}？",
        "属于{s}的{points}有几个？",
        "[数一数|统计]{s}的{points}个数。",
        "{s} {points}个数",
    ),
    "points_over": (
        "{of_s}{m}{over}{limit}的{points}有[几个|多少个]？",
        "有多少个{of_s}{points}，其{m}{over}{limit}？",
        "[统计|数一数]{of_s}{m}{over}{limit}的{points}有多少个。",
        "{of_s}{m}{over}{limit} 个数",
    ),
    "points_over_both": (
        "{m}超过{limit}且{o}超过{limit_o}的{points}有[几个|多少个]？",
        "有多少个{points}的{m}高于{limit}，同时{o}高于{limit_o}？",
        "[统计|数一数]{m}超过{limit}并且{o}超过{limit_o}的{points}。",
    ),
    "point_span": (
        "{of_s}{m}的最大值与最小值相差多少？",
        "{of_s}{m}的极差是多少？",
        "[计算|算出]{of_s}{m}最大值与最小值之差。",
        "{of_s}{m} 极差",
    ),
    "mean_of_points": (
        "{of_s}{m}的[平均值|均值]是多少{unit}？",
        "{of_s}{m}平均[是|为]多少？",
        "[计算|算出]{of_s}{m}的平均值。",
        "{of_s}{m} 平均",
    ),
    "total_size": (
        "{s}的{m}合计是多少{unit}？",
        "{s}各{points}的{m}加起来是多少？",
        "[计算|算出]{s}的{m}之和。",
    ),
    "go_together": (
        "随着{o}上升，{of_s}{m}是否[也|]{rise}？",
        "{o}与{of_s}{m}之间是否[呈|存在]{sign}相关？",
        "{o}越高，{of_s}{m}是否趋于{rise}？",
        "[判断|说明]{o}与{of_s}{m}是否{sign}相关。",
    ),
    "missing_points": (
        "{absent}的{m}{highest}值是多少？",
        "{absent}有多少个{points}？",
        "[给出|找出]{absent}{m}的{highest}值。",
    ),
    "missing_point_measure": (
        "{o}{highest}的{point}，其{absent}是多少？",
        "{o}{highest}时，{absent}是多少？",
        "[给出|找出]{o}{highest}的{point}的{absent}。",
    ),
    "missing_size": (
        "{o}{highest}的气泡，其大小代表多少？",
        "{o}{highest}的气泡的面积表示的数值是多少？",
        "[给出|读出]{o}{highest}的气泡大小所代表的数值。",
    ),
    "missing_beyond": (
        "{o}为{at_o}的{point}，其{m}是多少？",
        "当{o}为{at_o}时，{m}是多少？",
        "[给出|读出]{o}为{at_o}时的{m}。",
    ),
    "missing_why": (
        "为什么有一个{point}的{m}{highest}？",
        "{m}出现{highest}值的原因是什么？",
        "[解释|说明]{m}出现{highest}值的原因。",
    ),
}
TEMPLATES: dict[Language, dict[str, tuple[str, ...]]] = {"en": ENGLISH, "zh": CHINESE}
"""Templates by language and by the name of their operation."""
