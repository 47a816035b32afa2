"""Text from documents, made harmless for places where Streamlit takes Markdown: labels, captions, tooltips.

Escaping is not enough. Some of what Streamlit's pages turn into something else (addresses into links, `:streamlit:` and
`:material/home:` into pictures, `--` into a dash) is looked for in the text after its escapes have been resolved. There
an invisible character (U+2060, word joiner) keeps apart what must not be read together.
"""

from __future__ import annotations

import re
from typing import TypeVar

JOINER = "\u2060"
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=^])")
_LOOKED_FOR = re.compile(
    r":(?=[A-Za-z/])"  # https:, mailto:, :material/home:, :streamlit:
    r"|(?<=www)(?=\.)"
    r"|@(?=[\w-])"
    r"|(?<!\S)[<>~-](?=[-=>]>?(?!\S))",  # arrows and the like, standing alone
    re.I,
)

_STARTS_A_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+\-\s]*(?:\d[\d.,\s]*%?)?")  # or a dash for none
Shown = TypeVar("Shown")


def plain(text: str) -> str:
    """The same text with every character that Markdown, HTML entities, LaTeX or Streamlit's colour and icon
    directives give a meaning escaped, on one line. Where no Markdown is needed `st.text` is the better choice."""
    apart = _LOOKED_FOR.sub(lambda found: found[0] + JOINER, " ".join(text.split()))
    return _MARKS.sub(r"\\\1", apart)


def for_csv(value: Shown) -> Shown | str:
    """A cell of a CSV file for people: text that a spreadsheet would run as a formula has an apostrophe before it.

    Numbers that stand there as text are left alone. (In Excel and Parquet files a cell says itself that it is text.)
    """
    if isinstance(value, str) and _STARTS_A_FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
