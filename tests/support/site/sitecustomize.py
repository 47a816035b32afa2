"""Python imports this at its start where `PYTHONPATH` names this folder: vLLM's Python on the test machines."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3] / "gbi"))
import torchvision_ops  # type: ignore[import-not-found]

sys.path.pop()
torchvision_ops.declare_when_imported()
