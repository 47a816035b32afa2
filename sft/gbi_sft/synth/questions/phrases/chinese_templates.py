"""All Chinese templates, and those of questions that the figure cannot answer."""

from __future__ import annotations

from gbi_sft.synth.questions.phrases.chinese_computes import AGGREGATE, GROWTH, SHARE, STEPS
from gbi_sft.synth.questions.phrases.chinese_reads import COMPARE, LOOKUP, RANK

MISSING: dict[str, tuple[str, ...]] = {
    "missing_label": LOOKUP["value"],
    "missing_series": LOOKUP["value"],
    "missing_measure": LOOKUP["value"],
    "missing_in_change": GROWTH["percent_change"],
    "missing_in_compare": COMPARE["difference_of_labels"],
    "missing_reason": (
        "{from}到{to}{bare}为什么[会|]{rise}？",
        "是什么[原因|因素][导致|造成]{bare}从{from}到{to}{rise}？",
        "[解释|说明]{bare}从{from}到{to}{rise}的原因。",
    ),
    "missing_source": (
        "{name}的{bare}数据[来自|出自]哪个[机构|数据库|调查]？",
        "{name}的{bare}是由谁统计的？",
        "{name}的{bare}调查了多少人？",
    ),
}

TEMPLATES: dict[str, tuple[str, ...]] = {
    **LOOKUP,
    **COMPARE,
    **RANK,
    **AGGREGATE,
    **GROWTH,
    **SHARE,
    **STEPS,
    **MISSING,
}
"""Templates by the name of their operation."""
