"""What colour a named series, bar or slice has: the one thing of a chart that is asked for and is no cell's value."""

from __future__ import annotations

from collections.abc import Sequence

from gbi_agents.actions import Answer
from gbi_agents.colours import COLOUR_SCORE, name_of
from gbi_agents.dispatchers.planning.expr import Address
from gbi_agents.dispatchers.planning.understand import Interpretation
from gbi_agents.language import Language
from gbi_agents.linking import SURE, Mention
from gbi_agents.tables import Grid


def colour_answer(found: Sequence[Interpretation], language: Language) -> Answer | None:
    """The answer to "What colour is X" from the nearest chart whose X has a colour; None where none has, or where it
    is not clear what X is."""
    for interpretation in found:
        linked = interpretation.linked
        named = [m for m in linked.mentions if m.score >= SURE and m.score != COLOUR_SCORE]
        if linked.intent.ask != "colour" or len({m.label.text for m in named}) != 1 or interpretation.missing:
            continue
        colour, cells = _of(linked.grid, named[0])
        if colour is None:
            continue
        word, label = name_of(colour, language), named[0].label.text
        text = f"{label}是{word}。" if language == "zh" else f"{label} is {word}."
        return Answer(text=text, value=word, cells=cells)
    return None


def _of(grid: Grid, mention: Mention) -> tuple[str | None, tuple[Address, ...]]:
    """The colour of a column's marks or of a row's, with the cells that they are."""
    label = mention.label
    if label.axis == "column":
        cells = tuple((grid.name, row, label.index) for row in range(len(grid.cells)))
        cells = tuple(at for at in cells if grid.number(at[1], at[2]) is not None)
        return grid.info.columns[label.index].colour, cells
    row = grid.cells[label.index]
    painted = [(c, row[c].colour or (grid.info.columns[c].colour if len(grid.values) == 1 else None))
               for c in grid.values if grid.number(label.index, c) is not None]  # fmt: skip
    colours = {colour for _, colour in painted}
    if len(colours) != 1:
        return None, ()
    return painted[0][1], tuple((grid.name, label.index, c) for c, _ in painted)
