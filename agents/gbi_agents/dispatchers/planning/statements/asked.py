"""What a question asks of statements: one figure, or one by another, in a year, and nothing else.

A question is taken only where every word of it is understood: the figures, the year, the company, the wish for a form,
and words that frame a question. "Net income of the streaming segment" asks for something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from gbi_agents.dispatchers.planning.statements.figures import FIGURES, NAMES
from gbi_agents.dispatchers.planning.statements.lines import CORE
from gbi_agents.dispatchers.planning.statements.moves import Kind, Move, move_said, without_move
from gbi_agents.language import fold, is_cjk, stems, tokenize
from gbi_agents.linking import words_alike

_FRAMING = """
what is was were are be the a an of for in on at by from its their this that and or it which there both
company corporation corp inc plc group firm amount value figure level total annual full whole all
give me tell show how much did does do have has had report reported reporting calculate compute find please answer
as based using according to statement financial consolidated
year fiscal fy f ended ending end usd dollar us $ million thousand billion
ratio rate margin average percentage percent % s
"""
_FRAME = frozenset(_FRAMING.split())
_FRAME_ZH = frozenset(
    "的是了在有为请问截至中里各个这那于其它多少几什么怎样年度末底期本该公司集团股份有限企业报告财务合并根据按照数据计算率与和占比例之值约账面价余金"
)
_JOINS = (
    r"to", r"-to-", r"/", r"over", r"divided by", r"relative to", r"by", r"and",
    r"as (?:a |the )?(?:percentage|percent|%|share|proportion) of", r"与", r"和", r"除以",
    r"占", r"对", r"比", r"同", r"÷",
)  # fmt: skip
_JOIN = re.compile(rf"^[\s,]*(?:ratio )?({'|'.join(_JOINS)})\s*(?:the )?(?:its )?(?:fy ?)?(?:\d{{4}} )?$")
_OF_PAIR = re.compile(r"\b(?:ratio|quotient) (?:of|between) (?:the )?(?:\w+ )?$")
_PAIR_WORD = re.compile(r"之比|比值|比率|比例|比重|百分比|\bratio\b")
_PERCENT = re.compile(r"percent|per cent|%|百分|占")
_STATEMENTS = re.compile(
    r"(?:consolidated )?(?:balance sheets?|income statements?|cash ?flows? statements?"
    r"|statements? of (?:operations|income|earnings|cash ?flows?|financial position))|(?:资产负债|利润|现金流量)表"
)
_DAYS = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b"
    r"|\d{1,2} ?月 ?\d{1,2} ?日"
)
"""The day that a year ended on."""
_PART_YEAR = re.compile(r"\bq[1-4]\b|\bh[12]\b|\bquarter|\bhalf\b|\bmonth|季度|半年|\d月|月份")
"""A quarter or month: "Q4 report" in a document's name does not make the year's figure that of the quarter."""
_YEAR = r"(?<!\d)(?:19|20)\d\d(?!\d)"
MOST_YEARS = 5
STOCKS = frozenset(CORE["balance"]) | {"inventory", "receivables", "payables", "working_capital", "total_debt"}
"""Lines of the balance sheet whose change over a year the cash flow statement prints too, as something else."""
_RATIO_WORD = re.compile(r"\b(?:ratio|rate|margin)\b|比率|比例|[^几多]率")
_SLIP = r"(?![a-z])|(?=(?:for|of|in)\b)"


@dataclass(frozen=True)
class Said:
    """A figure's name in the folded question: its span, the figure, and whether its average is meant."""

    start: int
    end: int
    name: str
    mean: bool = False

    @property
    def term(self) -> str:
        """The figure as a term of an expression."""
        return f"avg({self.name})" if self.mean else self.name


@dataclass(frozen=True)
class Asked:
    """An expression over figures, the year that is named (None for the latest), and whether per cent is wished for.
    `move`: what is done with the figure over years. Without an expression no figure of such a kind is known."""

    expression: str
    said: tuple[Said, ...]
    year: int | None
    percent: bool
    move: Kind | None = None


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(pattern if is_cjk(pattern) else rf"(?<![a-z-])(?:{pattern})(?:{_SLIP})"), name)
        for pattern, name in NAMES
    )


