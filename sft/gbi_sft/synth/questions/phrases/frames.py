"""How people put a question: bare, polite, with what they look at, in key words, typed in a hurry."""

from __future__ import annotations

from random import Random

from gbi_sft.sample import Language
from gbi_sft.synth.questions.phrases.grammar import chosen

ASKED: dict[Language, tuple[str, ...]] = {
    "en": (
        "[according to|based on|going by|from] the [chart|figure|graph], {q}",
        "[looking at|if you look at] the [chart|figure|picture], {q}",
        "[please answer from the figure|quick question|one question about this chart]: {Q}",
        "{Q} [Please answer from the chart.|Thanks.|Thank you!]",
        "[hello|hi], {q}",
        "I [need|want] to know: {Q}",
        "in this [chart|figure], {q}",
    ),
    "zh": (
        "[根据|按照|依据]图[表|中数据]，{q}",
        "[从图中看|看图|由图可知]，{q}",
        "请问{q}",
        "请问，{q}",
        "[麻烦|请]帮我看[一下|看]，{q}",
        "[你好|您好]，{q}",
        "我想知道{q}",
        "图中{q}",
        "{q}谢谢！",
    ),
}
TITLED: dict[Language, tuple[str, ...]] = {
    "en": (
        'in the [chart|figure] "{title}", {q}',
        'this [chart|figure] is about "{title}". {Q}',
        'I am [preparing a report on|writing about|reading up on] "{title}". {Q}',
        'regarding "{title}": {Q}',
    ),
    "zh": (
        "在“{title}”[这张图|图表]中，{q}",
        "关于“{title}”，{q}",
        "我在[写|准备]“{title}”的[报告|材料]，{q}",
        "这张图是“{title}”。{q}",
    ),
}
ORDERED: dict[Language, tuple[str, ...]] = {
    "en": ("please {q}", "could you {q_open}?", "[can|would] you {q_open}, please?", "{Q}", "{Q}", "I need you to {q}"),
    "zh": ("请{q}", "麻烦{q}", "帮我{q}", "{q}", "请根据图表{q}"),
}
PLAIN = 0.45
"""The share of questions without a frame."""
TITLE_CHARS = 60


def framed(text: str, title: str, language: Language, rng: Random) -> str:
    """The question about a figure of that title with a frame, or without; key words stay as they are."""
    end = text[-1:]
    if end not in ".。?？":
        return text
    if end in ".。":
        frame = rng.choice(ORDERED[language])
    elif text.startswith("图") or rng.random() < PLAIN:
        frame = "{Q}"
    else:
        titled = 0 < len(title) <= TITLE_CHARS and rng.random() < 0.25
        frame = rng.choice((TITLED if titled else ASKED)[language])
    return _hurried(_put(chosen(frame, rng), text, title), language, rng)


def _put(frame: str, text: str, title: str) -> str:
    whole = frame.replace("{title}", "\0")
    whole = whole.replace("{q_open}", text[:-1]).replace("{q}", text).replace("{Q}", capital(text))
    return capital(whole.replace("\0", title))


def _hurried(text: str, language: Language, rng: Random) -> str:
    """Now and then without the mark at the end, in English in small letters too where no name gets lost."""
    if rng.random() > 0.08:
        return text
    bare = text.rstrip("?？.。")
    return bare[:1].lower() + bare[1:] if language == "en" and bare[1:2].islower() else bare


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
