"""Asks the program as a user would: a file in a workspace, a question, the answer with what is scored of it."""

from __future__ import annotations

import atexit
import json
import tempfile
import time
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import gbi
from gbi.cache import cached_path
from gbi.errors import GbiError, SettingsError
from gbi.ingest import DocumentDone, DocumentFailed, PageFailed, PageRead
from gbi.models import configured
from gbi.places import digest
from gbi.settings import current
from gbi.types import Answer, PageBox, Reading
from gbi_agents.dispatchers.rules import Rules
from gbi_eval.benchmark import Options, Slices
from gbi_eval.summary import models

MODELS_READER = "vlm"
BOTH = "both"
"""In a reader's place: the tools read, then the model, and what they agree on counts."""


class UnreadFileError(GbiError):
    """A file of the data set cannot be opened at all."""


class Desk:
    """The workspace of the one file that is being worked on; the next file's takes its place.

    With `cache` the workspace stays there for whoever reads the same file with the same reader and program next.
    """

    def __init__(self) -> None:
        self._key: tuple[Path, str | None, Path | None] | None = None
        self._ws: gbi.Workspace | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._notes: tuple[str, ...] = ()

    def open(self, path: Path, reader: str | None, cache: Path | None) -> tuple[gbi.Workspace, tuple[str, ...]]:
        """The file's workspace, read, with notes of what failed. Raises `UnreadFileError`, `GbiError` as readers do."""
        if self._ws is None or self._key != (path, reader, cache):
            self.clear()
            ws = self._ws = gbi.Workspace(self._place(path, reader, cache))
            try:
                self._notes = _read(ws, path, reader)
            except GbiError:
                self.clear()
                raise
            self._key = (path, reader, cache)
        return self._ws, self._notes

    def clear(self) -> None:
        """Closes the workspace that is open, if one is; what was kept in no cache is removed."""
        ws, self._ws, self._key = self._ws, None, None
        folder, self._folder = self._folder, None
        if ws is not None:
            ws.close()
        if folder is not None:
            folder.cleanup()

    def _place(self, path: Path, reader: str | None, cache: Path | None) -> Path:
        if cache is not None:
            way = digest(json.dumps(models())) if reader in (MODELS_READER, BOTH) else ""
            settings = current().model_copy(update={"cache_dir": cache / f"{reader or 'default'}{way}"})
            return cached_path([path], settings)
        self._folder = tempfile.TemporaryDirectory(prefix="gbi-eval-", ignore_cleanup_errors=True)
        return Path(self._folder.name) / "one.gbi"


DESK = Desk()
"""This process's desk."""
atexit.register(DESK.clear)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question; `answer` is None where the program raised an error, which the trace then names."""

    answer: Answer | None
    seconds: float
    trace: tuple[str, ...]

    @property
    def answered(self) -> bool:
        """Whether something was said; a refusal or a question back is no answer."""
        return self.answer is not None and self.answer.status == "answered"

    @property
    def said(self) -> str:
        """The answer's value as text, empty for none."""
        return value_text(self.answer) if self.answered else ""

    @property
    def confidence(self) -> float:
        """The answer's stated confidence; 0 for none."""
        return self.answer.confidence if self.answer and self.answered else 0.0

    @property
    def found(self) -> Slices:
        """The slice by what the answer rests on: the basis of its cells, "none" for no answer."""
        basis = self.answer.basis if self.answer and self.answered else None
        return {"basis": basis.value if basis else ("other" if self.answered else "none")}

    @property
    def pages(self) -> frozenset[int]:
        """The pages that the answer cites, from 1."""
        if self.answer is None or not self.answered:
            return frozenset()
        places = (citation.place for citation in self.answer.citations)
        return frozenset(place.page for place in places if isinstance(place, PageBox))


def ask(path: Path, question: str, options: Options, *, keep: bool = True) -> Asked:
    """Asks one question of one file; with `keep` its reading stays in the run's cache.

    With `options.reader` a file of which that reader read nothing is not asked about: where a model fails, what the
    tools read in its place is not its own.
    """
    started = time.monotonic()
    answer: Answer | None = None
    trace: list[str] = []
    try:
        ws, notes = DESK.open(path, options.reader, options.cache if keep else None)
        trace += notes
        if options.reader not in (None, BOTH) and not any(made_by(one, options.reader) for one in ws.readings()):
            trace.append(f"{options.reader} read nothing")
            return Asked(None, time.monotonic() - started, (question, *trace))
        answer = gbi.Analyst(ws, dispatcher(options.dispatcher)).ask(question)
        trace += [f"{step.action}: {step.detail} -> {step.outcome}" for step in answer.trace]
        trace += [*filter(None, (answer.sql, answer.text)), *answer.warnings]
    except GbiError as error:
        trace.append(f"{type(error).__name__}: {error}")
    return Asked(answer, time.monotonic() - started, (question, *trace))


def made_by(reading: Reading, reader: str | None) -> bool:
    """Whether a reading is that reader's, or was agreed upon with it among the witnesses."""
    return reading.reader == reader or f"{reader}@" in reading.reader_version


def value_text(answer: Answer | None) -> str:
    """The answer's value as a short text: a list in brackets, whole numbers without a decimal point."""
    if answer is None or answer.value is None:
        return ""
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    texts = [_text(value) for value in values]
    return texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False)


def dispatcher(name: str) -> Rules | None:
    """The rules, or None for the language model that the settings name, which the analyst then takes by itself.

    Raises `SettingsError` for an unknown name, and for "llm" where the settings name no model.
    """
    if name == "rules":
        return Rules()
    if name != "llm":
        raise SettingsError(f"there is no dispatcher called {name}; known: rules, llm")
    if not configured(current(), "llm"):
        raise SettingsError("--dispatcher llm needs a model: set GBI_LLM_URL and GBI_LLM_MODEL, or GBI_VLM_...")
    return None


def check(reader: str | None, dispatcher_name: str) -> None:
    """Raises `GbiError` for a reader or dispatcher that does not exist, before a run makes that every item's fault."""
    if reader is not None and reader != BOTH:
        from gbi.readers import reader as known

        known(reader)
    dispatcher(dispatcher_name)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _read(ws: gbi.Workspace, path: Path, reader: str | None) -> tuple[str, ...]:
    notes: list[str] = []
    done = False
    ways = [None, [MODELS_READER]] if reader == BOTH else [[reader] if reader else None]
    for event in chain.from_iterable(ws.ingest(path, readers=way) for way in ways):
        if isinstance(event, DocumentFailed):
            notes.append(event.error)
        elif isinstance(event, PageFailed):
            notes.append(f"page {event.number}: {event.error}")
        elif isinstance(event, PageRead):
            notes += event.notes
        done |= isinstance(event, DocumentDone)
    if not done:
        raise UnreadFileError("; ".join(notes) or f"{path} was not read")
    return tuple(notes)
