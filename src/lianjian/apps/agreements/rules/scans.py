"""Scans of signed papers as they are kept: PDF documents as they are, photographs drawn anew from their pixels, so that
nothing a camera wrote beside them (place, device, time) stays."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 20
MOST_PIXELS = 80_000_000
LONG_SIDE = 2400
"""Pixels of the long side of a kept photograph: A4 with 200 dots an inch, small print stays readable."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it came: its name is shown, never used as a path."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept. ``suffix`` begins with a point."""

    name: str
    data: bytes
    media_type: str
    suffix: str
    sha256: str


def check_scan(pages: Sequence[Page]) -> list[Kept]:
    """The files as they are kept, in their order. Raises Refused where there is none, or one cannot be used."""
    if not pages:
        raise Refused(gettext_noop("Add the scan: a PDF, or photographs of the pages."), field="pages")
    if len(pages) > MOST_FILES:
        raise Refused(
            gettext_noop("Up to %(most)s files can be added at once."), field="pages", most=MOST_FILES
        )
    return [_check(page) for page in pages]


def _check(page: Page) -> Kept:
    name = clean_line(page.name.replace("\\", "/").rsplit("/", 1)[-1][:120], field="pages", needed=False)
    if len(page.data) > LARGEST_FILE:
        raise Refused(
            gettext_noop("The document is larger than %(megabytes)s MB."),
            cure=gettext_noop("Scan it in a lower resolution, or split it."),
            field="pages",
            megabytes=LARGEST_FILE // 1024 // 1024,
        )
    if page.data.startswith(b"%PDF-"):
        return Kept(name or "scan.pdf", page.data, "application/pdf", ".pdf", fingerprint(page.data))
    data = _redrawn(page.data)
    return Kept(name or "scan.jpg", data, "image/jpeg", ".jpg", fingerprint(data))


def _redrawn(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow finds odd in metadata, which is dropped anyway
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                upright = ImageOps.exif_transpose(opened).convert("RGBA")
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A"))
        flat.thumbnail((LONG_SIDE, LONG_SIDE))
        written = io.BytesIO()
        flat.save(written, "JPEG", quality=85, optimize=True)
    except Image.DecompressionBombError as bomb:
        raise Refused(
            gettext_noop("The photo has too many pixels."),
            cure=gettext_noop("Take it again in a lower resolution."),
            field="pages",
        ) from bomb
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise Refused(
            gettext_noop("This file is no scan that can be read."),
            cure=gettext_noop("Send a PDF, or a JPEG, PNG, WebP or HEIC picture."),
            field="pages",
        ) from broken
    return written.getvalue()
