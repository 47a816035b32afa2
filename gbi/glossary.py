"""The workspace's glossary: what a term also is called, and metrics as SQL expressions. `glossary.yaml`, made by hand.

synonyms:
  revenue: [sales, turnover, 营业收入]
metrics:
  gross margin: {sql: (revenue - cost) / revenue, unit: "%", description: of each year}
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from gbi.errors import GbiError
from gbi.types import Frozen

if TYPE_CHECKING:
    from yaml import YAMLError

NAME = "glossary.yaml"
MOST_BYTES = 1 << 20


class GlossaryError(GbiError):
    """`glossary.yaml` is not a glossary; the message names the line or entry."""


class Metric(Frozen):
    """A figure that is computed: `sql` is an expression over columns, checked by the SQL guard when it is used."""

    sql: str = Field(min_length=1)
    unit: str | None = None
    description: str = ""


class Glossary(Frozen):
    """Synonyms (term to what it also is called) and metrics by name."""

    synonyms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    metrics: dict[str, Metric] = Field(default_factory=dict)


def load(path: Path) -> Glossary:
    """The glossary at `path`, an empty one where there is no file. Raises `GlossaryError` for what is none."""
    import yaml

    try:
        if path.stat().st_size > MOST_BYTES:
            raise GlossaryError(f"{path} is larger than {MOST_BYTES:,} bytes; a glossary holds terms, not data")
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Glossary()
    except (OSError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path} cannot be read: {error}; save it as UTF-8 text") from error
    except yaml.YAMLError as error:
        raise GlossaryError(f"{path} is not YAML{_line(error)}; mend that line") from error
    try:
        return Glossary.model_validate(content or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = " > ".join(str(part) for part in first["loc"]) or "the file"
        raise GlossaryError(f"{path}: {where}: {first['msg']}; see the example in gbi.glossary") from error


def save(path: Path, glossary: Glossary) -> None:
    """Writes the glossary in one step. Raises `StoreError` when it cannot."""
    import yaml

    from gbi.store.files import replace_file

    content = glossary.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    replace_file(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def _line(error: YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark else ""
