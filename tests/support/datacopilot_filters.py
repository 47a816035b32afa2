"""The default limits of PaddleMIX's DataCopilot filters, to show what they would do to charts; not for use.

Written anew from the limits that `paddlemix/datacopilot/ops/filter` states. Texts are all questions and replies of a
conversation with pictures left out.
"""

from __future__ import annotations

from gbi_sft.sample import Sample

_WORDS = """
a about above after again against ain all am an and any are aren as at be because been before being below between both
but by can couldn d did didn do does doesn doing don down during each few for from further had hadn has hasn have
haven having he her here hers herself him himself his how i if in into is isn it its itself just ll m ma me mightn
more most mustn my myself needn no nor not now o of off on once only or other our ours ourselves out over own re s
same shan she should shouldn so some such t than that the their theirs them themselves then there these they this
those through to too under until up ve very was wasn we were weren what when where which while who whom why will with
won wouldn y you your yours yourself yourselves
"""
STOP_WORDS = frozenset(_WORDS.split())
SPECIAL = frozenset("|:;@()[]{}^'\"’`?$%#!&*+,.")


def text_of(sample: Sample) -> str:
    """The conversation as those filters see it."""
    return "\n\n".join(turn.text for turn in sample.turns if turn.role != "system")


def stop_words(sample: Sample) -> bool:
    """At least a quarter of the words are English stop words."""
    words = text_of(sample).split()
    return bool(words) and sum(word.lower() in STOP_WORDS for word in words) / len(words) >= 0.25


def special_characters(sample: Sample) -> bool:
    """At most a quarter of the characters are special ones."""
    text = text_of(sample)
    return bool(text) and sum(c in SPECIAL for c in text) / len(text) <= 0.25


def aspect(sample: Sample) -> bool:
    """Pictures between 1:3 and 3:1."""
    return all(0.333 <= picture.width / picture.height <= 3.0 for picture in sample.pictures)


def resolution(sample: Sample) -> bool:
    """Both sides have 112 px at least."""
    return all(min(picture.width, picture.height) >= 112 for picture in sample.pictures)


def length(sample: Sample) -> bool:
    """Fewer than 2,048 characters."""
    return len(text_of(sample)) < 2048


def repetition(sample: Sample) -> bool:
    """Ten words at least, and no more than a fifth of all runs of ten words among the most repeated ones."""
    words = text_of(sample).split()
    if len(words) < 10:
        return False
    counts: dict[tuple[str, ...], int] = {}
    for n in range(len(words) - 9):
        run = tuple(words[n : n + 10])
        counts[run] = counts.get(run, 0) + 1
    repeated = sum(count > 1 for count in counts.values())
    most = sorted(counts.values(), reverse=True)[: min(int(len(counts) ** 0.5), repeated)]
    return sum(most) / sum(counts.values()) <= 0.2


FILTERS = {
    "stop words": stop_words, "special characters": special_characters, "aspect": aspect, "resolution": resolution,
    "length": length, "repetition": repetition,
}  # fmt: skip
