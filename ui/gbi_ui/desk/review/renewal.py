"""Answers that rest on what was changed since are asked again, in conversations and in the batch's ledger.

An answer is out of date when a revision of a table that it used is no longer the current one. A follow-up is asked
again after the questions that it leans on, in a conversation of its own that is thrown away. What is not covered:
refusals, which rest on no table, and what a model remembers of an older answer in a conversation that goes on.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from gbi.errors import GbiError
from gbi.store.conversations import Turn
from gbi.types import Answer, Frozen
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst, forget
from gbi_agents.chinese import in_language
from gbi_agents.dispatchers.planning.followup import is_followup
from gbi_agents.language import language_of

ONCE_ANSWERED = "answered before"
"""In place of a refusal's revisions: never current, so that what was answered once is asked again later."""
MOST_BEFORE = 6
"""Of the questions that a follow-up leans on."""
RENEWED = {
    "en": "Asked again after a correction; the answer was: {old}",
    "zh": "更正后已重新提问；此前的答案为：{old}",
}
OUTDATED = {
    "en": "What this rests on was corrected since, and asking again failed: {error}",
    "zh": "所依据的数据已被更正，而重新提问失败：{error}",
}


class Stale(Frozen):
    """An answer that is out of date: a conversation's turn, or a document's question in the ledger."""

    question: str
    answer: Answer
    conversation: str = ""
    number: int = 0
    document: str = ""


class Renewed(Frozen):
    """What became of it; `changed` when the new answer says something else."""

    stale: Stale
    answer: Answer
    changed: bool
    error: str | None = None


def stale(ws: Workspace) -> tuple[Stale, ...]:
    """The answers that are out of date, conversations first."""
    current = frozenset(ws.revision_of(name) for name in ws.tables())
    found = [
        Stale(question=turn.question, answer=turn.answer, conversation=talk.id, number=turn.number)
        for talk in ws.conversations.all()
        for turn in ws.conversations.turns(talk.id)
        if not current.issuperset(turn.answer.revisions)
    ]
    found += [
        Stale(question=job.question, answer=job.answer, document=job.document)
        for job in ws.jobs.all()
        if job.answer is not None and not current.issuperset(job.answer.revisions)
    ]
    return tuple(found)


def renew(ws: Workspace, analyst: Analyst | None = None) -> Iterator[Renewed]:
    """Asks each again and puts the new answer in the old one's place; one after the other, as each is done."""
    asking = analyst or Analyst(ws)
    for one in stale(ws):
        yield _renewed(ws, asking, one)


def _renewed(ws: Workspace, analyst: Analyst, one: Stale) -> Renewed:
    language = language_of(one.question) or "en"
    error = None
    try:
        if one.document:
            answer = analyst.ask(one.question, documents=[one.document])
        else:
            answer = _in_conversation(ws, analyst, one)
    except GbiError as failure:
        error = str(failure)
        earlier = (warning for warning in one.answer.warnings if not warning.startswith(_opening(OUTDATED[language])))
        note = OUTDATED[language].format(error=in_language(error, language))
        answer = one.answer.model_copy(update={"warnings": (*earlier, note)})
    changed = error is None and (answer.text, answer.value) != (one.answer.text, one.answer.value)
    if changed:
        note = RENEWED[language].format(old=one.answer.text)
        answer = answer.model_copy(update={"warnings": (*answer.warnings, note)})
    if not answer.revisions:
        answer = answer.model_copy(update={"revisions": (ONCE_ANSWERED,)})
    _keep(ws, one, answer)
    return Renewed(stale=one, answer=answer, changed=changed, error=error)


def _in_conversation(ws: Workspace, analyst: Analyst, one: Stale) -> Answer:
    """The same question after those that it leans on; the conversation's own state stays as it is."""
    turns = ws.conversations.turns(one.conversation)
    scratch = f"renewal-{uuid.uuid4().hex[:12]}"
    try:
        thread = analyst.thread(scratch)
        for turn in leaned_on(turns, one.number):
            thread.ask(turn.question)
        return thread.ask(one.question).model_copy(update={"thread": one.conversation})
    finally:
        forget(ws, scratch)


def leaned_on(turns: Sequence[Turn], number: int) -> tuple[Turn, ...]:
    """The turns before turn `number` without which it makes no sense: none where its question stands alone."""
    before = [turn for turn in turns if turn.number < number]
    question = next((turn.question for turn in turns if turn.number == number), "")
    found: list[Turn] = []
    while before and len(found) < MOST_BEFORE:
        last = before.pop()
        choice = last.answer.status == "needs-clarification"
        if not choice and not is_followup(question, language_of(question) or "en"):
            break
        found.insert(0, last)
        question = last.question
    return tuple(found)


def _opening(words: str) -> str:
    return words.partition("{")[0]


def _keep(ws: Workspace, one: Stale, answer: Answer) -> None:
    if one.conversation:
        ws.conversations.replace(one.conversation, one.number, answer)
        return
    job = ws.jobs.find(one.document, one.question)
    if job is not None:
        ws.jobs.drop(one.document, one.question)
        ws.jobs.finish(job.model_copy(update={"answer": answer}))
