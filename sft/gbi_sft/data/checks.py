"""Is a sample fit to train on? Each check looks at one thing; the first that fails is why a sample is refused.

The limits are for charts. There is none on the share of stop words, letters, digits or special characters, on repeated
words or n-grams, or on the number of words: the reply to a chart is a table, all brackets and numbers, with the same
few words in each row. A figure may be as wide as a timeline or as tall as a long bar chart: the limit on the aspect is
where Qwen-VL's processor refuses the picture. (`docs/training-data.md` has what other limits cost.)
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image as Pillow

from gbi.errors import SqlError
from gbi.types import Frozen
from gbi_eval.executed import says
from gbi_eval.gold_table import gold_table, results
from gbi_sft.data.goldcheck import shape_faults, value_faults
from gbi_sft.data.inferred import object_in
from gbi_sft.data.pictures import FAULTS, MOST_PIXELS, why
from gbi_sft.data.refusals import Refused
from gbi_sft.folder import picture_path
from gbi_sft.sample import Image, Sample
from gbi_sft.wording import place_reply

Counter = Callable[[str], int]
EXACTLY = 1e-4
"""An answer as text may be off its program's result by this share."""


class Limits(Frozen):
    """What a sample must keep to. Sides in px; `aspect` is the longer side over the shorter; characters and tokens are
    those of all turns' text together, tokens without what pictures become."""

    least_side: int = 28
    most_aspect: float = 200.0
    most_pixels: int = MOST_PIXELS
    most_characters: int = 32_000
    most_tokens: int | None = None


def checker(limits: Limits, tokens: Counter | None = None) -> Callable[[Sample, Path], Sample | Refused]:
    """The step that hands on a sound sample and refuses another; `tokens` counts those of a text."""

    def step(sample: Sample, folder: Path) -> Sample | Refused:
        for kind, check in CHECKS:
            fault = check(sample, folder, limits)
            if fault:
                return Refused(id=sample.id, kind=kind, reason=fault)
        if tokens and limits.most_tokens is not None:
            count = sum(tokens(turn.text) for turn in sample.turns)
            if count > limits.most_tokens:
                return Refused(id=sample.id, kind="length", reason=f"{count} tokens; at most {limits.most_tokens}")
        return sample

    return step


def picture_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """A picture that is not there, does not open, has another size than noted, is too small, too large, too narrow, or
    of one colour."""
    for picture in sample.pictures:
        path = picture_path(folder, picture)
        if not path.is_file():
            return f"{picture.path} is not there"
        try:
            with Pillow.open(path) as image:
                size = image.size
                if size != (picture.width, picture.height):
                    return f"{picture.path} has {size[0]}x{size[1]} px, noted are {picture.width}x{picture.height}"
                if size[0] * size[1] > limits.most_pixels:
                    return f"{picture.path} has more than {limits.most_pixels} px"
                spread = image.convert("L").getextrema()
        except FAULTS as error:
            return f"{picture.path} does not open ({why(error)})"
        if min(size) < limits.least_side:
            return f"{picture.path} has a side of {min(size)} px; at least {limits.least_side}"
        if max(size) > limits.most_aspect * min(size):
            return f"{picture.path} is more than {limits.most_aspect:g} times as long as wide"
        if spread[0] == spread[1]:
            return f"{picture.path} shows nothing: it has one colour"
    return ""


def roles_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """Turns that do not alternate from user to assistant, after a system text at most; one that says nothing."""
    roles = [turn.role for turn in sample.turns]
    talk = roles[1:] if roles[:1] == ["system"] else roles
    if not talk or len(talk) % 2 or talk != ["user", "assistant"] * (len(talk) // 2):
        return f"its turns are {', '.join(roles) or 'none'}; wanted is system, if any, then user and assistant in turn"
    empty = next((n for n, turn in enumerate(sample.turns, 1) if not turn.text.strip() and turn.role != "user"), None)
    return f"turn {empty} says nothing" if empty else ""


def images_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """Pictures that turns name and the sample has not, or the other way round; a picture in a reply."""
    named = [(turn.role, piece.image) for turn in sample.turns for piece in turn.content if isinstance(piece, Image)]
    if any(role != "user" for role, _ in named):
        return "a picture stands outside of the user's turns"
    numbers = {number for _, number in named}
    if numbers != set(range(len(sample.pictures))):
        return f"it has {len(sample.pictures)} pictures, its turns name {sorted(number + 1 for number in numbers)}"
    return ""


def length_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """Too many characters in all turns together."""
    count = sum(len(turn.text) for turn in sample.turns)
    return f"{count} characters; at most {limits.most_characters}" if count > limits.most_characters else ""


def reply_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """A reply to one of the reader's tasks that is not JSON of its form, or says other than what is known."""
    if sample.task == "other":
        return ""
    if sample.task == "place":
        return _place_fault(sample)
    said = object_in(sample.turns[-1].text)
    if not said:
        return "the reply is no JSON object"
    if sample.task == "question":
        if said.get("answer") != sample.answer:
            return f"the reply's answer is {said.get('answer')!r}, known is {sample.answer!r}"
        return "" if said.get("sql", "") == sample.program else "the reply's SQL is not the program that is known"
    if sample.gold is None:
        return "" if isinstance(said.get("rows"), list) and said["rows"] else "the reply has no rows"
    gold = sample.gold
    names = [column.get("name") if isinstance(column, dict) else column for column in said.get("columns") or []]
    if names != [column.name for column in gold.columns]:
        return f"the reply's columns are {names}, the gold's {[column.name for column in gold.columns]}"
    if said.get("rows") != [list(row) for row in gold.texts]:
        return "the reply's rows are not the gold's"
    return ""


def _place_fault(sample: Sample) -> str:
    picture = sample.pictures[0]
    if sample.gold is None or sample.turns[-1].text == place_reply(sample.gold, (picture.width, picture.height)):
        return ""
    return "the reply's places are not those of the gold's marks"


def program_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """A question's program that does not give the answer on the gold table, or that gbi's guard refuses."""
    if sample.task != "question" or sample.gold is None or not sample.program:
        return ""
    try:
        rows = results(gold_table(sample.gold.model_dump()), sample.program)
    except SqlError as error:
        return f"the program cannot run on the gold table: {error}"
    if says(rows, sample.answer, EXACTLY):
        return ""
    return (
        f"the program gives {', '.join(str(row[0]) for row in rows[:3]) or 'no row'}, the answer is {sample.answer!r}"
    )


def gold_fault(sample: Sample, folder: Path, limits: Limits) -> str:
    """Gold whose parts do not fit: rows of other lengths, values that their texts do not show."""
    return (shape_faults(sample.gold) or value_faults(sample.gold)) if sample.gold else ""


CHECKS: tuple[tuple[str, Callable[[Sample, Path, Limits], str]], ...] = (
    ("roles", roles_fault),
    ("images", images_fault),
    ("length", length_fault),
    ("gold", gold_fault),
    ("reply", reply_fault),
    ("picture", picture_fault),
    ("program", program_fault),
)
"""Kind of fault and what finds it ("" where there is none), the quick ones first."""
