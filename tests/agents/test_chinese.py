"""What the program says has Chinese: every error and every note in the source, and real ones as they come."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import gbi
from gbi.errors import GbiError
from gbi.types import Answer, CitedCell
from gbi_agents.analyst import Analyst
from gbi_agents.chinese import in_language
from gbi_agents.chinese.lookup import TABLES, WORDS
from gbi_agents.findings import shares, totals
from gbi_agents.findings.finding import Report
from support import messages
from support.grids import grid

KNOWN = {english: chinese for table in TABLES for english, chinese in table.items()}
TO_MODELS = "agents/gbi_agents/dispatchers/llm/"
"""What these files say is told to a model, in English: no person reads it."""
SYSTEM = TABLES[-1]
ASIDE = frozenset({"{}turn{}", '<br><span class="warn">{}</span>'})
"""Texts that are held under a name of `messages.HOLDS` and are no sentences."""


def has_words(text: str) -> bool:
    return re.search(r"[A-Za-z]{3}", text.replace("{}", "")) is not None


def without_mark(text: str) -> str:
    """ "; another process is writing" follows a sentence and is found without its mark."""
    return text if text in KNOWN else text.removeprefix("; ")


def test_every_error_has_chinese() -> None:
    said = {without_mark(text): path for text, path in messages.errors().items() if not path.startswith(TO_MODELS)}
    assert {path: text for text, path in said.items() if has_words(text) and text not in KNOWN} == {}
    assert len(said) > 250, "the source is looked through"


def test_every_note_has_chinese() -> None:
    said = {text: path for text, path in messages.notes().items() if text not in ASIDE}
    assert {path: text for text, path in said.items() if has_words(text) and text not in KNOWN} == {}
    assert len(said) > 40, "the source is looked through"


def test_a_new_message_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    import ast

    made = ast.parse('warnings.append(f"nobody {x} knows this")\nraise StoreError(f"nor {y} this, " + z)\n')
    monkeypatch.setattr(messages, "trees", lambda: {"gbi/new.py": made, "gbi/errors.py": ast.parse(ERRORS)})
    assert messages.notes() == {"nobody {} knows this": "gbi/new.py"}
    assert messages.errors() == {"nor {} this, {}": "gbi/new.py"}


ERRORS = "class StoreError(GbiError): ..."


def test_no_chinese_is_left_of_what_nobody_says_any_more() -> None:
    said = messages.literals()
    said |= {text.removeprefix("; ") for text in said}
    assert [text for text in KNOWN if text not in said and text not in SYSTEM] == []


@pytest.mark.parametrize("english", sorted(KNOWN))
def test_chinese_names_every_part_and_reads_as_chinese(english: str) -> None:
    chinese = KNOWN[english]
    parts = {int(found) for found in re.findall(r"\{(\d)(?::word)?\}", chinese)}
    count = english.count("{}")
    assert parts <= set(range(count))
    assert parts == set(range(count)) or english in ("[Errno {}] {}: {}",), "a number or name would be lost"
    assert re.search(r"[\u4e00-\u9fff]", chinese) or not has_words(re.sub(r"HTTP|Errno", "", english))
    assert not re.search(r"[,;:!?] ?[\u4e00-\u9fff]", chinese), "Chinese has marks of its own"


def test_what_is_no_sentence_of_ours_is_left_as_it_is() -> None:
    for text in ("", "Binder Error: no such thing", "{}", "收入", "a; b: c"):
        assert in_language(text, "zh") == text
    assert in_language("the database is gone; nobody knows", "zh") == "the database is gone; nobody knows"
    assert in_language("database is locked", "en") == "database is locked"
    assert in_language("database is locked", "fr") == "database is locked"


def test_sentences_within_sentences() -> None:
    inner = "no answer from http://m within 3.0 s"
    text = f"report.pdf, page 3: chart 'Sales' was not read: {inner}"
    assert in_language(text, "zh") == "report.pdf, page 3：未能读取图 'Sales'：http://m 在 3.0 秒内没有回答"
    locked = "/w/catalog.sqlite: database is locked; another process is writing: try again when it is done"
    assert in_language(locked, "zh") == "/w/catalog.sqlite：数据库被锁定；另一个进程正在写入：请等其完成后再试"


def test_a_part_that_must_be_a_word_keeps_another_sentence_out() -> None:
    assert "chart" in WORDS
    assert in_language("figure 'x' was not read: because", "zh") == "figure 'x' was not read: because"
    assert in_language("table 'x' was not read: because", "zh") == "未能读取表 'x'：because"


def test_names_are_never_taken_for_marks() -> None:
    hostile = "{0} {1:word} \\1 \\g<0> %s"
    assert in_language(f"{hostile} does not exist; check the path", "zh") == f"{hostile} 不存在；请检查路径"
    assert hostile in in_language(f"Table {hostile!r} is not found. Existing tables: a", "zh").replace("\\\\", "\\")


def test_hostile_text_takes_no_time() -> None:
    """A label of many marks is looked at a bounded number of times (the lookup is linear, not a regular expression)."""
    text = "; : " * 20_000
    assert in_language(text, "zh") == text


def test_errors_of_the_library_as_they_come(tmp_path: Path) -> None:
    broken = tmp_path / "报告.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "data.csv").write_text("year,revenue\n2020,3\n2021,4\n")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        (document,) = ws.add(tmp_path / "data.csv")
        table = ws.tables()[0]
        reading = ws.readings()[0]
        tries = (
            lambda: ws.add(broken),
            lambda: ws.add(tmp_path / "none.pdf"),
            lambda: ws.sql("select nosuch from " + table),
            lambda: ws.sql("select * from nosuch"),
            lambda: ws.sql("drop table x"),
            lambda: ws.sql("select pg_sleep(1)"),
            lambda: ws.sql(""),
            lambda: ws.page(document, 7),
            lambda: ws.page_image(document, 1),
            lambda: ws.reading("nosuch"),
            lambda: ws.correct(reading.rows[0][1], "three", by="ann"),
            lambda: ws.correct(reading.rows[0][1], 3, by=""),
            lambda: ws.read(reading.region.id, "nosuch"),
            lambda: Analyst(ws).ask(""),
            lambda: Analyst(ws).ask("x" * 100_000),
            lambda: gbi.Workspace(tmp_path / "data.csv"),
        )
        for number, call in enumerate(tries):
            with pytest.raises(GbiError) as raised:
                call()
            english = str(raised.value)
            chinese = in_language(english, "zh")
            assert re.search(r"[\u4e00-\u9fff]{2}", chinese), (number, english)
            assert not re.search(r"\b(the|is|are|has|was)\b", chinese), (number, chinese)
            for digits in re.findall(r"\d+", english):
                assert digits in chinese, (number, "no number is lost")


class NoCells:
    """As much of a workspace as the checks ask."""

    def cells(self, table: str, rows: object, columns: object) -> tuple[CitedCell, ...]:
        return ()


def test_findings_in_chinese() -> None:
    sales = [["Region", "2020", "2021", "2022"], ["North", 10, 20, 30], ["South", 5, 6, 7], ["Total", 15, 62, 37]]
    parts = [["Part", "Share"], ["a", 30], ["b", 30], ["c", 30]]
    report = Report(NoCells(), (grid(sales),), {})  # type: ignore[arg-type]
    (found,) = totals.check(report)
    assert in_language(found.text, "zh") == "Total, 2021：此处为 62，而所合计的 2 行之和为 26"
    assert in_language(found.text, "en") == found.text
    pie = grid(parts, chart_type="pie", units={"Share": ("%", 1.0)})
    (found,) = shares.check(Report(NoCells(), (pie,), {}))  # type: ignore[arg-type]
    assert in_language(found.text, "zh") == "Share：3 个份额之和为 90%，而不是 100%"


def test_an_answer_warns_in_the_question_s_language(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("年份,收入\n2019,90\n2020,100\n2021,100\n", encoding="utf-8")
    (tmp_path / "costs.csv").write_text("year,revenue\n2019,90\n2020,100\n2021,100\n", encoding="utf-8")
    with gbi.Workspace(tmp_path / "w.gbi") as ws:
        ws.add(tmp_path / "sales.csv", tmp_path / "costs.csv")
        chinese: Answer = Analyst(ws).ask("哪一年的收入最高？")
        english: Answer = Analyst(ws).ask("Which year had the highest revenue?")
    assert "有多项并列第一" in chinese.warnings
    assert "several share the first place" in english.warnings


def test_the_words_of_the_doctor_have_chinese() -> None:
    from gbi_ui.doctor import CHECKS

    for name, _, mend, _ in CHECKS:
        if name not in ("python", "pdf", "sql"):
            assert in_language(name, "zh") != name
        if mend and not mend.startswith("pip install"):
            assert in_language(mend, "zh") != mend
