"""Which files of a folder are reports."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gbi.errors import DocumentError

SUFFIXES = frozenset(
    [
        ".pdf",
        ".png",
        ".jpg",
        ".jpeg",
        ".webp",
        ".tif",
        ".tiff",
        ".bmp",
        ".gif",
        ".svg",
        ".pptx",
        ".docx",
        ".xlsx",
        ".xlsm",
        ".csv",
        ".tsv",
        ".parquet",
    ]
)
"""Of the files in a folder those with these suffixes are taken; a file that is named itself is always tried."""
_LOCKS = ("~$", ".")  # what office programs leave beside an open file, and hidden files


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files named, and those in the folders named at any depth, in the order of their names, none twice.

    Links to folders are not followed. Raises `DocumentError` for a path that is not there, and when no file is found.
    """
    given = list(paths)
    found: dict[Path, None] = {}
    for path in given:
        if not path.exists():
            raise DocumentError(f"{path}: no such file or folder; give a folder of reports")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found.update(dict.fromkeys(file for file in inside if file == path or _is_report(file, path)))
    files = tuple(file for file in found if not file.is_dir())
    if not files:
        known = " ".join(sorted(SUFFIXES))
        raise DocumentError(f"no report in {', '.join(map(str, given))}; files of these kinds are read: {known}")
    return files


def _is_report(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(_LOCKS) for part in file.relative_to(folder).parts)
    return file.is_file() and file.suffix.lower() in SUFFIXES and not hidden
