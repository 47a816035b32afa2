"""Imports run one way: ui, eval -> agents -> gbi; sft -> gbi, eval. Inside gbi, the data's way and no way back."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "gbi": ROOT / "gbi",
    "gbi_agents": ROOT / "agents/gbi_agents",
    "gbi_sft": ROOT / "sft/gbi_sft",
    "gbi_eval": ROOT / "eval/gbi_eval",
    "gbi_ui": ROOT / "ui/gbi_ui",
}
MAY_IMPORT = {
    "gbi": set(),
    "gbi_agents": {"gbi"},
    "gbi_eval": {"gbi", "gbi_agents"},
    "gbi_sft": {"gbi", "gbi_eval"},
    "gbi_ui": {"gbi", "gbi_agents"},
}
ROOMS = {
    "gbi.documents": {"gbi.documents"},
    "gbi.readers": {"gbi.documents", "gbi.readers", "gbi.models"},
    "gbi.models": {"gbi.models"},
    "gbi.sql": {"gbi.sql"},
    "gbi.store": {"gbi.store", "gbi.sql", "gbi.readers"},
}
"""Which rooms of gbi a room may import; the files at gbi's top (types, errors, numbers ...) are open to all."""


def imports(path: Path) -> set[str]:
    """Every module that a file imports, at any depth, by full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_import_only_what_the_arrows_allow(package: str) -> None:
    allowed = MAY_IMPORT[package] | {package}
    for path in PACKAGES[package].rglob("*.py"):
        if path == ROOT / "gbi/__init__.py":
            continue  # the SDK's face hands Analyst on lazily; test_import_light holds it to that
        strangers = {name for name in imports(path) if name.split(".")[0] in PACKAGES.keys() - allowed}
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_of_gbi_import_no_room_further_down_the_way(room: str) -> None:
    files = list((ROOT / room.replace(".", "/")).rglob("*.py"))
    assert files
    for path in files:
        names = {".".join(name.split(".")[:2]) for name in imports(path) if name.startswith("gbi.")}
        strangers = {name for name in names if name in ROOMS and name not in ROOMS[room]}
        strangers |= names & {"gbi.workspace", "gbi.ingest"}
        assert not strangers, f"{path.relative_to(ROOT)} imports {strangers}"


def test_the_arrow_test_sees_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("def f():\n    from gbi_agents.analyst import Analyst\n", encoding="utf-8")
    assert "gbi_agents.analyst" in imports(wrong)
