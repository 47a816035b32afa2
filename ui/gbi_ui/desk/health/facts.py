"""Which models and settings are in force, how long things took, and what takes how much space."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from gbi.cache import clean, folder_size, held
from gbi.settings import Settings, current
from gbi.store.jobs import READING
from gbi.workspace import Workspace
from gbi_ui.desk.health.checks import shown_url
from gbi_ui.desk.login import login_is_configured
from gbi_ui.desk.words import say

UNITS = ("B", "kB", "MB", "GB", "TB")


def models() -> None:
    """Who reads figures and who understands questions."""
    settings = current()
    vision = settings.vlm_url or settings.vlm_model
    rows = [
        ("vlm", settings.vlm_url, settings.vlm_model, settings.vlm_adapter, "settings.no model"),
        ("llm", settings.llm_url, settings.llm_model, None, "settings.same model" if vision else "settings.no model"),
    ]
    st.dataframe(
        [
            {
                "": say(f"settings.role.{role}"),
                say("settings.server"): shown_url(url) if url else "",
                say("settings.model"): model or ("" if url else say(otherwise)),
                say("settings.adapter"): adapter.name if adapter else "",
            }
            for role, url, model, adapter, otherwise in rows
        ],
        hide_index=True,
    )


def in_force() -> None:
    """Every setting with its value; those that were set come first, keys are never shown."""
    st.caption(say("settings.how"))
    st.dataframe(settings_rows(current()), hide_index=True, key="settings.in force")


def settings_rows(settings: Settings) -> list[dict[str, str]]:
    """One line a setting: its name in the environment, the value, and whether it was set or is the default."""
    rows = []
    for name, info in Settings.model_fields.items():
        value = getattr(settings, name)
        chosen = value != info.default
        shown = shown_url(str(value)) if name.endswith("_url") and value else "" if value is None else str(value)
        hidden = name.endswith("_key") and value is not None
        rows.append(
            {
                say("settings.name"): f"GBI_{name.upper()}",
                say("settings.value"): say("settings.hidden") if hidden else shown,
                say("settings.origin"): say("settings.set" if chosen else "settings.default"),
            }
        )
    return sorted(rows, key=lambda row: row[say("settings.origin")] != say("settings.set"))


def timings(ws: Workspace) -> None:
    """How long reading and answering took in this workspace."""
    jobs = [job for job in ws.jobs.all() if job.status == "done"]
    turns = [turn for talk in ws.conversations.all() for turn in ws.conversations.turns(talk.id)]
    asked = [sum(step.seconds for step in turn.answer.trace) for turn in turns]
    asked += [job.seconds for job in jobs if job.question != READING]
    kinds = {"reading": [job.seconds for job in jobs if job.question == READING], "asking": asked}
    rows = [_timing(say(f"settings.timing.{kind}"), seconds) for kind, seconds in kinds.items() if seconds]
    if rows:
        st.dataframe(rows, hide_index=True, key="settings.timings")
    else:
        st.caption(say("settings.no timings"))


def _timing(name: str, seconds: Sequence[float]) -> dict[str, object]:
    return {
        "": name,
        say("settings.count"): len(seconds),
        say("settings.median"): round(statistics.median(seconds), 2),
        say("settings.longest"): round(max(seconds), 2),
    }


def space(ws: Workspace) -> None:
    """What takes how much, and the cache emptied on request; where many share it, by none of them."""
    cache = held(current())
    sizes = {
        say("settings.space.documents"): folder_size(ws.path / "files"),
        say("settings.space.catalogue"): sum(_size(path) for path in ws.path.glob("*.sqlite*")),
        say("settings.space.tables"): folder_size(ws.path / "tables"),
        say("settings.space.images"): folder_size(ws.path / "images"),
        say("settings.space.cache", count=cache.workspaces): cache.size,
    }
    st.dataframe([{"": name, say("settings.space"): shown_size(size)} for name, size in sizes.items()], hide_index=True)
    if login_is_configured():
        st.caption(say("settings.clean.shared"))
        return
    with st.popover(say("settings.clean"), icon=":material/mop:", disabled=not cache.workspaces):
        st.markdown(say("settings.clean.sure", count=cache.workspaces, size=shown_size(cache.size)))
        if st.button(say("settings.clean.yes"), type="primary", key="settings.clean"):
            gone = clean(current())
            st.session_state["settings.cleaned"] = gone.workspaces, gone.size
            st.rerun()
    if cleaned := st.session_state.pop("settings.cleaned", None):
        st.success(say("settings.cleaned", count=cleaned[0], size=shown_size(cleaned[1])))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # SQLite removes its log when the last one closes
        return 0


def shown_size(size: float) -> str:
    """Bytes for a person: "3.2 MB"."""
    for unit in UNITS[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {UNITS[-1]}"
