"""The model that is trained: which of its weights, and how they are loaded."""

from __future__ import annotations

import importlib.util
import re
from typing import Any

import torch

from gbi.errors import first_line
from gbi_sft.training import attention
from gbi_sft.training.config import Lora, Part, Parts, Training, TrainingError

INSTALL = 'pip install "gbi[sft]"'


def load_processor(name: str) -> Any:
    """The model's processor. Raises `TrainingError` where there is none that needs no code of its own."""
    from transformers import AutoProcessor

    try:
        return AutoProcessor.from_pretrained(name, trust_remote_code=False)
    except (OSError, ValueError, ImportError) as error:
        raise TrainingError(
            f"the model {name} has no processor that can be loaded; give a folder or a hub name ({first_line(error)})"
        ) from error


def load_model(training: Training, device: str) -> Any:
    """The model with adapters, or whole, with gradients where the training wants them; on the CPU still.

    Raises `TrainingError` where it cannot be loaded, or something that the settings name is not there.
    """
    from transformers import AutoModelForImageTextToText

    check_machine(training, device)
    attention.register()
    narrow = training.precision == "bf16" and not training.full  # what trains is kept in float32
    options: dict[str, Any] = {"quantization_config": _four_bits()} if training.quantise else {}
    try:
        model = AutoModelForImageTextToText.from_pretrained(
            training.model,
            dtype=torch.bfloat16 if narrow else torch.float32,
            attn_implementation=attention.choose(training.attention, device),
            use_safetensors=True,
            trust_remote_code=False,
            **options,
        )
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        raise TrainingError(f"the model {training.model} cannot be loaded ({first_line(error)})") from error
    if training.quantise:
        from peft import prepare_model_for_kbit_training

        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    if training.gradient_checkpointing:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
        model.enable_input_require_grads()
    if training.lora:
        return add_lora(model, training.lora, training.train, training.parts)
    return choose_weights(model, training.train, training.parts)


def check_machine(training: Training, device: str) -> None:
    """Raises `TrainingError` for settings that this machine cannot do."""
    if training.quantise and device != "cuda":
        raise TrainingError("quantise: 4bit needs a CUDA GPU and there is none here; leave quantise out")
    if training.quantise and importlib.util.find_spec("bitsandbytes") is None:
        raise TrainingError("quantise: 4bit needs bitsandbytes: pip install bitsandbytes, or leave quantise out")
    if training.attention.startswith("flash"):
        if device != "cuda":
            raise TrainingError(f"attention: {training.attention} needs a CUDA GPU; leave attention out")
        package = "flash_attn" if training.attention.endswith("2") else "flash_attn_interface"
        if importlib.util.find_spec(package) is None:
            raise TrainingError(f"attention: {training.attention} needs the package {package}; leave attention out")


def part_of(name: str, parts: Parts) -> Part:
    """The part that a parameter or layer with this dotted name belongs to."""
    if re.search(parts.connector, name):
        return "connector"
    return "vision" if re.search(parts.vision, name) else "language"


def choose_weights(model: Any, train: tuple[Part, ...], parts: Parts) -> Any:
    """The model with gradients for the parts that train alone. Raises `TrainingError` for a part that is not there."""
    names = [name for name, _ in model.named_parameters()]
    _need(train, names, parts)
    for name, weight in model.named_parameters():
        weight.requires_grad_(part_of(name, parts) in train)
    return model


def add_lora(model: Any, lora: Lora, train: tuple[Part, ...], parts: Parts) -> Any:
    """The model under peft, with float32 adapters on the linear layers of those parts that `targets` matches."""
    from peft import LoraConfig, get_peft_model

    head = model.get_output_embeddings()
    linear = {name for name, one in model.named_modules() if isinstance(one, torch.nn.Linear) and one is not head}
    _need(train, sorted(linear), parts)
    chosen = {name for name in linear if part_of(name, parts) in train and re.search(lora.targets, name)}
    if not chosen:
        raise TrainingError(f"lora: targets {lora.targets!r} matches no linear layer of {', '.join(train)}")
    config = LoraConfig(
        r=lora.rank, lora_alpha=lora.alpha, target_modules=_short(chosen, linear), task_type="CAUSAL_LM"
    )
    return get_peft_model(model, config)


def _short(chosen: set[str], linear: set[str]) -> list[str]:
    """Layers' last names where those say the same, as servers expect; else whole names."""
    lasts = {name.rsplit(".", 1)[-1] for name in chosen}
    same = {name for name in linear if name.rsplit(".", 1)[-1] in lasts} == chosen
    return sorted(lasts if same else chosen)


def _need(train: tuple[Part, ...], names: list[str], parts: Parts) -> None:
    there = {part_of(name, parts) for name in names}
    for part in train:
        if part not in there:
            raise TrainingError(f"train: the model has no {part} by the patterns; set parts: {{{part}: PATTERN}}")


def _four_bits() -> Any:
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )
