"""The witness query gives the very result of the query it explains, for every kind of query but a few known ones."""

from __future__ import annotations

import pytest

from support.accepted import ACCEPTED
from support.laboratory import Laboratory

NOT_FOLLOWED = ("VALUES", "PIVOT", "(PIVOT", "WITH RECURSIVE", "COLUMNS(", "FROM range(3), generate_series")


@pytest.mark.parametrize("sql", [sql for sql in ACCEPTED if not any(word in sql for word in NOT_FOLLOWED)])
def test_no_query_falls_back_to_its_tables(lab: Laboratory, sql: str) -> None:
    result = lab.ask(sql)
    assert all(witness.scope == "cells" for witness in result.witnesses())
    reads = set(result.tables) - {"cells"}
    assert {name for witness in result.witnesses() for name in witness.tables} <= reads | {"sales", "people", "净利润"}
    assert len(result.errors) == len(result.rows)


@pytest.mark.parametrize("sql", ACCEPTED)
def test_witnesses_never_fail(lab: Laboratory, sql: str) -> None:
    result = lab.ask(sql)
    for witness in result.witnesses():
        assert 0 <= witness.row < len(result.rows)
        assert 0 <= witness.column < len(result.columns)
        assert bool(witness.cells) == (witness.scope == "cells")
