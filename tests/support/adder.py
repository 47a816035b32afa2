"""A process that adds fake documents to a workspace and says what it has committed: `python adder.py WS FILE...`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "fake_site"))

import sitecustomize  # noqa: F401 - lets this process read fake documents

from gbi.ingest import PageRead
from gbi.workspace import Workspace

if __name__ == "__main__":
    for event in Workspace(sys.argv[1]).ingest(*sys.argv[2:]):
        if isinstance(event, PageRead):
            print(event.document, event.number, flush=True)
    print("done", flush=True)
