"""Sky, hills, fields and water."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from lianjian.demonstration.pictures.woodcut import HEIGHT, WIDTH, curve, gouge, num, pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lianjian.demonstration.pictures.woodcut import Block, Point

Ridge = list["Point"]


def sky(block: Block, air: str = "sky", *, sun: Point | None = (860, 190), radius: float = 66) -> None:
    """The air of the day; around the sun two rings of light, as in layered paper."""
    block.box(air, 0, 0, WIDTH, HEIGHT)
    if sun:
        x, y = sun
        night = air == "night"
        if not night:
            block.disc("glow2", x, y, radius * 3.1, opacity=0.75)
            block.disc("glow", x, y, radius * 1.95, opacity=0.85)
        block.disc("wall" if night else "sun", x, y, radius)
    for _ in range(5):
        streak(block, block.spread(-40, 1100), block.spread(60, 260), "sea2" if air == "night" else "line")


def streak(block: Block, x: float, y: float, ink: str = "line") -> None:
    """A streak of cloud: three long cuts one under the other."""
    long = block.spread(90, 210)
    data = (
        gouge(x, y, long, 0, 4)
        + gouge(x + long * 0.2, y + 13, long * 0.9, 0, 4)
        + gouge(x + long * 0.05, y + 26, long * 0.5, 0, 3)
    )
    block.fill(ink, data)


def birds(block: Block, x: float, y: float, many: int = 5) -> None:
    """A few birds far off."""
    data = ""
    for number in range(many):
        bx, by = x + number * block.spread(26, 44), y + block.spread(-22, 22)
        data += f"M{num(bx)} {num(by)}q7-10 14-2q7-8 14 2"
    block.draw("roof", data, 3)


def rain(block: Block, ink: str = "line", many: int = 70) -> None:
    """Slanting rain."""
    block.fill(
        ink,
        "".join(
            gouge(block.spread(-20, 1200), block.spread(-20, 640), block.spread(30, 70), 108, 2)
            for _ in range(many)
        ),
    )


def ridge(block: Block, base: float, rise: float, humps: int, *, steep: float = 1.0) -> Ridge:
    """A line of hills from edge to edge: ``humps`` tops about ``rise`` above ``base``."""
    step = (WIDTH + 240) / (humps * 2)
    points: Ridge = []
    for number in range(humps * 2 + 1):
        top = number % 2 == 1
        lift = rise * block.spread(0.6, 1.1) if top else rise * block.spread(0.0, 0.28)
        points.append((-120 + step * number + block.spread(-0.22, 0.22) * step * steep, base - lift))
    return points


def hills(
    block: Block,
    line: Ridge,
    ink: str,
    *,
    cut: str = "line",
    marks: str = "contour",
    depth: float = 150,
    lines: int = 6,
) -> None:
    """Hills under a ridge line. ``marks``: "contour" lines along them, "slope" cuts down the lit side, or "none"."""
    block.fill(ink, f"{curve(line)}L{WIDTH + 120} {HEIGHT}H-120z")
    if marks == "contour":
        low = max(y for _, y in line) + depth
        for number in range(1, lines + 1):
            share = (number / (lines + 1)) ** 1.15
            shifted = [(x, y + 8 + (low - y) * share * 0.85) for x, y in line]
            gap = f"{num(block.spread(60, 130))} {num(block.spread(7, 12))} {num(block.spread(24, 60))} {num(block.spread(7, 12))}"
            block.draw(cut, curve(shifted), 1.4 + number * 0.45, dash=gap)
    elif marks == "slope":
        _slope(block, line, cut)


def _slope(block: Block, line: Ridge, cut: str) -> None:
    """Cuts running down from the ridge, long under the tops, on one side, as a knife goes through wood."""
    data = ""
    for (left, high), (right, low) in itertools.pairwise(line):
        falling = low > high
        count = max(int(abs(right - left) / 13), 4)
        for number in range(count):
            share = number / count
            ease = (1 - math.cos(math.pi * share)) / 2
            x, y = left + (right - left) * share, high + (low - high) * ease + 9
            if falling:
                data += gouge(
                    x,
                    y + block.spread(0, 8),
                    block.spread(34, 88) * (1.15 - share * 0.6),
                    64 + block.spread(-6, 6),
                    4,
                )
            elif number % 3 == 0:
                data += gouge(x, y + 6, block.spread(14, 34), 112 + block.spread(-6, 6), 2.4)
    block.fill(cut, data)


def ground(
    block: Block, top: float, ink: str = "deep", *, cut: str = "near", many: int = 46, swell: float = 14
) -> None:
    """The ground in front, with short level cuts."""
    line = [(x, top + block.spread(-swell, swell)) for x in range(-60, WIDTH + 240, 180)]
    block.fill(ink, f"{curve(line)}V{HEIGHT}H-60z")
    data = ""
    for _ in range(many):
        y = block.spread(top + swell + 12, HEIGHT - 6)
        data += gouge(
            block.spread(-30, WIDTH), y, block.spread(26, 90), block.spread(-3, 3), 2.5 + (y - top) / 90
        )
    block.fill(cut, data)


def rows(
    block: Block,
    low: Sequence[Point],
    high: Sequence[Point],
    count: int,
    ink: str,
    *,
    width: tuple[float, float] = (5, 13),
    dash: tuple[float, float] = (24, 9),
) -> None:
    """Rows of a crop between two lines, nearer ones thicker: tea, paddy, vegetables."""
    for number in range(count):
        share = (number / max(count - 1, 1)) ** 1.35
        line = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in zip(high, low, strict=True)
        ]
        thick = width[0] + (width[1] - width[0]) * share
        block.draw(
            ink,
            curve(line),
            thick,
            dash=f"{num(dash[0] * (0.6 + share))} {num(dash[1] * (0.7 + share * 0.7))}",
        )


def water(
    block: Block,
    top: float,
    ink: str = "sea",
    *,
    bottom: float = HEIGHT,
    cut: str = "line",
    many: int = 60,
    dark: str = "sea2",
) -> None:
    """Water to the bottom: thin cuts far off, broad ones near, and shadows between."""
    block.box(ink, 0, top, WIDTH, bottom - top)
    light, shadow = "", ""
    for number in range(many):
        share = block.chance.random() ** 1.4
        y = top + 8 + (bottom - top - 14) * share
        mark = gouge(
            block.spread(-60, WIDTH), y, block.spread(40, 80) * (0.6 + share * 1.7), 0, 1.6 + share * 4
        )
        if number % 3:
            light += mark
        else:
            shadow += mark
    block.fill(dark, shadow)
    block.fill(cut, light)


def path_up(
    block: Block, points: Sequence[Point], near: float, far: float, ink: str = "wall", edge: str = "deep"
) -> None:
    """A road from near (first point) to far (last), growing narrower, with a dark edge."""
    left: list[Point] = []
    right: list[Point] = []
    last = len(points) - 1
    for number, (x, y) in enumerate(points):
        half = (near + (far - near) * (number / last) ** 0.75) / 2
        ahead, behind = points[min(number + 1, last)], points[max(number - 1, 0)]
        long = math.hypot(ahead[0] - behind[0], ahead[1] - behind[1]) or 1
        side_x, side_y = -(ahead[1] - behind[1]) / long, (ahead[0] - behind[0]) / long
        left.append((x + side_x * half, y + side_y * half * 0.62))
        right.append((x - side_x * half, y - side_y * half * 0.62))
    outline = f"{curve(left)}L{pairs(right[-1:])}{curve(right[::-1])[1:].replace(pairs(right[-1:]), '', 1)}z"
    block.draw(edge, outline, 9)
    block.fill(ink, outline)


def scatter(
    block: Block,
    many: int,
    area: tuple[float, float, float, float],
    mark: Callable[[float, float, float], None],
) -> None:
    """Things over an area (left, top, right, bottom), the far ones first; ``mark`` gets x, y and nearness 0..1."""
    left, top, right, bottom = area
    spots = sorted((block.spread(top, bottom), block.spread(left, right)) for _ in range(many))
    for y, x in spots:
        mark(x, y, (y - top) / max(bottom - top, 1))
