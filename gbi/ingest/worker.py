"""The process that reads pages for another one: `python -m gbi.ingest.worker`, frames on stdin and stdout.

The first frame names the file, the readers and the settings; then each frame asks for a page, which comes back part
by part, so that what was read before a crash or a kill is kept. It ends when its stdin closes.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from typing import Any

from gbi.sql import frames


def main() -> None:
    """Serves pages until the parent is gone."""
    out = os.dup(1)
    os.dup2(2, 1)  # libraries print; only frames may go to the parent
    gc.set_threshold(100_000, 20, 20)  # a fifth of the time of large imports goes into looking for garbage
    if "ocr" in sys.argv[1:]:
        threading.Thread(target=_load_ahead, daemon=True).start()
    try:
        hello, _ = frames.receive(0)
        _serve(hello, out)
    except frames.Ended:
        sys.exit(0)


def _load_ahead() -> None:
    """What a picture needs, while the parent still finds out what to read."""
    from gbi.documents.ocr import warm_up

    warm_up()
    for module in ("gbi.documents.image", "gbi.readers.raster"):
        importlib.import_module(module)


def _serve(hello: dict[str, Any], out: int) -> None:
    from gbi.documents import open_source
    from gbi.errors import GbiError
    from gbi.ingest.reading import read_page
    from gbi.settings import load

    settings = load(**hello["settings"])
    try:
        source = open_source(hello["path"], settings)
    except GbiError as error:
        frames.send(out, {"part": "Failed", "error": str(error)})
        return
    frames.send(out, {"part": "Ready"})
    while True:
        asked, _ = frames.receive(0)
        for part in read_page(source, asked["page"], hello["readers"], settings):
            frames.send(out, {"part": type(part).__name__}, part.model_dump_json().encode())
        frames.send(out, {"part": "End"})


if __name__ == "__main__":
    main()
