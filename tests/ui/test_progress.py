"""Progress on stderr: failures are named, what was read goes on; and starting the command loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gbi.errors import DocumentError
from gbi.ingest import DocumentDone, DocumentFailed, PageFailed, PageRead
from gbi_ui.progress import follow

READ = PageRead(document="d", name="r.pdf", number=1, of=2, regions=1, readings=1, seconds=0.1)
HEAVY = "pandas langgraph rapidocr onnxruntime cv2 pymupdf duckdb pyarrow sqlglot streamlit altair torch"
DONE = DocumentDone(document="d", name="r.pdf", pages=2, failed=1)


def test_documents_that_were_opened_are_returned_and_failures_named(capsys: pytest.CaptureFixture[str]) -> None:
    events = [
        READ,
        PageFailed(document="d", name="r.pdf", number=2, of=2, error="it is torn"),
        DONE,
        DocumentFailed(path="x.pdf", error="x.pdf is empty"),
    ]
    assert follow(events) == ["d"]
    err = capsys.readouterr().err
    assert "r.pdf, page 2: it is torn" in err and "x.pdf is empty" in err


def test_failures_are_named_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    torn = "no answer from http://m within 3.0 s"
    noted = READ.model_copy(update={"notes": ("its figures were not found: time is over",)})
    failed = PageFailed(document="d", name="r.pdf", number=2, of=2, error=torn)
    assert follow(
        [noted, failed, DONE, DocumentFailed(path="x", error="x has 0 pages; there is nothing to read in it")], "zh"
    )
    assert capsys.readouterr().err.splitlines() == [
        "gbi: r.pdf，第 1 页：没有找到其中的图表：时间已到",
        "gbi: r.pdf，第 2 页：http://m 在 3.0 秒内没有回答",
        "gbi: x 共 0 页，没有可读的内容",
    ]


def test_nothing_opened_is_an_error_in_the_words_of_the_first() -> None:
    with pytest.raises(DocumentError, match=r"x\.pdf is empty"):
        follow([DocumentFailed(path="x.pdf", error="x.pdf is empty")])


def test_the_line_that_moves_is_for_terminals_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gbi_ui.progress.QUIET_SECONDS", -1.0)
    follow([READ, DONE])
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    follow([READ, DONE])
    assert "reading r.pdf: page 1 of 2, 1 figures" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["gbi_ui", "gbi_ui.cli"])
def test_importing_the_command_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r}.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
