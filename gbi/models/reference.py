"""The reference of the parity check: transformers with peft say how likely the server's tokens are.

Run as a script by the interpreter that has torch (`python reference.py JOB.json RESULT.json`), so that the rest of gbi
needs none of it; hence it imports nothing of gbi. The model is loaded once; each sequence that the server wrote goes
through it in one pass with the adapter on, and in one with it off ("teacher forcing": no sampling, so two engines
stay comparable however a tie falls).

Job: `model`, `adapter` (folder), `dtype`, `probes` of `text`, `images` (PNG, base64) and `sequences` of `tokens` and
`candidates` (for each token the ids whose log probability is wanted). Result: `missing` and `unexpected` layer names,
`device`, and for each probe `prompt` (token ids) and for each sequence `on`, `off` (log probabilities as the
candidates) and `best` (the likeliest id with the adapter on, for each token).
"""

from __future__ import annotations

import base64
import io
import json
import sys
from pathlib import Path
from typing import Any


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """The result for a job, both as the module's docstring describes them. Raises what transformers and peft raise."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForImageTextToText, AutoProcessor

    processor = AutoProcessor.from_pretrained(job["model"])
    device = "cpu"
    base = AutoModelForImageTextToText.from_pretrained(job["model"], dtype=_dtype(job["dtype"]))
    if torch.cuda.is_available():  # beside the server there is seldom room
        size = sum(weight.numel() * weight.element_size() for weight in base.parameters())
        if torch.cuda.mem_get_info()[0] > 1.3 * size:
            device = "cuda"
    model = PeftModel.from_pretrained(base, job["adapter"]).to(device).eval()
    missing, unexpected = _strange_layers(model, Path(job["adapter"]))
    with torch.inference_mode():
        probes = [_probe(model, processor, probe) for probe in job["probes"]]
    return {"device": device, "missing": missing, "unexpected": unexpected, "probes": probes}


def _dtype(name: str) -> Any:
    import torch

    return "auto" if name == "auto" else getattr(torch, name)


def _strange_layers(model: Any, adapter: Path) -> tuple[list[str], list[str]]:
    """Layers that the model wants and the file lacks, and the other way round: peft only warns of the first."""
    from peft import get_peft_model_state_dict
    from safetensors import safe_open

    wanted = set(get_peft_model_state_dict(model))
    with safe_open(adapter / "adapter_model.safetensors", framework="pt") as file:
        given = set(file.keys())
    return sorted(wanted - given), sorted(given - wanted)


def _probe(model: Any, processor: Any, probe: dict[str, Any]) -> dict[str, Any]:
    from PIL import Image

    images = [Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB") for png in probe["images"]]
    content = [*({"type": "image"} for _ in images), {"type": "text", "text": probe["text"]}]
    written = processor.apply_chat_template(
        [{"role": "user", "content": content}], add_generation_prompt=True, tokenize=False
    )
    inputs = processor(text=[written], images=images or None, return_tensors="pt").to(model.device)
    return {
        "prompt": inputs["input_ids"][0].tolist(),
        "sequences": [_sequence(model, inputs, sequence) for sequence in probe["sequences"]],
    }


def _sequence(model: Any, inputs: Any, sequence: dict[str, Any]) -> dict[str, Any]:
    whole = _continued(inputs, sequence["tokens"])
    count = len(sequence["tokens"])
    on = _log_probabilities(model, whole, count)
    with model.disable_adapter():
        off = _log_probabilities(model, whole, count)
    pick = [[row[token].item() for token in wanted] for row, wanted in zip(on, sequence["candidates"], strict=True)]
    plain = [[row[token].item() for token in wanted] for row, wanted in zip(off, sequence["candidates"], strict=True)]
    return {"on": pick, "off": plain, "best": on.argmax(-1).tolist()}


def _continued(inputs: Any, tokens: list[int]) -> dict[str, Any]:
    """The prompt's tensors, with the reply's tokens behind those that run along the text."""
    import torch

    length = inputs["input_ids"].shape[1]
    whole = dict(inputs)
    for name, tensor in inputs.items():
        if tensor.ndim == 2 and tensor.shape == (1, length):
            reply = torch.tensor([tokens], device=tensor.device)
            fill = {"input_ids": reply, "attention_mask": torch.ones_like(reply)}.get(name, torch.zeros_like(reply))
            whole[name] = torch.cat([tensor, fill.to(tensor.dtype)], dim=1)
    return whole


def _log_probabilities(model: Any, whole: dict[str, Any], count: int) -> Any:
    """Log probabilities over the vocabulary at each of the reply's `count` places, in float32."""
    import torch

    logits = model(**whole, use_cache=False).logits[0, -count - 1 : -1]
    return torch.log_softmax(logits.float(), dim=-1)


def main() -> int:
    """Reads the job named first, writes the result to the file named second; a failure goes to stderr."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(sys.argv[2]).write_text(json.dumps(answer(job)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
