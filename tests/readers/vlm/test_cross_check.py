"""A model's reading laid over the tools': what it confirms, what it contradicts, and what it alone says."""

from __future__ import annotations

import itertools
import random

import pytest

from gbi.readers.agree import agree
from gbi.readers.vlm.reader import VlmReader
from gbi.readers.vlm.said import understood
from gbi.readers.vlm.table import table_of
from gbi.types import Basis, Cell, Column, PageBox, Reading, Region, Value, Word
from support.scripted_vlm import table_json

REGION = Region.at("d" * 64, 1, PageBox(page=1, box=(0, 0, 600, 400)), "chart")
NAMES = ["Germany", "France", "Italy", "Spain", "Norway"]
VALUES = [[409.0, 12.5], [655.0, 30.1], [902.0, -7.7], [120.0, 22.4], [77.0, 3.2]]

EXPORTS: list[list[Value]] = [[name, row[0]] for name, row in zip(NAMES, VALUES, strict=True)]


def tool(
    rows: list[list[Value]],
    columns: list[Column],
    *,
    basis: Basis = Basis.PRINTED,
    error: float = 0.0,
    sure: float = 0.9,
) -> Reading:
    """A tool's reading; every cell has a place."""

    def cell(value: Value, r: int, c: int) -> Cell:
        own = Basis.PRINTED if c == 0 else basis
        box = (c * 100.0, r * 20.0, c * 100.0 + 60, r * 20.0 + 12)
        return Cell(value=value, text=str(value), basis=own, error=error if c else 0.0, confidence=sure,
                    place=PageBox(page=1, box=box))  # fmt: skip

    made = [[cell(value, r, c) for c, value in enumerate(row)] for r, row in enumerate(rows)]
    return Reading.build(REGION, reader="vector", reader_version="1", columns=columns, rows=made, confidence=sure)


def model(columns: list[str], rows: list[list[str]], page: str = "", name: str = "m", **rest: object) -> Reading:
    """A model's reading of a page that holds the words of `page`, one line a text."""
    words = [
        Word(text=text, box=(10.0, 30.0 * n, 10.0 + 6 * len(text), 30.0 * n + 10))
        for n, text in enumerate(page.split("|"))
        if text
    ]
    said = understood(table_json(columns, rows, **rest), cut=False)
    table = table_of(said, [(1, tuple(words))], hinted=False)
    return Reading.build(
        REGION, reader="vlm", reader_version=VlmReader.name, model=name, columns=table.columns, rows=table.rows,
        confidence=table.confidence, warnings=table.warnings,
    )  # fmt: skip


def columns(*names: str) -> list[Column]:
    return [Column(name="country"), *(Column(name=name, type="number") for name in names)]


TOOL = tool([[name, *row] for name, row in zip(NAMES, VALUES, strict=True)], columns("exports", "growth"))


def shown(reading: Reading) -> dict[tuple[str, str], Value]:
    return {
        (str(row[0].value), column.name): cell.value
        for row in reading.rows
        for column, cell in zip(reading.columns[1:], row[1:], strict=True)
    }


def said_rows(factor: float = 1.0) -> list[list[str]]:
    return [[name, f"{a * factor:g}", f"{b:g}"] for name, (a, b) in zip(NAMES, VALUES, strict=True)]


def test_agreement_raises_confidence_and_the_tools_value_and_basis_stand() -> None:
    merged = agree([TOOL, model(["country", "exports", "growth"], said_rows())])
    assert shown(merged) == shown(TOOL)
    assert all(cell.basis is Basis.PRINTED and cell.confidence > 0.9 for row in merged.rows for cell in row)
    assert not [w for w in merged.warnings if "differ" in w or "alone" in w]
    assert merged.confidence > TOOL.confidence and merged.model == "m"


def test_what_stands_on_the_page_says_more_than_what_does_not() -> None:
    page = "|".join([*NAMES, *(f"{v:g}" for row in VALUES for v in row)])
    blind, seeing = (agree([TOOL, model(["country", "exports", "growth"], said_rows(), text)]) for text in ("", page))
    assert blind.rows[0][1].confidence < seeing.rows[0][1].confidence


@pytest.mark.parametrize("seed", range(8))
def test_rows_and_columns_in_any_order_or_turned_are_laid_over_each_other(seed: int) -> None:
    draw = random.Random(seed)
    rows, order = said_rows(), [1, 2]
    draw.shuffle(rows)
    draw.shuffle(order)
    names = ["exports", "growth"]
    heads = ["country", *(names[n - 1] for n in order)]
    body = [[row[0], *(row[n] for n in order)] for row in rows]
    if seed % 2:
        heads, body = ["", *(row[0] for row in body)], [[heads[c], *(row[c] for row in body)] for c in (1, 2)]
    merged = agree([TOOL, model(heads, body)])
    assert shown(merged) == shown(TOOL)
    assert all(cell.confidence > 0.9 for row in merged.rows for cell in row[1:]), (heads, body)


