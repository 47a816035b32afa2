"""gbi: a generative-BI analyst that answers with the number, the SQL and the place it came from.

    ws = gbi.Workspace("q3.gbi")
    ws.add("annual_report.pdf", "sales.xlsx")
    ws.tables(), ws.sql("select ..."), gbi.Analyst(ws).ask("Which region grew fastest?")

A name is loaded when it is first used, so that `import gbi` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gbi.errors import DocumentError as DocumentError
    from gbi.errors import GbiError as GbiError
    from gbi.errors import LimitError as LimitError
    from gbi.errors import ModelError as ModelError
    from gbi.errors import PageError as PageError
    from gbi.errors import QueryLimitError as QueryLimitError
    from gbi.errors import QuestionError as QuestionError
    from gbi.errors import ReaderError as ReaderError
    from gbi.errors import SettingsError as SettingsError
    from gbi.errors import SqlError as SqlError
    from gbi.errors import StoreError as StoreError
    from gbi.glossary import Glossary as Glossary
    from gbi.glossary import GlossaryError as GlossaryError
    from gbi.glossary import Metric as Metric
    from gbi.settings import Settings as Settings
    from gbi.store import Correction as Correction
    from gbi.store import Hit as Hit
    from gbi.types import Answer as Answer
    from gbi.types import Basis as Basis
    from gbi.types import Cell as Cell
    from gbi.types import Citation as Citation
    from gbi.types import CitedCell as CitedCell
    from gbi.types import Column as Column
    from gbi.types import Document as Document
    from gbi.types import Page as Page
    from gbi.types import PageBox as PageBox
    from gbi.types import Place as Place
    from gbi.types import Reading as Reading
    from gbi.types import Region as Region
    from gbi.types import TableInfo as TableInfo
    from gbi.workspace import Unread as Unread
    from gbi.workspace import Workspace as Workspace
    from gbi.workspace import cached_workspace as cached_workspace
    from gbi_agents.analyst import Analyst as Analyst

__version__ = "0.1.0"

_ERRORS = (
    "DocumentError GbiError LimitError ModelError PageError QueryLimitError QuestionError ReaderError SettingsError "
    "SqlError StoreError"
)
_NOUNS = "Answer Basis Cell Citation CitedCell Column Document Page PageBox Place Reading Region TableInfo"
_HOMES: Final = {
    "gbi_agents.analyst": "Analyst",
    "gbi.errors": _ERRORS,
    "gbi.glossary": "Glossary GlossaryError Metric",
    "gbi.settings": "Settings",
    "gbi.store": "Correction Hit",
    "gbi.types": _NOUNS,
    "gbi.workspace": "Unread Workspace cached_workspace",
}
_MODULES: Final = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = ["__version__", *_MODULES]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'gbi' has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name]), name)
    globals()[name] = value  # asked for once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULES})
