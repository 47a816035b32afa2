"""Whose desk it is and which workspace lies on it. A user sees the own workspaces alone; names are never paths."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import streamlit as st

from gbi.settings import current
from gbi.store.files import replace_file
from gbi.workspace import Workspace
from gbi_ui.desk.folders import desk_folder
from gbi_ui.desk.login import login_is_configured
from gbi_ui.desk.opened import Opened
from gbi_ui.desk.words import say

FIRST = "My reports"
ROOM = "room"
"""In the page's address: the workspace's name."""
NAME = "name.json"
MOST_NAME = 80


def user_folder() -> Path:
    """The folder that holds this user's workspaces: the desk's own, or one named after a hash of issuer and subject."""
    root = desk_folder(current())
    if not login_is_configured():
        return root
    who = json.dumps([st.user.get("iss"), st.user.get("sub")])
    return root / "users" / hashlib.sha256(who.encode()).hexdigest()[:32]


def workspaces(folder: Path) -> dict[str, Path]:
    """Name to folder of the user's workspaces, in the order of names; the first one is made when there is none."""
    found = {_name(path): path for path in sorted(folder.glob("*.gbi")) if path.is_dir()}
    if not found:
        found = {FIRST: make(folder, FIRST)}
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))


def make(folder: Path, name: str) -> Path:
    """The folder of the workspace of that name, made when missing. The name is kept in a file, not in the path."""
    path = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.gbi"
    if not (path / NAME).exists():
        path.mkdir(parents=True, exist_ok=True)
        replace_file(path / NAME, lambda file: file.write_text(json.dumps({"name": name[:MOST_NAME]}), "utf-8"))
    return path


def choose() -> None:
    """The sidebar's choice of a workspace, and a new one."""
    folder = user_folder()
    known = workspaces(folder)
    if "workspace" not in st.session_state:  # a page loaded anew, or opened by a link
        st.session_state["workspace"] = st.query_params.get(ROOM)
    if wanted := st.session_state.pop("wanted workspace", None):  # a widget's state is set before it is drawn
        st.session_state["workspace"] = wanted
    if st.session_state.get("workspace") not in known:
        st.session_state["workspace"] = next(iter(known))
    # its entries are no Markdown; without the session it would be forgotten when the page changes
    chosen = st.selectbox(say("workspace"), list(known), key="workspace", persist_state="session")
    if st.query_params.get(ROOM) != chosen:
        st.query_params[ROOM] = chosen  # so that the page, loaded anew, is the same
    with st.popover(say("workspace.new"), icon=":material/add:"), st.form("new workspace", border=False):
        name = st.text_input(say("workspace.name"), max_chars=MOST_NAME).strip()
        if st.form_submit_button(say("workspace.make")):
            if name:
                make(folder, name)
                st.session_state["wanted workspace"] = name
                st.rerun()
            st.error(say("workspace.empty"))
    if login_is_configured():
        st.button(say("logout"), on_click=st.logout)


def workspace() -> Workspace:
    """The chosen workspace, opened once in this process."""
    known = workspaces(user_folder())
    return opened().at(known.get(st.session_state.get("workspace", ""), next(iter(known.values()))))


@st.cache_resource(show_spinner=False)
def opened() -> Opened:
    """The workspaces that this process has open."""
    return Opened(current().desk_workspaces)


def _name(path: Path) -> str:
    try:
        return str(json.loads((path / NAME).read_text("utf-8"))["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return path.stem  # made by another command
