"""Pictures as platforms take them: JPEG, within a number of bytes, without what a camera wrote into them."""

from __future__ import annotations

import io
import warnings

import resvg_py
from PIL import Image, UnidentifiedImageError

WIDEST = 1080  # pixels; phones show no more
QUALITIES = (88, 80, 70, 60, 50)
SMALLEST = 320


class PictureUnreadableError(ValueError):
    """The stored bytes are no picture we can open."""


def as_jpeg(content: bytes, media_type: str, *, most_bytes: int, widest: int = WIDEST) -> bytes:
    """The picture as a JPEG of at most ``most_bytes``, at most ``widest`` pixels wide; drawings (SVG) are
    rasterised. Nothing but the pixels is carried over. Raises PictureUnreadableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if media_type == "image/svg+xml":
                content = resvg_py.svg_to_bytes(
                    svg_string=content.decode("utf-8"), width=widest, background="#ffffff"
                )
            with Image.open(io.BytesIO(bytes(content))) as opened:
                picture = _flat(opened)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as broken:
        msg = f"{media_type or 'picture'}: {type(broken).__name__}"
        raise PictureUnreadableError(msg) from broken
    width = min(widest, picture.width)
    while True:
        smaller = picture
        if width < picture.width:
            height = max(1, round(picture.height * width / picture.width))
            smaller = picture.resize((width, height), Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            out = io.BytesIO()
            smaller.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= most_bytes:
                return out.getvalue()
        if width <= SMALLEST:
            msg = f"not below {most_bytes} bytes"
            raise PictureUnreadableError(msg)
        width = max(SMALLEST, width * 3 // 4)


def _flat(opened: Image.Image) -> Image.Image:
    """RGB on white: JPEG knows no transparency."""
    opened.load()
    if opened.mode == "RGB":
        return opened.copy()
    rgba = opened.convert("RGBA")
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat
