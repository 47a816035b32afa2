"""FSDP without a GPU: the library spreads weights over gloo too, but its settings reach it for accelerators alone."""

from __future__ import annotations

import os
from importlib.resources import files
from typing import Any

import yaml


def spread() -> None:
    """Has this process's trainings spread their weights as the shipped `fsdp.yaml` says."""
    from accelerate import state
    from accelerate.utils import DistributedType, FullyShardedDataParallelPlugin

    said = yaml.safe_load((files("gbi_sft.training") / "accelerate" / "fsdp.yaml").read_text(encoding="utf-8"))
    os.environ |= {name.upper(): str(value).lower() if isinstance(value, bool) else str(value)
                   for name, value in said["fsdp_config"].items()}  # fmt: skip
    os.environ["ACCELERATE_USE_FSDP"] = "true"
    begin = state.AcceleratorState.__init__

    def begun(self: Any, *args: Any, **rest: Any) -> None:
        first = not state.AcceleratorState._shared_state
        begin(self, *args, **rest)
        if first:
            self.distributed_type = DistributedType.FSDP
            self.fsdp_plugin = FullyShardedDataParallelPlugin()

    state.AcceleratorState.__init__ = begun  # type: ignore[method-assign]
