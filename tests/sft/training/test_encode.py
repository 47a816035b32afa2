"""Which tokens of a conversation are taught, for templates of several kinds, and which samples cannot be encoded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import pytest
from pydantic import ValidationError

from gbi.settings import current
from gbi_sft.folder import DataError, read, write
from gbi_sft.sample import Image, Sample, Text, Turn
from gbi_sft.training import collection
from gbi_sft.training.config import Data, TrainingError
from gbi_sft.training.encode import Encoder
from gbi_sft.training.model import load_processor
from gbi_sft.training.teaching import taught_spans

PLAIN = (
    "{% for m in messages %}<{{ m.role }}>{% for p in m.content %}{{ p.text }}{% endfor %}</s>\n{% endfor %}"
    "{% if generate %}<assistant>{% endif %}"
)
THINKING = PLAIN.replace("<assistant>{% endif %}", "<assistant><think>\n\n</think>\n\n{% endif %}")
"""What it opens a generation with is not what stands before a turn that was said."""
ENDING = PLAIN + "{% if not generate %}<end>{% endif %}"
"""Something stands behind the last turn, whichever that is."""
TRIMMED = PLAIN.replace("{{ p.text }}", "{{ p.text | trim }}")
DEAF = "{% for m in messages %}{% if m.role != 'assistant' %}{{ m.content[0].text }}{% endif %}{% endfor %}"


def render(template: str) -> Any:
    whole = jinja2.Template(template)
    return lambda messages, generate: whole.render(messages=messages, generate=generate)


def talk(*texts: str) -> list[dict[str, Any]]:
    roles = ("user", "assistant")
    return [
        {"role": roles[number % 2], "content": [{"type": "text", "text": text}]} for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("template", [PLAIN, THINKING, ENDING, TRIMMED])
def test_replies_and_their_ends_are_taught(template: str) -> None:
    whole, spans = taught_spans(talk("How much?", "409", "And now?", "409 again"), render(template))
    assert [whole[start:end] for start, end in spans] == ["409</s>", "409 again</s>"] or template == ENDING
    assert whole[spans[0][0] :].startswith("409</s>")
    assert not any("And now" in whole[start:end] or "How" in whole[start:end] for start, end in spans)


def test_a_reply_that_the_question_holds_too_is_found_in_its_place() -> None:
    whole, spans = taught_spans(talk("409", "409"), render(PLAIN))
    assert whole[: spans[0][0]] == "<user>409</s>\n<assistant>"


def test_space_around_a_reply_is_no_matter() -> None:
    whole, spans = taught_spans(talk("How much?", "  409\n"), render(TRIMMED))
    assert whole[slice(*spans[0])] == "409</s>"


def test_a_template_that_hides_replies_is_refused() -> None:
    with pytest.raises(TrainingError, match="does not show what the assistant says"):
        taught_spans(talk("How much?", "409"), render(DEAF))


@pytest.mark.parametrize("name", ["qwen", "internvl"])
def test_tokens_that_are_taught_spell_the_replies(name: str, request: pytest.FixtureRequest, charts: Path) -> None:
    encoder = Encoder(load_processor(str(request.getfixturevalue(name))))
    for sample in list(read(charts))[:4]:
        one = encoder.encode(sample, charts)
        said = encoder.processor.tokenizer.decode(one.ids[one.taught].tolist())
        assert said == "".join(f"{turn.text}<|im_end|>" for turn in sample.turns if turn.role == "assistant")
        assert one.kinds.sum() > 0
        assert not one.taught[one.kinds == 1].any()
        assert len(one.ids) == len(one.taught) == len(one.kinds)


def test_pictures_of_a_pack_are_those_of_its_samples(qwen: Path, charts: Path) -> None:
    encoder = Encoder(load_processor(str(qwen)))
    some = [encoder.encode(sample, charts) for sample in list(read(charts))[:3]]
    together = encoder.pixels(some)
    alone = [encoder.pixels([one]) for one in some]
    assert together["image_grid_thw"].tolist() == [one["image_grid_thw"][0].tolist() for one in alone]
    assert together["pixel_values"].shape[0] == sum(one["pixel_values"].shape[0] for one in alone)
    assert encoder.pixels([]) == {}


def test_a_picture_that_is_not_there_is_told(qwen: Path, tmp_path: Path) -> None:
    turns = (
        Turn(role="user", content=(Image(image=0), Text(text="?"))),
        Turn(role="assistant", content=(Text(text="409"),)),
    )
    write(tmp_path, [Sample(id="a", task="other", pictures=(), turns=turns)])
    with pytest.raises(DataError, match="shows picture 0 and has 0"):
        Encoder(load_processor(str(qwen))).encode(next(read(tmp_path)), tmp_path)


def test_a_training_takes_the_samples_of_its_tasks_alone(qwen: Path, charts: Path) -> None:
    encoder = Encoder(load_processor(str(qwen)))
    tasks = [sample.task for sample in read(charts)]

    def taken(*wanted: str) -> tuple[int, ...]:
        data = [Data.model_validate({"folder": charts, "tasks": (one,)}) for one in wanted]
        samples, skipped = collection.collect(data, encoder, str(qwen), 1024, 0, lambda *_: None)
        assert not skipped  # what was not asked for is not told as left out
        return samples.counts

    there = sorted(set(tasks))
    assert taken(*there) == tuple(tasks.count(task) for task in there)
    with pytest.raises(TrainingError, match="no sample is left"):
        taken("place")
    with pytest.raises(ValidationError, match="tasks"):
        Data.model_validate({"folder": charts, "tasks": ("places",)})


def test_processes_encode_as_one_does_and_the_cache_is_used(
    qwen: Path, charts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "CHUNK", 3)
    encoder = Encoder(load_processor(str(qwen)))
    told: list[tuple[str, int, int]] = []

    def collected(workers: int, folder: str) -> collection.Collection:
        monkeypatch.setenv("GBI_CACHE_DIR", str(tmp_path / folder))
        current.cache_clear()
        say = lambda *said: told.append(said)  # noqa: E731
        return collection.collect([Data(folder=charts)], encoder, str(qwen), 1024, workers, say)[0]

    many, one = collected(2, "many"), collected(0, "one")
    assert many.digest == one.digest
    assert [len(many[number]) for number in range(len(many))] == one.lengths
    assert [many.targets(number) for number in range(len(many))] == [one[number].targets for number in range(len(one))]
    assert told[-1] == ("encoding charts", 12, 12)
    told.clear()
    assert collected(0, "one").digest == one.digest
    assert not told
    current.cache_clear()