@pytest.mark.parametrize("factor", [1e3, 1e6, 1e4, 1e8, 1e-3, 0.01, 100.0])
def test_another_scale_is_no_conflict(factor: float) -> None:
    rows = [[name, repr(round(a * factor, 9)), f"{b:g}"] for name, (a, b) in zip(NAMES, VALUES, strict=True)]
    merged = agree([TOOL, model(["country", "exports", "growth"], rows)])
    assert shown(merged) == shown(TOOL) and not [w for w in merged.warnings if "differ" in w]
    assert all(row[1].confidence > 0.9 for row in merged.rows)


def test_a_share_and_its_percentage_are_the_same() -> None:
    share = tool([[n, v] for n, v in zip(NAMES, [12.5, 30.0, 7.5, 22.0, 3.0], strict=True)],
                 [Column(name="country"), Column(name="share", type="number", unit="%", scale=0.01)])  # fmt: skip
    said = model(
        ["country", "share"], [[n, v] for n, v in zip(NAMES, ["0.125", "0.3", "0.075", "0.22", "0.03"], strict=True)]
    )
    merged = agree([share, said])
    assert shown(merged) == shown(share) and not merged.warnings


def test_labels_with_noise_are_the_same_rows() -> None:
    rows = [["Gerrnany", "409"], ["Frence", "655"], ["ltaly", "902"], ["Spain", "120"], ["Norwey", "77"]]
    merged = agree([TOOL, model(["country", "exports"], rows)])
    assert [row[0].value for row in merged.rows] == NAMES and len(merged.rows) == 5
    assert all(row[1].confidence > 0.9 for row in merged.rows)


def test_dates_written_otherwise_are_the_same_rows() -> None:
    quarters = [f"Q{n % 4 + 1} 201{2 + n // 4}" for n in range(6)]
    values = [675.0, 762.0, 803.0, 802.0, 828.0, 820.0]
    read = tool([[q, v] for q, v in zip(quarters, values, strict=True)], columns("views"))
    said = [[f"{q[:2]} '{q[-2:]}", f"{v:g}"] for q, v in zip(quarters, values, strict=True)]
    merged = agree([read, model(["Quarter", "views"], said[::-1])])
    assert [row[1].value for row in merged.rows] == values and not [w for w in merged.warnings if "differ" in w]
    assert all(row[1].confidence > 0.9 for row in merged.rows)


def test_rows_without_a_common_label_are_laid_over_each_other_only_where_their_values_agree() -> None:
    labels = ["zxcv", "qwer", "asdf", "hjkl", "bnmu"]
    same = [[label, *row[1:]] for label, row in zip(labels, said_rows(), strict=True)]
    merged = agree([TOOL, model(["country", "exports", "growth"], same)])
    assert all(row[1].confidence > 0.9 for row in merged.rows) and "vlm" in merged.reader_version
    other = [[row[0], *turned[1:]] for row, turned in zip(same, same[::-1], strict=True)]
    merged = agree([TOOL, model(["country", "exports", "growth"], other)])
    assert any("set aside" in w for w in merged.warnings) and "vlm" not in merged.reader_version
    assert all(row[1].confidence == 0.9 and not row[1].alternatives for row in merged.rows)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_conflict_keeps_both_with_the_tools_value_in_front(order: tuple[int, int]) -> None:
    rows = said_rows()
    rows[1][1] = "665"
    parts = [TOOL, model(["country", "exports", "growth"], rows)]
    merged = agree([parts[n] for n in order])
    cell = merged.rows[1][1]
    assert (cell.value, cell.basis) == (655.0, Basis.PRINTED) and cell.confidence < 0.9
    assert [(a.value, a.basis) for a in cell.alternatives] == [(665, Basis.GENERATED)]
    assert any("France" in w and "655" in w and "665" in w for w in merged.warnings)
    assert merged.rows[0][1].confidence > 0.9, "its neighbours are confirmed none the less"


def test_a_measured_value_confirms_an_estimate_within_its_error_only() -> None:
    bars = tool(
        [[n, v[0]] for n, v in zip(NAMES, VALUES, strict=True)], columns("exports"), basis=Basis.MEASURED, error=4.0
    )
    said = [["Germany", "~412"], ["France", "~655"], ["Italy", "~700"], ["Spain", "~121"], ["Norway", "~77"]]
    merged = agree([bars, model(["country", "exports"], said)])
    assert [row[1].value for row in merged.rows] == [row[1].value for row in bars.rows]
    assert [bool(row[1].alternatives) for row in merged.rows] == [False, False, True, False, False]
    assert all(row[1].basis is Basis.MEASURED for row in merged.rows)


