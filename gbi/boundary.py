"""The boundary of a command's process: what cannot be done, or was asked wrongly, is one line and an exit status."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from typing import NoReturn

from gbi.errors import GbiError

FULL = (errno.ENOSPC, errno.EDQUOT)


def run_command(name: str, command: Callable[[], object], *, kept: str) -> None:
    """Runs the command; a `GbiError` becomes one line on stderr and exit status 1, Ctrl-C 130 with `kept` (what is not
    lost), a closed pipe 0; a full disk, or a file or folder that the system refuses, 1 with the mend. A fault of the
    program itself is not caught: its traceback is wanted."""
    try:
        command()
    except GbiError as error:
        print(f"{name}: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        _stopped(name, kept)
    except SystemExit as stop:
        if isinstance(stop.__context__, Exception) and isinstance(stop.__context__.__cause__, KeyboardInterrupt):
            _stopped(name, kept)  # Ctrl-C, which Typer makes a silent exit
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        if error.errno not in FULL and error.filename is None:
            raise
        print(f"{name}: {_refused(error)}; {kept}", file=sys.stderr)
        sys.exit(1)


def _refused(error: OSError) -> str:
    where = error.filename2 or error.filename
    named = f"{where}: {error.strerror}" if where else str(error.strerror)
    return f"{named}; " + (
        "make room there" if error.errno in FULL else "name a place that is there and can be written"
    )


def _stopped(name: str, kept: str) -> NoReturn:
    print(f"{name}: stopped; {kept}", file=sys.stderr)
    sys.exit(130)
