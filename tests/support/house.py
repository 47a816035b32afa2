"""The figures of the house style, measured over the source: `python tests/support/house.py` prints them."""

from __future__ import annotations

import ast
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("gbi", "agents", "sft", "eval", "ui")
TESTS = ("tests",)
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class House:
    """What `measure` found; lengths in lines."""

    files: dict[str, int]
    functions: dict[str, int]
    untyped: list[str]
    undocumented: list[str]
    public: int
    broad: list[str]
    test_lines: int

    @property
    def longest(self) -> list[tuple[int, str]]:
        """Functions, longest first."""
        return sorted(((length, name) for name, length in self.functions.items()), reverse=True)


def python_files(folders: tuple[str, ...]) -> list[Path]:
    """All Python files below the folders, `.venv` not among them."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def measure() -> House:
    """Walks the syntax trees of all source files."""
    files: dict[str, int] = {}
    functions: dict[str, int] = {}
    untyped, undocumented, broad = [], [], []
    public = 0
    for path in python_files(SOURCES):
        text = path.read_text(encoding="utf-8")
        name = str(path.relative_to(ROOT))
        files[name] = text.count("\n")
        tree = ast.parse(text)
        private = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name.startswith("_")]
        scopes = [n for n in ast.walk(tree) if isinstance(n, FunctionNode)] + private
        nested = {id(child) for scope in scopes for child in ast.walk(scope) if child is not scope}
        for node in ast.walk(tree):
            if isinstance(node, FunctionNode):
                functions[f"{name}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
                if node.returns is None:
                    untyped.append(f"{name}:{node.name}")
            if _is_public(node) and id(node) not in nested:
                public += 1
                if ast.get_docstring(node) is None:
                    undocumented.append(f"{name}:{node.name}")
            if isinstance(node, ast.ExceptHandler) and _is_broad(node):
                broad.append(f"{name}:{node.lineno}")
    test_lines = sum(path.read_text(encoding="utf-8").count("\n") for path in python_files(TESTS))
    return House(files, functions, untyped, undocumented, public, broad, test_lines)


def _is_public(node: ast.AST) -> TypeGuard[FunctionNode | ast.ClassDef]:
    return isinstance(node, FunctionNode | ast.ClassDef) and not node.name.startswith("_")


def _is_broad(node: ast.ExceptHandler) -> bool:
    return node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException")


def main() -> int:
    """Prints the table; the exit status is 0, for the bounds are held by tests/test_house.py."""
    house = measure()
    lines = sorted(n for n in house.files.values() if n)
    lengths = sorted(house.functions.values())
    p95 = lengths[int(0.95 * (len(lengths) - 1))]
    source = sum(lines)
    print(
        f"source files            {len(lines)}, {source} lines; median {statistics.median(lines):.0f}, max {lines[-1]}"
    )
    print(f"function lines          95th percentile {p95}, max {lengths[-1]} ({house.longest[0][1]})")
    print(f"typed returns           {1 - len(house.untyped) / len(lengths):.1%}")
    print(f"public docstrings       {1 - len(house.undocumented) / max(house.public, 1):.1%}")
    print(f"test lines per source   {house.test_lines / source:.2f}")
    print(f"broad excepts           {len(house.broad)} {' '.join(house.broad)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
