"""Text from documents, made harmless for places where Streamlit takes Markdown: labels, captions, tooltips."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=^])")


def plain(text: str) -> str:
    """The same text with every character that Markdown, HTML entities, LaTeX or Streamlit's colour and icon
    directives give a meaning escaped, on one line. Where no Markdown is needed `st.text` is the better choice."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
