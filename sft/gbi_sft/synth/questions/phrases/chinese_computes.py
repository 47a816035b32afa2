"""Chinese templates of what is computed from several cells, in the form of `chinese_reads`."""

from __future__ import annotations

AGGREGATE: dict[str, tuple[str, ...]] = {
    "total": (
        "{bare}[总共|合计|一共|总计]是多少{unit}？",
        "所有{thing}的{bare}[之和|合计|总和]是多少{unit}？",
        "{bare}加起来[有|是]多少{unit}？",
        "[计算|算一下]所有{thing}{bare}的总和。",
        "{key} 合计",
        "{key} 总和",
    ),
    "total_of_row": (
        "{at}各系列[合计|总计|加起来]是多少{unit}？",
        "{at}所有系列之和是多少{unit}？",
        "[计算|算出]{at}各系列的总和。",
        "{at} 合计",
    ),
    "total_of_some": (
        "{some}的{bare}[合计|一共|加起来]是多少{unit}？",
        "{some}的{bare}之和[是|为]多少？",
        "[计算|算出]{some}的{bare}之和。",
        "{some} {key} 合计",
    ),
    "mean": (
        "{bare}的[平均值|均值]是多少{unit}？",
        "{bare}平均[是|为]多少{unit}？",
        "所有{thing}的{bare}平均是多少？",
        "[计算|算出]{bare}的平均值。",
        "{key} 平均",
    ),
    "mean_of_row": (
        "{at}各系列的平均值是多少{unit}？",
        "{at}，各系列平均[是|为]多少？",
        "[计算|算出]{at}各系列的平均值。",
        "{at} 各系列 平均",
    ),
    "mean_of_some": (
        "{some}的{bare}平均是多少{unit}？",
        "{some}的{bare}平均值[是|为]多少？",
        "[计算|算出]{some}{bare}的平均值。",
        "{some} {key} 平均",
    ),
    "median": (
        "{bare}的中位数是多少{unit}？",
        "所有{thing}{bare}的中位数是多少？",
        "[计算|算出]{bare}的中位数。",
        "{key} 中位数",
    ),
    "span": (
        "{bare}的[最大值与最小值|最高与最低]相差多少？",
        "{bare}最高和最低之间差多少？",
        "{bare}的极差是多少？",
        "[计算|算出]{bare}最大值与最小值之差。",
        "{key} 最大减最小",
    ),
    "count_over": (
        "有{how_many}的{bare}{over}{limit}？",
        "{bare}{over}{limit}的{thing}有[几个|多少个]？",
        "[数一数|统计]{bare}{over}{limit}的{thing}有多少个。",
        "{key} {over}{limit} 个数",
    ),
    "labels_over": (
        "{which_ones}的{bare}{over}{limit}？",
        "{bare}{over}{limit}的[是|有]{which_ones}？",
        "[列出|写出]{bare}{over}{limit}的所有{thing}。",
        "{key} {over}{limit} {thing}",
    ),
    "count_labels": (
        "图中[一共|总共|]有{how_many}？",
        "图[里|表中]列出了{how_many}？",
        "[数一数|统计]图中有{how_many}。",
        "{thing}数量",
    ),
    "count_series_over": (
        "{at}有[几个|多少个]系列{over}{limit}？",
        "{at}数值{over}{limit}的系列有[几个|多少个]？",
        "[统计|数一数]{at}{over}{limit}的系列有多少个。",
    ),
}

GROWTH: dict[str, tuple[str, ...]] = {
    "change": (
        "从{from}到{to}，{bare}变化了多少{points}？",
        "{bare}从{from}到{to}的变化量是多少{points}？",
        "{to}的{bare}与{from}相比变化了多少？",
        "[计算|算出]{bare}从{from}到{to}的变化量。",
        "{key} {from} {to} 变化量",
    ),
    "percent_change": (
        "从{from}到{to}，{bare}的[增长率|变化率|增幅]是多少？",
        "{bare}从{from}到{to}变化了百分之多少？",
        "{to}的{bare}较{from}增长了百分之几？",
        "[计算|算出]{bare}从{from}到{to}的增长率。",
        "{key} {from} {to} 增长率",
    ),
    "step_percent_change": (
        "{at}{bare}[{on_year}增长率|{on_year}增速|{on_year}变化率]是多少？",
        "{at}{bare}比{before}变化了百分之多少？",
        "与{before}相比，{at}{bare}增长了百分之几？",
        "[计算|算出]{at}{bare}的{on_year}增长率。",
        "{at} {key} {on_year}增速",
    ),
    "percent_change_of_row": (
        "从{from}到{to}，{whole}的[增长率|变化率]是多少？",
        "{whole}从{from}到{to}变化了百分之多少？",
        "[计算|算出]{whole}从{from}到{to}的增长率。",
        "{whole} {from} {to} 增长率",
    ),
    "fastest_label": (
        "从{from}到{to}，{which}增加最多？",
        "{from}至{to}增量最大的是{which}？",
        "[找出|指出]{from}到{to}增量最大的{thing}。",
        "{from}-{to} 增量最大 {thing}",
    ),
    "rose": (
        "从{from}到{to}，{bare}是否{rise}了？",
        "{from}至{to}{bare}{rise}了吗？",
        "[判断|说明]{bare}从{from}到{to}是否{rise}。",
    ),
    "yearly_rate": (
        "{from}至{to}{bare}的年均复合增长率是多少？",
        "从{from}到{to}，{bare}的复合年增长率（CAGR）是多少？",
        "[计算|算出]{from}到{to}{bare}的年复合增长率。",
        "{key} {from}-{to} CAGR",
    ),
    "largest_rise": (
        "{bare}在{which}[增长|增加|上升]得最多？",
        "{which}的{bare}比上一{unit_time}[增加|上升]最多？",
        "{bare}增量最大的是{which}？",
        "[找出|指出]{bare}较上一{unit_time}增加最多的{thing}。",
        "{key} 增量最大 {thing}",
    ),
    "largest_fall": (
        "{bare}在{which}[下降|减少|下滑]得最多？",
        "{which}的{bare}比上一{unit_time}[减少|下降]最多？",
        "{bare}降幅（绝对值）最大的是{which}？",
        "[找出|指出]{bare}较上一{unit_time}减少最多的{thing}。",
        "{key} 降幅最大 {thing}",
    ),
    "rises": (
        "{bare}有几次较上一{unit_time}{rise}？",
        "有{how_many}的{bare}比上一{unit_time}{rise}？",
        "[统计|数一数]{bare}较上一{unit_time}{rise}的次数。",
        "{key} {rise} 次数",
    ),
    "mean_change": (
        "{bare}平均每{unit_time}变化多少？",
        "相邻{thing}之间{bare}的平均变化量是多少？",
        "[计算|算出]{bare}平均每{unit_time}的变化量。",
        "{key} 平均每{unit_time}变化",
    ),
}

