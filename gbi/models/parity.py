"""The gate before an adapter is used: does the server answer as peft does, and not as the base model does?

A server may load an adapter and silently serve the base model (vLLM #40307, #55193), or serve another one than was
trained. The server answers each probe greedily, with the adapter and without; `reference.py` then tells how likely
those tokens are with the adapter on and off. All differences are means of |log probability - log probability| in nats
over the candidates of each token. What it cannot tell: an adapter whose effect shows on other inputs only.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gbi.errors import AdapterError, ModelError
from gbi.models.probes import TOKENS, Probe, probes
from gbi.models.serving.adapters import RunningServer
from gbi.types import Frozen

REFERENCE = Path(__file__).with_name("reference.py")
CANDIDATES = 5
"""Likeliest tokens that are compared at each place."""

SLACK, NOISES = 0.01, 3.0
"""The server may differ from the reference by SLACK nats + NOISES times what the two differ by without any adapter."""

TELLING = 2.0
"""A probe tells something where the adapter's effect is this many times what the server may differ by: since a mean of
distances obeys the triangle inequality, a server that is near enough to the adapter is then far from the base model."""

LEAST_EFFECT = 0.001
"""An adapter that changes the reference by fewer nats does nothing."""

MOST_NOISE = 0.5
"""Engines that differ by more without any adapter do not serve the same model: nothing can be told."""


class ProbeDifference(Frozen):
    """One probe's mean differences in nats. `same_tokens`: of the server's greedy tokens, those the reference chose."""

    probe: str
    noise: float  # server and reference, both without the adapter
    effect: float  # reference with and without it
    to_on: float  # server with it, reference with it
    to_off: float  # server with it, reference without
    same_tokens: float = 1.0

    @property
    def tolerance(self) -> float:
        """How far `to_on` may be."""
        return SLACK + NOISES * self.noise

    @property
    def telling(self) -> bool:
        """Whether the adapter's effect stands out here."""
        return self.effect > TELLING * self.tolerance


class Verdict(Frozen):
    """Whether the adapter may be used; `reason` says in words what was found, in both cases."""

    passed: bool
    reason: str
    probes: tuple[ProbeDifference, ...] = ()
    device: str = ""


def judge(
    differences: Sequence[ProbeDifference], missing: Sequence[str] = (), unexpected: Sequence[str] = ()
) -> Verdict:
    """The verdict on measured differences and on layer names that the adapter and the model do not share."""
    reason = _layers(missing, unexpected) or _effect(differences) or _parity(differences)
    if reason:
        return Verdict(passed=False, reason=reason, probes=tuple(differences))
    far, off = max(d.to_on for d in differences), max(d.to_off for d in differences)
    return Verdict(
        passed=True,
        reason=f"it answers as peft does ({far:.4f} nats off), not as the base model does (up to {off:.4f} off)",
        probes=tuple(differences),
    )


def compare(
    running: RunningServer, base: str, adapted: str, *, model: str, adapter: Path, python: Path, dtype: str = "auto"
) -> Verdict:
    """The verdict on an adapter that the server holds under the name `adapted`, with `base` as the base model's name.

    `model` is what transformers load (a folder or a name), `python` an interpreter with torch, transformers and peft.
    Raises `AdapterError` where the reference cannot be run, and `ModelError` as the server does.
    """
    asked = probes()
    with_it = [_ask(running, adapted, probe) for probe in asked]
    without = [_ask(running, base, probe) for probe in asked]
    job = {
        "model": model,
        "adapter": f"{adapter.resolve()}",
        "dtype": dtype,
        "probes": [
            {
                "text": probe.text,
                "images": [base64.b64encode(png).decode() for png in probe.images],
                "sequences": [{key: reply[key] for key in ("tokens", "candidates")} for reply in pair],
            }
            for probe, *pair in zip(asked, with_it, without, strict=True)
        ],
    }
    result = _reference(job, python)
    differences = []
    for probe, on, off, reference in zip(asked, with_it, without, result["probes"], strict=True):
        if reference["prompt"] != on["prompt"]:
            return Verdict(passed=False, reason=_other_prompt(probe, reference["prompt"], on["prompt"]))
        differences.append(_difference(probe, on, off, *reference["sequences"]))
    verdict = judge(differences, result["missing"], result["unexpected"])
    return verdict.model_copy(update={"device": result["device"]})


def body(model: str, probe: Probe, tokens: int) -> dict[str, Any]:
    """The chat completion that asks a probe: `tokens` greedy tokens and the likeliest candidates at each place."""
    pictures = [
        {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(png).decode()}}
        for png in probe.images
    ]
    return {
        "model": model,
        "messages": [{"role": "user", "content": [*pictures, {"type": "text", "text": probe.text}]}],
        "temperature": 0.0,
        "max_tokens": tokens,
        "ignore_eos": True,
        "logprobs": True,
        "top_logprobs": CANDIDATES,
        "return_token_ids": True,
        "return_tokens_as_token_ids": True,
    }


