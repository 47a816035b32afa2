"""The workspaces that the desk has open: few at once, since each has a process for SQL while it is asked."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from gbi.workspace import Workspace


class Opened:
    """At most `most` workspaces by folder. Over that the one that was asked for longest ago is let go.

    It is not closed: a page or a reading that still works with it goes on, and its process ends when the last of them
    has ended. Asked for again, it is opened again.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._by_folder: OrderedDict[Path, Workspace] = OrderedDict()

    def at(self, folder: Path) -> Workspace:
        """The workspace in the folder, the same one for all who ask while it is open. Raises `StoreError`."""
        with self._lock:
            ws = self._by_folder.get(folder)
            if ws is None:
                ws = self._by_folder[folder] = Workspace(folder)
            self._by_folder.move_to_end(folder)
            while len(self._by_folder) > self._most:
                self._by_folder.popitem(last=False)
            return ws

    def folders(self) -> tuple[Path, ...]:
        """Those that are open, the one that was asked for longest ago first."""
        with self._lock:
            return tuple(self._by_folder)
