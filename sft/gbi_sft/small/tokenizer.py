"""The small model's tokenizer, made in code: few tokens for what all conversations repeat, bytes for the rest.

The reader's instructions are one token each, as are the fixed pieces of the reply's JSON; a hint's four places are one
token each ("512 "), words of `words.txt` too. Digits stand alone, since values are copied digit by digit, and whatever
has no token of its own is bytes: every text can be written and comes back unchanged. No merges: a piece is one token,
or its bytes are.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from gbi.models import Request
from gbi.models.chat import system_text
from gbi.readers.vlm.hints import STEPS
from gbi.readers.vlm.prompts import WORDINGS
from gbi.readers.vlm.said import CHART_TYPES, Limits, form
from gbi_sft.wording import PLACES

CONTEXT = 4096
END, START, STOP = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
PICTURE = ("<|vision_start|>", "<|image_pad|>", "<|vision_end|>", "<|video_pad|>")
SPECIAL = (END, START, STOP, *PICTURE)
CHAT = """{%- for message in messages -%}
<|im_start|>{{ message.role }}
{% if message.content is string %}{{ message.content }}{% else %}{% for part in message.content %}
{%- if part.type == 'image' or 'image' in part or 'image_url' in part -%}<|vision_start|><|image_pad|><|vision_end|>
{%- elif 'text' in part -%}{{ part.text }}{%- endif -%}{% endfor %}{% endif %}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}"""

JSON_PIECES = (
    '{"chart_type":"', '","title":"', '","x_axis":{"name":"', '","unit":"', '"},"y_axis":{"name":"',
    '"},"columns":[{"name":"', '"},{"name":"', '"}],"rows":[["', '","', '"],["', '"]]}', '"}',
)  # fmt: skip
"""The fixed pieces of `gbi_sft.wording.table_reply`."""
PLACE = r"\n?[0-9]{1,4} "
HINT = r"\n(?:[0-9]{1,4} ){4}(?=\S)"
"""What stands before a hint's text: left, top, right, bottom."""
LETTERS = "[A-Za-z]+"


@cache
def vocabulary() -> dict[str, int]:
    """Token to number: bytes (their own value), special tokens, fixed pieces, places, words, forms; in this order."""
    signs = _alphabet()
    pieces = [*fixed_pieces(), *_places("\n"), *_places(""), *_words(), *asked_forms()]
    written = ["".join(signs[byte] for byte in piece.encode()) for piece in pieces]
    return {token: number for number, token in enumerate(dict.fromkeys([*signs, *SPECIAL, *written]))}


def number_of(text: str) -> int:
    """The number of the token that is this text. Raises `KeyError` where it is none."""
    signs = _alphabet()
    return vocabulary()[text if text in SPECIAL else "".join(signs[byte] for byte in text.encode())]


def place_numbers() -> dict[int, tuple[int, int]]:
    """For each place 0 to `STEPS` the numbers of its two tokens: first in a line, and after others."""
    return {step: (number_of(f"\n{step} "), number_of(f"{step} ")) for step in range(STEPS + 1)}


def fixed_pieces() -> tuple[str, ...]:
    """Texts that are one token wherever they stand: the reader's instructions, the chat's frame, the reply's JSON."""
    instructions = []
    for wording in WORDINGS.values():
        before, after = wording.hints.split("\n{words}")
        instructions += [wording.system, wording.task, before, after]
    instructions += PLACES.values()
    frame = ("system\n", "user\n", "assistant\n")
    return tuple(dict.fromkeys([*instructions, *frame, *JSON_PIECES, *_types()]))


def asked_forms() -> tuple[str, ...]:
    """What a back end that cannot guide a reply adds to the system's part, for the reader's first and second try.

    No training shows them: guided servers are not told the form in words.
    """
    before, limits = "Copy.", Limits()
    asked = [Request(system=before, turns=(), form=form(each)) for each in (limits, limits.shorter())]
    return tuple(system_text(request).removeprefix(before) for request in asked)


def tokenizer() -> Any:
    """A `PreTrainedTokenizerFast`. Takes transformers, and neither a download nor a file."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    split = pre_tokenizers.Split
    made = Tokenizer(models.BPE(vocab=vocabulary(), merges=[], ignore_merges=True))
    pieces = sorted([*fixed_pieces(), *asked_forms()], key=len, reverse=True)
    fixed = "|".join(re.escape(piece) for piece in pieces)
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            split(Regex(f"{fixed}|{HINT}"), "isolated"),
            split(Regex(rf"{PLACE}(?=(?:[0-9]{{1,4}} )*\z)"), "isolated"),
            split(Regex(f"{fixed}|{PLACE}\\z|{LETTERS}|[^\\x00-\\x7F]"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    whole = PreTrainedTokenizerFast(
        tokenizer_object=made, eos_token=STOP, pad_token=END, additional_special_tokens=[START, *PICTURE],
        model_max_length=CONTEXT, clean_up_tokenization_spaces=False,
    )  # fmt: skip
    whole.chat_template = CHAT
    return whole


def _types() -> list[str]:
    """The kinds of chart as they begin a reply, so that the kind is one choice."""
    return [f'{{"chart_type":"{kind}","title":"' for kind in CHART_TYPES]


def _places(before: str) -> list[str]:
    return [f"{before}{step} " for step in range(STEPS + 1)]


def _words() -> list[str]:
    text = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8")
    found = re.findall(rf"{LETTERS}|[^\x00-\x7F]", text)
    lower = [word.lower() for word in found if len(word) > 2]
    return [word for word in dict.fromkeys([*found, *lower]) if len(word.encode()) > 1]


@cache
def _alphabet() -> list[str]:
    """The character that stands for each byte in GPT-2's byte-level alphabet."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    other = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(other)) for byte in range(256)]
