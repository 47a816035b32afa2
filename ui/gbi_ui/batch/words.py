"""What the exports say, in English and Chinese: one literal table a language, the same keys in both (tested)."""

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
        "join": "，", "native": "文件自身的数据", "printed": "页面上印出", "measured": "由图形量出",
        "generated": "由模型给出",
    },
}  # fmt: skip


def language_for(questions: Iterable[str]) -> Language:
    """The exports' language: Chinese where most of the questions are, else English."""
    asked = [language_of(question) for question in questions if question]
    return "zh" if 2 * asked.count("zh") > len(asked) else "en"
