"""Chinese templates of what is read, compared and ranked: "？" ends a question, "。" an order, nothing key words."""

from __future__ import annotations

LOOKUP: dict[str, tuple[str, ...]] = {
    "value": (
        "{cell}是多少{unit}？",
        "{cell}[为|达到|有]多少{unit}？",
        "{cell}[具体|]是什么数值？",
        "{cell}的[数值|数据|具体数字]是多少？",
        "图[中|表里]{cell}[显示|标注]的是多少？",
        "[给出|读出|写出]{cell}。",
        "[查一下|看一下]{cell}。",
        "{key}",
        "{key}多少",
    ),
    "label_of": (
        "{which}的{bare}[是|为|等于]{limit}？",
        "{bare}为{limit}的是{which}？",
        "{limit}这个数值对应的是{which}[的{bare}|]？",
        "[找出|指出]{bare}为{limit}的{thing}。",
        "{key} {limit} {thing}",
    ),
    "series_of": (
        "{at}数值为{limit}的是{which_series}？",
        "{which_series}在{at}的数值[是|为]{limit}？",
        "[找出|指出]{at}数值为{limit}的{series_noun}。",
    ),
}

COMPARE: dict[str, tuple[str, ...]] = {
    "larger_label": (
        "{one}和{other}相比，{which}的{bare}{higher}？",
        "{one}与{other}，哪[个|一个]的{bare}{higher}？",
        "{bare}{higher}的是{one}还是{other}？",
        "比较{one}和{other}，谁的{bare}{higher}？",
        "[指出|说明]{one}和{other}中{bare}{higher}的一个。",
        "{one} {other} {key} {higher}",
    ),
    "larger_series": (
        "{at}{one}和{other}哪个{higher}？",
        "{at}，{one}与{other}相比谁{higher}？",
        "{at}数值{higher}的是{one}还是{other}？",
        "[指出|说明]{at}{one}和{other}中{higher}的一项。",
        "{at} {one} {other} {higher}",
    ),
    "difference_of_labels": (
        "{one}和{other}的{bare}相差多少{points}？",
        "{a}比{b}[高|多]多少{points}？",
        "{one}的{bare}比{other}[高出|多]多少？",
        "{a}与{b}[之差|的差距]是多少{points}？",
        "[计算|算出]{one}与{other}的{bare}之差。",
        "{one} {other} {key} 差值",
    ),
    "difference_of_series": (
        "{at}{one}和{other}相差多少{points}？",
        "{at}{one}比{other}[高|多]多少？",
        "{at}，{one}与{other}的差距是多少{points}？",
        "[计算|算出]{at}{one}减去{other}的差。",
        "{at} {one} {other} 差值",
    ),
    "times": (
        "{a}是{b}的[多少|几]倍？",
        "{one}的{bare}是{other}的[多少|几]倍？",
        "{a}与{b}之比是多少？",
        "[计算|算出]{a}与{b}的比值。",
        "{one} {other} {key} 倍数",
    ),
    "percent_more": (
        "{a}比{b}高百分之多少？",
        "{one}的{bare}比{other}[高出|多]百分之几？",
        "[计算|算出]{a}比{b}高出的百分比。",
        "{one} 比 {other} {key} 高百分之几",
    ),
    "is_more": (
        "{a}是否比{b}{higher_only}？",
        "{a}{above}{b}吗？",
        "{one}的{bare}{above}{other}吗？",
        "[判断|说明]{a}是否{above}{b}。",
    ),
    "is_over": (
        "{cell}是否{over}{limit}？",
        "{cell}{over}{limit}[了|]吗？",
        "[判断|核对|说明]{cell}是否{over}{limit}。",
    ),
}

RANK: dict[str, tuple[str, ...]] = {
    "highest_label": (
        "{which}的{bare}{highest}？",
        "{bare}{highest}的[是|出现在]{which}？",
        "{which}的{bare}[排名第一|排在首位|居首]？",
        "[找出|指出|说出]{bare}{highest}的{thing}。",
        "{bare}在{which}达到[最高点|峰值|最高水平]？",
        "{key} {highest} {thing}",
    ),
    "lowest_label": (
        "{which}的{bare}{highest}？",
        "{bare}{highest}的[是|出现在]{which}？",
        "{which}的{bare}[排名最后|垫底|排在末位]？",
        "[找出|指出|说出]{bare}{highest}的{thing}。",
        "{bare}在{which}[降到|处于]最低点？",
        "{key} {highest} {thing}",
    ),
    "nth_label": (
        "{bare}{nth_highest}的是{which}？",
        "{which}的{bare}{nth_highest}？",
        "[从高到低看|按{bare}排序|]，{nth_highest}的是{which}？",
        "[找出|指出]{bare}{nth_highest}的{thing}。",
        "{key} {nth_highest} {thing}",
    ),
    "highest_value": (
        "{bare}的[最大值|最高值|峰值]是多少{unit}？",
        "{bare}最高[达到|是|为]多少{unit}？",
        "{bare}最多时有多少{unit}？",
        "[找出|写出]{bare}的最大值。",
        "{key} 最大值",
    ),
    "lowest_value": (
        "{bare}的[最小值|最低值]是多少{unit}？",
        "{bare}最低[降到|是|为]多少{unit}？",
        "[找出|写出]{bare}的最小值。",
        "{key} 最小值",
    ),
    "highest_series": (
        "{at}{which_series}[的数值|]{highest}？",
        "{at}数值{highest}的是{which_series}？",
        "{at}，{which_series}[排名第一|居首|领先]？",
        "[找出|指出]{at}数值{highest}的{series_noun}。",
        "{at} {highest} {series_noun}",
    ),
    "lowest_series": (
        "{at}{which_series}[的数值|]{highest}？",
        "{at}数值{highest}的是{which_series}？",
        "{at}，{which_series}[排名最后|垫底]？",
        "[找出|指出]{at}数值{highest}的{series_noun}。",
        "{at} {highest} {series_noun}",
    ),
    "highest_total": (
        "把所有系列加起来，{which}的[合计|总和|总计]最高？",
        "各系列合计最高的是{which}？",
        "{which}的各系列[总和|合计]最大？",
        "[找出|指出]各系列合计最高的{thing}。",
        "合计 最高 {thing}",
    ),
    "top_labels": (
        "{bare}{top}的{n}个{thing}是哪些？",
        "{bare}{top}的{n}个{thing}[分别|依次]是什么？",
        "[列出|写出]{bare}{top}的{n}个{thing}。",
        "{key} {top} {n}个{thing}",
    ),
    "place_of": (
        "{name}的{bare}[从高到低|]排第几？",
        "按{bare}从高到低，{name}排[在第几位|第几名]？",
        "{name}的{bare}[在所有{thing}中|]位列第几？",
        "[写出|给出]{name}按{bare}从高到低的名次。",
        "{name} {key} 排名",
    ),
}
