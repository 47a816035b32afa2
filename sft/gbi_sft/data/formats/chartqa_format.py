"""ChartQA: questions about chart images, with short answers and no programs.

Read in two layouts: `png/` and `questions.jsonl` (image, question, answer, source, chart, question_level), and
upstream's, `png/` beside JSON files of {imgname, query, label}; `tables/<image>.csv` beside them, where it is there,
becomes gold. Written in the first. Held are questions with one picture and an answer, and nothing else of a sample: a
table sample, and a question that cannot be answered, are refused. The reply says the answer with no SQL, since none is
known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from gbi.readers.vlm.prompts import language_of
from gbi_sft.data.formats.form import Format, Given, Item, records
from gbi_sft.data.pictures import Intake, Outlet
from gbi_sft.data.refusals import Refused
from gbi_sft.data.tables import gold_of
from gbi_sft.folder import DataError
from gbi_sft.sample import Gold, Sample
from gbi_sft.wording import question_reply, question_turns

FILE = "questions.jsonl"
PNG = "png"
NAMES = {"image": ("image", "imgname"), "question": ("question", "query"), "answer": ("answer", "label")}
TRAITS = ("source", "chart", "question_level")


def items(source: Path) -> Iterator[Item | Refused]:
    """One item a question, of every file of questions at any depth below the source."""
    if source.is_file():
        yield from _numbered(source, source.parent, source.stem)
        return
    files = [
        path
        for path in sorted([*source.rglob("*.jsonl"), *source.rglob("*.json")])
        if (path.parent / PNG).is_dir() and (path.name == FILE or path.suffix == ".json")
    ]
    if not files:
        raise DataError(f"{source} holds no {FILE} (or JSON of imgname, query, label) beside a folder {PNG}")
    for path in files:
        prefix = path.relative_to(source).with_suffix("").as_posix().removesuffix("questions").rstrip("/")
        yield from _numbered(path, path.parent, prefix)


def sample(item: Item, intake: Intake, given: Given) -> Sample:
    """The question in the project's words, with the image's table as gold where there is one."""
    image, question, answer = (str(_first(item.data, NAMES[name])) for name in ("image", "question", "answer"))
    picture = intake.take(image, item.base / PNG)
    language = given.language or language_of(question)
    return Sample(
        id=item.name,
        task="question",
        language=language,
        pictures=(picture,),
        turns=question_turns(question, question_reply("", answer), language),
        gold=_gold(item.base / "tables" / f"{Path(image).stem}.csv", given),
        question=question,
        answer=answer,
        traits={"image": image} | {name: str(item.data[name]) for name in TRAITS if name in item.data},
        source=given.source,
    )


def entry(sample: Sample, outlet: Outlet) -> dict[str, Any]:
    """The question; its image keeps the name that it came with."""
    if sample.task != "question" or not sample.answer or len(sample.pictures) != 1:
        raise DataError("ChartQA holds questions about one picture that have an answer, and nothing else")
    picture = sample.pictures[0]
    path = PurePosixPath(picture.path)
    name = sample.traits.get("image") or path.name
    if PurePosixPath(name).name != name:
        raise DataError(f"its image is called {name!r}, which is no file name")
    image = outlet.bring(picture, f"{PNG}/{name}").removeprefix(f"{PNG}/")
    traits = {key: sample.traits[key] for key in TRAITS if key in sample.traits}
    return {"id": sample.id, "image": image, "question": sample.question, "answer": sample.answer, **traits}


def _numbered(path: Path, base: Path, prefix: str) -> Iterator[Item | Refused]:
    for number, item in enumerate(records(path), 1):
        if isinstance(item, Refused):
            yield item
            continue
        if not isinstance(item.data, dict):
            yield Refused(id=item.name, kind="form", reason=f"is no question: {json.dumps(item.data)[:80]}")
            continue
        named = item.data.get("id") or f"{prefix}{'/' if prefix else ''}{number}"
        yield Item(name=str(named), data=item.data, base=base)


def _first(data: dict[str, Any], names: tuple[str, ...]) -> Any:
    found = next((data[name] for name in names if name in data), None)
    if found is None or found == "":
        raise DataError(f"it has no {' or '.join(names)}")
    return found


def _gold(path: Path, given: Given) -> Gold | None:
    from gbi_eval.gold import read_gold

    if not path.is_file():
        return None
    rows = read_gold(path)
    try:
        return gold_of(rows[0], rows[1:], chart_type=given.chart_type)
    except (DataError, IndexError):
        return None


FORMAT = Format(items=items, sample=sample, entry=entry, file=FILE)
