"""A request as a chat call's body: pictures, forms in both ways, and what servers were found not to know."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from gbi.errors import ModelError
from gbi.models import Picture, Request, Turn
from gbi.models.chat import Dialect, body, pictures_of, system_text
from gbi.models.pictures import encoded, fitting_size, opened

FORM = {"type": "object", "properties": {"答案": {"type": "integer"}}}
ASKED = Request(system="Be brief.", turns=(Turn(parts=("a", "b")),), form=FORM, seed=7, repetition_penalty=1.1)


def image_bytes(mode: str, size: tuple[int, int], kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def test_a_body_has_all_that_was_asked() -> None:
    made = body(ASKED, "tiny", set())
    assert made["model"] == "tiny"
    assert (made["seed"], made["temperature"], made["max_tokens"]) == (7, 0.0, 1024)
    assert made["repetition_penalty"] == 1.1
    assert made["response_format"]["json_schema"]["schema"] == FORM
    assert made["messages"] == [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "a\nb"}]
    assert "stream" not in made


def test_a_stream_is_asked_for_its_usage() -> None:
    made = body(ASKED, "tiny", set(), stream=True)
    assert made["stream"] is True
    assert made["stream_options"] == {"include_usage": True}
    assert "stream_options" not in body(ASKED, "tiny", {"stream_options"}, stream=True)


def test_what_is_left_out_is_not_there_and_a_form_goes_into_words() -> None:
    made = body(ASKED, "tiny", {"response_format", "seed", "repetition_penalty", "max_tokens", "temperature"})
    assert set(made) == {"model", "messages", "max_completion_tokens"}
    system = made["messages"][0]["content"]
    assert system.startswith("Be brief.\n\n")
    assert '"答案"' in system


def test_a_form_in_words_stands_alone_where_there_is_no_system_part() -> None:
    assert system_text(Request(turns=(), form={})).startswith("Reply with one JSON value")
    assert system_text(Request(turns=(), system="x")) == "x"


def test_pictures_keep_their_place_in_the_text(picture: Picture) -> None:
    asked = Request(turns=(Turn(parts=("Left:", picture, "Right:", picture)),))
    content = body(asked, "tiny", set())["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "image_url", "text", "image_url"]
    prefix, _, data = content[1]["image_url"]["url"].partition(",")
    assert prefix == "data:image/png;base64"
    assert base64.b64decode(data) == picture.png
    assert len(pictures_of(asked)) == 2


def test_a_picture_is_sent_as_it_is_unless_it_has_too_many_pixels() -> None:
    png, jpeg = image_bytes("RGB", (400, 100)), image_bytes("L", (400, 100), "JPEG")
    assert encoded(Picture(png=png)) == ("image/png", png)
    assert encoded(Picture(png=jpeg, max_pixels=40_000)) == ("image/jpeg", jpeg)
    kind, smaller = encoded(Picture(png=jpeg, max_pixels=10_000))
    assert kind == "image/png"
    assert Image.open(io.BytesIO(smaller)).size == (200, 50)


@pytest.mark.parametrize("size", [(1, 1), (3000, 1), (1, 3000), (1234, 567)])
@pytest.mark.parametrize("most", [1, 2, 100, 5_000])
def test_a_scaled_picture_never_has_more_pixels_than_allowed(size: tuple[int, int], most: int) -> None:
    width, height = fitting_size(size, most)
    assert 1 <= width <= size[0]
    assert 1 <= height <= size[1]
    assert width * height <= max(most, max(width, height))  # a line one pixel wide cannot be made thinner


def test_other_formats_and_turned_photographs_are_sent_upright_as_png() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held on its side
    bitmap, photograph = image_bytes("RGB", (40, 20), "BMP"), image_bytes("RGB", (40, 20), "JPEG", exif=turned)
    for data, size in ((bitmap, (40, 20)), (photograph, (20, 40))):
        kind, sent = encoded(Picture(png=data))
        assert kind == "image/png"
        assert Image.open(io.BytesIO(sent)).size == size


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "I;16", "CMYK"])
def test_pictures_of_all_kinds_open_as_rgb_and_glass_is_white(mode: str) -> None:
    data = image_bytes(mode, (8, 8), "TIFF" if mode in ("CMYK", "I;16") else "PNG")
    image = opened(Picture(png=data))
    assert image.mode == "RGB"
    if mode in ("RGBA", "LA"):
        assert image.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("data", [b"", b"not a picture", image_bytes("RGB", (300, 300))[:200]])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    with pytest.raises(ModelError, match="picture"):
        opened(Picture(png=data))


SENT = {"response_format", "seed", "repetition_penalty", "temperature", "max_tokens"}


@pytest.mark.parametrize(
    ("message", "part"),
    [
        ("'response_format' of type 'json_schema' is not supported by this model", "response_format"),
        ("response_format.type must be one of 'text', 'json_object'", "response_format"),
        ("[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not permitted'}]", "seed"),
        ("Unknown parameter: repetition_penalty", "repetition_penalty"),
        ("Unsupported parameter: 'max_tokens' is not supported with this model.", "max_tokens"),
        ("Unsupported value: 'temperature' does not support 0.0 with this model.", "temperature"),
    ],
)
def test_parts_that_a_server_does_not_know_are_remembered(message: str, part: str) -> None:
    dialect = Dialect()
    assert dialect.refused(message, SENT) == part
    assert dialect.unknown == {part}


@pytest.mark.parametrize("message", ["Grammar error: Invalid type: frobnicate", "Failed to compile the json schema"])
def test_a_schema_that_cannot_be_taken_is_not_held_against_the_next(message: str) -> None:
    dialect = Dialect()
    assert dialect.refused(message, SENT) == "response_format"
    assert dialect.unknown == set()


@pytest.mark.parametrize(
    "message",
    [
        "max_tokens=5000 cannot be greater than max_model_len=4096",
        "temperature must be non-negative, got -3.0",
        "This model's maximum context length is 4096 tokens.",
        "Failed to load image: cannot identify image file",
    ],
)
def test_other_refusals_are_not_taken_for_a_dialect(message: str) -> None:
    dialect = Dialect()
    assert dialect.refused(message, SENT) is None
    assert dialect.unknown == set()


def test_a_part_that_was_not_sent_cannot_be_the_reason() -> None:
    assert Dialect().refused("response_format is not supported", {"max_tokens"}) is None
