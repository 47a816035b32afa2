"""`gbi ui`: Streamlit with the desk's app, on this machine alone unless told otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NoReturn

from gbi.errors import SettingsError
from gbi.settings import current
from gbi_ui.desk import login

APP = Path(__file__).with_name("app.py")
ARENAS = "2"
"""Heaps of glibc's. Streamlit runs a page in a new thread each time; heaps of their own would keep what they freed."""
THEME = {"light.primaryColor": "#1d5fbf", "dark.primaryColor": "#3a7de0"}
"""Red is kept for what is marked on pages and for what failed."""


def run(workspace: Path | None, port: int, address: str, *, open_browser: bool) -> NoReturn:
    """Becomes Streamlit, which runs until it is stopped. Raises `SettingsError` when the port is taken, and where
    strangers could look in (`login.check`)."""
    settings = current()
    environment = dict(os.environ)
    if workspace is not None:
        workspace.mkdir(parents=True, exist_ok=True)
        environment["GBI_DESK_DIR"] = str(workspace.absolute())
    environment.setdefault("MALLOC_ARENA_MAX", ARENAS)
    _check_port(address, port)
    login.check(address)
    options = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": "false" if open_browser else "true",
        "server.maxUploadSize": str(max(1, settings.max_file_bytes // 2**20)),
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "runner.magicEnabled": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        **{f"theme.{name}": colour for name, colour in THEME.items()},
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    arguments = [sys.executable, "-m", "streamlit", "run", str(APP), *flags]
    os.execve(sys.executable, arguments, environment)  # it takes this process's place, and its signals


def _check_port(address: str, port: int) -> None:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} at {address} is taken ({error.strerror}); give another with --port"
            ) from error