SHARE: dict[str, tuple[str, ...]] = {
    "share_of_label": (
        "{name}占{bare}总量的[百分之多少|比例是多少]？",
        "{name}的{bare}占全部的[百分之几|比重是多少|多少百分比]？",
        "在{bare}总和中，{name}的占比是多少？",
        "[计算|算出]{name}在{bare}合计中的占比。",
        "{name} {key} 占比",
    ),
    "share_of_series": (
        "{at}{name}占合计的[百分之多少|比例是多少]？",
        "{at}，{name}在总和中的占比是多少？",
        "[计算|算出]{at}{name}占各系列总和的比例。",
        "{at} {name} 占比",
    ),
    "share_of_some": (
        "{some}合计占{bare}总量的[百分之多少|比例是多少]？",
        "{some}的{bare}加起来占全部的百分之几？",
        "[计算|算出]{some}在{bare}总和中的合计占比。",
        "{some} {key} 合计占比",
    ),
    "share_difference": (
        "{one}占{bare}总量的比重比{other}高多少个百分点？",
        "{one}与{other}在{bare}总和中的占比相差几个百分点？",
        "[计算|算出]{one}与{other}在{bare}合计中的占比之差（百分点）。",
        "{one} {other} {key} 占比差",
    ),
    "share_change": (
        "从{from}到{to}，{name}占合计的比重变化了多少个百分点？",
        "{name}在总和中的占比从{from}到{to}变化了几个百分点？",
        "[计算|算出]{from}到{to}{name}占比的变化（百分点）。",
        "{name} 占比变化 {from} {to}",
    ),
}

STEPS: dict[str, tuple[str, ...]] = {
    "widest_gap": (
        "{which}{one}和{other}的[差距|差值]{widest}？",
        "{one}与{other}相差{widest}的是{which}？",
        "[找出|指出]{one}和{other}差距{widest}的{thing}。",
        "{one} {other} 差距{widest} {thing}",
    ),
    "leads": (
        "有{how_many}{one}高于{other}？",
        "{one}超过{other}的{thing}有[几个|多少个]？",
        "[统计|数一数]{one}高于{other}的{thing}有多少个。",
    ),
    "fastest_series": (
        "从{from}到{to}，{which_series}增加最多？",
        "{from}至{to}增量最大的是{which_series}？",
        "[找出|指出]{from}到{to}增量最大的{series_noun}。",
        "{from}-{to} 增量最大 {series_noun}",
    ),
    "at_peak_of_other": (
        "{b}{highest}的{thing}，{a}是多少？",
        "当{b}达到{highest}时，{a}是多少？",
        "[找出|先找出]{b}{highest}的{thing}，再给出当时的{a}。",
    ),
    "first_over": (
        "{bare}首次[超过|突破]{limit}是在{which}？",
        "{bare}在{which}第一次[超过|高于]{limit}？",
        "[找出|指出]{bare}首次超过{limit}的{thing}。",
        "{key} 首次超过{limit}",
    ),
    "mean_without": (
        "[不计|除去|去掉]{name}，{bare}的平均值是多少？",
        "除{name}外，{bare}平均是多少？",
        "[计算|算出]除{name}以外{bare}的平均值。",
        "{key} 平均 不含{name}",
    ),
    "peak_over_mean": (
        "{bare}的最大值比平均值高多少？",
        "{bare}最高值与均值相差多少？",
        "[计算|算出]{bare}最大值与平均值之差。",
        "{key} 最大值减平均值",
    ),
    "top_sum": (
        "{bare}最高的{n}个{thing}合计是多少{unit}？",
        "{bare}前{n}名加起来是多少{unit}？",
        "[计算|算出]{bare}最大的{n}个数值之和。",
        "{key} 前{n}名 合计",
    ),
    "over_mean": (
        "有{how_many}的{bare}高于平均值？",
        "{bare}高于平均水平的{thing}有[几个|多少个]？",
        "[统计|数一数]{bare}高于均值的{thing}有多少个。",
        "{key} 高于平均 个数",
    ),
}
