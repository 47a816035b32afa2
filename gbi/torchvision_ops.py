"""Makes a CUDA build of torchvision importable beside a CPU build of torch, as some package registries pair them.

`import torchvision`, and with it much of transformers, then fails with "operator torchvision::nms does not exist",
because torchvision's library cannot be loaded. Declaring the two operators first is enough: nothing here calls them.
It is done at the moment of that import, so that a process that never needs torch does not load it. The module stands
by itself, so that a Python without gbi (vLLM's) can load it too.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_kept: list[object] = []  # the declarations live as long as this object


class _BeforeTorchvision(importlib.abc.MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname == "torchvision":
            sys.meta_path.remove(self)
            _declare()
        return None


def _declare() -> None:
    import torch

    declared = hasattr(torch.ops.torchvision, "nms")  # by an import that was only looked for, or by a copy of this file
    try:
        plain = "+" not in version("torchvision")  # a build for the CPU alone says so there
    except PackageNotFoundError:  # transformers only looks whether there is one
        return
    if not declared and torch.version.cuda is None and plain and sys.platform == "linux":
        library = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            library.define(name + SIGNATURE)
        _kept.append(library)


def declare_when_imported() -> None:
    """From now on an import of torchvision declares its operators first, where they would be missing. Costs nothing."""
    if "torchvision" not in sys.modules and not any(isinstance(f, _BeforeTorchvision) for f in sys.meta_path):
        sys.meta_path.insert(0, _BeforeTorchvision())
