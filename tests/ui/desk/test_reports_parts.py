"""Parts of the Reports page: the order on the disk, the ledger that loads only what is new, cells in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import gbi
from gbi.errors import QuestionError
from gbi.store.jobs import READING, Job
from gbi.types import Answer, Basis, Cell, Column
from gbi_ui.desk.amounts import heading
from gbi_ui.desk.reports import background, downloads, figures, ledger, order, overview
from gbi_ui.desk.reports.order import Order, Wanted

CSV = "Year,Revenue\n2020,90\n2021,100\n"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[gbi.Workspace]:
    with gbi.Workspace(tmp_path / "w.gbi") as workspace:
        yield workspace


def added(ws: gbi.Workspace, folder: Path, name: str = "a: report.csv") -> str:
    path = folder / name
    path.write_text(CSV, "utf-8")
    (document,) = ws.add(path)
    return document.id


def ended(document: str, question: str = READING, answer: Answer | None = None, error: str | None = None) -> Job:
    return Job(
        document=document, question=question, name="x.pdf", path="/x.pdf", answer=answer, error=error,
        status="failed" if error else "done",
    )  # fmt: skip


def said(value: object = 5.0, confidence: float = 0.9, **rest: object) -> Answer:
    return Answer.model_validate(
        {"id": "a", "question": "q", "status": "answered", "text": "It was 5.", "value": value}
        | {"confidence": confidence, **rest}
    )


def test_an_order_is_there_until_it_is_done(ws: gbi.Workspace) -> None:
    assert order.load(ws) is None
    given = Order(reports=(Wanted(document="d", name="x.pdf", path="/x.pdf"),), questions=("q?",))
    order.save(ws, given)
    assert order.load(ws) == given
    assert order.left(ws, given) == given.reports
    ws.jobs.finish(ended("d"))
    assert order.left(ws, given) == given.reports  # read, but not asked yet
    ws.jobs.finish(ended("d", "q?", said()))
    assert order.left(ws, given) == ()
    order.finish(ws)
    order.finish(ws)
    assert order.load(ws) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"reports": 3}', b'{"reports": [{"document": "d"}]}', b"\xff\xfe"])
def test_an_order_that_is_not_ours_is_none(ws: gbi.Workspace, content: bytes) -> None:
    (ws.path / order.FOLDER).mkdir()
    (ws.path / order.FOLDER / order.NAME).write_bytes(content)
    assert order.load(ws) is None


def test_what_the_workspace_holds_is_asked_under_its_own_name_and_cleared_away(
    ws: gbi.Workspace, tmp_path: Path
) -> None:
    document = added(ws, tmp_path)
    path = order.path_of(ws, ws.documents()[0])
    assert (path.name, path.read_text("utf-8")) == ("a report.csv", CSV)
    assert path.is_relative_to(ws.path / order.FOLDER)
    assert path.stat().st_ino == ws.file(document).stat().st_ino
    other = ws.path / order.FOLDER / ("f" * 24) / "not read.pdf"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"%PDF")
    order.tidy(ws, [document, "f" * 64])
    assert not path.exists()
    assert other.exists()
    assert ws.file(document).read_text("utf-8") == CSV


def test_without_hard_links_it_is_copied(ws: gbi.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = added(ws, tmp_path)

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    path = order.path_of(ws, ws.documents()[0])
    assert path.read_text("utf-8") == CSV
    assert path.stat().st_ino != ws.file(document).stat().st_ino


def test_only_jobs_that_are_new_are_loaded(ws: gbi.Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ws.jobs.finish(ended("d"))
    ws.jobs.finish(ended("d", "q?", error="broken"))
    assert set(ledger.jobs(ws)) == {("d", READING), ("d", "q?")}
    loaded = []
    find = ws.jobs.find
    monkeypatch.setattr(ws.jobs, "find", lambda *key: loaded.append(key) or find(*key))
    ledger.jobs(ws)
    assert loaded == []
    ws.jobs.finish(ended("d", "q?", said()))
    found = ledger.jobs(ws)
    assert loaded == [("d", "q?")]
    assert found["d", "q?"].status == "done"
    assert found["d", "q?"].answer == said()
    ws.jobs.drop("d", "q?")
    assert set(ledger.jobs(ws)) == {("d", READING)}


def test_the_table_keeps_answers_without_their_evidence(ws: gbi.Workspace) -> None:
    whole = said(sql="SELECT 5", chart={"mark": "bar"}, unit="USD")
    ws.jobs.finish(ended("d", "q?", whole))
    assert ledger.jobs(ws)["d", "q?"].answer == said(unit="USD")
    kept = ws.jobs.find("d", "q?")
    assert kept is not None
    assert kept.answer == whole


def test_a_report_waits_is_read_or_has_failed(ws: gbi.Workspace, tmp_path: Path) -> None:
    document = added(ws, tmp_path, "a.csv")
    ws.jobs.finish(ended("f" * 64, error="it is broken"))
    given = Order(
        reports=tuple(
            Wanted(document=id, name=name, path="") for id, name in ((document, "a.csv"), ("e" * 64, "z.pdf"))
        )
    )
    rows = ledger.rows(ws, ledger.jobs(ws), given)
    assert [(row.name, row.status, row.pages, row.figures, row.error) for row in rows] == [
        ("a.csv", "reading", 1, 1, None),
        ("x.pdf", "failed", None, 0, "it is broken"),
        ("z.pdf", "waiting", None, 0, None),
    ]
    assert [row.status for row in ledger.rows(ws, {}, None)] == ["read"]  # dropped into the chat


def test_questions_stand_in_the_order_in_which_they_were_asked() -> None:
    jobs = {("d", READING): ended("d"), ("d", "b"): ended("d", "b"), ("e", "a"): ended("e", "a")}
    assert ledger.questions(jobs, Order(questions=("c", "a"))) == ("b", "a", "c")


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        (None, ("", "")),
        (ended("d", "q", said()), ("5 · 90%", "sure")),
        (ended("d", "q", said(unit="USD", scale=1e6)), ("5 million USD · 90%", "sure")),
        (ended("d", "q", said(confidence=0.7)), ("5 · 70%", "fair")),
        (ended("d", "q", said(confidence=0.2)), ("5 · 20%", "unsure")),
        (ended("d", "q", said(value=None)), ("It was 5. · 90%", "sure")),
        (ended("d", "q", said(value=("North", "South"))), ("North; South · 90%", "sure")),
        (ended("d", "q", said(status="unanswerable", confidence=0.0)), ("not in the report", "")),
        (ended("d", "q", said(status="needs-clarification")), ("needs a clearer question", "")),
        (ended("d", "q", error="no such page"), ("failed: no such page", "failed")),
    ],
)
def test_a_cell_in_words(job: Job | None, expected: tuple[str, str]) -> None:
    assert overview.cell(job, waits=False) == expected


def test_what_is_still_to_come_is_shown_while_it_runs() -> None:
    assert overview.cell(None, waits=True) == ("…", "")


def test_a_question_that_cannot_be_taken_starts_nothing(ws: gbi.Workspace) -> None:
    with pytest.raises(QuestionError):
        background.start(ws, [], ["Какова была выручка?"])
    assert not background.batch_of(ws).running
    assert background.batch_of(ws).thread is None


def test_a_file_that_is_gone_is_told_and_the_others_go_on(ws: gbi.Workspace, tmp_path: Path) -> None:
    there = tmp_path / "a.csv"
    there.write_text(CSV, "utf-8")
    batch = background.Batch()
    wanted = background._wanted(batch, [tmp_path / "gone.pdf", there, there])
    assert [report.name for report in wanted] == ["a.csv"]
    assert batch.failures == ["gone.pdf: No such file or directory"]


def test_a_column_of_numbers_stays_one_and_a_mixed_one_is_text() -> None:
    def cells(*values: object) -> list[Cell]:
        return [Cell.model_validate({"value": value, "text": str(value), "basis": Basis.PRINTED}) for value in values]

    assert figures.shown(cells(1, 2.5)) == [1.0, 2.5]
    assert figures.shown([Cell(value=None, basis=Basis.PRINTED), *cells(3)]) == [None, 3.0]
    assert figures.shown(cells(1, "n/a")) == ["1", "n/a"]
    assert figures.shown(cells(True)) == ["True"]


def test_a_columns_head_has_its_unit_once() -> None:
    assert heading(Column(name="Sales", unit="USD", scale=1e6)) == "Sales (million USD)"
    assert heading(Column(name="Sales (Million USD)", unit="USD", scale=1e6)) == "Sales (Million USD)"
    assert heading(Column(name="Sales")) == "Sales"


def test_only_answers_with_evidence_get_a_link() -> None:
    cited = SimpleNamespace(document="d", question="a b?&c", answer=SimpleNamespace(citations=(1,)))
    bare = SimpleNamespace(document="d", question="q", answer=SimpleNamespace(citations=()))
    links = downloads.links_to([cited, bare, ended("d")], "http://desk/reports?old=1", "My & room")  # type: ignore[list-item]
    assert links == {("d", "a b?&c"): "http://desk/reports?room=My+%26+room&report=d&question=a+b%3F%26c"}
