"""What was left out and why: a broken sample is one line of `rejected.jsonl` and never the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gbi.files import replacing
from gbi.types import Frozen

NAME = "rejected.jsonl"


class Refused(Frozen):
    """A sample that was left out: its id (or where it stood), the kind of fault in a word, and the whole reason."""

    id: str
    kind: str
    reason: str


def write(folder: Path, refused: Iterable[Refused]) -> int:
    """Writes `rejected.jsonl`, whole or not at all; how many lines. No line: no file, and an old one is removed."""
    lines = [one.model_dump_json() + "\n" for one in refused]
    path = folder / NAME
    if not lines:
        path.unlink(missing_ok=True)
        return 0
    with replacing(path) as part:
        part.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def tell(refused: Sequence[Refused], folder: Path | None = None) -> None:
    """Prints how many samples were left out, of which kinds, and where they are listed; nothing where none was."""
    if refused:
        print(
            f"{len(refused)} left out ({summary(refused)}); "
            + (f"see {folder / NAME}" if folder else "gbi-sft check lists them")
        )


def summary(refused: Iterable[Refused]) -> str:
    """The kinds with their counts, most frequent first: "picture 3, roles 1"."""
    return ", ".join(f"{kind} {count}" for kind, count in Counter(one.kind for one in refused).most_common())
