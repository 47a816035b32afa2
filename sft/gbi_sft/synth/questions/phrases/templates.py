"""All templates by language and operation, with those of questions that the figure cannot answer."""

from __future__ import annotations

from gbi_sft.sample import Language
from gbi_sft.synth.questions.phrases import chinese_computes, chinese_reads, english_computes, english_reads

Templates = dict[str, tuple[str, ...]]

ALIKE = {
    "missing_label": "value",
    "missing_series": "value",
    "missing_measure": "value",
    "missing_in_change": "percent_change",
    "missing_in_compare": "difference_of_labels",
}
"""Questions without an answer that are asked in the words of those that have one."""

ENGLISH: Templates = {
    "missing_reason": (
        "why did {line} {rise} [from {from} to {to}|between {from} and {to}]?",
        "what [caused|explains|is the reason for] the change in {bare} between {from} and {to}?",
        "[explain|tell me] why {line} did {rise} from {from} to {to}.",
    ),
    "missing_source": (
        "[which|what] [survey|database|organisation] do the [figures|numbers] for {name} come from?",
        "who [collected|measured] the {bare} of {name}?",
        "how many people were asked for the {bare} of {name}?",
    ),
}

CHINESE: Templates = {
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


def _all(*groups: Templates) -> Templates:
    found = {name: lines for group in groups for name, lines in group.items()}
    return found | {name: found[like] for name, like in ALIKE.items()}


TEMPLATES: dict[Language, Templates] = {
    "en": _all(
        english_reads.LOOKUP, english_reads.COMPARE, english_reads.RANK, english_computes.AGGREGATE,
        english_computes.GROWTH, english_computes.SHARE, english_computes.STEPS, ENGLISH,
    ),
    "zh": _all(
        chinese_reads.LOOKUP, chinese_reads.COMPARE, chinese_reads.RANK, chinese_computes.AGGREGATE,
        chinese_computes.GROWTH, chinese_computes.SHARE, chinese_computes.STEPS, CHINESE,
    ),
}  # fmt: skip
