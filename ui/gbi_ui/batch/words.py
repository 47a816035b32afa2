"""What exports and evidence pages say, in English and Chinese: one literal table a language, the same keys (tested)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gbi_agents.language import Language, language_of

WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "answers": "Answers", "reports": "Reports", "figures": "Figures", "title": "Reports and answers",
        "report": "Report", "question": "Question", "status": "Status", "value": "Value", "unit": "Unit",
        "scale": "Scale", "answer": "Answer", "error": "±", "confidence": "Confidence", "source": "Source",
        "evidence": "Evidence", "sql": "SQL", "pages": "Pages", "seconds": "Seconds", "not read": "Not read",
        "path": "Path", "page": "Page", "kind": "Kind", "heading": "Title", "rows": "Rows", "columns": "Columns",
        "table": "Table", "open": "open", "answered": "answered", "unanswerable": "unanswerable",
        "needs-clarification": "needs-clarification", "failed": "failed", "not asked": "not asked yet",
        "count report": "{count} reports", "count question": "{count} questions", "count answer": "{count} answers",
        "one report": "1 report", "one question": "1 question", "one answer": "1 answer",
        "count figures": "{count} figures", "sure": "confidence {share}", "key figures": "Key figures",
        "misfits": "Does not fit together", "charts and tables": "{count} charts and tables",
        "on page": "page {number}", "from year": "{change} from {year}", "first rows": "the first {rows} of {of} rows",
        "error half": "± {error}", "basis": "basis: {basis}",
        "passed": "{check}: passed", "not passed": "{check}: failed",
        "result": "Result", "chart of the result": "chart of the result", "name, page": "{name}, page {number}",
        "no picture": "{where}: no picture ({error})", "rows more": "({rows} more rows)",
        "confident": "confidence: {share}", "note": "note: {text}",
        "try": "try: {text}", "from": "from: {place}", "evidence at": "evidence: {path}",
        "compared with one": "compared with 1 more place (--json or --show lists it)",
        "compared with": "compared with {count} more places (--json or --show lists them)",
        "join": ", ", "native": "native", "printed": "printed", "measured": "measured", "generated": "generated",
    },
    "zh": {
        "answers": "答案", "reports": "报告", "figures": "图表", "title": "报告与答案",
        "report": "报告", "question": "问题", "status": "状态", "value": "值", "unit": "单位",
        "scale": "量级", "answer": "回答", "error": "±", "confidence": "把握", "source": "出处",
        "evidence": "证据", "sql": "SQL", "pages": "页数", "seconds": "秒", "not read": "未能读取",
        "path": "路径", "page": "页", "kind": "类型", "heading": "标题", "rows": "行数", "columns": "列",
        "table": "表", "open": "打开", "answered": "已回答", "unanswerable": "报告中没有",
        "needs-clarification": "问题需要更明确", "failed": "失败", "not asked": "尚未提问",
        "count report": "{count} 份报告", "count question": "{count} 个问题", "count answer": "{count} 个答案",
        "one report": "1 份报告", "one question": "1 个问题", "one answer": "1 个答案",
        "count figures": "{count} 张图表", "sure": "把握 {share}", "key figures": "关键数字",
        "misfits": "不一致之处", "charts and tables": "{count} 张图表",
        "on page": "第 {number} 页", "from year": "较 {year} 年 {change}", "first rows": "共 {of} 行，显示前 {rows} 行",
        "error half": "± {error}", "basis": "来源方式：{basis}",
        "passed": "{check}：通过", "not passed": "{check}：未通过",
        "result": "结果", "chart of the result": "结果图", "name, page": "{name}，第 {number} 页",
        "no picture": "{where}：没有图像（{error}）", "rows more": "（另有 {rows} 行）",
        "confident": "把握：{share}", "note": "提示：{text}",
        "try": "可以试问：{text}", "from": "出处：{place}", "evidence at": "证据页：{path}",
        "compared with one": "另与 1 处作了比较（--json 或 --show 可列出）",
        "compared with": "另与 {count} 处作了比较（--json 或 --show 可列出）",
        "join": "，", "native": "文件自身的数据", "printed": "页面上印出", "measured": "由图形量出",
        "generated": "由模型给出",
    },
}  # fmt: skip

KINDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "chart": "chart", "table": "table", "text": "text", "bar": "bar chart", "grouped bar": "grouped bar chart",
        "stacked bar": "stacked bar chart", "line": "line chart", "area": "area chart",
        "stacked area": "stacked area chart", "pie": "pie chart", "donut": "donut chart", "scatter": "scatter chart",
        "bar and line": "bar and line chart",
    },
    "zh": {
        "chart": "图", "table": "表", "text": "文本", "bar": "柱形图", "grouped bar": "簇状柱形图",
        "stacked bar": "堆积柱形图", "line": "折线图", "area": "面积图", "stacked area": "堆积面积图", "pie": "饼图",
        "donut": "环形图", "scatter": "散点图", "bar and line": "柱线组合图",
    },
}  # fmt: skip
"""Kinds of regions and of charts."""


def language_for(questions: Iterable[str]) -> Language:
    """The exports' language: Chinese where most of the questions are, else English."""
    asked = [language_of(question) for question in questions if question]
    return "zh" if 2 * asked.count("zh") > len(asked) else "en"


def kind_words(kind: str, language: Language) -> str:
    """What kind of figure it is; the kind's own name where there are no words for it."""
    return KINDS[language].get(kind, kind)
