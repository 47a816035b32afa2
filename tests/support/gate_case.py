"""What the gate's tests share: held-out samples of drawn bars, a server and models whose replies are known beforehand.

The model that is asked is chosen by its served name, so that base and adapter answer otherwise; no weights are needed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pydantic import Field

from gbi import models
from gbi.errors import AdapterError
from gbi.models import Model, Request
from gbi.models.parity import ProbeDifference, Verdict
from gbi.models.scripted import ScriptedModel
from gbi.models.serving import RunningServer
from gbi.models.serving.adapters import Served
from gbi.models.serving.options import Adapter
from gbi.settings import Settings, current
from gbi_sft import folder
from gbi_sft.sample import Gold, GoldColumn, Sample, Source
from gbi_sft.wording import question_reply, question_turns, table_reply, table_turns

BASE, CANDIDATE = "base", "style.candidate"
Say = Callable[[Sample], str]
"""What a model replies to a sample; it is found by the sample's picture and text."""

_models: dict[str, Callable[[Request], str]] = {}


def connect(settings: Settings, role: str) -> Model:
    """The back end "gate": the model of that served name."""
    return ScriptedModel(_models[settings.vlm_model or ""], name=settings.vlm_model or "")


def serve(monkeypatch: pytest.MonkeyPatch, samples: list[Sample], data: Path, **say: Say) -> None:
    """Makes `base` and `adapted` the models that the settings name; each is given the sample that it is asked about."""
    known = {_key(sample, folder.picture_path(data, sample.pictures[0]).read_bytes()): sample for sample in samples}
    for name, words in zip((BASE, CANDIDATE), (say["base"], say["adapted"]), strict=True):
        _models[name] = lambda request, words=words: words(known[_asked(request)])  # type: ignore[misc]
    monkeypatch.setattr(models, "BACKENDS", (("gate", "support.gate_case:connect"),))
    monkeypatch.setenv("GBI_VLM_BACKEND", "gate")
    monkeypatch.setenv("GBI_VLM_MODEL", BASE)
    models.model.cache_clear()
    current.cache_clear()


def _key(sample: Sample, picture: bytes) -> tuple[bytes, str]:
    return picture, sample.turns[1].text


def _asked(request: Request) -> tuple[bytes, str]:
    parts = request.turns[0].parts
    picture = next(part for part in parts if not isinstance(part, str))
    return picture.png, "\n".join(part for part in parts if isinstance(part, str))


class FakeServer(RunningServer):
    """A server that serves `BASE` and, once loaded, adapters; it does no work."""

    loaded: list[str] = Field(default_factory=list)

    def served(self) -> tuple[Served, ...]:
        """The base model and what was loaded."""
        return (Served(name=BASE, source=BASE), *(Served(name=name, base=BASE) for name in self.loaded))

    def load(self, name: str, folder: Path) -> None:
        """Notes the name."""
        self.loaded.append(name)

    def unload(self, name: str) -> None:
        """Forgets the name; an unknown one is refused, as vLLM does."""
        if name not in self.loaded:
            raise AdapterError(f"the adapter {name} cannot be found")
        self.loaded.remove(name)


def check(passed: bool = True, reason: str = "as peft") -> Callable[[RunningServer, Adapter], Verdict]:
    """A parity check with that outcome, which loads the adapter where it passes."""

    def admit(running: RunningServer, adapter: Adapter) -> Verdict:
        if passed:
            running.load(adapter.name, adapter.path)
        difference = ProbeDifference(probe="chart", noise=0.01, effect=0.8, to_on=0.012, to_off=0.8)
        return Verdict(passed=passed, reason=reason, probes=(difference,))

    return admit


@contextmanager
def entered(running: FakeServer, adapter: Adapter) -> Iterator[RunningServer]:
    """The server, entered; what it still holds afterwards is seen on `running.loaded`."""
    yield running


def bars(values: list[int], *, colour: str = "#2876dd") -> bytes:
    """A PNG of bars of those heights (0 to 99), 160 x 120 px, without labels."""
    picture = Image.new("RGB", (160, 120), "white")
    draw = ImageDraw.Draw(picture)
    wide = 140 // len(values)
    for number, value in enumerate(values):
        left = 12 + number * wide
        draw.rectangle((left, 110 - value, left + wide * 0.6, 110), fill=colour)
    draw.line((10, 110, 156, 110), fill="black")
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def made(data: Path, count: int, *, seed: int = 0, kinds: tuple[str, ...] = ("bar", "line")) -> list[Sample]:
    """`count` pictures as a data set in `data`, each with a table and a question; every second one in Chinese."""
    rng = random.Random(seed)
    samples = []
    for number in range(count):
        values = [rng.randint(10, 99) for _ in range(4)]
        kind = kinds[number % len(kinds)]
        gold = Gold(
            chart_type=kind,
            columns=(GoldColumn(name="Region"), GoldColumn(name="Sales")),
            texts=tuple((name, f"{value}") for name, value in zip("NESW", values, strict=True)),
            values=tuple((float(value),) for value in values),
        )
        picture = folder.keep_picture(data, bars(values), 160, 120)
        language = "en" if number % 2 else "zh"
        shared = {
            "language": language,
            "pictures": (picture,),
            "gold": gold,
            "source": Source(name="drawn bars", licence="CC0-1.0"),
        }
        answer = f"{values[0]}"
        question = f"What is the value of {'NESW'[0]}?"
        samples += [
            Sample(
                id=f"{number}-table", task="table", turns=table_turns(gold, language), tags=(f"kind:{kind}",), **shared
            ),
            Sample(
                id=f"{number}-question",
                task="question",
                turns=question_turns(question, question_reply("SELECT 1", answer), language),
                question=question,
                answer=answer,
                tags=(f"kind:{kind}", "hops:1"),
                **shared,
            ),
        ]
    folder.write(data, samples)
    return samples


def right(sample: Sample) -> str:
    """The reply that the sample teaches."""
    return sample.turns[-1].text


def wrong(sample: Sample) -> str:
    """A reply of the right form that says nothing true."""
    if sample.task == "question" or sample.gold is None:
        return question_reply("SELECT 0", "none of them")
    texts = tuple((row[0], "0") for row in sample.gold.texts)
    return table_reply(sample.gold.model_copy(update={"texts": texts}))
