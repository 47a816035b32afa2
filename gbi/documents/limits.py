"""What a file may cost before it is opened: bytes, pages, pixels, unpacked size, seconds a page.

A page's time is checked before each of its stages (words, OCR): what a stage has read is not thrown away, and one
that hangs inside a C library is not interrupted here.
"""

from __future__ import annotations

import hashlib
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

from gbi.errors import DocumentError, LimitError
from gbi.settings import Settings

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that passed the size checks. `id` is the SHA-256 of its bytes, `head` its first 4096 bytes."""

    path: Path
    name: str
    id: str
    size: int
    head: bytes
    settings: Settings


def check_file(path: str | Path, settings: Settings) -> SourceFile:
    """The file with its identity.

    Raises `DocumentError` for a path that is missing, a folder, unreadable or empty, `LimitError` for one that is
    over `settings.max_file_bytes`.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise DocumentError(f"{path} is a folder; give the files in it, or use gbi batch for a whole folder")
        size = path.stat().st_size
        if size == 0:
            raise DocumentError(f"{path.name} is empty (0 bytes); save or download it again")
        if size > settings.max_file_bytes:
            raise LimitError(
                f"{path.name} has {size:,} bytes, the limit is {settings.max_file_bytes:,}; "
                "split it, or raise GBI_MAX_FILE_BYTES"
            )
        digest, head = hashlib.sha256(), b""
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                head = head or chunk[:4096]
                digest.update(chunk)
    except FileNotFoundError as error:
        raise DocumentError(f"{path} does not exist; check the path") from error
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path} cannot be read: {error}") from error
    return SourceFile(path=path, name=path.name, id=digest.hexdigest(), size=size, head=head, settings=settings)


def check_pages(name: str, pages: int, settings: Settings) -> None:
    """Raises `DocumentError` for a document without pages, `LimitError` over `settings.max_pages`."""
    if pages <= 0:
        raise DocumentError(f"{name} has 0 pages; there is nothing to read in it")
    if pages > settings.max_pages:
        raise LimitError(
            f"{name} has {pages:,} pages, the limit is {settings.max_pages:,}; split it, or raise GBI_MAX_PAGES"
        )


def check_pixels(what: str, width: float, height: float, settings: Settings) -> None:
    """Raises `LimitError` when `width` x `height` pixels are more than `settings.max_pixels`."""
    if width * height > settings.max_pixels:
        raise LimitError(
            f"{what} has {width:,.0f} x {height:,.0f} pixels, the limit is {settings.max_pixels:,} in all; "
            "scale it down, or raise GBI_MAX_PIXELS"
        )


def check_zip(file: SourceFile) -> None:
    """Refuses an office file that is broken or unpacks to too much.

    The declared sizes are checked first, then every part is unpacked (and thrown away), since a bomb lies about
    its size. Raises `DocumentError` when it is truncated or its parts are damaged, `LimitError` over
    `settings.max_unpacked_bytes` or, for more than 10 MiB, `settings.max_unpack_ratio`.
    """
    limits = file.settings
    ceiling = min(limits.max_unpacked_bytes, max(10 * 2**20, int(file.size * limits.max_unpack_ratio)))
    try:
        with zipfile.ZipFile(file.path) as archive:
            infos = archive.infolist()
            declared = sum(info.file_size for info in infos)
            if declared > ceiling:
                raise _bomb(file, declared, ceiling)
            total = 0
            for info in infos:
                if info.flag_bits & 1:
                    raise DocumentError(f"{file.name} is encrypted; save it without a password")
                with archive.open(info) as part:
                    while chunk := part.read(CHUNK):
                        total += len(chunk)
                        if total > ceiling:
                            raise _bomb(file, total, ceiling)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError(f"{file.name} is damaged or cut off ({error}); save or download it again") from error


def _bomb(file: SourceFile, unpacked: int, ceiling: int) -> LimitError:
    return LimitError(
        f"{file.name} unpacks to at least {unpacked:,} bytes from {file.size:,}, the limit is {ceiling:,}; it may be "
        "a zip bomb. If you trust it, raise GBI_MAX_UNPACKED_BYTES and GBI_MAX_UNPACK_RATIO"
    )


class Deadline:
    """The seconds that one page may take, from the moment it is made."""

    def __init__(self, what: str, seconds: float) -> None:
        self.what = what
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """True once the time is up."""
        return time.monotonic() > self._end

    def check(self) -> None:
        """Raises `LimitError` once the time is up."""
        if self.passed:
            raise LimitError(f"{self.what} took more than {self.seconds:g} s; raise GBI_PAGE_SECONDS to wait longer")
