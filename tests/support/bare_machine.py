"""A Python with few libraries, as on a lent machine: a folder of links to those alone, in place of site-packages.

Nothing is hidden by a hook that a library could ask round: what is not linked is not there.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

LENT = ("torch", "transformers", "peft", "accelerate", "matplotlib", "pillow", "opencv-python-headless")
"""What is known to be installed there; what these cannot do without is there too."""


def closure(names: tuple[str, ...], without: frozenset[str] = frozenset()) -> dict[str, Distribution]:
    """The installed distributions of these names and all that they need, but for `without` and what only it needs."""
    found: dict[str, Distribution] = {}
    left = list(names)
    while left:
        name = re.sub(r"[-_.]+", "-", left.pop()).lower()
        if name in found or name in without:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # of another build of the same library
            continue
        for text in found[name].requires or []:
            need = Requirement(text)
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                left.append(need.name)
    return found


def linked(folder: Path, found: dict[str, Distribution]) -> Path:
    """Links what the distributions installed into the folder, which serves as the only site-packages."""
    folder.mkdir(parents=True)
    for one in found.values():
        tops = {file.parts[0] for file in one.files or [] if file.parts[0] not in ("..", "__pycache__")}
        for top in tops:
            target = Path(str(one.locate_file(top)))
            if target.exists() and not (folder / top).exists():
                (folder / top).symlink_to(target)
    return folder


def python(folder: Path, *more: Path) -> tuple[list[str], dict[str, str]]:
    """Command and environment of an interpreter that sees the folder, `more` before it, and the standard library."""
    paths = ":".join(str(path) for path in (*more, folder))
    return [sys.executable, "-S"], {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
