"""Python imports this at its start where `PYTHONPATH` names this folder: see torchvision_ops.py beside it."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
import torchvision_ops  # type: ignore[import-not-found]

sys.path.pop()
torchvision_ops.declare_when_imported()
