"""What a question asks of statements: one figure, or one by another, in a year, and nothing else.

A question is taken only where every word of it is understood: the figures, the year, the company, the wish for a form,
and words that frame a question. "Net income of the streaming segment" asks for something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gbi_agents.dispatchers.planning.statements.figures import NAMES
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
    "的是了在有为请问截至中里各个这那于其它多少几什么怎样年度末底期本该公司集团股份有限企业报告财务合并根据按照数据计算率与和占比例之值约"
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
    """An expression over figures, the year that is named (None for the latest), and whether per cent is wished for."""

    expression: str
    said: tuple[Said, ...]
    year: int | None
    percent: bool


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(pattern if is_cjk(pattern) else rf"(?<![a-z-])(?:{pattern})(?:{_SLIP})"), name)
        for pattern, name in NAMES
    )


def figures_said(text: str) -> tuple[Said, ...]:
    """The figures that the folded text names, the longest name at each place, none overlapping another."""
    found = [Said(m.start(), m.end(), name) for pattern, name in _names() for m in pattern.finditer(text)]
    kept: list[Said] = []
    for one in sorted(found, key=lambda said: (said.start - said.end, said.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(_averaged(text, one) for one in sorted(kept, key=lambda said: said.start))


def _averaged(text: str, said: Said) -> Said:
    before = re.search(r"\baverage (?:total )?$|平均$", text[: said.start])
    return Said(before.start(), said.end, said.name, True) if before else said


def asked_of(question: str, names: str) -> Asked | None:
    """What is asked; None where a word is left that no figure, year, frame or name (`names`, folded) explains."""
    text = _STATEMENTS.sub(lambda match: " " * len(match.group()), fold(question))
    said = figures_said(text)
    years = sorted({int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)})
    if not 1 <= len(said) <= 2 or len(years) > 1 or _left(text, said, names):
        return None
    year = years[0] if years else None
    if len(said) == 1:
        return Asked(said[0].term, said, year, _PERCENT.search(text) is not None)
    return _pair(text, said, year)


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


def _left(text: str, said: Sequence[Said], names: str) -> list[str]:
    """Words of the question that nothing explains."""
    masked = list(text)
    joined = len(said) == 2 and _JOIN.match(text[said[0].end : said[1].start])
    for start, end in [(said[0].start, said[1].end)] if joined else [(one.start, one.end) for one in said]:
        masked[start:end] = " " * (end - start)
    rest = _DAYS.sub(" ", re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", " ", "".join(masked)))
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
