"""The batch: which jobs are to do, who does them, and what became of each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from gbi.errors import DocumentError
from gbi.settings import current
from gbi.store.files import sha256_of
from gbi.store.jobs import READING, Job
from gbi.types import Frozen
from gbi.workspace import Workspace
from gbi_agents.analyst import check_question
from gbi_agents.batch.engines import engine as engine_of
from gbi_agents.batch.work import Outcome, Task, failure


class Counted(Frozen):
    """How far the batch is: documents that have ended of all, and pages read of those of the documents being read."""

    ended: int
    of: int
    pages: int = 0
    pages_of: int = 0


def run(
    ws: Workspace,
    files: Sequence[Path],
    questions: Sequence[str],
    *,
    workers: int,
    seconds: float,
    engine: str = "local",
    retry: bool = False,
) -> Iterator[Counted | Outcome]:
    """Reads the files into the workspace and asks each the questions; each document as it ends, with counts in between.

    Documents with the same bytes are one. What stands in the ledger is not done again, with `retry` save for what
    failed. Stopped anywhere, the next call goes on. Raises `QuestionError` for a question that cannot be taken and
    `SettingsError` for an unknown engine before anything is read, `StoreError` when the workspace cannot be written to.
    """
    asked = tuple(dict.fromkeys(check_question(question, current()) for question in questions))
    start = engine_of(engine)
    outcomes, tasks = _plan(ws, files, asked, retry)
    ended, of = len(outcomes), len(outcomes) + len(tasks)
    yield from outcomes
    yield Counted(ended=ended, of=of)
    left = {task.document for task in tasks}
    for event in start(tasks, workers, seconds):
        if event is None:
            pages, pages_of = ws.pages_read(left)
            yield Counted(ended=ended, of=of, pages=pages, pages_of=pages_of)
            continue
        task, reason = event
        ended += 1
        left.discard(task.document)
        if reason is not None:
            for question in ws.jobs.to_do(task.document, asked, retry=True):
                ws.jobs.finish(failure(task, question, reason, 0.0))
        yield _outcome(ws, task, asked)


def _plan(
    ws: Workspace, files: Sequence[Path], questions: tuple[str, ...], retry: bool
) -> tuple[list[Outcome], list[Task]]:
    """Documents with nothing to do, and the tasks of the others, the largest files first: no straggler at the end."""
    tasks: dict[str, Task] = {}
    ended: list[Outcome] = []
    for file in files:
        try:
            document = sha256_of(file)
        except (OSError, DocumentError) as error:
            ended.append(Outcome(path=str(file), name=file.name, document="", error=f"{file}: cannot be read: {error}"))
            continue
        if document in tasks:
            continue
        to_do = ws.jobs.to_do(document, questions, retry=retry)
        tasks[document] = Task(
            workspace=str(ws.path), path=str(file.absolute()), name=file.name, document=document, to_do=to_do
        )
    ended += [_outcome(ws, task, questions) for task in tasks.values() if not task.to_do]
    left = [task for task in tasks.values() if task.to_do]
    return ended, sorted(left, key=lambda task: -Path(task.path).stat().st_size)


def _outcome(ws: Workspace, task: Task, questions: Sequence[str]) -> Outcome:
    jobs = [job for question in (READING, *questions) if (job := ws.jobs.find(task.document, question)) is not None]
    counts = Counter(_kind(job) for job in jobs if job.question != READING)
    reading = next((job for job in jobs if job.question == READING), None)
    return Outcome(
        path=task.path, name=task.name, document=task.document,
        was_read=reading is not None and reading.status == "done",
        answered=counts["answered"], refused=counts["refused"], failed=counts["failed"],
        error=reading.error if reading else None, seconds=sum(job.seconds for job in jobs),
    )  # fmt: skip


def _kind(job: Job) -> str:
    if job.status == "failed" or job.answer is None:
        return "failed"
    return "answered" if job.answer.status == "answered" else "refused"
