"""The training itself: steps of packs over one process or several, saved so that it goes on from where it was."""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator, InitProcessGroupKwargs

from gbi.files import replacing, replacing_folder
from gbi_sft.training import checkpoint
from gbi_sft.training.batch import Batcher
from gbi_sft.training.check import check_packing
from gbi_sft.training.checkpoint import Standing
from gbi_sft.training.collection import Collection, Progress, Skipped, collect
from gbi_sft.training.config import Data, Training, TrainingError
from gbi_sft.training.encode import Encoder
from gbi_sft.training.feed import Fed, Feed, Vary
from gbi_sft.training.loss import loss_sum, rate_at
from gbi_sft.training.model import load_model
from gbi_sft.training.packing import Plan, Recipe
from gbi_sft.training.records import Records

CHECKPOINTS = "checkpoints"
FINAL = "final"
FREE = frozenset({"out", "data", "eval_data", "eval_every", "save_every", "keep", "workers", "minutes"})
"""Settings that may differ when a training goes on: they change nothing it computes. Data may be moved, not changed."""

Score = Callable[[Any, Any, int], dict[str, float]]
"""Further figures at each evaluation, from the bare model, its processor and the step; every process calls it."""


class Trainer:
    """One training, ready to run; makes everything that the settings name, on the machine that it runs on."""

    def __init__(
        self,
        training: Training,
        progress: Progress,
        score: Score | None = None,
        encoder: Encoder | None = None,
        vary: Vary | None = None,
    ) -> None:
        """The model's own processor encodes where there is no `encoder`; `vary` changes what is shown each time.

        Raises `TrainingError` where it cannot start, `DataError` for data that cannot be used.
        """
        self.training = training
        self._score, self._vary = score, vary
        self._stopped = False
        wide = training.precision == "float32"
        self._accelerator = Accelerator(
            mixed_precision="no" if wide else "bf16",
            kwargs_handlers=[InitProcessGroupKwargs(timeout=timedelta(hours=2))],
        )
        self.main = self._accelerator.is_main_process
        self._encoder = encoder or Encoder.of(training.model)
        self.processor = self._encoder.processor
        self.samples, self.skipped = self._collected(training.data, progress)
        self._held_out = self._collected(training.eval_data, progress)[0] if training.eval_data else None
        _remember(training, self.samples.digest, self.main)
        torch.manual_seed(training.seed)
        model = load_model(training, self._accelerator.device.type)
        pad = self.processor.tokenizer.pad_token_id
        self._batcher = Batcher(self._encoder, _bare(model), 0 if pad is None else pad)
        self._plan = Plan(self.samples.lengths, _parts(training.data, self.samples), _recipe(training))
        self.total = training.steps or self._plan.steps(training.epochs or 1.0)
        weights = [one for one in model.parameters() if one.requires_grad]
        optimizer = torch.optim.AdamW(weights, lr=training.lr, weight_decay=training.weight_decay, fused=True)
        self.model, self.optimizer = self._accelerator.prepare(model, optimizer)
        if training.packing:
            check_packing(self.model, _bare(model), self._batcher, self.samples, self._accelerator.device)

    def run(self) -> Path:
        """Trains to the end, from the newest checkpoint where there is one; the folder of what came out.

        Raises `KeyboardInterrupt` after Ctrl-C or a polite end, when everything is saved.
        """
        out = self.training.out
        standing = checkpoint.restore(out / CHECKPOINTS, self.model, self.optimizer.optimizer)
        _report(out, self.skipped, self.main)
        shown = Records(out, self.main, self.total, standing.step, self.training.minutes, standing.seconds)
        with self._listening(), shown as records:
            for now in self._steps(standing, records):
                last = self._over(now)
                if last or now.step % self.training.eval_every == 0:
                    self._evaluate(now.step, records)
                if last or self._stopped or now.step % self.training.save_every == 0:
                    self._save(now)
                if self._stopped and not last:
                    raise KeyboardInterrupt
        return self._finish()

    def _steps(self, standing: Standing, records: Records) -> Iterator[Standing]:
        processes = self._accelerator.num_processes
        feed = self._feed(self.samples, self._accelerator.process_index, processes, self._vary)
        if self._over(standing):
            return
        plan = self._plan.from_step(standing.step)
        left = islice(plan, self.total - standing.step)
        began = time.monotonic()
        for fed in feed.steps(left, standing.step):
            rate = self._rate(standing)
            loss, norm, tokens, room = self._step(fed, standing.step, rate)
            took, began = time.monotonic() - began, time.monotonic()  # waiting for pictures and evaluating count too
            standing = replace(
                standing, step=standing.step + 1, seconds=standing.seconds + took, tokens=standing.tokens + tokens
            )
            records.add(
                standing.step,
                loss=loss,
                rate=rate,
                gradient_norm=norm,
                epoch=fed.epoch,
                tokens=standing.tokens,
                tokens_s=tokens / took,
                padding=1.0 - tokens / room,
                seconds=standing.seconds,
            )
            yield standing
            if self._over(standing):
                return

    def _step(self, fed: Fed, step: int, rate: float) -> tuple[float, float, int, int]:
        """Loss per taught token, norm of the gradients, tokens of samples and tokens computed, of all processes."""
        accelerator = self._accelerator
        torch.manual_seed(hash((self.training.seed, step, accelerator.process_index)) % 2**31)
        self.model.train()
        for group in self.optimizer.optimizer.param_groups:
            group["lr"] = rate
        summed = torch.zeros((), device=accelerator.device)
        for place, batch in enumerate(fed.batches):
            waits = place + 1 < len(fed.batches)
            with accelerator.no_sync(self.model) if waits else nullcontext():
                loss = loss_sum(self.model, batch.to(accelerator.device))
                accelerator.backward(loss * (accelerator.num_processes / fed.targets))
            summed += loss.detach()
        norm = accelerator.clip_grad_norm_(self.model.parameters(), self.training.clip)
        self.optimizer.step()
        self.optimizer.zero_grad()
        mine = [float(summed), sum(one.tokens for one in fed.batches), sum(one.room for one in fed.batches)]
        told = torch.tensor([*mine, float(self._stopped)], dtype=torch.float64, device=accelerator.device)
        total, tokens, room, stopped = accelerator.reduce(told, "sum").tolist()
        self._stopped = stopped > 0
        loss_each = total / fed.targets
        if not math.isfinite(loss_each):
            raise TrainingError(f"the loss at step {step + 1} is {loss_each}; lower lr, or set precision: float32")
        return loss_each, float(norm), int(tokens), int(room)

    def _rate(self, standing: Standing) -> float:
        """The rate of the step after this standing; a training that has only steps never takes one at 0."""
        training = self.training
        done = (standing.step + 0.5) / self.total
        if training.minutes:
            done = max(done, standing.seconds / (60.0 * training.minutes))
        return rate_at(min(done, 1.0), training.lr, training.schedule, training.warmup)

    def _over(self, standing: Standing) -> bool:
        minutes = self.training.minutes
        return standing.step >= self.total or bool(minutes and standing.seconds >= 60.0 * minutes)

    def _evaluate(self, step: int, records: Records) -> None:
        """The loss per taught token of the held-out samples, and what the score adds."""
        values = self.held_out_loss()
        if self._score is not None:
            bare = self._accelerator.unwrap_model(self.model)
            bare.eval()
            with torch.no_grad():
                values |= self._score(bare, self.processor, step)
        if values:
            records.add(step, **values)

    def held_out_loss(self) -> dict[str, float]:
        """`eval_loss`: per taught token of `eval_data`; nothing without any."""
        if self._held_out is None:
            return {}
        recipe = replace(_recipe(self.training), samples=256, tokens=None)
        plan = Plan(self._held_out.lengths, [(len(self._held_out), 1.0)], recipe)
        accelerator = self._accelerator
        feed = self._feed(self._held_out, accelerator.process_index, accelerator.num_processes)
        summed, targets = torch.zeros((), dtype=torch.float64, device=accelerator.device), 0
        self.model.eval()
        with torch.no_grad():
            for fed in feed.steps((0.0, step) for step in plan.epoch(0)):
                targets += fed.targets
                for batch in fed.batches:
                    summed += loss_sum(self.model, batch.to(accelerator.device))
        return {"eval_loss": float(accelerator.reduce(summed, "sum")) / targets}

    def _save(self, standing: Standing) -> None:
        folder = self.training.out / CHECKPOINTS
        checkpoint.save(folder, standing, self.model, self.optimizer.optimizer, self.main, self.training.keep)
        self._accelerator.wait_for_everyone()

    def _finish(self) -> Path:
        """Writes the adapter (or the whole model), the processor and all settings, data among them, to `final`."""
        folder = self.training.out / FINAL
        state = checkpoint.weights(self.model, trained_alone=self.training.lora is not None)
        if self.main:
            bare = self._accelerator.unwrap_model(self.model)
            with replacing_folder(folder) as part:  # whole or not there: other commands take it for the result
                bare.save_pretrained(part, state_dict=state, safe_serialization=True)
                self.processor.save_pretrained(part)
                (part / "training.json").write_text(self.training.model_dump_json(indent=1), encoding="utf-8")
        self._accelerator.wait_for_everyone()
        return folder

    def _feed(self, samples: Collection, rank: int, processes: int, vary: Vary | None = None) -> Feed:
        return Feed(samples, self._batcher, self.training.packing, rank, processes, self.training.workers, vary)

    def _collected(self, data: tuple[Data, ...], progress: Progress) -> tuple[Collection, list[Skipped]]:
        training = self.training
        with self._accelerator.main_process_first():
            return collect(data, self._encoder, training.model, training.max_tokens, training.workers, progress)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """The first Ctrl-C (or a polite end) lets the step end and saves; the second ends at once."""

        def hear(number: int, _: object) -> None:
            self._stopped = True
            signal.signal(number, before[signal.Signals(number)])

        before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _bare(model: Any) -> Any:
    """Without peft's shell: what knows its own forward pass and positions."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def _recipe(training: Training) -> Recipe:
    samples = training.samples_per_step or (None if training.tokens_per_step else 32)
    return Recipe(
        samples=samples,
        tokens=training.tokens_per_step,
        pack_length=training.pack_length,
        window=training.window,
        packing=training.packing,
        rows=training.rows,
        seed=training.seed,
    )


def _parts(data: tuple[Data, ...], samples: Collection) -> list[tuple[int, float]]:
    return [(number, one.ratio) for number, one in zip(samples.counts, data, strict=True)]


def _remember(training: Training, digest: str, writes: bool) -> None:
    """Writes the settings into the folder. Raises `TrainingError` where it holds a training with others.

    One that never came as far as a checkpoint holds nothing, and its settings may be mended.
    """
    path = training.out / "training.json"
    trained = bool(checkpoint.found(training.out / CHECKPOINTS)) or (training.out / FINAL).exists()
    said = json.loads(training.model_dump_json(exclude=set(FREE)))
    said |= {"data": digest, "ratios": [one.ratio for one in training.data]}
    if trained and path.is_file():
        there = json.loads(path.read_text(encoding="utf-8"))
        changed = sorted(key for key in there if said.get(key, there[key]) != there[key])
        if changed:
            raise TrainingError(
                f"{training.out} holds a training with another {', '.join(changed)}; set out to another folder, or "
                "remove that one to begin anew"
            )
    elif writes:
        with replacing(path) as part:
            part.write_text(json.dumps(said, indent=1), encoding="utf-8")


def _report(out: Path, skipped: list[Skipped], writes: bool) -> None:
    if writes:
        lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in skipped)
        with replacing(out / "skipped.jsonl") as part:
            part.write_text(lines, encoding="utf-8")
