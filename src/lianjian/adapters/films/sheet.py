"""The sheet on which everything is drawn: measures for 1080x1920, colours of the house (web/kit tokens).

Free of the platforms' own buttons and texts: 200 pixels above, 380 below, 160 on the right (house choice, read off the
eight apps' screens); what must be read lies inside.
"""

from __future__ import annotations

from dataclasses import dataclass

from lianjian.apps.matrix.rules.filming import HEIGHT, WIDTH

PAPER, INK, INK_2, INK_3 = (251, 248, 242), (31, 27, 22), (74, 68, 59), (102, 94, 82)
RULE, RED, LIGHT = (217, 208, 191), (180, 9, 15), (255, 250, 242)
HILLS = ((169, 189, 174), (109, 149, 128), (56, 100, 80))
SUN = (219, 165, 60)
LEFT, RIGHT = 84, 920
TOP, BOTTOM = 210, 1540
CAPTION_SIZE, CAPTION_STEP = 64, 98
WINDOW = (0, 412, 1080, 1276)
"""Where a wide picture stands: left, top, right, bottom."""
CAPTION_TOP = 1310
TITLE_TOP = 470
"""Where the title's block begins on a card without a picture."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """``scale`` shrinks everything, for tests. Sides are even: yuv420p halves them."""

    scale: float = 1.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.px(WIDTH) // 2 * 2, self.px(HEIGHT) // 2 * 2

    def px(self, measure: float) -> int:
        """A measure of the full sheet, in pixels of this one."""
        return round(measure * self.scale)
