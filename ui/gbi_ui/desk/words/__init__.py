"""What the desk says, in English and Chinese: one literal table a language, the same keys in both (tested)."""

from __future__ import annotations

import streamlit as st

from gbi_agents.chinese import in_language
from gbi_ui.batch.words import KINDS
from gbi_ui.desk.words import (
    en,
    en_data,
    en_reports,
    en_review,
    en_settings,
    zh,
    zh_data,
    zh_reports,
    zh_review,
    zh_settings,
)

LANGUAGES = {"en": "English", "zh": "中文"}
FIGURES: dict[str, dict[str, str]] = {
    language: {f"reports.kind.{kind}": words for kind, words in kinds.items()} for language, kinds in KINDS.items()
}
"""Kinds of figures, as the exports call them."""
TABLES = {
    "en": en.WORDS | en_reports.WORDS | en_review.WORDS | en_data.WORDS | en_settings.WORDS | FIGURES["en"],
    "zh": zh.WORDS | zh_reports.WORDS | zh_review.WORDS | zh_data.WORDS | zh_settings.WORDS | FIGURES["zh"],
}


def preferred(locale: str | None) -> str:
    """The desk's language for a browser's locale ("zh-CN"): Chinese for Chinese, else English."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"


def known(key: str) -> bool:
    """Whether there are words for the key."""
    return key in TABLES["en"]


def say(key: str, **values: object) -> str:
    """The words of that key in the session's language, with `values` put in. Raises `KeyError` for an unknown key.

    Values from documents must not go in here where the result is shown as Markdown: show them with `st.text`, or
    pass them through `gbi_ui.desk.safe.plain`.
    """
    return TABLES[st.session_state.get("language", "en")][key].format(**values)


def told(what: object) -> str:
    """An error, or what one left behind (a warning, a failure's text, a finding), in the session's language.

    It may hold text of documents: as for `say`.
    """
    return in_language(str(what), st.session_state.get("language", "en"))
