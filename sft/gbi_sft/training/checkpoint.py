"""Where a training stands, on disk: written beside, then renamed, so that a kill leaves the one before or this one.

Weights that train and the optimizer's moments (by the weights' names, the same for any number of processes) are
safetensors, the rest is JSON. What is random is drawn anew from the seed and the step's number and needs no keeping.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)
from torch.distributed.fsdp import FSDPModule

from gbi.files import replacing_folder
from gbi_sft.training.config import TrainingError

WHOLE = StateDictOptions(full_state_dict=True, cpu_offload=True, ignore_frozen_params=True, strict=False)
SEPARATOR = "|"  # between a weight's name and the name of one of its moments


@dataclass(frozen=True)
class Standing:
    """So many steps are done, in so many seconds, on so many tokens of samples."""

    step: int = 0
    seconds: float = 0.0
    tokens: int = 0


def save(folder: Path, standing: Standing, model: Any, optimizer: Any, writes: bool, keep: int) -> None:
    """Writes `step-NNNNNN` into the folder and removes all but the newest `keep`; every process calls, one `writes`."""
    kept = weights(model, trained_alone=True)
    state = get_optimizer_state_dict(model, optimizer, options=WHOLE)  # whole in the first process, empty in others
    if not writes:
        return
    moments = {
        f"{name}{SEPARATOR}{kind}": one.clone() for name, kinds in state["state"].items() for kind, one in kinds.items()
    }
    with replacing_folder(folder / f"step-{standing.step:06d}") as part:
        save_file({name: one.contiguous().clone() for name, one in kept.items()}, part / "weights.safetensors")
        save_file(moments, part / "optimizer.safetensors")
        (part / "groups.json").write_text(json.dumps(state["param_groups"]), encoding="utf-8")
        (part / "standing.json").write_text(json.dumps(asdict(standing)), encoding="utf-8")
        for file in part.iterdir():
            _flush(file)
    _flush(folder)
    for old in found(folder)[:-keep]:
        shutil.rmtree(old, ignore_errors=True)


def weights(model: Any, trained_alone: bool) -> dict[str, Any]:
    """All weights by their names, or those that train alone, whole in the first process and none in others.

    Every process calls it. A weight that is another's stands there once, also where its shards were put together twice.
    """
    _sharded(model)
    state = get_model_state_dict(model, options=replace(WHOLE, ignore_frozen_params=trained_alone))
    tied = getattr(model, "all_tied_weights_keys", None) or {}
    return {name: one for name, one in state.items() if tied.get(name) not in state}


def found(folder: Path) -> list[Path]:
    """The checkpoints in the folder, oldest first."""
    return sorted(folder.glob("step-*")) if folder.is_dir() else []


def restore(folder: Path, model: Any, optimizer: Any) -> Standing:
    """Puts the newest checkpoint into model and optimizer; where it stands (at step 0 without one).

    Raises `TrainingError` for one that cannot be read.
    """
    there = found(folder)
    if not there:
        return Standing()
    path = there[-1]
    try:
        standing = Standing(**json.loads((path / "standing.json").read_text(encoding="utf-8")))
        groups = json.loads((path / "groups.json").read_text(encoding="utf-8"))
        kept = load_file(path / "weights.safetensors")
        flat = load_file(path / "optimizer.safetensors")
    except (OSError, ValueError, TypeError, SafetensorError) as error:
        raise TrainingError(
            f"the checkpoint {path} cannot be read ({error}); remove it to go on from the last"
        ) from error
    moments: dict[str, dict[str, Any]] = {}
    for name, one in flat.items():
        weight, kind = name.rsplit(SEPARATOR, 1)
        moments.setdefault(weight, {})[kind] = one
    _sharded(model)
    set_model_state_dict(model, kept, options=WHOLE)
    set_optimizer_state_dict(model, optimizer, {"state": moments, "param_groups": groups}, options=WHOLE)
    return standing


def _sharded(model: Any) -> None:
    """Spreads what a forward pass without a backward one has left put together in every process (FSDP)."""
    for module in model.modules():
        if isinstance(module, FSDPModule):
            module.reshard()


def _flush(path: Path) -> None:
    """Has the system write the file (or a folder's names) to the disk now."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
