"""Figures that analysts name but reports rarely print, as questions about the lines that they are made of.

The definitions are the usual ones of financial-statement analysis; a table that prints the figure is asked first.
"""

from __future__ import annotations

import re

_RATIO = "ratio of {} to {}"
_LESS = "difference between {} and {}"
_TERMS = {
    "sales": "total revenue",
    "current assets": "total current assets",
    "current liabilities": "total current liabilities",
    "equity": "total stockholders' equity",
}
METRICS: tuple[tuple[str, str], ...] = (
    (r"(?:net )?working capital(?: amount)?", _LESS.format(_TERMS["current assets"], _TERMS["current liabilities"])),
    (r"current ratio", _RATIO.format(_TERMS["current assets"], _TERMS["current liabilities"])),
    (r"gross (?:profit )?margin", _RATIO.format("gross profit", _TERMS["sales"])),
    (r"operating (?:profit |income )?margin", _RATIO.format("operating income", _TERMS["sales"])),
    (r"net (?:profit |income )?margin|profit margin", _RATIO.format("net income", _TERMS["sales"])),
    (r"return on (?:total )?assets?", _RATIO.format("net income", "total assets")),
    (r"return on (?:common |stockholders'? |shareholders'? )?equity", _RATIO.format("net income", _TERMS["equity"])),
    (r"(?:total )?asset turnover(?: ratio)?", _RATIO.format(_TERMS["sales"], "total assets")),
    (r"(?:effective )?tax rate", _RATIO.format("provision for income taxes", "income before income taxes")),
    (r"interest coverage(?: ratio)?", _RATIO.format("operating income", "interest expense")),
    (r"debt[- ]to[- ]equity(?: ratio)?", _RATIO.format("total liabilities", _TERMS["equity"])),
    (r"毛利率", "毛利与营业收入之比"),
    (r"净利率|净利润率|销售净利率", "净利润与营业收入之比"),
    (r"流动比率", "流动资产合计与流动负债合计之比"),
    (r"资产负债率", "负债合计与资产总计之比"),
    (r"总资产收益率", "净利润与资产总计之比"),
    (r"净资产收益率", "净利润与所有者权益合计之比"),
)


def rewritten(question: str) -> str | None:
    """The question with a known figure spelled out as its formula; None when it names none."""
    for pattern, formula in METRICS:
        match = re.search(rf"(?<![A-Za-z]){pattern}(?![A-Za-z])", question, re.I)
        if match:
            formula = formula if re.search(r"[\u4e00-\u9fff]", formula) else f"the {formula}"
            return re.sub(r"\bthe the\b", "the", question[: match.start()] + formula + question[match.end() :])
    return None
