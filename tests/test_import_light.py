"""`import gbi` loads nothing heavy, and its face is whole."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import gbi

HEAVY = (
    "torch transformers vllm streamlit langgraph ray pandas numpy pymupdf rapidocr onnxruntime cv2 duckdb pyarrow "
    "scipy sqlglot openpyxl pptx docx altair yaml openai"
)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after `code`."""
    show = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize("code", ["import gbi", "import gbi.types, gbi.errors", "import gbi; gbi.GbiError; dir(gbi)"])
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert not loaded_by(code) & set(HEAVY.split())


def test_a_workspace_is_opened_without_the_heavy_libraries(tmp_path: Path) -> None:
    code = f"import gbi; ws = gbi.Workspace({str(tmp_path / 'w.gbi')!r}); ws.tables(); ws.readings(); ws.search('x')"
    assert not loaded_by(code) & set(HEAVY.split())


def test_import_gbi_is_quick() -> None:
    listing = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import gbi"], capture_output=True, text=True, check=True
    ).stderr
    microseconds = int(listing.splitlines()[-1].split("|")[1])
    assert microseconds < 100_000


def test_every_name_can_be_used() -> None:
    for name in gbi.__all__:
        assert getattr(gbi, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        gbi.Nothing  # noqa: B018


def test_tools_and_interpreter_see_the_same_names() -> None:
    tree = ast.parse(Path(gbi.__file__).read_text(encoding="utf-8"))
    branch = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: node.module for node in branch.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assert seen == gbi._MODULES


def test_the_version_is_that_of_the_package() -> None:
    project = Path(gbi.__file__).parents[1] / "pyproject.toml"
    assert gbi.__version__ == tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
