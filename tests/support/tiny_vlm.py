"""A vision-language model of the Qwen3-VL architecture, made in code: a million random weights, no download.

`python tests/support/tiny_vlm.py FOLDER` writes `model` and the peft adapters `chart` (a true one), `zero` (it loads
and does nothing) and `renamed` (its layers are called what no server knows). It runs in any environment that has torch,
transformers and peft, hence imports nothing of the project. The processor's files are written as JSON by hand, since
making its objects takes torchvision. One token is one byte; only printable ASCII and the end have weights in the head,
so that replies are text, senseless but the same for the same prompt, picture and seed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Literal

SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
IDS = {token: 256 + number for number, token in enumerate(SPECIAL)}
VOCABULARY = 272
CONTEXT = 8192
PATCH = 16
CHAT = """{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content %}
{%- if part.type == 'image' or 'image' in part or 'image_url' in part -%}<|vision_start|><|image_pad|><|vision_end|>
{%- elif 'text' in part -%}{{ part.text }}{%- endif -%}{% endfor %}{% endif %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}"""
Kind = Literal["true", "zero", "renamed"]
ADAPTERS: dict[str, Kind] = {"chart": "true", "zero": "zero", "renamed": "renamed"}
"""Folder name and kind of the adapters that the command writes."""


def build(folder: Path, seed: int = 0) -> Path:
    """Writes the model, tokenizer and processor to the folder, which it returns; the same seed gives the same bytes."""
    import torch
    from transformers import Qwen3VLForConditionalGeneration

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    model = Qwen3VLForConditionalGeneration(_config()).eval()
    with torch.no_grad():
        head = model.lm_head.weight
        spoken = torch.zeros(head.shape[0], 1)
        spoken[32:127] = 1.0  # a byte's token has the byte's number
        spoken[IDS["<|im_end|>"]] = 0.9
        head.mul_(spoken)
    model.generation_config.eos_token_id = IDS["<|im_end|>"]
    model.generation_config.pad_token_id = IDS["<|endoftext|>"]
    model.save_pretrained(folder)
    _tokenizer(folder)
    _processor(folder)
    return folder


def adapter(model: Path, folder: Path, kind: Kind = "true", seed: int = 1) -> Path:
    """Writes a rank-8 LoRA on the language model's attention and MLP to the folder, which it returns."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import Qwen3VLForConditionalGeneration

    torch.manual_seed(seed)
    base = Qwen3VLForConditionalGeneration.from_pretrained(model)
    targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    tuned = get_peft_model(base, LoraConfig(r=8, lora_alpha=16, target_modules=targets, task_type="CAUSAL_LM"))
    if kind != "zero":  # peft starts with B = 0, which changes nothing
        for name, weight in tuned.named_parameters():
            if "lora_B" in name:
                torch.nn.init.normal_(weight, std=0.15)
    tuned.save_pretrained(folder)
    if kind == "renamed":
        _rename(folder / "adapter_model.safetensors")
    return folder


def _config() -> Any:
    from transformers import Qwen3VLConfig

    text = {
        "vocab_size": VOCABULARY,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "max_position_embeddings": CONTEXT,
        "initializer_range": 0.15,  # large: replies vary with the prompt, and the best token leads by a margin
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 500000.0,
            "mrope_section": [6, 5, 5],
            "mrope_interleaved": True,
        },
        "bos_token_id": None,
        "eos_token_id": IDS["<|im_end|>"],
        "pad_token_id": IDS["<|endoftext|>"],
    }
    vision = {
        "depth": 2,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_heads": 2,
        "patch_size": PATCH,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "out_hidden_size": 128,
        "num_position_embeddings": 256,
        "deepstack_visual_indexes": [0, 1],
        "initializer_range": 0.15,
    }
    return Qwen3VLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=IDS["<|image_pad|>"],
        video_token_id=IDS["<|video_pad|>"],
        vision_start_token_id=IDS["<|vision_start|>"],
        vision_end_token_id=IDS["<|vision_end|>"],
        tie_word_embeddings=False,
    )


def _alphabet() -> list[str]:
    """The character that stands for each byte in GPT-2's byte-level alphabet."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    other = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(other)) for byte in range(256)]


def _tokenizer(folder: Path) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    bytes_only = Tokenizer(models.BPE(vocab={sign: number for number, sign in enumerate(_alphabet())}, merges=[]))
    bytes_only.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    bytes_only.decoder = decoders.ByteLevel()
    bytes_only.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bytes_only,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>", *SPECIAL[3:]],
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
    )
    tokenizer.chat_template = CHAT
    tokenizer.save_pretrained(folder)


def _processor(folder: Path) -> None:
    image = {
        "image_processor_type": "Qwen2VLImageProcessorFast",
        "size": {"shortest_edge": 4 * PATCH * PATCH, "longest_edge": 256 * PATCH * PATCH},
        "patch_size": PATCH,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    video = {**image, "video_processor_type": "Qwen3VLVideoProcessor"}
    del video["image_processor_type"]
    _write(folder / "preprocessor_config.json", {**image, "processor_class": "Qwen3VLProcessor"})
    _write(folder / "video_preprocessor_config.json", {**video, "processor_class": "Qwen3VLProcessor"})
    (folder / "chat_template.jinja").write_text(CHAT, encoding="utf-8")


def _rename(weights: Path) -> None:
    from safetensors.torch import load_file, save_file

    renamed = {
        name.replace("language_model.layers", "language_tower.blocks"): w for name, w in load_file(weights).items()
    }
    save_file(renamed, weights, metadata={"format": "pt"})


def _write(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=1), encoding="utf-8")


def main() -> None:
    """Writes the model and its adapters below the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    wish = parser.parse_args()
    model = build(wish.folder / "model", wish.seed)
    for name, kind in ADAPTERS.items():
        adapter(model, wish.folder / name, kind)


if __name__ == "__main__":
    main()