def figures_said(text: str) -> tuple[Said, ...]:
    """The figures that the folded text names, the longest name at each place, none overlapping another."""
    found = [Said(m.start(), m.end(), name) for pattern, name in _names() for m in pattern.finditer(text)]
    found = [one for one in found if not _ends_a_pair(text, one, found)]
    kept: list[Said] = []
    for one in sorted(found, key=lambda said: (said.start - said.end, said.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(_averaged(text, one) for one in sorted(kept, key=lambda said: said.start))


def _ends_a_pair(text: str, one: Said, found: Sequence[Said]) -> bool:
    """ "Interest expense to debt ratio": the ratio of the two, not interest expense to the debt ratio."""
    joined = re.search(r"\b(?:to|over|by|divided by|/)\s+(?:the |average |total )*$", text[: one.start])
    pair = joined is not None and any(other.end <= joined.start() for other in found)
    return pair and text[one.start : one.end].endswith(" ratio")


def _averaged(text: str, said: Said) -> Said:
    before = re.search(r"\baverage (?:total )?$|平均$", text[: said.start])
    return Said(before.start(), said.end, said.name, True) if before else said


def asked_of(question: str, names: str) -> Asked | None:
    """What is asked; None where a word is left that no figure, year, frame or name (`names`, folded) explains."""
    text = _STATEMENTS.sub(lambda match: " " * len(match.group()), fold(question))
    said = figures_said(text)
    years = sorted({int(year) for year in re.findall(_YEAR, text)})
    if not 1 <= len(said) <= 2 or len(years) > MOST_YEARS:
        return None
    rest = _masked(text, said)
    if _PART_YEAR.search(rest):
        return None
    move = move_said(rest, years, said[0].mean) if len(said) == 1 else None
    if (move is None and len(years) > 1) or _left(rest if move is None else without_move(rest), names):
        return None
    if move is not None:
        return _moved(said[0], move, years)
    year = years[0] if years else None
    if len(said) == 2:
        return _pair(text, said, year)
    named = _RATIO_WORD.search(rest)
    if named is not None and not is_ratio(said[0].name):  # "operating cash flow ratio" is no cash flow
        return Asked("", (replace(said[0], end=max(said[0].end, named.end())),), year, False)
    return Asked(said[0].term, said, year, _PERCENT.search(text) is not None)


def is_ratio(name: str) -> bool:
    """Whether a figure is defined as one thing by another."""
    return any("/" in formula for formula in FIGURES.get(name, ()))


def _moved(said: Said, move: Move, years: Sequence[int]) -> Asked | None:
    """A change of one figure. That of a ratio in per cent of itself is left aside: percentage points may be meant."""
    ratio = is_ratio(said.name)
    if (ratio and move.kind == "grown") or (not ratio and move.points):
        return None
    if move.kind != "mean" and len(years) == 1 and said.name in STOCKS:
        return None
    term = move.expression(said.name)
    return Asked(term, (said,), move.years[-1], move.points, move.kind)


def _pair(text: str, said: Sequence[Said], year: int | None) -> Asked | None:
    """ "A to B", "ratio of A to B", "A as a percentage of B", "A与B之比"; None where the two are not joined so."""
    first, second = said
    between, before, after = text[first.end : second.start], text[: first.start], text[second.end :]
    percent = _PERCENT.search(text) is not None
    join = _JOIN.match(between)
    if join is None:
        return None
    vague = join.group(1) in ("and", "by", "与", "和", "对", "同", "比")
    if vague and not (_OF_PAIR.search(before) or _PAIR_WORD.match(after.lstrip(" 的"))):
        return None
    return Asked(f"({first.term}) / ({second.term})", tuple(said), year, percent)


def _masked(text: str, said: Sequence[Said]) -> str:
    """The question without its figures, what joins them, days and years."""
    masked = list(text)
    joined = len(said) == 2 and _JOIN.match(text[said[0].end : said[1].start])
    for start, end in [(said[0].start, said[1].end)] if joined else [(one.start, one.end) for one in said]:
        masked[start:end] = " " * (end - start)
    return _DAYS.sub(" ", re.sub(_YEAR, " ", "".join(masked)))


def _left(rest: str, names: str) -> list[str]:
    """Words of the rest of a question that nothing explains."""
    for run in sorted(re.findall(r"[\u4e00-\u9fff]{2,}", rest), key=len, reverse=True):
        rest = rest.replace(run, _without_names(run, names))
    known = frozenset(stems(names))
    left = []
    for token in tokenize(rest):
        framed = token.text in _FRAME or token.stem in _FRAME or (token.cjk and token.text in _FRAME_ZH)
        if not framed and not (not token.cjk and any(words_alike(token.stem, word) >= 0.9 for word in known)):
            left.append(token.text)
    return left


def _without_names(run: str, names: str) -> str:
    """Chinese text without what stands in the names too, two characters and more."""
    out, at = "", 0
    while at < len(run):
        size = next((n for n in range(len(run) - at, 1, -1) if run[at : at + n] in names), 0)
        out, at = out + ("" if size else run[at]), at + max(size, 1)
    return out
