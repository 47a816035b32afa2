"""The command's output is its own: no bars of the libraries that load and write models."""

from __future__ import annotations

import subprocess
import sys

BARS = """
import sys
from gbi_sft.cli import main
sys.argv = ["gbi-sft", "schema"]
try:
    main()
except SystemExit:
    pass
from transformers.utils import logging
for _ in logging.tqdm(range(3), desc="Writing model shards"):
    pass
"""


def test_libraries_show_no_bars_of_theirs() -> None:
    told = subprocess.run([sys.executable, "-c", BARS], capture_output=True, text=True, timeout=120, check=True)
    assert '"turns"' in told.stdout
    assert told.stderr == ""
