"""A user's commands find transformers whole, whatever build of torchvision stands beside torch."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

USE = """
import gbi_sft
from transformers import AutoModelForImageTextToText, AutoVideoProcessor
import torch, torchvision
boxes = torch.tensor([[[0.0, 1.0], [2.0, 3.0]]])
from torchvision.transforms.v2 import functional
print(functional.resize(boxes, [4, 4]).shape)
"""
LIGHT = """
import sys
import gbi_sft
from gbi.torchvision_ops import declare_when_imported
found = len(sys.meta_path)
declare_when_imported()
assert len(sys.meta_path) == found and "torch" not in sys.modules and "torchvision" not in sys.modules
"""
ABSENT = """
import importlib.metadata
whole = importlib.metadata.version
def version(name):
    if name == "torchvision":
        raise importlib.metadata.PackageNotFoundError(name)
    return whole(name)
importlib.metadata.version = version
import importlib.util
import gbi_sft, torch
importlib.util.find_spec("torchvision")  # as transformers looks for it
print(hasattr(torch.ops.torchvision, "nms"))
"""


def said(script: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_torchvision_is_imported_beside_any_build_of_torch() -> None:
    pytest.importorskip("torch")
    assert "[1, 4, 4]" in said(USE)


def test_who_needs_no_torch_loads_none() -> None:
    assert said(LIGHT) == ""


def test_where_there_is_no_torchvision_looking_for_it_is_no_fault() -> None:
    pytest.importorskip("torch")
    assert said(ABSENT).strip() == "False"
