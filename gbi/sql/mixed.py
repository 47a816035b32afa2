"""Columns whose rows are in several units or scales ("per share", "%" in a column in millions), where they meet.

Told from the query's text alone: that a filter keeps such rows apart is not seen, so the warning says "may".
"""

from __future__ import annotations

from sqlglot import exp

from gbi.sql.checked import Checked

_MEETS = (
    exp.AggFunc, exp.Ordered, exp.Window, exp.Between, exp.GT, exp.GTE, exp.LT, exp.LTE,
    exp.Add, exp.Sub, exp.Div, exp.Mul,
)  # fmt: skip
_APART = (exp.Count, exp.ArrayAgg)


def mixtures(checked: Checked) -> tuple[str, ...]:
    """A warning for each mixed column (`TableInfo.mixed`) that is summed, compared, ordered by or computed with."""
    mixed = {name: info.name for info in checked.tables for name in info.mixed}
    met: dict[str, None] = {}
    for column in checked.tree.find_all(exp.Column) if mixed else ():
        name = column.name
        above = column.find_ancestor(*_MEETS)
        if name in mixed and above is not None and not isinstance(above, _APART):
            met[name] = None
    return tuple(
        f'"{name}" of {mixed[name]} has rows in several units or scales, which may be put together here; '
        f"cells.unit and cells.scale tell them apart"
        for name in met
    )
