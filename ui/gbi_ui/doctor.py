"""`gbi doctor`: each thing the program stands on, tried for real, with the mend where it fails."""

from __future__ import annotations

import importlib.metadata
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gbi import settings
from gbi.errors import GbiError
from gbi.types import Frozen
from gbi_ui.doctor_models import model, serving


class Finding(Frozen):
    """What one check found. A check that is not `required` and fails leaves the exit status 0."""

    name: str
    ok: bool
    detail: str
    mend: str = ""
    required: bool = True
    seconds: float = 0.0


class CheckFailed(GbiError):
    """A check did not pass; the message is the detail shown."""


def _python() -> str:
    return f"Python {sys.version.split()[0]}, {os.cpu_count()} cores"


def _settings() -> str:
    chosen = settings.load().model_dump(exclude_defaults=True)
    hidden = {name: "set" if name.endswith("_key") else value for name, value in chosen.items()}
    return ", ".join(f"{name} = {value}" for name, value in hidden.items()) or "all defaults"


def _ocr() -> str:
    import numpy as np
    import pymupdf

    from gbi.documents.ocr import read_words

    with pymupdf.open() as pdf:
        page = pdf.new_page(width=300, height=60)
        page.insert_text((20, 40), "Revenue 2,481", fontsize=22)
        pixels = page.get_pixmap(dpi=144)
    image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.h, pixels.w, 3)
    text = " ".join(word.text for word in read_words(image))
    if "2,481" not in text:
        raise CheckFailed(f"read {text!r} instead of 'Revenue 2,481'")
    return "PP-OCR read a test line"


def _layout() -> str:
    import pymupdf
    import pymupdf.layout

    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 72), "A line of text")
        page.get_layout()
    return f"PyMuPDF {pymupdf.VersionBind} and its layout model"


def _search() -> str:
    with sqlite3.connect(":memory:") as database:
        database.execute("create virtual table t using fts5(x)")
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def _sql() -> str:
    from gbi.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder, Workspace(Path(folder) / "check.gbi") as ws:
        rows = ws.sql("select 6 * 7 as answer").rows
    if rows != [(42,)]:
        raise CheckFailed(f"6 * 7 gave {rows}")
    return "the guarded engine started, answered and stopped"


def _plots() -> str:
    import vl_convert

    spec = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"y": {"field": "a", "type": "quantitative"}}}
    if "<svg" not in vl_convert.vegalite_to_svg(spec):
        raise CheckFailed("no SVG came out")
    return "Vega-Lite drew a bar"


def _cache() -> str:
    from gbi.cache import cache_folder

    folder = cache_folder(settings.load())
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder):
        return f"{folder} can be written"


CHECKS: tuple[tuple[str, Callable[[], str], str, bool], ...] = (
    ("python", _python, "", True),
    ("settings", _settings, "correct the GBI_ variables in the environment or in .env", True),
    ("cache", _cache, "make the folder writable, or set GBI_CACHE_DIR to one that is", True),
    ("ocr", _ocr, "pip install --force-reinstall rapidocr onnxruntime opencv-python-headless", True),
    ("pdf", _layout, "pip install --force-reinstall pymupdf pymupdf4llm", True),
    ("search", _search, "use a Python whose sqlite3 was built with FTS5", True),
    ("sql", _sql, "pip install --force-reinstall duckdb pyarrow", True),
    ("plots", _plots, "pip install --force-reinstall vl-convert-python", True),
    ("vision model", lambda: model("vlm"), "start it (gbi serve), correct GBI_VLM_..., or unset GBI_VLM_URL", False),
    ("language model", lambda: model("llm"), "start it (gbi serve), correct GBI_LLM_..., or unset GBI_LLM_URL", False),
    ("serving", serving, "only to serve one here: set GBI_SERVE_PYTHON to a Python that has vLLM (docs/gpu.md)", False),
)
"""Name, check, mend, required."""


def examine() -> list[Finding]:
    """Runs every check; one that fails stops none of the others."""
    return list(each())


def each() -> Iterator[Finding]:
    """The same, one finding at a time, in the order of `CHECKS`."""
    for name, check, mend, required in CHECKS:
        started = time.monotonic()
        try:
            detail, ok = check(), True
        except (GbiError, ImportError, OSError, RuntimeError, ValueError, sqlite3.Error) as error:
            detail, ok = f"{error}", False
        seconds = round(time.monotonic() - started, 2)
        yield Finding(name=name, ok=ok, detail=detail, mend="" if ok else mend, required=required, seconds=seconds)


def run(*, as_json: bool) -> int:
    """Prints the findings; the exit status is 1 when something required does not work."""
    findings = examine()
    if as_json:
        versions = {name: importlib.metadata.version(name) for name in ("gbi", "pymupdf", "rapidocr", "duckdb")}
        print(json.dumps({"versions": versions, "checks": [f.model_dump() for f in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            mark = "ok  " if finding.ok else "FAIL" if finding.required else "off "
            print(f"{mark} {finding.name:15} {finding.seconds:5.2f} s  {finding.detail}")
            if finding.mend:
                print(f"{'':27}mend: {finding.mend}")
    return int(any(not finding.ok and finding.required for finding in findings))
