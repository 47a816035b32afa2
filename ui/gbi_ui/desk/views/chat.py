"""Chat: files in, questions, answers with their evidence; conversations kept."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import streamlit as st

from gbi.errors import GbiError
from gbi.types import Answer, Piece, Step
from gbi.workspace import Workspace
from gbi_agents.analyst import Analyst
from gbi_ui.desk import answers, uploads
from gbi_ui.desk.review.background import again_of
from gbi_ui.desk.rooms import workspace
from gbi_ui.desk.safe import plain
from gbi_ui.desk.starters import starters
from gbi_ui.desk.words import say, told

TALK = "talk"
"""In the page's address: the open conversation."""
ASKED = "asked"
"""In the page's address: the question that is being answered, so that a page loaded anew in its midst has it still."""
MOST_ADDRESS = 2000
"""Characters of the address for a question: servers and browsers refuse much longer ones."""
LOOK_S = 5.0
MOST_TOLD = 12
"""Files, or their failures, that are told of one by one."""


def main() -> None:
    """The page."""
    ws = workspace()
    current = _conversations(ws)
    clicked: str | None = st.session_state.pop("starter", None)
    for turn in ws.conversations.turns(current) if current else ():
        with st.chat_message("user"):
            st.markdown(plain(turn.question))
        with st.chat_message("assistant", avatar=":material/query_stats:"):
            clicked = answers.show(ws, turn.answer, f"{current}-{turn.number}") or clicked
    st.fragment(reading, run_every=1.0 if uploads.work_of(ws).running else None)(ws, current is None)
    if current is not None:
        _renewals(ws, again_of(ws).asked)
    # files of any kind: of one that cannot be read the library says what to do, the browser only that it may not
    said = st.chat_input(say("chat.ask"), accept_file="multiple", submit_mode="stop", key="chat")
    if said is not None and not isinstance(said, str) and said.files:
        uploads.read(ws, uploads.keep(ws, said.files))
        if not said.text:
            st.rerun()
    question = clicked or (said if isinstance(said, str) else said.text if said is not None else None)
    if question:
        _ask(ws, current, question)
    elif ASKED in st.query_params:
        _unanswered(st.query_params[ASKED])


@st.fragment(run_every=LOOK_S)
def _renewals(ws: Workspace, seen: int) -> None:
    """Draws the page anew when answers were asked again after a correction, in this session or another."""
    if again_of(ws).asked != seen:
        st.rerun()


def _conversations(ws: Workspace) -> str | None:
    """The sidebar's list; returns the id of the open conversation, None for a new one."""
    known = {talk.id: talk for talk in ws.conversations.all()}
    if "conversation" not in st.session_state:  # a page loaded anew
        st.session_state["conversation"] = st.query_params.get(TALK)
    if st.session_state["conversation"] not in known:
        st.session_state["conversation"] = None
    with st.sidebar:
        st.button(say("chat.new"), icon=":material/add_comment:", on_click=_open, args=(None,), width="stretch")
        for talk in list(known.values())[:30]:
            name, menu = st.columns([6, 1], vertical_alignment="center")
            here = talk.id == st.session_state["conversation"]
            name.button(
                plain(talk.name), key=f"open-{talk.id}", on_click=_open, args=(talk.id,), width="stretch",
                type="primary" if here else "tertiary",
            )  # fmt: skip
            with menu.popover("", icon=":material/more_vert:", type="tertiary"):
                st.text_input(
                    say("chat.rename"), talk.name, key=f"name-{talk.id}", on_change=_rename, args=(ws, talk.id),
                )  # fmt: skip
                st.button(say("chat.delete"), key=f"delete-{talk.id}", on_click=_delete, args=(ws, talk.id))
    opened: str | None = st.session_state["conversation"]
    if opened is None:
        st.query_params.pop(TALK, None)
    elif st.query_params.get(TALK) != opened:
        st.query_params[TALK] = opened
    return opened


def _open(conversation: str | None) -> None:
    _leave()
    st.session_state["conversation"] = conversation


def _rename(ws: Workspace, conversation: str) -> None:
    name = st.session_state[f"name-{conversation}"]
    if name.strip():
        ws.conversations.rename(conversation, name)


def _delete(ws: Workspace, conversation: str) -> None:
    from gbi_agents.analyst import forget

    ws.conversations.delete(conversation)
    forget(ws, conversation)


