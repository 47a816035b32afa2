"""What the desk says: the same in both languages, and nothing said that is not there."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from gbi.errors import StoreError
from gbi_ui.desk import words
from gbi_ui.desk.words import FIGURES, TABLES, preferred, told

DESK = Path(words.__file__).parents[1]


def holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def said() -> set[str]:
    """The keys that the desk's source says, those made of parts as patterns."""
    found = set()
    for path in DESK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    found.add(re.escape(str(key.value)))
                elif isinstance(key, ast.JoinedStr):
                    parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else ".+" for p in key.values]
                    found.add("".join(parts))
    return found


def test_both_tables_have_the_same_keys_with_the_same_holes() -> None:
    english, chinese = TABLES["en"], TABLES["zh"]
    assert set(english) == set(chinese)
    assert {key for key in english if holes(english[key]) != holes(chinese[key])} == set()
    assert all(text.strip() for table in TABLES.values() for text in table.values())


def test_the_chinese_table_is_chinese() -> None:
    names = {"reports.download.excel", "answer.sql"}
    assert {key for key, text in TABLES["zh"].items() if not re.search(r"[\u4e00-\u9fff]", text)} <= names


def test_everything_that_is_said_is_there() -> None:
    assert len(said()) > 40
    assert {key for key in said() if not any(re.fullmatch(key, known) for known in TABLES["en"])} == set()


@pytest.mark.parametrize(
    ("locale", "language"),
    [("zh-CN", "zh"), ("zh", "zh"), ("ZH-tw", "zh"), ("en-GB", "en"), ("de", "en"), (None, "en")],
)
def test_the_language_is_that_of_the_browser(locale: str | None, language: str) -> None:
    assert preferred(locale) == language


def test_no_key_stands_in_two_tables() -> None:
    for language, table in TABLES.items():
        files = sorted((DESK / "words").glob(f"{language}*.py"))
        parts = [ast.literal_eval(ast.parse(file.read_text("utf-8")).body[-1].value) for file in files]  # type: ignore[attr-defined]
        assert len(files) > 1
        assert sum(map(len, parts)) + len(FIGURES[language]) == len(table)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_the_library_tells_is_told_in_the_session_s_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.session_state", {"language": language})
    english, chinese = "a conversation needs a name of at least one character", "对话名称至少要有一个字符"
    assert told(StoreError(english)) == {"en": english, "zh": chinese}[language]
    assert told("nobody's words") == "nobody's words"


def test_no_page_of_the_desk_shows_an_error_as_it_is() -> None:
    """Each goes through `told`: else the Chinese desk would speak English."""
    bare = re.compile(
        r"plain\((?:str\(error\)|error|failure|warning|reason|finding\.text|check\.name)\)|text\(finding\."
    )
    found = {
        f"{path.relative_to(DESK)}: {line.strip()}"
        for path in DESK.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if bare.search(line)
    }
    assert found == {'answers.py: st.warning(plain(warning), icon=":material/info:")'}, "an answer's own, made so"
