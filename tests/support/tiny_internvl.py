"""A model of the InternVL architecture with random weights, made in code: tiles of 56 px, four tokens each, 1-D places.

It shares the byte-level tokenizer with `tiny_vlm`, and its chat template with InternVL's own: one system turn, pictures
as place holders.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.tiny_vlm import CHAT, CONTEXT, _alphabet

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>", "<video>")
IDS = {token: 256 + number for number, token in enumerate(SPECIAL)}
TILE, PATCH = 56, 14
TEMPLATE = CHAT.replace("<|vision_start|><|image_pad|><|vision_end|>", "<IMG_CONTEXT>\n")


def build(folder: Path, seed: int = 0) -> Path:
    """Writes model, tokenizer and processor to the folder, which it returns; the same seed gives the same weights."""
    import torch
    from transformers import InternVLForConditionalGeneration

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    InternVLForConditionalGeneration(_config()).save_pretrained(folder)
    _tokenizer(folder)
    image = {
        "image_processor_type": "GotOcr2ImageProcessor",
        "processor_class": "InternVLProcessor",
        "size": {"height": TILE, "width": TILE},
        "crop_to_patches": True,
        "min_patches": 1,
        "max_patches": 4,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(image), encoding="utf-8")
    video = {"video_processor_type": "InternVLVideoProcessor", "size": {"height": TILE, "width": TILE}}
    (folder / "video_preprocessor_config.json").write_text(json.dumps(video), encoding="utf-8")
    processor = {"processor_class": "InternVLProcessor", "image_seq_length": (TILE // PATCH // 2) ** 2}
    (folder / "processor_config.json").write_text(json.dumps(processor), encoding="utf-8")
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    return folder


def _config() -> Any:
    from transformers import InternVLConfig

    text = {
        "model_type": "qwen2",
        "vocab_size": 272,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": CONTEXT,
        "initializer_range": 0.15,
        "bos_token_id": None,
        "eos_token_id": IDS["<|im_end|>"],
        "pad_token_id": IDS["<|endoftext|>"],
        "tie_word_embeddings": False,
    }
    vision = {
        "model_type": "internvl_vision",
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": [TILE, TILE],
        "patch_size": [PATCH, PATCH],
        "initializer_range": 0.15,
    }
    return InternVLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=IDS["<IMG_CONTEXT>"],
        image_seq_length=(TILE // PATCH // 2) ** 2,
        tie_word_embeddings=False,
    )


def _tokenizer(folder: Path) -> None:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    bytes_only = Tokenizer(models.BPE(vocab={sign: number for number, sign in enumerate(_alphabet())}, merges=[]))
    bytes_only.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    bytes_only.decoder = decoders.ByteLevel()
    bytes_only.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    PreTrainedTokenizerFast(
        tokenizer_object=bytes_only,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        extra_special_tokens={
            "start_image_token": "<img>",
            "end_image_token": "</img>",
            "context_image_token": "<IMG_CONTEXT>",
            "video_token": "<video>",
        },
        model_max_length=CONTEXT,
        clean_up_tokenization_spaces=False,
    ).save_pretrained(folder)
