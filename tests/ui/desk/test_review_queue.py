"""The list of what to look at: by doubt, shelf by shelf, findings among the reasons."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gbi.store import PageResult, Store
from gbi.workspace import Workspace
from gbi_ui.desk.review import queue
from gbi_ui.desk.review.queue import entries, misfits, on, opened
from support.desk_made import reading_of, region


def also(ws: Workspace, number: int, rows: Sequence[Sequence[str | float]], **rest: object) -> str:
    """One more figure on the page, `number` points further down; returns its region's id."""
    document = ws.documents()[0]
    where = region(document.id, number)
    made = reading_of(where, rows, **rest)
    Store(ws.path).commit_page(document, f"{number}", PageResult(number=1, regions=(where,), readings=(made,)))
    return where.id


def test_the_most_doubtful_reading_comes_first(desk: Workspace) -> None:
    first = desk.regions()[0].id
    worse = also(desk, 100, [("A", 1.0, 2.0), ("B", 3.0, 4.0)], title="Worse", warnings=("cut off", "no axis"))
    known = entries(desk)
    assert [entry.region for entry in known] == [worse, first]
    assert known[0].weight.doubt > known[1].weight.doubt == pytest.approx(0.45)
    assert known[0].name == "report.pdf" and known[0].warnings == ("cut off", "no axis")


def test_a_total_that_does_not_add_up_is_a_reason(desk: Workspace) -> None:
    rows = [("North", 10.0, 20.0), ("South", 11.0, 21.0), ("East", 12.0, 22.0), ("Total", 33.0, 74.0)]
    where = also(desk, 100, rows, title="Sums")
    reading = opened(desk, where)
    assert reading is not None
    assert reading.rows[3][2].id in misfits(desk), "20 + 21 + 22 is 63"
    assert reading.rows[3][1].id not in misfits(desk)
    assert next(entry for entry in entries(desk) if entry.region == where).weight.misfits == 1
    desk.correct(reading.rows[3][2], 63, "ann")
    assert reading.rows[3][2].id not in misfits(desk)
    assert next(entry for entry in entries(desk) if entry.region == where).weight.misfits == 0


def test_findings_of_a_document_are_made_once(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(ws: Workspace, documents: object) -> tuple[()]:
        asked.append(documents)
        return ()

    monkeypatch.setattr(queue, "findings", counted)
    misfits(desk)
    misfits(desk)
    assert asked == [[desk.documents()[0].id]]
    desk.correct(desk.readings()[0].rows[0][1], 5, "ann")
    misfits(desk)
    assert len(asked) == 2


def test_shelves(desk: Workspace) -> None:
    doubtful = desk.regions()[0].id
    sure = also(desk, 100, [("A", 1.0, 2.0)], title="Sure")  # its only row has no doubtful cell

    def shelves() -> dict[str, set[str]]:
        return {shelf: {entry.region for entry in on(shelf, entries(desk))} for shelf in queue.SHELVES}

    assert shelves() == {"open": {doubtful}, "accepted": set(), "rejected": set(), "all": {doubtful, sure}}
    desk.reviews.give(sure, "rejected", "ann")
    reading = opened(desk, doubtful)
    assert reading is not None
    desk.correct(reading.rows[1][1], 21, "ann")  # nothing is doubtful any more, but nobody has accepted it
    assert shelves() == {"open": {doubtful}, "accepted": set(), "rejected": {sure}, "all": {doubtful, sure}}
    desk.reviews.give(doubtful, "accepted", "ann")
    assert shelves()["accepted"] == {doubtful} and not shelves()["open"]


def test_a_region_that_has_gone_opens_nothing(desk: Workspace) -> None:
    assert opened(desk, "gone") is None
