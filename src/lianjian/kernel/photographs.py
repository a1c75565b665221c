"""Photographs as they are kept: drawn anew from their pixels, so that nothing a camera wrote beside them
(place, device, time, thumbnail) stays."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_FILE = 20 * 1024 * 1024
MOST_PIXELS = 80_000_000
LONG_SIDE, SMALL_SIDE = 1600, 400
"""Pixels of the long side of the kept photograph and of its small form for lists."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A JPEG without metadata, upright, and its small form. Sizes in pixels; ``sha256`` is that of
    ``data``."""

    data: bytes
    small: bytes
    sha256: str
    width: int
    height: int


def redraw(data: bytes, *, field: str = "photos") -> Photograph:
    """Read a photograph and write it anew. Raises Refused where it is none, broken, too large or too many
    pixels."""
    if len(data) > LARGEST_FILE:
        raise Refused(
            gettext_noop("The photo is larger than %(megabytes)s MB."),
            cure=gettext_noop("Take it again in a lower resolution."),
            field=field,
            megabytes=LARGEST_FILE // 1024 // 1024,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd in metadata, which is dropped anyway
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                picture = _flat(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError as bomb:
        raise Refused(
            gettext_noop("The photo has too many pixels."),
            cure=gettext_noop("Take it again in a lower resolution."),
            field=field,
        ) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise Refused(
            gettext_noop("This file is no photo that can be read."),
            cure=gettext_noop("Send a JPEG, PNG or WebP picture."),
            field=field,
        ) from broken
    large = _within(picture, LONG_SIDE)
    kept = _jpeg(large, quality=82)
    return Photograph(
        data=kept,
        small=_jpeg(_within(picture, SMALL_SIDE), quality=70),
        sha256=fingerprint(kept),
        width=large.width,
        height=large.height,
    )


def _flat(picture: Image.Image) -> Image.Image:
    """RGB pixels on white and nothing else: a new picture carries no metadata over."""
    whole = picture.convert("RGBA")
    flat = Image.new("RGB", whole.size, "white")
    flat.paste(whole, mask=whole.getchannel("A"))
    return flat


def _within(picture: Image.Image, side: int) -> Image.Image:
    fitting = picture.copy()
    fitting.thumbnail((side, side))
    return fitting


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()
