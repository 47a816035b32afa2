"""Fixtures for tests that read fake documents (see `support.fake_source`), in this process and in reading processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from support.fake_source import open_fake, read_fake

SITE = Path(__file__).parent / "fake_site"


@pytest.fixture
def fake_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets gbi read fake documents."""
    monkeypatch.setattr("gbi.documents.open_source", open_fake)
    monkeypatch.setattr("gbi.readers.read_region", read_fake)
    inherited = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(SITE), inherited))))
