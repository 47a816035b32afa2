"""A desk in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from gbi import settings
from gbi.workspace import Workspace
from support.desk_made import desk_with, reading_of, region, report


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """The workspace of a new desk: one report with one chart of three regions and two years."""
    monkeypatch.setenv("GBI_DESK_DIR", str(tmp_path / "desk"))
    monkeypatch.setenv("GBI_CACHE_DIR", str(tmp_path / "cache"))
    settings.current.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()
    document, source = report(tmp_path)
    with desk_with(tmp_path / "desk", reading_of(region(document.id)), document=document, source=source) as ws:
        yield ws
    settings.current.cache_clear()
    st.cache_resource.clear()
