"""One command at a time in a folder that it goes on in: the second is told, before it costs anything."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gbi.errors import GbiError

LOCK = ".lock"
UNLOCKABLE = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
"""What file systems say that know no locks: there nobody is told."""


@contextmanager
def alone(folder: Path, fault: type[GbiError]) -> Iterator[None]:
    """Holds the folder, which is made where it is missing; the system lets go of it when the process ends, however.

    Raises `fault` where another process holds it, and `OSError` for one that cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise fault(
                f"another command is at work in {folder}; wait until it is done, or stop it, or name another folder"
            ) from error
        except OSError as error:
            if error.errno not in UNLOCKABLE:
                raise
        yield
