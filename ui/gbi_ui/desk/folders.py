"""Where the desk keeps its workspaces."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gbi.settings import Settings


def desk_folder(settings: Settings) -> Path:
    """`GBI_DESK_DIR`, else a folder of the user's data (XDG on Linux, Library on macOS), not of the cache."""
    if settings.desk_dir is not None:
        return settings.desk_dir
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "gbi" / "desk"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "gbi" / "desk"
