"""A small woodcut press: flat colours, and marks of the gouge cut into them.

Colours stand in presentation attributes, so a rasteriser needs no style sheet; a ``<style>`` inside only holds the
night colours for readers in dark mode. Everything random comes from one seeded generator: same seed, same picture.
"""

from __future__ import annotations

import math
import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDTH, HEIGHT = 1200, 800
"""The view box. What matters stays in x 210-990 and y 80-720: the crops to 16:9 and 1:1 keep it."""

Point = tuple[float, float]

# name: (by day, by night); the first thirteen are the woodcut palette of the kit's tokens
INKS: dict[str, tuple[str, str]] = {
    "sky": ("#f1e6cd", "#1f2c35"),
    "sun": ("#dba53c", "#e7d7a3"),
    "far": ("#a9bdae", "#364b4e"),
    "mid": ("#6d9580", "#2b4c42"),
    "near": ("#386450", "#1e3a30"),
    "deep": ("#1d4035", "#122720"),
    "field": ("#cdb65a", "#6d6332"),
    "wall": ("#f8f1e1", "#b7ac96"),
    "roof": ("#3a312a", "#0f0d0b"),
    "sea": ("#7fa7b3", "#2b4753"),
    "sea2": ("#4d7f90", "#1d343e"),
    "line": ("#fbf5e6", "#8f9a86"),
    "clay": ("#a95f35", "#7b4a2e"),
    "skin": ("#e3b98d", "#a98a6c"),
    "glow": ("#f3d9a0", "#33414a"),
    "glow2": ("#f2e0b6", "#283740"),
    "mist": ("#dde4d6", "#222f33"),
    "clear": ("#d7e4e2", "#1c2f3a"),
    "night": ("#274451", "#131f27"),
    "night2": ("#1b323d", "#0d161c"),
    "lamp": ("#f0c96b", "#d9b765"),
    "sand": ("#dccfae", "#4a4536"),
    "stone": ("#b9ae98", "#5d574b"),
    "shade": ("#dfd3ba", "#8d8471"),
}
_CODES = {name: chr(97 + number) for number, name in enumerate(INKS)}


def num(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def pairs(points: Sequence[Point]) -> str:
    """Points as path data: ``x y x y``."""
    return " ".join(f"{num(x)} {num(y)}" for x, y in points)


def poly(points: Sequence[Point]) -> str:
    """A closed polygon."""
    return f"M{pairs(points)}z"


def curve(points: Sequence[Point]) -> str:
    """A smooth open curve through the points (Catmull-Rom as cubic Bézier)."""
    parts = [f"M{pairs(points[:1])}"]
    for at in range(len(points) - 1):
        before, start = points[max(at - 1, 0)], points[at]
        end, after = points[at + 1], points[min(at + 2, len(points) - 1)]
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append(f"C{pairs((first, second, end))}")
    return "".join(parts)


def gouge(x: float, y: float, length: float, angle: float = 0.0, width: float = 4.0) -> str:
    """One cut of the gouge, pointed at both ends, from (x, y) at ``angle`` degrees; path data."""
    turn = math.radians(angle)
    dx, dy = math.cos(turn) * length, math.sin(turn) * length
    side_x, side_y = -math.sin(turn) * width, math.cos(turn) * width
    out = f"q{num(dx / 2 + side_x)} {num(dy / 2 + side_y)} {num(dx)} {num(dy)}"
    back = f"q{num(-dx / 2 - side_x)} {num(-dy / 2 - side_y)} {num(-dx)} {num(-dy)}z"
    return f"M{num(x)} {num(y)}{out}{back}"


class Block:
    """One block being cut: colours are laid one over the other, in the order of the calls."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self._parts: list[str] = []
        self._used: set[str] = set()

    def fill(self, ink: str, data: str, *, opacity: float = 1) -> None:
        """A shape filled with ``ink``."""
        self._used.add(f"f{_CODES[ink]}")
        seen = f' opacity="{opacity}"' if opacity < 1 else ""
        self._parts.append(f'<path class="f{_CODES[ink]}" fill="{INKS[ink][0]}"{seen} d="{data}"/>')

    def draw(self, ink: str, data: str, width: float = 3, *, dash: str = "") -> None:
        """A line with round ends."""
        self._used.add(f"s{_CODES[ink]}")
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path class="s{_CODES[ink]}" fill="none" stroke="{INKS[ink][0]}" stroke-width="{num(width)}"'
            f' stroke-linecap="round" stroke-linejoin="round"{dashed} d="{data}"/>'
        )

    def disc(self, ink: str, x: float, y: float, radius: float, *, opacity: float = 1) -> None:
        """A filled circle."""
        self._used.add(f"f{_CODES[ink]}")
        seen = f' opacity="{opacity}"' if opacity < 1 else ""
        where = f'cx="{num(x)}" cy="{num(y)}" r="{num(radius)}"'
        self._parts.append(f'<circle class="f{_CODES[ink]}" fill="{INKS[ink][0]}"{seen} {where}/>')

    def discs(self, ink: str, centres: Sequence[Point], radius: float) -> None:
        """Many circles of one size, as one path."""
        size = num(radius)
        around = f"a{size} {size} 0 1 0 {num(2 * radius)} 0a{size} {size} 0 1 0 {num(-2 * radius)} 0z"
        self.fill(ink, "".join(f"M{num(x - radius)} {num(y)}{around}" for x, y in centres))

    def box(self, ink: str, x: float, y: float, width: float, height: float) -> None:
        """An upright rectangle from its top left corner."""
        self.fill(ink, f"M{num(x)} {num(y)}h{num(width)}v{num(height)}h{num(-width)}z")

    @contextmanager
    def at(
        self, x: float, y: float, scale: float = 1, *, flip: bool = False, turn: float = 0
    ) -> Iterator[None]:
        """Draw in coordinates of one's own: moved, then turned by degrees, then scaled, perhaps mirrored."""
        steps = [f"translate({num(x)} {num(y)})"]
        steps += [f"rotate({num(turn)})"] if turn else []
        across = -scale if flip else scale
        steps += [f"scale({across:.3g} {scale:.3g})"] if flip or scale != 1 else []
        self._parts.append(f'<g transform="{"".join(steps)}">')
        yield
        self._parts.append("</g>")

    def spread(self, low: float, high: float) -> float:
        """A number by chance between two."""
        return self.chance.uniform(low, high)

    def print(self, alt: str, *, mirrored: bool) -> str:
        """The finished picture as SVG text; ``alt`` says what is seen."""
        night = "".join(
            f".{code}{{{'fill' if code[0] == 'f' else 'stroke'}:{INKS[name][1]}}}"
            for code in sorted(self._used)
            for name, letter in _CODES.items()
            if letter == code[1]
        )
        body = "".join(self._parts)
        if mirrored:
            body = f'<g transform="matrix(-1 0 0 1 {WIDTH} 0)">{body}</g>'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
            f' preserveAspectRatio="xMidYMid slice" role="img" aria-label="{alt}"><title>{alt}</title>'
            f"<style>@media (prefers-color-scheme:dark){{{night}}}</style>{body}</svg>\n"
        )
