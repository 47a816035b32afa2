"""`gbi export`: what was corrected in a workspace, as the file that training data is made of."""

from __future__ import annotations

from pathlib import Path

from gbi.errors import StoreError
from gbi.files import replacing
from gbi.workspace import Workspace


def run(workspace: Path, out: Path) -> int:
    """Writes the ZIP of `desk.review.export` to `out`; returns the exit status.

    Raises `StoreError` for a folder that is no workspace, where nothing was corrected, or for an `out` that fails.
    """
    from gbi_ui.desk.review.export import archive, lines

    if not workspace.is_dir():
        raise StoreError(f"there is no workspace {workspace}; give the folder that gbi read or gbi ui made")
    with Workspace(workspace) as ws:
        count = len(lines(ws))
        if not count:
            raise StoreError(
                f"nothing was corrected in {workspace}; correct cells in the desk's review or with ws.correct"
            )
        data = archive(ws)
    try:
        out.parent.stat()  # a folder that is not there is a slip of the pen, and not made
        with replacing(out) as part:
            part.write_bytes(data)
    except OSError as error:
        raise StoreError(f"{out} cannot be written ({error.strerror}); give another path") from error
    print(f"{count} corrections in {out}")
    return 0
