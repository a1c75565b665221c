"""What moves behind the words: a picture that is looked at slowly, or hills on paper where there is none.

``at`` runs from 0 to 1 over the whole time a ground is seen. Movement is between pixels: a resampled box, never a shift.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

import resvg_py
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from lianjian.adapters.films.sheet import HILLS, INK, PAPER, SUN, WINDOW

if TYPE_CHECKING:
    from lianjian.adapters.films.sheet import Sheet

UPRIGHT = 0.8
"""Pictures at most so wide for their height fill the whole sheet."""
WIDEST_SHOWN = 1.25
MOST_ENLARGED = 2.0
CLOSER = 0.07
"""How much nearer one comes while a picture is seen."""
MOST_PIXELS = 50_000_000


class Ground(Protocol):
    """A moving picture without words."""

    dark: bool
    """Whether words on it are light."""

    def frame(self, at: float) -> Image.Image:
        """A new picture of the sheet's size (RGB)."""
        ...


def open_still(content: bytes, media_type: str) -> Image.Image:
    """Stored bytes as RGB on white. Raises ValueError where they are no picture."""
    try:
        if media_type == "image/svg+xml":
            content = bytes(
                resvg_py.svg_to_bytes(svg_string=content.decode(), width=1600, background="#ffffff")
            )
        with Image.open(BytesIO(content)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            opened.load()
            if opened.mode == "RGB":
                return opened.copy()
            rgba = opened.convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError) as broken:
        raise ValueError(media_type) from broken
    flat = Image.new("RGB", rgba.size, "white")
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


