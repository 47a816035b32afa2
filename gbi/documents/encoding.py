"""The encoding of a text file: byte-order marks, UTF-8, UTF-16 without a mark, GBK, then the likeliest of the rest."""

from __future__ import annotations

import itertools

from gbi.documents.limits import SourceFile
from gbi.errors import DocumentError

MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
COMMON_HAN = range(0xB0, 0xD8)  # lead bytes of GB 2312's level 1, the 3,755 most used characters
SAMPLE = 1 << 16


def decode(file: SourceFile) -> str:
    """The file's text. Raises `DocumentError` when no encoding fits."""
    data = file.path.read_bytes()
    for encoding in _candidates(data):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise DocumentError(f"{file.name} is in an encoding that cannot be told; save it as UTF-8")


def _candidates(data: bytes) -> list[str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return [encoding]
    if b"\x00" in data[:SAMPLE]:
        even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
        return ["utf-16-le" if odd > even else "utf-16-be"]
    return ["utf-8", *(["gb18030"] if _is_gbk(data[:SAMPLE]) else []), *_likeliest(data[:SAMPLE]), "cp1252", "latin-1"]


def _is_gbk(sample: bytes) -> bool:
    """True when the high bytes come in pairs, mostly of common Chinese characters."""
    position = pairs = common = 0
    while position < len(sample) - 1:
        lead = sample[position]
        if lead < 0x80:
            position += 1
            continue
        if lead == 0x80 or lead == 0xFF or sample[position + 1] < 0x40:
            return False
        pairs += 1
        common += lead in COMMON_HAN and sample[position + 1] >= 0xA1
        position += 2
    return pairs > 0 and common >= 0.6 * pairs


def _likeliest(sample: bytes) -> list[str]:
    high = [i for i, byte in enumerate(sample) if byte >= 0x80]
    pairs = sum(b - a == 1 for a, b in itertools.pairwise(high))
    if pairs <= 0.2 * len(high):  # accented letters stand alone among plain ones; other scripts come in runs
        return ["cp1252"]
    import charset_normalizer

    match = charset_normalizer.from_bytes(sample).best()
    return [match.encoding] if match else []
