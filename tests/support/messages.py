"""The sentences that the program can say, taken from its source: errors, and the notes about what it read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("gbi", "agents/gbi_agents", "ui/gbi_ui")
HOLDS = frozenset(
    {"warnings", "_warnings", "warning", "notes", "note", "doubts", "doubt", "told", "hint", "lost", "times"}
)
"""Names of variables, fields and arguments that hold what a person is told."""
TELLS = frozenset({"_ole_message", "missing_column", "_advice", "_reason", "_line", "_why", "obituary"})
"""Functions whose texts become part of an error."""

Trees = dict[str, ast.Module]


@lru_cache(maxsize=1)
def trees() -> Trees:
    """Each source file of the three rooms, parsed, by its path from the root."""
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "/chinese/" not in str(path)]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


def error_classes() -> set[str]:
    """The names of `GbiError` and all that derive from it."""
    found, bases = {"GbiError"}, list[tuple[str, set[str]]]()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.append((node.name, {base.id for base in node.bases if isinstance(base, ast.Name)}))
    while more := {name for name, of in bases if of & found} - found:
        found |= more
    return found


def errors() -> dict[str, str]:
    """Each sentence that an error is made with, parts as `{}`, and the file that says it."""
    classes = error_classes()
    said: dict[str, str] = {}
    for path, tree in trees().items():
        constants = _constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes and node.args:
                said |= dict.fromkeys(_texts(node.args[0], constants), path)
            if isinstance(node, ast.FunctionDef) and node.name in TELLS:
                said |= dict.fromkeys(_returned(node, constants), path)
    return said


def notes() -> dict[str, str]:
    """Each sentence that is put where warnings and hints are held, and the file that says it."""
    said: dict[str, str] = {}
    for path, tree in trees().items():
        constants = _constants(tree)
        for node in ast.walk(tree):
            for held in _held(node):
                said |= dict.fromkeys(_texts(held, constants), path)
    return said


def literals() -> set[str]:
    """Every text in the source, parts as `{}`."""
    return {
        text
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for text in _texts(node, {})
    }


def _held(node: ast.AST) -> Iterator[ast.expr]:
    assigned = isinstance(node, ast.Assign) and any(_name(target) in HOLDS for target in node.targets)
    grown = isinstance(node, ast.AnnAssign | ast.AugAssign) and _name(node.target) in HOLDS
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.keyword):
        if (assigned or grown or (isinstance(node, ast.keyword) and node.arg in HOLDS)) and node.value is not None:
            yield node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
        if _name(node.func.value) in HOLDS:
            yield node.args[0]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Note", "Finding"):
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "text")


def _returned(function: ast.FunctionDef, constants: dict[str, str]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            yield from _texts(node.value, constants)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from _texts(value, constants)


def _texts(node: ast.AST, constants: dict[str, str]) -> Iterator[str]:
    """The texts that an expression may give; nothing for what it takes from elsewhere."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values)
    elif isinstance(node, ast.Name):
        yield from [constants[node.id]] if node.id in constants else []
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = (list(_texts(side, constants)) or ["{}"] for side in (node.left, node.right))
        yield from (one + other for one in left for other in right)
    elif not isinstance(node, ast.Call | ast.Compare | ast.Subscript | ast.Dict):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child, constants)


def _constants(tree: ast.Module) -> dict[str, str]:
    """The module's own names for a text."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found |= {_name(target): node.value.value for target in node.targets}
    return found


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
