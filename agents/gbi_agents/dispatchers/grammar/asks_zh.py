"""What a Chinese question wants back: a value, the name of something, a count, yes or no, or a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gbi_agents.dispatchers.grammar import lexicon_zh as zh
from gbi_agents.dispatchers.grammar.intent import Ask, Cue
from gbi_agents.language import Token

_NOUNS = re.compile(
    r"(?:哪(?:一|些|几)?(?:个|家|种|类|名|项|条|位|座|所|款)?|什么)([\u4e00-\u9fff]{1,4}?)(?=的|最|在|是|有|占|超|比|增|下|排|高|低|\x00|[\d,?。]|$)"
)


def what_is_asked(text: str, tokens: Sequence[Token], cues: Sequence[Cue]) -> tuple[Ask, tuple[str, ...], list[int]]:
    """The kind of answer, the characters of the noun that is asked for, and the tokens that only ask."""
    spent = [at for at, token in enumerate(tokens) if token.text in zh.STOP]
    noun_match = _NOUNS.search(text)
    noun = tuple(noun_match.group(1)) if noun_match else ()
    if noun_match:
        first, last = noun_match.span(1)
        spent += [at for at, token in enumerate(tokens) if first <= token.start < last]
    if re.search(zh.TRUTH, text) and not re.search(r"还是", text):
        return "truth", (), spent
    if any(cue.kind == "colour" for cue in cues) and re.search("什么", text):
        return "colour", (), spent
    if re.search(zh.WHEN, text):
        month = "month" if re.search(r"月", text) else "quarter" if re.search("季度", text) else "year"
        return "label", (month,), spent
    if re.search(r"哪些|列出|列举", text):
        return "list", noun, spent
    if re.search(r"哪|谁|什么(?!水平)|还是", text) and not _what_value(text):
        return "label", noun, spent
    if re.search(zh.COUNT, text):
        return "count", _counted(text), spent
    return "value", (), spent


def _what_value(text: str) -> bool:
    """ "最高值是什么" asks for the value, "占比最高的是什么" for the name."""
    return bool(re.search(rf"(?:{zh.MEASURES})是(?:多少|什么)?[?？]?$", text)) and not re.search("哪", text)


def _counted(text: str) -> tuple[str, ...]:
    match = re.search(
        r"(?:多少|几)(?:个|家|种|类|名|项|条|位|座|所|款)([\u4e00-\u9fff]{1,4}?)(?=的|在|是|有|占|超|比|高|低|\x00|[?。]|$)",
        text,
    )
    if match:
        return tuple(match.group(1))
    return ("year",) if re.search(r"(?:多少|几)年", text) else ()
