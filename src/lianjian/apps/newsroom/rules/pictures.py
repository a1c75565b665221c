"""Pictures that people bring in, made harmless: photographs are encoded anew, which leaves out where and with what they
were taken; drawings keep only what draws.

Bytes in, bytes out. The list of SVG names follows SVG 1.1 without scripting, animation, foreign content and links.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, ImageOps, UnidentifiedImageError

from lianjian.kernel.refusals import Refused, gettext_noop

LARGEST_SIDE = 4096
"""Photographs are brought down to this many pixels on the longer side; no outlet takes more."""

MOST_PIXELS = 120_000_000
LARGEST_DRAWING = 3 * 1024 * 1024

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "filter",
        "feGaussianBlur",
        "feOffset",
        "feBlend",
        "feColorMatrix",
        "feComposite",
        "feFlood",
        "feMerge",
        "feMergeNode",
        "feTurbulence",
        "feDisplacementMap",
        "style",
    ]
)
_HARMFUL_CSS = re.compile(
    r"@import|expression\s*\(|javascript:|url\s*\(\s*['\"]?(?!#)|\\|</|behavior\s*:", re.IGNORECASE
)
_ENDINGS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """Bytes that may be stored and shown. Sizes in pixels, 0 for drawings."""

    data: bytes
    media_type: str
    ending: str
    width: int
    height: int


def clean_picture(data: bytes) -> CleanPicture:
    """A harmless picture made of ``data``. Raises Refused where it is none of JPEG, PNG, WebP, SVG."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE")):
        return _drawing(data)
    return _photograph(data)


def _photograph(data: bytes) -> CleanPicture:
    try:
        with Image.open(io.BytesIO(data), formats=list(_ENDINGS)) as opened:
            kind = opened.format or ""
            if opened.width * opened.height > MOST_PIXELS:
                raise Refused(
                    gettext_noop("The picture has too many pixels."),
                    cure=gettext_noop("Save a smaller copy and choose that."),
                    field="file",
                )
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except Refused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as broken:
        raise Refused(
            gettext_noop("This file is not a picture that can be read."),
            cure=gettext_noop("Choose a JPEG, PNG, WebP or SVG file."),
            field="file",
        ) from broken
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    ending, media_type = _ENDINGS[kind]
    plain = _without_extras(upright, kind)
    out = io.BytesIO()
    if kind == "PNG":
        plain.save(out, kind, optimize=True)
    else:
        plain.save(out, kind, quality=88)
    return CleanPicture(out.getvalue(), media_type, ending, plain.width, plain.height)


def _without_extras(picture: Image.Image, kind: str) -> Image.Image:
    """The pixels alone, in sRGB colour or grey: a new image carries no EXIF, XMP, comment or profile along."""
    has_alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    mode = "RGBA" if has_alpha and kind != "JPEG" else "L" if picture.mode in {"L", "1"} else "RGB"
    pixels = picture.convert(mode)
    plain = Image.new(mode, pixels.size)
    plain.paste(pixels)
    return plain


def _drawing(data: bytes) -> CleanPicture:
    if len(data) > LARGEST_DRAWING:
        raise Refused(
            gettext_noop("The drawing is larger than %(limit)d MB."),
            field="file",
            limit=LARGEST_DRAWING // 1024 // 1024,
        )
    try:
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as broken:
        raise Refused(
            gettext_noop("This drawing cannot be read safely."),
            cure=gettext_noop("Export it as plain SVG, or as PNG."),
            field="file",
        ) from broken
    if root.tag != f"{{{_SVG}}}svg":
        raise Refused(
            gettext_noop("This file is not a picture that can be read."),
            cure=gettext_noop("Choose a JPEG, PNG, WebP or SVG file."),
            field="file",
        )
    _prune(root)
    register_namespace("", _SVG)
    register_namespace("xlink", _XLINK)
    return CleanPicture(tostring(root, encoding="utf-8"), "image/svg+xml", "svg", 0, 0)


def _prune(element: Element) -> None:
    for name, value in list(element.attrib.items()):
        if not _attribute_is_harmless(name, value):
            del element.attrib[name]
    for child in list(element):
        tag = str(child.tag)  # comments carry a function here
        local = tag.removeprefix(f"{{{_SVG}}}")
        keep = tag.startswith(f"{{{_SVG}}}") and local in _ELEMENTS
        if keep and local == "style":
            keep = not _HARMFUL_CSS.search("".join(child.itertext()))
        if keep:
            _prune(child)
        else:
            element.remove(child)


def _attribute_is_harmless(name: str, value: str) -> bool:
    local = name.rpartition("}")[2].lower()
    if name.startswith("{") and not name.startswith(
        (f"{{{_XLINK}}}", "{http://www.w3.org/XML/1998/namespace}")
    ):
        return False
    if local.startswith("on"):
        return False
    if local in {"href", "src"}:
        return value.strip().startswith("#")
    return not _HARMFUL_CSS.search(value)
