"""The lines of financial statements, English and Chinese: in which statement each stands and how it is labelled.

Labels are compared as `plain_label` gives them: lower case, without brackets, footnote marks, apostrophes and numerals
of lists; with the headings above them, as `plain_path` does, where " / " stands in a pattern. The patterns of a line
stand in order of preference: the first that any row fits is the line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from gbi_agents.language import fold, is_cjk

Kind = Literal["balance", "income", "cash", "note"]


class Line(NamedTuple):
    """One line: the statements that hold it, in order, and patterns for its whole label. `outflow`: statements print
    it as a positive cost or as a negative flow, and its amount is meant. "note" is any other table by years."""

    where: tuple[Kind, ...]
    labels: tuple[str, ...]
    outflow: bool = False


_OWNERS = r"(?:(?!non)[\w.&]+ ){0,5}?"
_EQUITY = r"(?:stockholders|shareholders|shareowners|owners) ?(?:equity|deficit|investment)(?: .*)?"
_PER_SHARE = (
    r"(?:net )?(?:income|earnings|loss|profit)(?: loss| earnings)?"
    r" per (?:common |ordinary )?share(?: attributable to [^/]*)?"
)
_NET = r"(?:consolidated )?net (?:income|earnings|profit|loss)"

LINES: dict[str, Line] = {
    "revenue": Line(("income",), (
        r"total (?:net )?(?:revenues?|sales)(?: and other income)?|net sales and revenues?",
        r"net revenues?|revenues? net",
        r"revenues?|net (?:operating )?(?:sales|revenues?)|sales|turnover", r"营业收入", r"营业总收入")),
    "net_sales": Line(("income",), (
        r"(?:total )?net sales", r"net (?:operating )?(?:sales|revenues?)",
        r"total (?:revenues?|sales)|revenues?|sales|turnover")),
    "cost_of_revenue": Line(("income",), (
        r"total costs? of (?:revenues?|sales|goods sold|products? sold)",
        r"costs? of (?:revenues?|sales|goods sold|products? sold|merchandise sold)|merchandise costs",
        r"营业成本"), True),
    "gross_profit": Line(("income",), (r"(?:total )?gross (?:profit|margin|income)", r"毛利润?")),
    "operating_income": Line(("income",), (
        r"(?:total |consolidated )?(?:operating|trading) (?:income|profit|earnings|result)",
        r"(?:income|profit|earnings) from (?:continuing )?operations|(?:income|profit) from operating activities",
        r"营业利润")),
    "pretax_income": Line(("income",), (
        r"(?:consolidated )?(?:income|earnings|profit|loss)(?: from continuing operations)? before "
        r"(?:provision for |benefit from )?(?:income )?tax(?:es|ation)?(?: .*)?|pre ?tax (?:income|profit|earnings)",
        r"利润总额")),
    "income_tax": Line(("income",), (
        r"(?:provision|benefit)(?: provision| benefit)?(?: for| from)+ (?:income )?taxes(?: .*)?"
        r"|income tax(?:es)?(?: expense| provision| benefit)*|(?:total )?tax expense|taxation", r"所得税费用")),
    "net_income": Line(("income", "cash"), (
        rf"{_NET}|profit for the (?:year|period)", rf"{_NET} attributable to (?!.*(?:non ?controlling|minority)).*",
        rf"{_NET} including non ?controlling.*", r"净利润")),
    "interest_expense": Line(("income", "note"), (
        r"interest expense|interest and debt expense|finance costs?|interest expense (?:net|on .*|from debt.*)",
        r"利息(?:费用|支出)"), True),
    "rnd_expense": Line(("income", "note"), (
        r"rnd(?: expenses?| costs?)?(?: net)?|research development and related expenses?",
        r"(?:product|technology)(?: and)? development(?: expenses?)?", r"研发费用"), True),
    "advertising_expense": Line(("income", "note"), (r"advertising(?: expenses?| costs?)?",), True),
    "sga_expense": Line(("income",), (r"selling,? general,? and administrative(?: expenses?)?",), True),
    "marketing_expense": Line(("income",), (r"(?:sales and |advertising and )?marketing(?: expenses?)?",), True),
    "selling_expense": Line(("income",), (r"销售费用",), True),
    "admin_expense": Line(("income",), (r"general and administrative(?: expenses?)?", r"管理费用"), True),
    "financial_expense": Line(("income",), (r"财务费用",)),
    "total_assets": Line(("balance",), (r"total assets", r"资产总[计额]")),
    "current_assets": Line(("balance",), (r"total current assets", r"流动资产合计")),
    "noncurrent_assets": Line(("balance",), (r"total (?:non ?current|long term) assets", r"非流动资产合计")),
    "cash": Line(("balance",), (r"cash and cash equivalents(?: at end of .*)?", r"cash", r"货币资金")),
    "short_term_investments": Line(("balance",), (
        r"(?:short term|current) (?:investments|marketable securities)|marketable securities(?: current)?"
        r"|investments current", r"交易性金融资产")),
    "receivables": Line(("balance",), (
        r"(?:total )?(?:accounts |trade |customer )+receivables?(?: net)?(?: .*)?|receivables?(?: net)?", r"应收账款")),
    "inventory": Line(("balance",), (r"(?:total |merchandise )?inventor(?:y|ies)(?: net)?", r"存货")),
    "property": Line(("balance",), (
        r"(?:total )?property(?: plant)?(?: and)? equipment,? net(?: .*)?|net property(?: plant)?(?: and)? equipment",
        r"property(?: plant)?(?: and)? equipment(?: less .*)?", r"固定资产")),
    "goodwill": Line(("balance",), (r"goodwill(?: net)?", r"商誉")),
    "total_liabilities": Line(("balance",), (r"total liabilities", r"负债[合总][计额]")),
    "current_liabilities": Line(("balance",), (r"total current liabilities", r"流动负债合计")),
    "noncurrent_liabilities": Line(("balance",), (
        r"total (?:non ?current|long term) liabilities", r"非流动负债合计")),
    "payables": Line(("balance",), (r"(?:trade )?accounts payable(?: trade)?(?: .*)?|trade payables", r"应付账款")),
    "short_term_debt": Line(("balance",), (
        r"short term (?:debt|borrowings?|loans?)(?: and current (?:portion|maturities) of long term debt)?"
        r"|notes payable|commercial paper|loans and notes payable", r"短期借款")),
    "current_debt": Line(("balance",), (
        r"current (?:portion|maturities|installments) of (?:long term )?(?:debt|borrowings)(?: .*)?",
        r"一年内到期的非流动负债")),
    "long_term_debt": Line(("balance",), (
        r"(?:total )?long term (?:debt|borrowings?)(?: net)?(?: (?:excluding|less|net of) current .*)?"
        r"|non ?current borrowings", r"长期借款")),
    "lease_liabilities": Line(("note",), (
        r"total (?:operating and finance )?lease liabilities|present value of lease liabilities", )),
    "any_lease": Line(("balance",), (r".*lease liabilit(?:y|ies)(?: .*)?", r"租赁负债")),
    "retained_earnings": Line(("balance",), (r"retained earnings(?: .*)?|accumulated deficit", r"未分配利润")),
    "owners_equity": Line(("balance",), (
        rf"total (?!liabilit){_OWNERS}{_EQUITY}",
        r"total equity", r"归属于母公司(?:所有者|股东)权益.*合计")),
    "total_equity": Line(("balance",), (
        r"total equity(?: deficit)?",
        rf"total (?!liabilit){_OWNERS}{_EQUITY}",
        r"(?:所有者权益|股东权益)(?:或股东权益)?合计")),
    "balance_total": Line(("balance",), (
        r"total liabilities(?: .*)? and (?:[\w.&]+ ){0,4}(?:equity|deficit)", r"负债和(?:所有者权益|股东权益).*总计")),
    "operating_cash_flow": Line(("cash",), (
        r"(?:total |net )?cash(?: flows?)?(?: provided| used| generated)*(?: by| in| from| for)* operating activities"
        r"|(?:net )?cash (?:provided by|from|generated from) operations", r"经营活动产生的现金流量净额")),
    "investing_cash_flow": Line(("cash",), (
        r"(?:total |net )?cash(?: flows?)?(?: provided| used| generated)*(?: by| in| from| for)* investing activities",
        r"投资活动产生的现金流量净额")),
    "financing_cash_flow": Line(("cash",), (
        r"(?:total |net )?cash(?: flows?)?(?: provided| used| generated)*(?: by| in| from| for)* financing activities",
        r"筹资活动产生的现金流量净额")),
    "capex": Line(("cash",), (
        r"capital (?:expenditures?|spending)(?: .*)?",
        r"(?:purchases?|additions?|acquisitions?|payments?)(?: of| to| for)? (?:the )?property(?: .*)?",
        r"购建固定资产.*支付的现金"), True),
    "depreciation_and_amortization": Line(("cash", "income"), (
        r"(?:total )?depreciation(?: expense)?(?: and)? amorti[sz]ation(?: expense)?",
        r"depreciation(?: and)? amorti[sz]ation (?:of property|and (?:other|impairment|accretion)).*"
        r"|depreciation of property.* amorti[sz]ation.*|depreciation amorti[sz]ation and .*")),
    "depreciation": Line(("cash",), (r"depreciation(?: expense)?(?: of (?:property|fixed).*)?", r"固定资产折旧.*")),
    "amortization": Line(("cash",), (
        r"amorti[sz]ation(?: expense)?(?: of (?:acquired |other )*intangible.*)?", r"无形资产摊销")),
    "deferred_amortization": Line(("cash",), (r"长期待摊费用摊销",)),
    "right_of_use_depreciation": Line(("cash",), (r"使用权资产(?:折旧|摊销)",)),
    "dividends_paid": Line(("cash",), (
        r"(?:payments? of )?(?:cash )?dividends?(?: paid| payments?)?(?: .*)?", r"分配股利.*支付的现金"), True),
    "operating_expenses": Line(("income",), (
        r"total operating (?:expenses|costs)(?: and expenses)?|total costs and expenses",), True),
    "total_costs": Line(("income",), (r"营业总成本",), True),
    "interest_income": Line(("income", "note"), (
        r"interest income|interest and (?:investment|dividend) income", r"利息收入")),
    "owners_income": Line(("income",), (
        rf"{_NET} attributable to (?!.*(?:non ?controlling|minority)).*", r"归属于母公司(?:所有者|股东)的净利润")),
    "core_income": Line(("note",), (r"归属于上市公司股东的扣除非经常性损益的净利润",)),
    "comprehensive_income": Line(("income", "note"), (
        r"(?:total )?comprehensive (?:income|loss)(?: net)?", r"综合收益总额")),
    "eps_basic": Line(("income",), (
        rf"{_PER_SHARE}(?: [^/]*)? / basic(?: .*)?|basic {_PER_SHARE}(?: .*)?|{_PER_SHARE} basic", r"基本每股收益.*")),
    "eps_diluted": Line(("income",), (
        rf"{_PER_SHARE}(?: [^/]*)? / diluted(?: .*)?|diluted {_PER_SHARE}(?: .*)?"
        rf"|{_PER_SHARE} (?:diluted|assuming dilution)", r"稀释每股收益.*")),
    "dividends_per_share": Line(("income", "note"), (
        r"(?:cash )?dividends? (?:declared |paid )*per (?:common |ordinary )?share(?: .*)?",)),
    "accrued_liabilities": Line(("balance",), (
        r"accrued (?:expenses|liabilities)(?: and other(?: current)?(?: liabilities)?)?|other accrued liabilities",)),
    "intangibles": Line(("balance",), (r"(?:other |acquired )?intangible assets(?: net)?", r"无形资产")),
    "deferred_revenue": Line(("balance",), (
        r"(?:total )?(?:unearned|deferred) (?:revenues?|income)(?: current)?", r"合同负债")),
    "accumulated_other_income": Line(("balance",), (
        r"accumulated other comprehensive (?:loss|income)(?: loss| income)?(?: net)?(?: of tax.*)?", r"其他综合收益")),
    "accumulated_depreciation": Line(("balance", "note"), (
        r"(?:less )?accumulated depreciation(?: and amorti[sz]ation)?",), True),
    "share_repurchases": Line(("cash",), (
        r"(?:repurchases?|purchases?) of (?:common |treasury )?(?:stock|shares)(?: .*)?"
        r"|(?:common stock|share|treasury stock) (?:repurchase[ds]?|purchases?)(?: .*)?",), True),
    "stock_compensation": Line(("cash",), (r"(?:stock|share) based compensation(?: expense)?(?: net)?",)),
    "net_change_in_cash": Line(("cash",), (
        r"(?:net )?(?:increase|decrease|change)(?: increase| decrease)? in cash(?: .*)?",
        r"现金及现金等价物净增加额")),
    "cash_at_end": Line(("cash",), (
        r"cash(?: and cash equivalents)?(?: and restricted cash)? (?:at )?end of (?:the )?(?:year|period)",
        r"期末现金及现金等价物余额")),
    "taxes_paid": Line(("cash", "note"), (
        r"cash paid (?:.* )?for (?:income )?taxes(?: .*)?|cash paid .*/ (?:income )?taxes(?: .*)?"
        r"|income taxes paid(?: .*)?", r"支付的各项税费")),
    "interest_paid": Line(("cash", "note"), (
        r"cash paid (?:.* )?for interest(?: .*)?|cash paid .*/ interest(?: .*)?|interest paid(?: .*)?",)),
}  # fmt: skip
"""Every line by the name that the definitions of figures use."""

CORE: dict[Kind, tuple[str, ...]] = {
    "balance": ("total_assets", "current_assets", "current_liabilities", "total_liabilities", "total_equity",
                "owners_equity", "balance_total", "noncurrent_assets", "noncurrent_liabilities", "cash"),
    "income": ("revenue", "cost_of_revenue", "operating_income", "pretax_income", "income_tax", "net_income"),
    "cash": ("operating_cash_flow", "investing_cash_flow", "financing_cash_flow", "capex"),
}  # fmt: skip
"""The lines that tell which statement a table is."""

_HEADS: dict[Kind, str] = {
    "balance": r"balancesheets?|statements?offinancial(?:position|condition)|资产负债表",
    "income": r"statements?of(?:consolidated)?(?:income|operations|earnings|profit)|incomestatements?|利润表",
    "cash": r"statements?of(?:consolidated)?cashflows?|cashflowstatements?|现金流量表",
}
"""Without spaces: titles are often set with gaps within words."""
_PARTS = (
    r"parent company|registrant|subsidiary|guarantor|segment|quarter|pro ?forma|adjust|adoption|母公司|调整|首次执行"
)
TITLE = 90
"""Characters up to which a text is a title; a longer one speaks of a statement rather than naming its own table."""


def plain_label(text: str) -> str:
    """The last part of a label as the patterns see it: "Depreciation, amortization (Note 3)" without signs or notes."""
    last = re.split(r"\s/\s", fold(text))[-1]
    last = re.sub(r"\([^()]*\)|（[^（）]*）|[⁰¹²³⁴⁵⁶⁷⁸⁹*†‡'\"“”’]|\$\s*", " ", last)
    last = re.sub(r"^\s*[一二三四五六七八九十]+\s*[、.]|^\s*\d+\s*[、.]|^\s*(?:加|减|其中)\s*[:：]", " ", last)
    last = re.sub(r"[\s,:：;.\-–—]+", " ", last).strip()
    return last.replace(" ", "") if is_cjk(last) else last


def plain_path(text: str) -> str:
    """A label and the headings that it stands under, each as `plain_label` gives it: "earnings per share / diluted"."""
    return " / ".join(filter(None, (plain_label(part) for part in re.split(r"\s/\s", text))))


def heads_of(titles: Sequence[str]) -> frozenset[Kind]:
    """The statements that a table's titles name."""
    squeezed = [re.sub(r"\s+", "", fold(title)) for title in titles if len(title) <= TITLE]
    return frozenset(kind for kind, pattern in _HEADS.items() if any(re.search(pattern, text) for text in squeezed))


def of_a_part(titles: Sequence[str]) -> bool:
    """Whether titles speak of a parent company alone, a segment, a quarter or an adjustment."""
    return any(re.search(_PARTS, fold(title)) for title in titles)
