"""The words of a film as transparent layers over what moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageDraw, ImageFilter

from lianjian.adapters.films.lettering import HAND, SANS, SERIF
from lianjian.adapters.films.sheet import (
    BOTTOM,
    CAPTION_SIZE,
    CAPTION_STEP,
    CAPTION_TOP,
    INK,
    INK_2,
    INK_3,
    LEFT,
    LIGHT,
    RED,
    RIGHT,
    TOP,
)

if TYPE_CHECKING:
    from lianjian.adapters.films.lettering import Lettering
    from lianjian.adapters.films.sheet import Sheet
    from lianjian.apps.matrix.rules.filming import Scene, Storyboard

TITLE_SIZE, TITLE_STEP, HEADING_SIZE = 90, 1.34, 84
DEMONSTRATION = "演示内容，并非真实报道"
SCAN = "扫码读全文"


class Words:
    """Draws the layers of one film."""

    def __init__(self, sheet: Sheet, lettering: Lettering, board: Storyboard) -> None:
        self.sheet, self.letters, self.board = sheet, lettering, board

    def title_height(self) -> int:
        """Pixels from the upper end of the title's block to its lower end, on the full sheet."""
        return round(self._title_size() * TITLE_STEP * len(self.board.title)) + 66 * len(self._facts()) + 190

    def title(self, top: int) -> Image.Image:
        """Column, title and facts, the block beginning at ``top``."""
        layer, draw = self._layer()
        y = top + 46
        if self.board.column:
            self._square(draw, LEFT, y)
            self._write(draw, (LEFT + 50, y), self.board.column, SANS, 38, (*RED, 255))
        size, y = self._title_size(), y + 60
        for line in self.board.title:
            y += round(size * TITLE_STEP)
            self._write(draw, (LEFT, y - round(size * 0.2)), line, SERIF, size, (*INK, 255))
        y += 44
        draw.rectangle(self._box(LEFT, y, LEFT + 96, y + 4), fill=(*RED, 255))
        y += 70
        for fact in self._facts():
            self._write(draw, (LEFT, y), fact, SANS, 36, (*INK_2, 255))
            y += 66
        return self._marked(layer, draw)

    def caption(self, scene: Scene, *, dark: bool) -> Image.Image:
        """The lines of a scene, inside what the platforms leave free."""
        layer, draw = self._layer()
        face = HAND if scene.part == "quote" else SERIF
        most = RIGHT - LEFT
        wished = HEADING_SIZE if scene.part == "heading" else CAPTION_SIZE
        size = self.letters.fitting(
            scene.lines, face=face, size=self.sheet.px(wished), most=self.sheet.px(most)
        )
        y = CAPTION_TOP if dark else 760
        colour = (*LIGHT, 255) if dark else (*INK, 255)
        if scene.part == "heading":
            draw.rectangle(self._box(LEFT, y - 22, LEFT + 96, y - 16), fill=(*RED, 255))
            y += 14
        for line in scene.lines:
            y += CAPTION_STEP
            at = (self.sheet.px(LEFT), self.sheet.px(y - 28))
            self.letters.write(draw, at, line, face=face, size=size, fill=colour)
        return _lit(layer, self.sheet.px(9)) if dark else layer

    def furniture(self, label: str, *, dark: bool, place: int) -> Image.Image:
        """What stands still while a ground is seen: the column above, the picture's own caption over the picture."""
        layer, draw = self._layer()
        colour = (*LIGHT, 235) if dark else (*RED, 255)
        if self.board.column:
            self._square(draw, LEFT, TOP + 30)
            self._write(draw, (LEFT + 50, TOP + 30), self.board.column, SANS, 34, colour)
        if label:
            size = self.letters.fitting(
                (label,), face=SANS, size=self.sheet.px(32), most=self.sheet.px(RIGHT - LEFT)
            )
            at = (self.sheet.px(LEFT), self.sheet.px(place))
            self.letters.write(draw, at, label, face=SANS, size=size, fill=(*LIGHT, 215))
        if dark:
            layer = _lit(layer, self.sheet.px(6))
            draw = ImageDraw.Draw(layer)
        return self._marked(layer, draw)

    def end(self) -> Image.Image:
        """Whose film it was and where the whole text stands."""
        layer, draw = self._layer()
        size = 118
        while size > 40 and self.letters.width(self.board.site, face=SERIF, size=size) > RIGHT - LEFT:  # noqa: PLR2004 - the smallest
            size -= 6
        self._write(draw, (LEFT, 520), self.board.site, SERIF, size, (*INK, 255))
        draw.rectangle(self._box(LEFT, 578, LEFT + 96, 582), fill=(*RED, 255))
        self._code(layer, LEFT, 664, 372)
        self._write(draw, (LEFT + 420, 724), SCAN, SANS, 40, (*INK, 255))
        for number, line in enumerate(self.board.title[:4]):
            fits = line if len(line) <= 13 else line[:12] + "…"  # noqa: PLR2004 - what stands beside the code
            self._write(draw, (LEFT + 420, 800 + number * 54), fits, SANS, 32, (*INK_3, 255))
        address = self.board.link.partition("//")[2].rstrip("/")
        at = self.letters.fitting(
            (address,), face=SANS, size=self.sheet.px(36), most=self.sheet.px(RIGHT - LEFT)
        )
        where = (self.sheet.px(LEFT), self.sheet.px(1108))
        self.letters.write(draw, where, address, face=SANS, size=at, fill=(*INK_2, 255))
        if self.board.demonstration:
            self._write(draw, (LEFT, 1176), DEMONSTRATION, SANS, 32, (*INK_3, 255))
        return self._marked(layer, draw)

    def _facts(self) -> tuple[str, ...]:
        return (*self.board.facts, DEMONSTRATION) if self.board.demonstration else self.board.facts

    def _title_size(self) -> int:
        """So that the longest line stands within the margins and all lines above the platforms' texts."""
        lines = self.board.title
        size = self.letters.fitting(lines, face=SERIF, size=TITLE_SIZE, most=RIGHT - LEFT)
        return min(size, int((BOTTOM - TOP - 420) / (TITLE_STEP * len(lines))))

    def _layer(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        layer = Image.new("RGBA", self.sheet.size, (0, 0, 0, 0))
        return layer, ImageDraw.Draw(layer)

    def _write(
        self,
        draw: ImageDraw.ImageDraw,
        at: tuple[int, int],
        text: str,
        face: str,
        size: int,
        fill: tuple[int, ...],
    ) -> None:
        px = self.sheet.px
        fits = self.letters.fitting((text,), face=face, size=px(size), most=px(RIGHT - at[0]))
        self.letters.write(draw, (px(at[0]), px(at[1])), text, face=face, size=max(1, fits), fill=fill)

    def _box(self, left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
        px = self.sheet.px
        return px(left), px(top), px(right), max(px(top) + 1, px(bottom))

    def _square(self, draw: ImageDraw.ImageDraw, left: int, base: int) -> None:
        draw.rectangle(self._box(left, base - 27, left + 28, base + 1), fill=(*RED, 255))

    def _code(self, layer: Image.Image, left: int, top: int, side: int) -> None:
        """The QR code of the whole text, on white, itself on paper."""
        rows = [
            list(row) for row in segno.make(self.board.link, error="m", micro=False).matrix_iter(border=2)
        ]
        code = Image.new("L", (len(rows), len(rows)), 255)
        code.putdata([0 if dark else 255 for row in rows for dark in row])
        px = self.sheet.px
        shown = code.resize((px(side), px(side)), Image.Resampling.NEAREST)
        layer.paste((255, 255, 255, 255), (px(left), px(top), px(left) + px(side), px(top) + px(side)))
        layer.paste((*INK, 255), (px(left), px(top)), Image.eval(shown, lambda value: 255 - value))

    def _marked(self, layer: Image.Image, draw: ImageDraw.ImageDraw) -> Image.Image:
        if self.board.mark:
            width = self.letters.width(self.board.mark, face=SANS, size=34)
            left, base = round(RIGHT - width - 20), TOP + 30
            draw.rectangle(self._box(left - 20, base - 42, RIGHT, base + 16), fill=(*RED, 255))
            self._write(draw, (left, base), self.board.mark, SANS, 34, (*LIGHT, 255))
        return layer


def _lit(layer: Image.Image, soft: int) -> Image.Image:
    """A soft dark light behind bright words, so that they can be read on any picture."""
    glow = layer.getchannel("A").filter(ImageFilter.GaussianBlur(max(1, soft)))
    behind = Image.new("RGBA", layer.size, (*INK, 0))
    behind.putalpha(glow.point(lambda value: min(190, value * 2)))
    return Image.alpha_composite(behind, layer)
