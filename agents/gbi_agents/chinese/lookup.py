"""A sentence of the program in the language of whoever reads it.

Errors, warnings and findings are made and kept in English: they travel between processes and lie in the catalogue.
They are put into Chinese where they are shown, sentence by sentence, with the names and numbers in them left as they
are. A sentence that no table has stays English: what it says matters more than its language. Not covered: what other
programs say within a sentence (DuckDB, the operating system beyond its commonest words).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gbi_agents.chinese import answers, desk, documents, models, readings, serving, system, workspace

TABLES: tuple[Mapping[str, str], ...] = (
    documents.SENTENCES,
    readings.SENTENCES,
    workspace.SENTENCES,
    models.SENTENCES,
    serving.SENTENCES,
    answers.SENTENCES,
    desk.SENTENCES,
    system.SENTENCES,
)
"""English to Chinese. `{}` stands for a part; the Chinese names parts by number, `{0}`, or, where the part is a word of
the program, `{0:word}`."""
WORDS: Mapping[str, str] = {"chart": "图", "table": "表", "text": "文本", "page": "页", "sheet": "工作表", "rows": "行",
                            "part": "段落", "load": "加载", "unload": "卸载"}  # fmt: skip
DEEPEST = 4  # sentences within sentences
MOST_MARKS = 6  # colons and semicolons after which a sentence is looked for

_PART = re.compile(r"\{(\d)(:word)?\}")


def in_language(text: str, language: str) -> str:
    """The sentence in that language ("en", "zh"); as it is where nobody has said it in Chinese."""
    return (_chinese(text, DEEPEST) or text) if language == "zh" and text else text


@lru_cache(maxsize=4096)
def _chinese(text: str, depth: int) -> str | None:
    """The Chinese of a sentence; None where there is none."""
    if depth == 0:
        return None
    for pieces, chinese in _sentences():
        parts = _parts(text, pieces)
        if parts is not None and (made := _filled(chinese, parts, depth)) is not None:
            return made
    return _after(text, "; ", "；", depth) or _after(text, ": ", "：", depth)


def _filled(chinese: str, parts: Sequence[str], depth: int) -> str | None:
    """The Chinese with the parts put in, each in Chinese where it is a sentence of its own; None where a part that
    must be a word of the program is none: it is another sentence that looks alike."""
    if any(found[2] and parts[int(found[1])] not in WORDS for found in _PART.finditer(chinese)):
        return None

    def part(found: re.Match[str]) -> str:
        text = parts[int(found[1])]
        return WORDS[text] if found[2] else _chinese(text, depth - 1) or text

    return _PART.sub(part, chinese)


def _parts(text: str, pieces: Sequence[str]) -> list[str] | None:
    """What stands between the pieces, each taken where it is met first; None where the text is no such sentence.

    Its time is linear in the text, whatever names of files and columns hold.
    """
    if len(pieces) == 1:
        return [] if text == pieces[0] else None
    if not text.startswith(pieces[0]):
        return None
    parts, at = [], len(pieces[0])
    for piece in pieces[1:-1]:
        met = text.find(piece, at)
        if met < 0:
            return None
        parts.append(text[at:met])
        at = met + len(piece)
    end = len(text) - len(pieces[-1])
    return [*parts, text[at:end]] if end >= at and text.endswith(pieces[-1]) else None


def _after(text: str, mark: str, chinese_mark: str, depth: int) -> str | None:
    """ "report.pdf, page 3: what happened", "what happened; what to do": what stands before is put into Chinese where
    it can be."""
    at = -1
    for _ in range(MOST_MARKS):
        at = text.find(mark, at + 1)
        if at < 0:
            return None
        said = _chinese(text[at + len(mark) :], depth - 1)
        if said is not None:
            head = text[:at]
            return f"{_chinese(head, depth - 1) or head}{chinese_mark}{said}"
    return None


@lru_cache(maxsize=1)
def _sentences() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Each sentence in pieces with its Chinese, those that say most first."""
    made = [(tuple(english.split("{}")), chinese) for table in TABLES for english, chinese in table.items()]
    return tuple(sorted(made, key=lambda one: -sum(map(len, one[0]))))
