"""Promoted adapters: a folder with every version kept, and one link per name to the version that serves.

    adapters/chart -> .versions/chart/1f0c…      what `gbi serve --adapter chart=adapters/chart` loads
    adapters/.versions/chart/1f0c…/              the weights, the model card, the verdict
    adapters/.versions/chart/history.jsonl       which version was put there when

A version is named after its weights. It is copied under another name first, and the link is replaced by renaming, so
that at any moment the name leads to a whole adapter or, before the first, to none.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from gbi.files import replacing_folder
from gbi.models import adapter_files
from gbi.types import Frozen
from gbi_sft.gate.measure import GateError

VERSIONS, HISTORY = ".versions", "history.jsonl"
KEPT = (adapter_files.CONFIG, adapter_files.WEIGHTS)
"""What is copied of an adapter's folder, beside the files that are given: checkpoints and logs stay where they are."""


class Step(Frozen):
    """A line of the history: the version that the name led to from then on; "back" is a promotion taken back."""

    version: str
    at: str
    what: Literal["promoted", "back"] = "promoted"


def version_of(adapter: Path) -> str:
    """Sixteen hexadecimal digits of the SHA-256 of the adapter's weights and configuration."""
    found = hashlib.sha256()
    for name in KEPT:
        found.update((adapter / name).read_bytes())
    return found.hexdigest()[:16]


def promote(adapter: Path, name: str, adapters: Path, files: dict[str, str]) -> Path:
    """Puts the adapter, with `files` (name -> text) beside its weights, where `adapters/NAME` leads; returns that link.

    Raises `GateError` for a name that is no file name or is taken by something that is no link of ours.
    """
    link = link_of(name, adapters)
    version = version_of(adapter)
    folder = adapters / VERSIONS / name / version
    with replacing_folder(folder) as part:  # the same weights, gated again: the newer verdict takes the place
        for each in KEPT:
            shutil.copyfile(adapter / each, part / each)
        for each, text in files.items():
            (part / each).write_text(text, encoding="utf-8")
    _lead(link, folder, Step(version=version, at=_now()))
    return link


def back(name: str, adapters: Path) -> str:
    """Leads the name to the version before the present one, which stays; returns that version.

    Raises `GateError` where there is none before.
    """
    link = link_of(name, adapters)
    present = link.readlink().name if link.is_symlink() else ""
    earlier = standing(name, adapters)[:-1]
    if not present or not earlier:
        raise GateError(f"{link} has no version before {present or 'any'}; nothing was changed")
    _lead(link, adapters / VERSIONS / name / earlier[-1], Step(version=earlier[-1], at=_now(), what="back"))
    return earlier[-1]


def standing(name: str, adapters: Path) -> list[str]:
    """The versions in the order of promotion, those taken back left out; the last one serves."""
    stack: list[str] = []
    for step in history(name, adapters):
        if step.what == "back":
            stack.pop()
        elif not stack or stack[-1] != step.version:
            stack.append(step.version)
    return stack


def history(name: str, adapters: Path) -> list[Step]:
    """All that was done under the name, oldest first. Raises `GateError` for a line that is not ours."""
    path = adapters / VERSIONS / name / HISTORY
    if not path.is_file():
        return []
    try:
        return [Step.model_validate_json(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except ValidationError as error:
        raise GateError(f"{path} is no history of an adapter; move it away and promote again") from error


def link_of(name: str, adapters: Path) -> Path:
    """Where the name's link is, or will be. Raises `GateError` for a name that is no file name or is taken."""
    if not re.fullmatch(r"[\w][\w.-]{0,63}", name):
        raise GateError(f"{name!r} cannot be an adapter's name; use letters, digits, - and _")
    link = adapters / name
    if link.exists() and not link.is_symlink():
        raise GateError(
            f"{link} is a folder of its own and not a promoted adapter; choose another --name or --adapters"
        )
    return link


def _lead(link: Path, folder: Path, step: Step) -> None:
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.relative_to(link.parent), target_is_directory=True)
    fresh.replace(link)
    with (folder.parent / HISTORY).open("a", encoding="utf-8") as out:
        out.write(step.model_dump_json() + "\n")
        out.flush()
        os.fsync(out.fileno())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
