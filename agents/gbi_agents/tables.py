"""A table as the rules look at it: which column names the rows, which hold values, and every label with its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from gbi.errors import GbiError
from gbi.types import Basis, Cell, Reading, TableInfo, Value
from gbi_agents.calendar_names import other_names
from gbi_agents.language import stems, year_of
from gbi_agents.workspace import Workspace

Axis = Literal["row", "column"]
TOTALS = re.compile(
    r"^(?:(?:grand |sub)?totals?|overall|sum|average|mean|all|合计|总计|总和|小计|总数|平均|全部)\b|(?:合计|总计)$",
    re.I,
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
FEWEST_PAGES, MOST_PAGES = 5, 0.6
"""A word is everywhere in a document of at least so many pages with tables where it stands on this share of them."""
MAX_ROWS = 20_000
"""Rows whose labels are indexed; a data file beyond it is linked by its columns and its first rows."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a row (`index` is the row, `column` the label column) or a column (`index`), with its word forms."""

    axis: Axis
    index: int
    column: int
    text: str
    forms: tuple[tuple[str, ...], ...]
    year: int | None


@dataclass(frozen=True)
class Grid:
    """A table with its values as shown. `key` is the column that names the rows (None when there is none)."""

    info: TableInfo
    cells: tuple[tuple[Cell, ...], ...]
    key: int | None
    texts: tuple[int, ...]  # label columns, the key first
    values: tuple[int, ...]  # columns of numbers
    row_labels: tuple[Label, ...] = field(repr=False)
    column_labels: tuple[Label, ...] = field(repr=False)
    page_text: str = field(default="", repr=False)
    everywhere: frozenset[str] = field(default=frozenset(), repr=False)  # stems on nearly every page of the document

    @property
    def name(self) -> str:
        """The SQL name."""
        return self.info.name

    def value(self, row: int, column: int) -> Value:
        """The value as shown."""
        return self.cells[row][column].value

    def number(self, row: int, column: int) -> float | None:
        """The value where it is a number, else None."""
        value = self.cells[row][column].value
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def row_name(self, row: int) -> str:
        """What the row is called; "" where nothing names it."""
        return "" if self.key is None else shown(self.value(row, self.key))

    @cached_property
    def total_rows(self) -> frozenset[int]:
        """Rows that sum up others; left out of rankings and sums unless they are asked for or all there is."""
        if self.key is None:
            return frozenset()
        lasts = {row: self.row_name(row).rsplit(" / ", 1)[-1].strip() for row in range(len(self.cells))}
        found = {row for row, last in lasts.items() if TOTALS.match(last) or last.lower() == "consolidated"}
        return frozenset() if len(found) * 2 >= len(self.cells) else frozenset(found)

    @cached_property
    def total_columns(self) -> frozenset[int]:
        """Value columns that sum up their neighbours."""
        if self.info.chart_type:
            return frozenset()  # a series called "Total" is drawn beside the others
        found = {column for column in self.values if TOTALS.match(self.info.columns[column].name.strip())}
        return frozenset() if len(found) * 2 > len(self.values) else frozenset(found)

    @cached_property
    def row_years(self) -> dict[int, int]:
        """Row to year, where the key names years."""
        if self.key is None:
            return {}
        years = {label.index: label.year for label in self.row_labels if label.column == self.key and label.year}
        return {row: year for row, year in years.items() if year}

    @cached_property
    def column_years(self) -> dict[int, int]:
        """Value column to the year in its name."""
        return {label.index: label.year for label in self.column_labels if label.year and label.index in self.values}

    @cached_property
    def context(self) -> frozenset[str]:
        """Stems of title, caption, heading, column names and units."""
        info = self.info
        words = " ".join([info.title, info.caption, info.heading, *(column.name for column in info.columns)])
        return frozenset(stems(words + " " + " ".join(column.unit or "" for column in info.columns)))

    @cached_property
    def squeezed(self) -> str:
        """The letters of `context` in a row, for words that OCR cut in pieces ("Number of emp loyees")."""
        info = self.info
        if not info.chart_type:
            return ""
        return re.sub(r"\W+", "", " ".join([info.title, info.caption, *(c.name for c in info.columns)]).lower())

    @cached_property
    def page_words(self) -> frozenset[str]:
        """Stems of the text of the page that the table stands on."""
        return frozenset(stems(self.page_text))

    @cached_property
    def document_words(self) -> frozenset[str]:
        """Stems of the document's name."""
        return frozenset(stems(re.sub(r"[_.\-]+", " ", self.info.document_name)))

    def basis(self, row: int, column: int) -> Basis:
        """How the value was come by."""
        return self.cells[row][column].basis


def shown(value: Value) -> str:
    """A label as text: whole numbers without a decimal point, None as ""."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def load_grids(ws: Workspace, documents: Sequence[str] | None = None) -> tuple[Grid, ...]:
    """The workspace's current tables; `documents` (ids) restricts them."""
    wanted: Sequence[str | None] = list(documents) if documents else [None]
    readings = {reading.id: reading for document in wanted for reading in ws.readings(document)}
    infos = ws.table_infos(list(documents) if documents else None)
    texts: dict[tuple[str, int], str] = {}
    for info in infos:
        if (info.document, info.page) not in texts:
            texts[info.document, info.page] = _page_text(ws, info)
    common = _everywhere(texts)
    return tuple(
        replace(
            build_grid(info, readings[info.reading], texts[info.document, info.page]), everywhere=common[info.document]
        )
        for info in infos
        if info.reading in readings
    )


