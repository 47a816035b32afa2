"""One document's statements and notes, and the number of a line in a year.

Not covered: statements of a parent company alone where the group's are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from gbi_agents.dispatchers.planning.expr import Bin, Const, Expr
from gbi_agents.dispatchers.planning.statements.figures import NAMES
from gbi_agents.dispatchers.planning.statements.lines import CORE, LINES, TITLE, Line
from gbi_agents.dispatchers.planning.statements.statement import Statement, amount, in_scale, rescaled, statements_in
from gbi_agents.language import fold
from gbi_agents.tables import Grid

HEAD_LINES = 6
"""Lines of a statement's page among which the company's name stands."""
FURTHER_PAGES = 2
"""Pages after a statement's first on which a table with the same columns goes on with it."""


@dataclass(frozen=True)
class Shelf:
    """The statements of one document, the best of each kind first, and its other tables by years."""

    document: str
    statements: tuple[Statement, ...]
    notes: tuple[Statement, ...]

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that any statement has a column of."""
        return frozenset(year for statement in self.statements for year in statement.columns)

    @cached_property
    def names(self) -> str:
        """The document's name and the head lines of the statements' pages, folded: the company is among them."""
        lines = [line.strip() for s in self.statements for line in s.grid.page_text.splitlines()[:HEAD_LINES]]
        lines += [s.grid.info.document_name.replace("_", " ") for s in self.statements]
        return fold("\n".join(dict.fromkeys(line for line in lines if len(line) <= TITLE)))

    def line(self, name: str, year: int) -> Expr | None:
        """The number of a line in a year: an outflow's amount, a tax as an expense; None where it is not clear."""
        line = LINES[name]
        for kind in line.where:
            at = self._in_notes(line, year) if kind == "note" else next(self._cells(self._of(kind), line, year), None)
            if at is not None:
                return self._signed(name, line, at, year)
        return None

    def printed(self, name: str, year: int) -> Expr | None:
        """The figure where a table prints it by its name, and all that do say the same."""
        labels = tuple(pattern for pattern, figure in NAMES if figure == name)
        at = self._in_notes(Line(("note",), labels), year, (*self.statements, *self.notes))
        return amount(*at) if at is not None else None

    def _of(self, kind: str) -> tuple[Statement, ...]:
        return tuple(s for s in self.statements if s.kind == kind)

    def _cells(self, tables: Sequence[Statement], line: Line, year: int) -> Iterator[tuple[Statement, int, int]]:
        for statement in tables:
            found = statement.cell(line, year)
            if found is not None:
                yield statement, *found

    def _in_notes(
        self, line: Line, year: int, tables: Sequence[Statement] | None = None
    ) -> tuple[Statement, int, int] | None:
        found = list(self._cells(self.notes if tables is None else tables, line, year))
        values = {(abs(s.grid.number(r, c) or 0.0), s.grid.info.columns[c].scale) for s, r, c in found}
        return found[0] if len(values) == 1 else None

    def _signed(self, name: str, line: Line, at: tuple[Statement, int, int], year: int) -> Expr:
        agg = amount(*at)
        value = agg.value() or 0.0
        turned = Bin("*", Const(-1), agg)
        if name == "income_tax":
            before, after = self.line("pretax_income", year), self.line("net_income", year)
            a, b = before.value() if before else None, after.value() if after else None
            return turned if a is not None and b is not None and abs(a + value - b) < abs(a - value - b) else agg
        return turned if line.outflow and value < 0 else agg


def shelves(grids: Sequence[Grid]) -> tuple[Shelf, ...]:
    """One shelf per document that has a statement at all."""
    found: dict[str, list[Statement]] = {}
    for grid in grids:
        found.setdefault(grid.info.document, []).extend(statements_in(grid))
    out = []
    for document, tables in found.items():
        primary = _primary([table for table in tables if table.kind != "note"])
        taken = {statement.grid.name for statement in primary}
        notes = tuple(in_scale(t, primary) for t in tables if t.grid.name not in taken)
        if primary:
            out.append(Shelf(document, primary, notes))
    return tuple(out)


def in_statements_scale(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The tables, those without a scale of their own in the scale of the statements whose numbers they repeat: a report
    says "in millions" once, above its first table."""
    found = shelves(grids)
    scaled = {note.grid.name: note.grid for shelf in found for note in shelf.notes}
    primary = {shelf.document: shelf.statements for shelf in found}
    out = []
    for grid in grids:
        of_document = primary.get(grid.info.document, ())
        known = grid.name in scaled and scaled[grid.name] is not grid
        own = not of_document or any(grid.name == one.grid.name for one in of_document)
        out.append(scaled[grid.name] if known else grid if own else rescaled(grid, of_document))
    return tuple(out)


def _primary(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Of each kind the best, its further pages, and others that bear the statement's name: a segment's table has the
    lines of an income statement too."""
    ordered = sorted(statements, key=lambda s: -s.rank)
    best = {kind: next((s for s in ordered if s.kind == kind), None) for kind in CORE}
    return tuple(s for s in ordered if s.titled or s is best[s.kind] or _continues(best[s.kind], s))


def _continues(best: Statement | None, other: Statement) -> bool:
    if best is None or best.grid.info.page is None or other.grid.info.page is None:
        return False
    near = 0 < other.grid.info.page - best.grid.info.page <= FURTHER_PAGES
    return near and other.columns == best.columns
