"""What Streamlit runs: language, user, workspace, then the page."""

from __future__ import annotations

import streamlit as st

from gbi.errors import SettingsError
from gbi_ui.desk import login, rooms
from gbi_ui.desk.safe import plain
from gbi_ui.desk.words import LANGUAGES, preferred, say, told

PAGES = (
    ("chat", "views/chat.py", ":material/forum:"),
    ("reports", "views/reports.py", ":material/library_books:"),
    ("review", "views/review.py", ":material/fact_check:"),
    ("data", "views/data.py", ":material/table_chart:"),
    ("settings", "views/settings.py", ":material/tune:"),
)
"""Key of the title's words, the page's file, icon. To add a page: a file, a line here, its words in `words/`."""

STYLE = """<style>
[data-testid="stMainBlockContainer"] { padding: 3.2rem 2.5rem 2rem; }
[data-testid="stSidebarHeader"] { height: 2.5rem; margin-bottom: 0; }
</style>"""
"""Less empty room round the page: tables and figures are wide."""


def main() -> None:
    """One run of the script."""
    st.set_page_config(page_title="gbi", page_icon=":material/query_stats:", layout="wide")
    st.html(STYLE)
    st.session_state.setdefault("language", preferred(st.context.locale))
    pages = [st.Page(file, title=say(f"page.{key}"), icon=icon, url_path=key) for key, file, icon in PAGES]
    try:
        inside = login.signed_in()
    except SettingsError as error:
        st.error(plain(told(error)))
        return
    page = st.navigation(pages, position="sidebar" if inside else "hidden")
    if not inside:
        login.gate()
        return
    with st.sidebar:
        rooms.choose()
        st.selectbox(
            say("language"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="language", persist_state="session"
        )
    page.run()


if __name__ == "__main__":  # not in the batch's processes, which load the main module anew
    main()