def _ask(running: RunningServer, model: str, probe: Probe) -> dict[str, Any]:
    """The server's greedy tokens, the candidates at each place and their log probabilities, and the prompt's tokens."""
    reply = running.complete(body(model, probe, TOKENS))
    try:
        choice = reply["choices"][0]
        tops = [place["top_logprobs"] for place in choice["logprobs"]["content"]]
        return {
            "prompt": reply["prompt_token_ids"],
            "tokens": choice["token_ids"],
            "candidates": [[int(top["token"].removeprefix("token_id:")) for top in place] for place in tops],
            "logprobs": [[top["logprob"] for top in place] for place in tops],
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{running.url} gives no token ids and log probabilities; the check needs vLLM") from error


def _reference(job: dict[str, Any], python: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "job.json", Path(folder) / "result.json"
        script = Path(shutil.copy(REFERENCE, folder))  # beside it here stands a module called transformers
        given.write_text(json.dumps(job), encoding="utf-8")
        try:
            done = subprocess.run(
                [f"{python}", f"{script}", f"{given}", f"{made}"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
            )
        except OSError as error:
            raise AdapterError(f"{python} cannot be run ({error}); correct GBI_SERVE_PYTHON") from error
        if done.returncode or not made.is_file():
            said = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
            raise AdapterError(f"the reference of transformers and peft failed in {python}: {said[0]}")
        result: dict[str, Any] = json.loads(made.read_text(encoding="utf-8"))
        return result


def _difference(
    probe: Probe, on: dict[str, Any], off: dict[str, Any], seen_on: dict[str, Any], seen_off: dict[str, Any]
) -> ProbeDifference:
    agreed = sum(a == b for a, b in zip(on["tokens"], seen_on["best"], strict=True))
    return ProbeDifference(
        probe=probe.name,
        noise=_mean(off["logprobs"], seen_off["off"]),
        effect=_mean(seen_on["on"], seen_on["off"]),
        to_on=_mean(on["logprobs"], seen_on["on"]),
        to_off=_mean(on["logprobs"], seen_on["off"]),
        same_tokens=agreed / max(len(on["tokens"]), 1),
    )


def _mean(one: Sequence[Sequence[float]], other: Sequence[Sequence[float]]) -> float:
    gaps = [abs(a - b) for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True)]
    return sum(gaps) / max(len(gaps), 1)


def _layers(missing: Sequence[str], unexpected: Sequence[str]) -> str | None:
    if not (missing or unexpected):
        return None
    example = (*unexpected, *missing)[0]
    return (
        f"its layers are not those of the model: {len(unexpected)} of the file are unknown and {len(missing)} missing "
        f"(such as {example}); was it trained on another model or class?"
    )


def _effect(differences: Sequence[ProbeDifference]) -> str | None:
    effect = max(d.effect for d in differences)
    if effect >= LEAST_EFFECT:
        return None
    return f"it changes nothing: with it on and off, peft gives the same answers (to {effect:.1e} nats)"


def _parity(differences: Sequence[ProbeDifference]) -> str | None:
    worst = max(differences, key=lambda d: d.noise)
    if worst.noise > MOST_NOISE:
        return (
            f"the server and transformers differ by {worst.noise:.2f} nats without any adapter ({worst.probe}): they "
            "do not serve the same weights, so nothing can be told"
        )
    for one in differences:
        if one.to_on <= one.tolerance:
            continue
        if one.to_off <= one.tolerance:
            return (
                f"the server loads it and does not use it: its answers are the base model's ({one.to_off:.4f} nats "
                f"off) and not the adapter's ({one.to_on:.4f}; {one.probe})"
            )
        return (
            f"the server answers otherwise than peft with the same adapter: {one.to_on:.4f} nats off where "
            f"{one.tolerance:.4f} are allowed ({one.probe})"
        )
    if not any(one.telling for one in differences):
        most = max(differences, key=lambda d: d.effect)
        return (
            f"its effect of {most.effect:.4f} nats ({most.probe}) cannot be told from what server and transformers "
            f"differ by anyway ({most.tolerance:.4f} are allowed)"
        )
    return None


def _other_prompt(probe: Probe, reference: Sequence[int], server: Sequence[int]) -> str:
    return (
        f"the server and transformers write the prompt differently ({len(server)} and {len(reference)} tokens; "
        f"{probe.name}): another chat template or image size"
    )
