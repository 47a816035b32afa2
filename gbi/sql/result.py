"""The result of a guarded query: rows with units, and the way back to the cells that made them."""

from __future__ import annotations

from typing import Literal

from gbi.types import CitedCell, Frozen, Role


class Witness(Frozen):
    """The cells behind one output value (`row`, `column` count from 0) of a result.

    `scope` "table": lineage could not be followed, `cells` is empty and `tables` names what was read.
    """

    row: int
    column: int
    role: Role
    cells: tuple[CitedCell, ...] = ()
    scope: Literal["cells", "table"] = "cells"
    tables: tuple[str, ...] = ()
