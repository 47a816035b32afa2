"""Settings that people write in YAML, in a file of theirs or one that comes along; each fault is told with its spot."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from gbi.errors import GbiError, first_fault

Form = TypeVar("Form", bound=BaseModel)
UNKNOWN = ("extra_forbidden", "invalid_key")


def read(path: Path, fault: type[GbiError]) -> Any:
    """What the file holds. Raises `fault` where that is no YAML, and `OSError`."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise fault(f"{path} is no YAML: {' '.join(str(error).split())}") from error


def checked(form: type[Form], said: Any, where: str, fault: type[GbiError], more: str = "") -> Form:
    """The settings as their form. Raises `fault`: `where` they stand, the key, what is wrong with it, then `more`.

    An unknown key, at any depth, is told first and with the nearest known one.
    """
    try:
        return form.model_validate(said)
    except ValidationError as error:
        for one in error.errors():
            if one["type"] in UNKNOWN:
                *above, key = one["loc"]
                spot = "".join(f"{name}: " for name in above if isinstance(name, str))
                raise fault(f"{where}: {spot}unknown key {key}; {_instead(str(key), _keys(form, above))}") from error
        raise fault(f"{where}: {first_fault(error)}{more}") from error


def shipped(name: str, form: type[Form], folder: Path, fault: type[GbiError], check: Callable[[Form], object]) -> Form:
    """The settings of that name among those in `folder`, or of a YAML file, which `check` found nothing wrong with.

    Raises `fault`, for what `check` raises as `GbiError` too.
    """
    what = form.__name__.lower()
    path = folder / f"{name}.yaml" if (folder / f"{name}.yaml").is_file() else Path(name)
    try:
        said = read(path, fault)
    except OSError as error:
        known = ", ".join(sorted(each.stem for each in folder.glob("*.yaml")))
        raise fault(f"{name} is neither a {what} ({known}) nor a file that can be read; give either") from error
    found = checked(form, said, str(path), fault, "; compare recipes/full.yaml")
    try:
        check(found)
    except GbiError as error:
        raise fault(f"{path}: {error}") from error
    return found


def _instead(key: str, known: Iterable[str]) -> str:
    names = list(known)
    near = difflib.get_close_matches(key, names, n=1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}"


def _keys(form: type[BaseModel], above: Iterable[int | str]) -> Iterable[str]:
    """The keys that may stand below `above`, the way of keys and places of lists that leads there."""
    for name in above:
        if isinstance(name, str) and name in form.model_fields:
            form = _form_in(form.model_fields[name].annotation) or form
    return form.model_fields


def _form_in(annotation: Any) -> type[BaseModel] | None:
    """The form that an annotation names: X of X, `X | None` and `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((form for part in get_args(annotation) if (form := _form_in(part)) is not None), None)
