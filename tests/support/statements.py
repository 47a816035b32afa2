"""Statements of two made-up companies, as grids of one document each: English in millions, Chinese in yuan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gbi.types import Value
from gbi_agents.tables import Grid
from support.grids import grid

Rows = Sequence[Sequence[Value]]
DOLLARS = ("USD", 1e6)
BALANCE: Rows = [
    ["label", "December 31, / 2021", "December 31, / 2020"],
    ["Cash and cash equivalents", 120, 100],
    ["Accounts receivable, net of allowances of $3 and $2", 80, 60],
    ["Inventories", 200, 160],
    ["TOTAL CURRENT ASSETS", 420, 340],
    ["Property and equipment, net", 500, 450],
    ["Total assets", 1000, 900],
    ["Accounts payable", 90, 70],
    ["Total current liabilities", 210, 200],
    ["Long-term debt", 300, 280],
    ["Acorn shareholders’ equity", None, None],
    ["Total Acorn shareholders’ equity", 380, 330],
    ["Noncontrolling interests", 20, 10],
    ["Total equity", 400, 340],
    ["Total liabilities and equity", 1000, 900],
]
INCOME: Rows = [
    ["label", "Year ended December 31, / 2021", "Year ended December 31, / 2020"],
    ["Net sales", 800, 700],
    ["Other revenue", 40, 30],
    ["Total revenue", 840, 730],
    ["Cost of sales", 500, 450],
    ["Operating income", 110, 90],
    ["Interest expense", -10, -9],
    ["Income before income taxes", 100, 81],
    ["Provision for income taxes", -25, -20],
    ["Net income", 75, 61],
]
CASH: Rows = [
    ["label", "Year ended December 31, / 2021", "Year ended December 31, / 2020"],
    ["Net income", 75, 61],
    ["Depreciation and amortization", 42, 40],
    ["Net cash provided by (used in) operating activities", 130, 100],
    ["Purchases of property, plant and equipment", -92, -80],
    ["Net cash used in investing activities", -95, -82],
    ["Net cash used in financing activities", -15, -10],
]
BALANCE_ZH: Rows = [
    ["项目", "期末余额", "期初余额"],
    ["货币资金", 500, 400],
    ["存货", 300, 260],
    ["流动资产合计", 1200, 1000],
    ["资产总计", 2000, 1800],
    ["流动负债合计", 600, 500],
    ["负债合计", 900, 850],
    ["所有者权益（或股东权益）合计", 1100, 950],
]
INCOME_ZH: Rows = [
    ["项目", "2020年度", "2019年度"],
    ["一、营业总收入", 1600, 1500],
    ["其中：营业收入", 1580, 1480],
    ["其中：营业成本", 948, 900],
    ["三、营业利润（亏损以“－”号填列）", 240, 200],
    ["四、利润总额（亏损总额以“－”号填列）", 250, 210],
    ["减：所得税费用", 50, 40],
    ["五、净利润（净亏损以“－”号填列）", 200, 170],
]


def one_document(*grids: Grid, document: str, name: str, text: str) -> tuple[Grid, ...]:
    """The grids as tables of one document, on pages 1, 2, ... whose text is `text`."""
    return tuple(
        replace(
            one,
            info=one.info.model_copy(update={"document": document, "document_name": name, "page": at}),
            page_text=text,
        )
        for at, one in enumerate(grids, 1)
    )


def table(rows: Rows, name: str, title: str, unit: tuple[str | None, float]) -> Grid:
    """A table of amounts, all of whose numbers are in one unit and scale."""
    return grid(rows, name=name, title=title, units={str(head): unit for head in rows[0][1:]})


def acorn(*more: Grid) -> tuple[Grid, ...]:
    """Acorn Holdings' three statements, with more tables of the same report."""
    own = (
        table(BALANCE, "balance", "Consolidated Balance Shee ts", DOLLARS),
        table(INCOME, "income", "CONSOLIDATED STATEMENTS OF INCOME", DOLLARS),
        table(CASH, "cash", "Consolidated Statements of Cash Flows", DOLLARS),
    )
    text = "Table of Contents\nACORN HOLDINGS, INC.\n(in millions)\n"
    return one_document(*own, *more, document="acorn", name="annual_2021.pdf", text=text)


def songshu() -> tuple[Grid, ...]:
    """松树股份's balance sheet, whose columns name no year, its income statement, and the parent company's balance."""
    yuan = ("CNY", 1.0)
    parent = [BALANCE_ZH[0], ["资产总计", 1500, 1400], ["流动资产合计", 700, 600], ["流动负债合计", 650, 640]]
    return one_document(
        table(parent, "parent", "母公司资产负债表", yuan),
        table(BALANCE_ZH, "balance_zh", "合并资产负债表", yuan),
        table(INCOME_ZH, "income_zh", "合并利润表", yuan),
        document="songshu",
        name="松树股份2020年报.pdf",
        text="2020年年度报告\n合并资产负债表\n2020年12月31日\n编制单位：松树股份有限公司\n",
    )
