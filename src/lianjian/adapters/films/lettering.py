"""Type in a film: the fonts of documents, one character's font chosen by what has it, so that nothing is drawn as a box."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from fontTools.ttLib import TTFont
from PIL import ImageFont

import lianjian.adapters.documents

if TYPE_CHECKING:
    from PIL import ImageDraw

FONTS = Path(lianjian.adapters.documents.__file__).parent / "fonts"
SERIF, SANS, HAND = "LianjianSong-Bold.otf", "LianjianHei-Regular.otf", "LianjianKai-Regular.ttf"
WIDEST = "LianjianSong-Regular.otf"
"""Has every character of Unicode's basic block and extension A: the one to take where a face lacks a rare name."""
MISSING = "〓"


@dataclass(slots=True)
class Lettering:
    """Draws lines and remembers the characters that no font has."""

    missing: dict[str, None] = field(default_factory=dict)

    def write(
        self,
        draw: ImageDraw.ImageDraw,
        at: tuple[float, float],
        text: str,
        *,
        face: str,
        size: int,
        fill: tuple[int, ...],
    ) -> float:
        """One line, ``at`` its left end on the base line; gives its width in pixels."""
        left = at[0]
        for name, run in self._runs(text, face):
            font = _font(name, size)
            draw.text((left, at[1]), run, font=font, fill=fill, anchor="ls")
            left += font.getlength(run)
        return left - at[0]

    def width(self, text: str, *, face: str, size: int) -> float:
        """How many pixels ``write`` takes."""
        return sum(_font(name, size).getlength(run) for name, run in self._runs(text, face))

    def fitting(self, lines: tuple[str, ...], *, face: str, size: int, most: float) -> int:
        """The size, ``size`` or smaller, at which the longest of ``lines`` takes at most ``most`` pixels."""
        longest = max((self.width(line, face=face, size=size) for line in lines), default=0)
        return size if longest <= most else max(8, int(size * most / longest))

    def _runs(self, text: str, face: str) -> list[tuple[str, str]]:
        chosen = [pair for sign in text if (pair := self._chosen(sign, face))[1]]
        return [
            (name, "".join(sign for _, sign in run)) for name, run in groupby(chosen, key=lambda one: one[0])
        ]

    def _chosen(self, sign: str, face: str) -> tuple[str, str]:
        for name in (face, WIDEST):
            if ord(sign) in _covered(name):
                return name, sign
        if category(sign) in {"Cf", "Cc", "Mn", "Me"}:  # joiners and marks that show nothing alone
            return face, ""
        self.missing[sign] = None
        return WIDEST, MISSING


@cache
def _covered(name: str) -> frozenset[int]:
    with TTFont(FONTS / name, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)