def _everywhere(texts: Mapping[tuple[str, int], str]) -> dict[str, frozenset[str]]:
    """By document, the words that stand on most of its pages with tables: whom or what the whole of it is about, which
    no one table needs to say in its own words."""
    pages: dict[str, list[frozenset[str]]] = {}
    for (document, _), text in texts.items():
        pages.setdefault(document, []).append(frozenset(stems(text)))
    counted = {document: (len(each), Counter(w for words in each for w in words)) for document, each in pages.items()}
    return {
        document: frozenset(w for w, n in count.items() if w.isalpha() and of >= FEWEST_PAGES and n >= MOST_PAGES * of)
        for document, (of, count) in counted.items()
    }


def _page_text(ws: Workspace, info: TableInfo) -> str:
    try:
        return ws.page(info.document, info.page).text
    except GbiError:
        return ""  # a data file has no page, a broken page no text: its table still counts


def build_grid(info: TableInfo, reading: Reading, page_text: str = "") -> Grid:
    """The grid of one table: which column is the key, which are values, and their labels."""
    cells = reading.rows
    key = _key_column(info, cells)
    numbers = [i for i, column in enumerate(info.columns) if column.type == "number"]
    values = tuple(i for i in numbers if i != key)
    texts = tuple(i for i, column in enumerate(info.columns) if column.type != "number" and i != key)
    texts = texts if key is None else (key, *texts)
    named = [tuple(line[column].value for column in texts) for line in islice(cells, MAX_ROWS)]
    rows = tuple(
        Label("row", row, column, text, forms_of(text), year_of(text))
        for at, column in enumerate(texts)
        for row, line in enumerate(named)
        if line[at] not in (None, "")
        for text in (shown(line[at]),)
    )
    heads = tuple(
        Label("column", i, i, column.name, forms_of(column.name), year_of(column.name))
        for i, column in enumerate(info.columns)
    )
    return Grid(
        info=info,
        cells=cells,
        key=key,
        texts=texts,
        values=values,
        row_labels=rows,
        column_labels=heads,
        page_text=page_text,
    )


def _key_column(info: TableInfo, cells: tuple[tuple[Cell, ...], ...]) -> int | None:
    columns = info.columns
    if not columns or not cells:
        return None
    if columns[0].type in ("text", "date") or _names_rows(cells, 0, columns[0].name):
        return 0
    if info.chart_type and len(columns) > 1:
        return 0
    named = [i for i, column in enumerate(columns) if column.type in ("text", "date")]
    return named[0] if named else None


def _names_rows(cells: tuple[tuple[Cell, ...], ...], column: int, name: str) -> bool:
    """True for a column of years or ranks: whole numbers that differ, in the range of years or under such a name."""
    values = [row[column].value for row in cells]
    whole = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool) and float(v).is_integer()]
    if not whole or len(whole) < 0.9 * len(values):
        return False
    years = sum(1500 <= v <= 2100 for v in whole) == len(whole)
    return len(cells[0]) > 1 and (years or bool(re.search(r"\b(?:year|rank|no|id)\b|年|序号|排名", name, re.I)))


_OPEN = (
    (re.compile(r"^(\d[\d,.]*)\s*(?:\+|or (?:more|older|over|above)|and (?:over|older|above|more|up))", re.I),
     ("{} or more", "{} or older", "{} and older", "{} and over", "{} years and older", "over {}", "more than {}")),
    (re.compile(r"^(?:>|over|more than|older than|above)\s*(\d[\d,.]*)", re.I),
     ("over {}", "more than {}", "older than {}", "above {}")),
    (re.compile(r"^(?:<|under|less than|younger than|below)\s*(\d[\d,.]*)", re.I),
     ("under {}", "less than {}", "younger than {}", "under age {}", "below {}")),
)  # fmt: skip


def _open_ranges(text: str) -> list[str]:
    """The ways to say an open range: "65+" is "65 or older", "<18" is "under 18"."""
    for pattern, ways in _OPEN:
        match = pattern.match(text.strip())
        if match:
            return [way.format(match.group(1)) for way in ways]
    return []


@lru_cache(maxsize=20_000)
def forms_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say a label, as stems, the fullest first: without brackets, footnote marks, or its unit part."""
    plain = re.sub(r"[*†‡¹²³⁴⁵•●■◆▪]+", " ", text)
    variants = [plain, re.sub(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）", " ", plain)]
    variants += [re.sub(r"(?<=[^\W\d])\s*[$€£]?\d[\d,.]*\s?%?\s*$", "", plain)]
    variants += re.findall(r"\(([A-Z]{2,6})\)", plain)
    variants += [
        re.split(
            r"\s+(?:in|per)\s+(?=\S*\s*(?:million|billion|thousand|percent|%|us\b|u\.s\.|usd))", plain, flags=re.I
        )[0]
    ]
    variants += _open_ranges(plain)
    variants += [segment for segment in re.split(r"\s/\s", plain) if segment != plain]  # levels of a header
    date = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", text)
    if date:
        month = _MONTHS[int(date.group(2)) - 1] if 1 <= int(date.group(2)) <= 12 else ""
        variants += [f"{month} {date.group(3) or ''} {date.group(1)}", f"{month[:3]} {date.group(1)}"]
        variants += [f"{date.group(1)}年{int(date.group(2))}月"]
    out: list[tuple[str, ...]] = []
    for variant in variants:
        form = tuple(word for word in stems(variant) if word not in ("the", "of", "and", "a", "an", "to"))
        if form and form not in out:
            out.append(form)
    spelled = [name for form in out for name in other_names(form)]
    return tuple(dict.fromkeys([*out, *spelled]))
