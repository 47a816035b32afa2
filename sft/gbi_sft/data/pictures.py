"""Pictures in and out of a data set's folder.

A picture comes in as a path below the source, as bytes or as a `data:` URI, and is kept byte for byte when it is a PNG,
JPEG or WebP that stands upright; any other becomes a PNG. Nothing is fetched from the network.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
import shutil
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from gbi.files import replacing
from gbi_sft import folder
from gbi_sft.folder import DataError
from gbi_sft.sample import Picture

FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow raises at broken files."""
KINDS = "a PNG, JPEG, WebP, GIF, BMP or TIFF"
KEPT = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
MOST_PIXELS = 100_000_000
ORIENTATION = 0x0112


def why(error: Exception) -> str:
    """Why a picture does not open, in words for a person; `error` is one of `FAULTS`."""
    if isinstance(error, UnidentifiedImageError):
        return f"it is not {KINDS}; draw or save it as PNG"
    if isinstance(error, Image.DecompressionBombError):
        return f"it has more than {MOST_PIXELS} px; make it smaller"
    return str(error) or type(error).__name__


@dataclass(frozen=True)
class Intake:
    """Takes pictures into `folder`; those that are named by path are sought below `root`, then beside the source."""

    folder: Path
    root: Path | None = None

    def take(self, named: Any, base: Path) -> Picture:
        """The picture in the folder. `named`: a path, bytes, a `data:` URI, or a mapping with `bytes` or `path`.

        Raises `DataError` for one that is not there, is none, has too many pixels, or lies outside of the source.
        """
        data = self._bytes(named, base)
        try:
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise DataError(f"the picture has {image.width}x{image.height} px; make it smaller")
                image.load()
                turned = image.getexif().get(ORIENTATION, 1) != 1
                if image.format in KEPT and not turned:
                    return folder.keep_picture(self.folder, data, image.width, image.height, KEPT[image.format])
                upright = ImageOps.exif_transpose(image)
                out = io.BytesIO()
                upright.convert("RGBA" if "A" in upright.getbands() else "RGB").save(out, "PNG")
                return folder.keep_picture(self.folder, out.getvalue(), upright.width, upright.height)
        except FAULTS as error:
            raise DataError(f"the picture {_name(named)} does not open ({why(error)})") from error

    def _bytes(self, named: Any, base: Path) -> bytes:
        if isinstance(named, dict):
            named = named.get("bytes") or named.get("path") or named.get("url") or named.get("image") or ""
        if isinstance(named, bytes):
            return named
        if not isinstance(named, str) or not named:
            raise DataError("a picture is named by nothing that can be read; give a path, bytes or a data: URI")
        if named.startswith("data:"):
            return _decoded(named)
        if named.startswith(("http://", "https://")):
            raise DataError(f"{named[:80]} is not fetched; download the pictures and give their folder with --images")
        return self._path(named.removeprefix("file://"), base).read_bytes()

    def _path(self, named: str, base: Path) -> Path:
        relative = PureWindowsPath(named).as_posix() if "\\" in named else named
        roots = [*([self.root] if self.root else []), base, base / "images", base.parent]
        for root in roots:
            path = (root / relative).resolve()
            if path.is_relative_to(root.resolve()) and path.is_file():
                return path
        raise DataError(f"there is no picture {named} below {roots[0]}; give the folder that holds it with --images")


@dataclass(frozen=True)
class Outlet:
    """Brings pictures of the data set at `source` into `folder`."""

    source: Path
    folder: Path

    def bring(self, picture: Picture, name: str | None = None) -> str:
        """Links or copies the picture, to the same path below `folder` or to `name`; that path, with slashes.

        Raises `DataError` when the picture is not there.
        """
        return bring(self.source, self.folder, picture, name)


def bring(source: Path, target: Path, picture: Picture, name: str | None = None) -> str:
    """Links (or copies, across file systems) a picture from one folder to another; its path below `target`."""
    path = folder.picture_path(source, picture)
    if not path.is_file():
        raise DataError(f"the picture {picture.path} is not below {source}; the data set is not whole")
    relative = name or picture.path
    out = folder.picture_path(target, picture.model_copy(update={"path": relative}))
    if not out.exists():
        with replacing(out) as part:
            try:
                os.link(path, part)
            except OSError:
                shutil.copyfile(path, part)
    return relative


def _decoded(uri: str) -> bytes:
    head, _, body = uri.partition(",")
    if not head.endswith(";base64"):
        raise DataError("a data: URI of a picture must be base64")
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error as error:
        raise DataError("a picture's data: URI is not base64; it may be cut off") from error


def _name(named: Any) -> str:
    return named[:80] if isinstance(named, str) else "given as bytes"