def _welcome(ws: Workspace) -> str | None:
    """What to do first; returns a suggested question that was clicked."""
    if not ws.documents() and not uploads.work_of(ws).running:
        st.header(say("chat.welcome"))
        st.markdown(say("chat.drop"))
        return None
    questions = starters(ws, st.session_state["language"])
    if questions:
        st.caption(say("chat.could ask"))
    for number, question in enumerate(questions):
        if st.button(plain(question), key=f"starter-{number}", icon=":material/lightbulb:"):
            return question
    return None


def reading(ws: Workspace, first: bool) -> None:
    """What is being read now, what could not be, and, before the `first` question, what could be asked.

    A fragment that draws itself anew while files are read: the page, and a question on its way, are left alone.
    """
    work = uploads.work_of(ws)
    if work.running:
        share = min(1.0, work.page / work.of) if work.of else 0.0
        st.progress(share, say("reading.page", name=plain(work.name), page=work.page, of=work.of or "…"))
    _told_of_files(work)
    if first and (starter := _welcome(ws)) is not None:
        st.session_state["starter"] = starter
        st.rerun()


def _unanswered(question: str) -> None:
    """The question whose answer was stopped or whose page was loaded anew before it came; it can be asked again."""
    st.info(say("chat.unanswered", question=plain(question)), icon=":material/help:")
    again, leave, _ = st.columns([2, 2, 6])
    if again.button(say("chat.again"), key="asked.again", icon=":material/replay:"):
        st.session_state["starter"] = question
        st.rerun()
    leave.button(say("chat.leave"), key="asked.leave", on_click=_leave)


def _leave() -> None:
    st.query_params.pop(ASKED, None)


def _told_of_files(work: uploads.Work) -> None:
    """What was read and what could not be, file by file, until somebody has seen it."""
    came, failed = list(work.done.values()), [error for errors in list(work.failures.values()) for error in errors]
    if not came and not failed:
        return
    words, close = st.columns([12, 1])
    with words:
        if failed:
            _list(st.error, [plain(told(error)) for error in failed])
        if came:
            read = [say("reading.done", name=plain(one.name), pages=one.pages, figures=one.figures) for one in came]
            _list(st.info if any(one.figures == 0 for one in came) else st.success, read)
    close.button("", icon=":material/close:", key="reading.seen", help=say("reading.seen"), on_click=work.seen)


def _list(box: Callable[[str], object], lines: list[str]) -> None:
    more = [say("reading.more", count=len(lines) - MOST_TOLD)] if len(lines) > MOST_TOLD else []
    shown = [*lines[:MOST_TOLD], *more]
    box(shown[0] if len(shown) == 1 else "\n".join(f"- {line}" for line in shown))


def _ask(ws: Workspace, conversation: str | None, question: str) -> None:
    """Asks, with the steps as they happen, and keeps the answer. Stopped in the middle, nothing but the question is
    kept, in the page's address."""
    uploads.work_of(ws).done.clear()  # who asks has seen what was read
    if len(quote(question)) <= MOST_ADDRESS:
        st.query_params[ASKED] = question
    with st.chat_message("user"):
        st.markdown(plain(question))
    with st.chat_message("assistant", avatar=":material/query_stats:"), st.status(say("chat.working")) as status:
        spoken = st.empty()
        text, kept = "", False
        opened = conversation or ws.conversations.start(question).id
        try:
            for event in Analyst(ws).thread(opened).stream(question):
                if isinstance(event, Step):
                    status.update(label=_step_words(event))
                    st.text(" · ".join(filter(None, (event.action, event.detail[:200], event.outcome[:200]))))
                elif isinstance(event, Piece):
                    text = (text + event.text)[-600:]
                    spoken.text(text)
                elif isinstance(event, Answer):
                    ws.conversations.add(opened, question, event)
                    kept = True
        except GbiError as error:
            status.update(label=plain(told(error)), state="error")
            _leave()
            st.stop()
        finally:  # also where it was stopped, which Streamlit does by an exception of its own
            if conversation is None and not kept:
                _delete(ws, opened)
    st.session_state["conversation"] = opened
    _leave()
    st.rerun()


def _step_words(step: Step) -> str:
    """What the step does, for the one line that moves."""
    kind = step.action.removeprefix("decide: ").split()[0] if step.action else ""
    known = {"query", "search", "read", "look", "draw", "answer", "clarify"}
    return say(f"step.{kind}") if kind in known else say("chat.working")


main()
