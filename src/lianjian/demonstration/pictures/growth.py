"""What grows: trees, bamboo, bushes, grass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lianjian.demonstration.pictures.woodcut import gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block, Point


def _crown(block: Block, puffs: list[tuple[float, float, float]], ink: str, cut: str) -> None:
    for x, y, radius in puffs:
        block.disc(ink, x, y, radius)
    arcs = ""
    for x, y, radius in puffs:
        for share in (0.82, 0.55):
            start = math.radians(block.spread(195, 215))
            end = math.radians(block.spread(280, 320))
            size = radius * share
            sx, sy = x + math.cos(start) * size, y + math.sin(start) * size
            ex, ey = x + math.cos(end) * size, y + math.sin(end) * size
            arcs += f"M{num(sx)} {num(sy)}A{num(size)} {num(size)} 0 0 1 {num(ex)} {num(ey)}"
    block.draw(cut, arcs, 2.6)


def _dotted(
    block: Block, puffs: list[tuple[float, float, float]], ink: str, many: int, radius: float
) -> None:
    """Fruit inside the crown, nearer its lower edge."""
    spots: list[Point] = []
    for _ in range(many):
        x, y, size = block.chance.choice(puffs)
        turn, share = block.spread(-0.2, math.pi + 0.2), block.spread(0.1, 0.9)
        spots.append((x + math.cos(turn) * size * share, y + math.sin(turn) * size * share * 0.9))
    block.discs(ink, spots, radius)


def tree(
    block: Block,
    x: float,
    y: float,
    tall: float,
    *,
    fruit: str | None = None,
    ink: str = "deep",
    cut: str = "mid",
    many: int = 26,
) -> None:
    """A round broad-leaved tree: loquat, longan, lychee."""
    with block.at(x, y, tall / 150):
        block.fill("roof", "M-9 0Q-4-34-20-60l8-3Q-2-48 0-56l6-2Q5-36 18-52l6 4Q10-30 9 0z")
        puffs = [
            (-38.0, -74.0, 28.0),
            (36.0, -76.0, 29.0),
            (-16.0, -102.0, 33.0),
            (20.0, -106.0, 30.0),
            (0.0, -72.0, 33.0),
        ]
        puffs = [
            (px + block.spread(-5, 5), py + block.spread(-5, 5), size * block.spread(0.92, 1.08))
            for px, py, size in puffs
        ]
        _crown(block, puffs, ink, cut)
        if fruit:
            _dotted(block, puffs, fruit, many, 4.2)


def banyan(block: Block, x: float, y: float, tall: float, *, ink: str = "deep", cut: str = "mid") -> None:
    """The old banyan at the mouth of a village, with hanging roots."""
    with block.at(x, y, tall / 200):
        block.fill(
            "roof",
            "M-34 0Q-20-20-22-60Q-44-84-66-92l6-8Q-36-94-16-84Q-14-104-24-122l10-4Q-4-106-2-88Q10-106 32-118l6 8Q18-96 10-74Q36-92 66-94l2 9Q34-80 16-58Q16-20 34 0z",
        )
        block.draw("stone", "M-12-6Q-6-30-9-58M4-4Q2-30 6-54M-3-16V-40", 2)
        puffs = [
            (-88.0, -98.0, 36.0),
            (-52.0, -124.0, 42.0),
            (-6.0, -142.0, 46.0),
            (44.0, -130.0, 43.0),
            (86.0, -102.0, 37.0),
            (-24.0, -104.0, 34.0),
            (30.0, -100.0, 33.0),
        ]
        _crown(block, puffs, ink, cut)
        block.draw("roof", "M-70-72v38M-60-70v26M58-72v44M70-72v28M44-68v24M-46-70v18", 2)


def pine(block: Block, x: float, y: float, tall: float, *, ink: str = "deep", cut: str = "mid") -> None:
    """A pine with flat boughs."""
    with block.at(x, y, tall / 150):
        block.fill("roof", "M-5 0Q-2-60 4-128l5 1Q4-60 6 0z")
        for level, (wide, high) in enumerate(((46, -52), (40, -80), (32, -106), (20, -130))):
            side = 8 if level % 2 else -8
            block.fill(
                ink,
                f"M{side - wide} {high}Q{side - wide // 2} {high - 24} {side} {high - 22}Q{side + wide // 2} {high - 26} {side + wide} {high - 2}Q{side} {high + 10} {side - wide} {high}z",
            )
            block.draw(
                cut,
                f"M{side - wide + 14} {high - 4}q{wide // 2} -12 {wide - 8} -10M{side + 6} {high - 6}q{wide // 3} -8 {wide // 2} -6",
                2,
            )


def bamboo(
    block: Block, x: float, y: float, tall: float, *, ink: str = "near", cut: str = "far", lean: float = 0
) -> None:
    """One stalk of bamboo with leaves."""
    tip_x, tip_y = x + lean, y - tall
    block.draw(
        ink,
        f"M{num(x)} {num(y)}Q{num(x + lean * 0.2)} {num(y - tall * 0.6)} {num(tip_x)} {num(tip_y)}",
        max(tall / 52, 4),
    )
    knots = "".join(
        f"M{num(x + lean * 0.2 * s * s - 5)} {num(y - tall * s)}h10" for s in (0.14, 0.28, 0.42, 0.56, 0.7)
    )
    block.draw(cut, knots, 2)
    leaves = ""
    for _ in range(16):
        share = block.spread(0.45, 1.0)
        side = block.chance.choice((-1, 1))
        angle = 90 - side * block.spread(25, 70)
        leaves += gouge(
            x + lean * share * share, y - tall * share, block.spread(0.1, 0.17) * tall, angle, tall / 48
        )
    block.fill(ink, leaves)


def bush(block: Block, x: float, y: float, wide: float, *, ink: str = "near", cut: str = "mid") -> None:
    """A low round bush, as tea is kept."""
    half = wide / 2
    block.fill(
        ink,
        f"M{num(x - half)} {num(y)}Q{num(x - half)} {num(y - half * 1.05)} {num(x)} {num(y - half * 1.05)}T{num(x + half)} {num(y)}z",
    )
    marks = "".join(
        gouge(
            x + block.spread(-0.75, 0.4) * half,
            y - block.spread(0.15, 0.75) * half,
            wide * 0.17,
            -38,
            wide * 0.045,
        )
        for _ in range(9)
    )
    block.fill(cut, marks)


def grass(block: Block, x: float, y: float, tall: float, *, ink: str = "near", blades: int = 7) -> None:
    """A tuft."""
    data = "".join(
        gouge(
            x + block.spread(-1, 1) * tall * 0.25,
            y,
            tall * block.spread(0.6, 1.1),
            -90 + block.spread(-34, 34),
            tall * 0.07,
        )
        for _ in range(blades)
    )
    block.fill(ink, data)


def sheaf(block: Block, x: float, y: float, tall: float, *, ink: str = "field", cut: str = "clay") -> None:
    """A bound sheaf of rice."""
    with block.at(x, y, tall / 60):
        block.fill(ink, "M-14 0Q-5-20-4-30Q-20-46-22-58Q-8-62 0-60Q10-62 22-56Q18-44 4-30Q6-18 14 0z")
        block.draw(cut, "M-8-4L-2-28M6-4L2-28M-14-52L-2-34M0-56V-34M14-52L2-34M-6-29H6", 2)


def flowers(block: Block, x: float, y: float, wide: float, ink: str = "field", many: int = 22) -> None:
    """Flowers over the ground."""
    spots = [(x + block.spread(-0.5, 0.5) * wide, y + block.spread(-0.12, 0.12) * wide) for _ in range(many)]
    block.discs(ink, spots, max(wide / 60, 3.5))
