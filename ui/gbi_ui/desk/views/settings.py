"""Settings: models, checks, times, space, and every setting in force."""

from __future__ import annotations

import streamlit as st

from gbi_ui.desk.health import checks, facts
from gbi_ui.desk.rooms import workspace
from gbi_ui.desk.words import say


def main() -> None:
    """The page."""
    ws = workspace()
    st.subheader(say("settings.models"))
    facts.models()
    st.subheader(say("settings.checks"))
    checks.show()
    st.subheader(say("settings.timings"))
    facts.timings(ws)
    st.subheader(say("settings.space"))
    facts.space(ws)
    st.subheader(say("settings.in force"))
    facts.in_force()


main()