def cut_to(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of a picture at ``size``, never stretched."""
    wide, high = size
    scale = max(wide / picture.width, high / picture.height)
    inner_w, inner_h = wide / scale, high / scale
    left, top = (picture.width - inner_w) / 2, (picture.height - inner_h) / 2
    return picture.resize(size, Image.Resampling.LANCZOS, box=(left, top, left + inner_w, top + inner_h))


@dataclass
class Looked:
    """A picture: upright ones fill the sheet, wide ones stand in a window over their own blurred light. ``turn`` changes
    from one view to the next: towards it, or away; left to right, or back. ``near`` is how much closer one stands."""

    sheet: Sheet
    picture: Image.Image
    turn: int = 0
    near: float = 1.0
    window: tuple[int, int, int, int] | None = None
    dark: bool = True

    @cached_property
    def _place(self) -> tuple[int, int, int, int]:
        """Where the picture stands, in pixels of the sheet."""
        if self.window is not None:
            return self.window
        wide, high = self.sheet.size
        if self.picture.width / self.picture.height <= UPRIGHT:
            return (0, 0, wide, high)
        left, top, right, bottom = (self.sheet.px(measure) for measure in WINDOW)
        right = wide if WINDOW[2] == 1080 else right  # noqa: PLR2004 - the sheet's own side
        ratio = max(self.picture.width / self.picture.height, 0.0)
        shown_high = min(bottom - top, round((right - left) / min(ratio, WIDEST_SHOWN)))
        width = right - left
        most = round(self.picture.width * MOST_ENLARGED * self.sheet.scale)
        if most < width:  # a very small picture stays small
            shown_high = max(2, round(shown_high * most / width))
            left, width = left + (width - most) // 2, most
        middle = (top + bottom) // 2
        return (left, middle - shown_high // 2, left + width, middle + shown_high - shown_high // 2)

    @cached_property
    def _near(self) -> float:
        """Never so near that the picture is enlarged beyond reason."""
        left, top, right, bottom = self._place
        scale = max((right - left) / self.picture.width, (bottom - top) / self.picture.height)
        return max(1.0, min(self.near, MOST_ENLARGED * self.sheet.scale / scale))

    @cached_property
    def _source(self) -> Image.Image:
        """The picture near the size at which it is shown: what every frame is cut from."""
        left, top, right, bottom = self._place
        scale = max((right - left) / self.picture.width, (bottom - top) / self.picture.height)
        scale *= (1 + CLOSER) * self._near
        size = (max(1, math.ceil(self.picture.width * scale)), max(1, math.ceil(self.picture.height * scale)))
        return self.picture.resize(size, Image.Resampling.LANCZOS)

    @cached_property
    def _behind(self) -> Image.Image:
        wide, high = self.sheet.size
        small = cut_to(self.picture, (max(2, wide // 12), max(2, high // 12)))
        soft = small.filter(ImageFilter.GaussianBlur(max(1.0, wide / 180)))
        far = ImageEnhance.Color(soft).enhance(0.7).resize((wide, high), Image.Resampling.BICUBIC)
        return Image.blend(far, Image.new("RGB", (wide, high), INK), 0.62)

    @cached_property
    def _shade(self) -> Image.Image:
        """For upright pictures: a dusk rising from below, so that words can be read on any picture."""
        wide, high = self.sheet.size
        column = Image.new("L", (1, high))
        for row in range(high):
            part = row / high
            below = min(1.0, max(0.0, (part - 0.5) / 0.22)) * 0.72
            above = max(0.0, (0.2 - part) / 0.2) * 0.4
            column.putpixel((0, row), round(255 * max(below, above)))
        return column.resize((wide, high))

    @property
    def fills(self) -> bool:
        """Whether the picture takes the whole sheet."""
        left, top, right, bottom = self._place
        return (right - left, bottom - top) == self.sheet.size

    def frame(self, at: float) -> Image.Image:
        """See ``Ground``."""
        left, top, right, bottom = self._place
        wide, high = right - left, bottom - top
        source = self._source
        towards = at if self.turn % 2 == 0 else 1 - at
        part = (1 + CLOSER * towards) / (1 + CLOSER)
        scale = min(source.width / wide, source.height / high) / (1 + CLOSER) / self._near
        box_w, box_h = wide * scale / part, high * scale / part
        across = (at if self.turn % 4 < 2 else 1 - at) * 0.84 + 0.08  # noqa: PLR2004 - two of four turns
        x = (source.width - box_w) * across
        y = (source.height - box_h) * (0.5 if source.height / source.width < 2 else across * 0.5 + 0.2)  # noqa: PLR2004 - a very tall picture
        box = (max(0.0, x), max(0.0, y), min(source.width, x + box_w), min(source.height, y + box_h))
        shown = source.resize((wide, high), Image.Resampling.BILINEAR, box=box)
        if self.fills:
            shown.paste(INK, (0, 0), self._shade)
            return shown
        sheet = self._behind.copy() if self.window is None else Image.new("RGB", self.sheet.size, PAPER)
        sheet.paste(shown, (left, top))
        return sheet


@dataclass
class Hills:
    """Three ranges of hills and a sun on paper, passing by slowly, the near ones faster."""

    sheet: Sheet
    seed: int = 0
    dark: bool = False

    @cached_property
    def _paper(self) -> Image.Image:
        paper = Image.new("RGB", self.sheet.size, PAPER)
        px = self.sheet.px
        x, y, r = px(800), px(1330), px(74)
        big = Image.new("L", (r * 8, r * 8))
        ImageDraw.Draw(big).ellipse((4, 4, r * 8 - 4, r * 8 - 4), fill=210)
        disc = big.resize((r * 2, r * 2), Image.Resampling.LANCZOS)
        paper.paste(SUN, (x - r, y - r), disc)
        return paper

    @cached_property
    def _ranges(self) -> list[tuple[Image.Image, int]]:
        """The mask of each range, wider than the sheet, and its top."""
        wide, high = self.sheet.size
        found = []
        for number, (top, rise, length) in enumerate(((1420, 90, 760), (1530, 80, 540), (1660, 60, 880))):
            extra = self.sheet.px(140)
            size = (wide + extra, high - self.sheet.px(top - rise))
            mask = Image.new("L", (size[0] * 2, size[1] * 2))
            line = []
            for x in range(0, size[0] * 2 + 4, 4):
                turn = 2 * math.pi * x / (self.sheet.px(length) * 2) + number * 2.1 + self.seed
                wave = math.sin(turn) * 0.62 + math.sin(turn * 2.3 + 1) * 0.28 + math.sin(turn * 5.1) * 0.06
                line.append((x, self.sheet.px(rise) * 2 * (1 - wave)))
            ImageDraw.Draw(mask).polygon([(0, size[1] * 2), *line, (size[0] * 2, size[1] * 2)], fill=255)
            found.append((mask.resize(size, Image.Resampling.LANCZOS), self.sheet.px(top - rise)))
        return found

    def frame(self, at: float) -> Image.Image:
        """See ``Ground``."""
        wide, high = self.sheet.size
        sheet = self._paper.copy()
        for number, ((mask, top), colour) in enumerate(zip(self._ranges, HILLS, strict=True)):
            x = (mask.width - wide) * (0.1 + 0.25 * (number + 1) * at)
            moved = mask.resize(
                (wide, high - top), Image.Resampling.BILINEAR, box=(x, 0, x + wide, mask.height)
            )
            sheet.paste(colour, (0, top), moved)
        return sheet