def test_a_copied_number_that_is_nearly_the_printed_one_is_a_conflict() -> None:
    rows = said_rows()
    rows[0][1] = "412"
    merged = agree([TOOL, model(["country", "exports", "growth"], rows)])
    assert merged.rows[0][1].value == 409 and merged.rows[0][1].alternatives[0].value == 412


def test_a_gap_of_the_tools_is_filled_only_with_a_warning() -> None:
    rows: list[list[Value]] = [[name, *row] for name, row in zip(NAMES, VALUES, strict=True)]
    rows[2][1] = rows[3][1] = None
    gappy = tool(rows, columns("exports", "growth"))
    merged = agree([gappy, model(["country", "exports", "growth"], said_rows(), "Italy|902|Spain")])
    seen, unseen = merged.rows[2][1], merged.rows[3][1]
    assert (seen.value, seen.basis, seen.confidence) == (902, Basis.GENERATED, 0.5) and seen.place is not None
    assert (unseen.value, unseen.basis, unseen.confidence) == (120, Basis.GENERATED, 0.25)
    told = [w for w in merged.warnings if "the model" in w]
    assert any("Italy" in w and "alone" in w for w in told) and any("Spain" in w and "nowhere" in w for w in told)


def test_rows_that_no_page_shows_are_not_added() -> None:
    rows = [*said_rows(), ["Atlantis", "5000", "1"], ["Iceland", "31", "2"]]
    merged = agree([TOOL, model(["country", "exports", "growth"], rows, "Iceland|31")])
    assert [row[0].value for row in merged.rows] == [*NAMES, "Iceland"]
    assert any("Atlantis" in w and "nowhere" in w for w in merged.warnings)
    assert merged.rows[5][1].basis is Basis.GENERATED and merged.rows[5][1].confidence <= 0.5


def test_a_model_never_takes_the_frame_from_a_tool() -> None:
    unsure = tool(EXPORTS, columns("exports"), sure=0.45)
    merged = agree([unsure, model(["nation", "sales", "x"], said_rows(), "|".join(NAMES))])
    assert [c.name for c in merged.columns] == ["country", "exports"]


def test_two_models_are_no_two_witnesses() -> None:
    one, two = (model(["country", "exports", "growth"], said_rows(), "Germany|409", name) for name in ("a", "b"))
    merged = agree([one, two])
    assert merged.rows[0][1].confidence == 0.5 and merged.rows[1][1].confidence == 0.25
    assert all(cell.basis is Basis.GENERATED for row in merged.rows for cell in row)


def test_a_table_of_something_else_is_set_aside_and_costs_the_tools_nothing() -> None:
    merged = agree([TOOL, model(["q", "w"], [["zxcv", "1"], ["qwer", "2"], ["asdf", "3"]])])
    assert shown(merged) == shown(TOOL) and any("set aside" in w for w in merged.warnings)
    assert merged.rows[0][1].confidence == 0.9 and merged.confidence == TOOL.confidence


def test_the_order_of_three_witnesses_does_not_matter() -> None:
    bars = tool(
        [[n, v[0]] for n, v in zip(NAMES, VALUES, strict=True)], columns("exports"), basis=Basis.MEASURED, error=4.0
    )
    bars = bars.model_copy(update={"reader": "raster", "id": "r"})
    parts = [TOOL, bars, model(["country", "exports", "growth"], said_rows(1.01), "Germany|409")]
    assert len({agree(order).model_dump_json() for order in itertools.permutations(parts)}) == 1


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_model_says_no_tools_value_is_lost_or_changed(seed: int) -> None:
    """Garbage of many kinds: values, labels, order and size at random."""
    draw = random.Random(seed)
    heads = ["country", *draw.sample(["exports", "growth", "x", "y"], draw.randint(1, 3))]
    labels = [draw.choice([*NAMES, "Total", "Gerrnany", ""]) for _ in range(draw.randint(1, 8))]
    rows = [
        [label, *(str(draw.choice([1, 409, "~12", "", "abc", "-7.7", 1e6])) for _ in heads[1:])] for label in labels
    ]
    merged = agree([TOOL, model(heads, rows)])
    before = shown(TOOL)
    assert {at: value for at, value in shown(merged).items() if at in before} == before
    assert all(cell.confidence <= 0.5 for row in merged.rows for cell in row[1:] if cell.basis is Basis.GENERATED)
