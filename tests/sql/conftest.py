"""One engine for each module of SQL tests: its process is started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.laboratory import Laboratory, business


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """The tables of `business` and an engine over them."""
    laboratory = Laboratory(tmp_path_factory.mktemp("tables"), business())
    yield laboratory
    laboratory.engine.close()
