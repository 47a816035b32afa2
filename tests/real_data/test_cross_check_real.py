"""A model that says the true table in thousands, in any order and with one value wrong, over real charts that the tools
have read: it confirms the rest, and what is wrong is told and never taken over."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from gbi.documents import open_source
from gbi.numbers import parse_number
from gbi.readers import read_region
from gbi.readers.agree import agree
from gbi.readers.vlm.reader import VlmReader
from gbi.types import Basis, Cell, Reading
from support.scripted_vlm import in_turn, serve, table_json, vlm_settings

pytestmark = pytest.mark.data
CHARTS = 6
LEAST_READ = 0.9


def values(reading: Reading) -> list[Cell]:
    return [cell for row in reading.rows for cell in row[1:] if cell.value is not None]


def test_one_wrong_value_among_true_ones(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(5)
    golds = sorted((data / "charts" / "statista" / "tables").glob("two_col*.csv"))
    compared = 0
    for gold in draw.sample(golds, CHARTS):
        head, *rows = [row for row in csv.reader(gold.open(encoding="utf-8-sig")) if row]
        draw.shuffle(rows)
        numbers = [parse_number(row[1]) for row in rows]
        if any(number is None for number in numbers):
            continue
        shown = [number.value for number in numbers if number is not None]
        wrong = draw.randrange(len(shown))
        told = [value * 1.3 + 1 if n == wrong else value for n, value in enumerate(shown)]
        said = [[row[0], f"{value * 1000:.12g}"] for row, value in zip(rows, told, strict=True)]
        serve(monkeypatch, in_turn(table_json(head, said)))
        source = open_source(gold.parents[1] / "png" / f"{gold.stem}.png")
        try:
            (region,) = source.regions(1)
            tools = read_region(source, region)
            model = VlmReader(vlm_settings()).read(source, region)
        finally:
            source.close()
        if len(tools) != 1 or model is None or len(values(tools[0])) != len(shown) or tools[0].confidence < LEAST_READ:
            continue
        merged = agree([*tools, model])
        assert [cell.value for cell in values(merged)] == [cell.value for cell in values(tools[0])]
        assert all(cell.basis is not Basis.GENERATED for cell in values(merged))
        doubted = [cell for cell in values(merged) if cell.alternatives]
        assert doubted and any("differ" in warning for warning in merged.warnings)
        others = [value for value in shown if value != shown[wrong]]
        assert not [cell for cell in doubted if cell.value in others], "the true values beside it are no conflicts"
        compared += 1
    assert compared >= 2
