"""Boats, tables, tools, goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.demonstration.pictures.woodcut import gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block


def sampan(block: Block, x: float, y: float, wide: float, *, flip: bool = False, ink: str = "roof") -> None:
    """A small flat boat with a bamboo hood."""
    with block.at(x, y, wide / 200, flip=flip):
        block.fill(ink, "M-104-16Q-60 4 0 4T108-26Q96 20 60 22H-66Q-92 16-104-16z")
        block.draw("clay", "M-92-6Q-50 10 0 10T98-12", 3)
        block.fill("field", "M-34 2Q-32-38 0-38T34 0Q0 8-34 2z")
        block.draw("clay", "M-22 2Q-20-28 0-36M-4 4Q-2-24 4-37M14 3Q14-20 12-36M-32-14Q0-8 34-16", 2)


def trawler(block: Block, x: float, y: float, wide: float, *, hull: str = "sea2", flip: bool = False) -> None:
    """A fishing boat of the harbour: high bow, wheelhouse, mast."""
    with block.at(x, y, wide / 260, flip=flip):
        block.draw("roof", "M24-46V-150M24-138L-60-60M24-138L112-46M-86-32V-84M-86-80L24-138", 3)
        block.fill("sun", "M24-150l26 8-26 8z")
        block.fill("wall", "M-54-38V-84H26V-38z")
        block.box("roof", -46, -78, 18, 18)
        block.box("roof", -20, -78, 18, 18)
        block.box("roof", 4, -78, 14, 18)
        block.box("clay", -60, -92, 92, 9)
        block.fill(hull, "M-122-44L132-66Q118-10 96 14H-98Q-116-10-122-44z")
        block.fill("clay", "M-108-6Q0-4 112-16Q106 2 96 14H-98z")
        block.draw("line", "M-118-34Q0-26 124-54M-114-24Q0-18 118-40", 2.6)
        block.disc("roof", 92, -40, 5)


def table(block: Block, x: float, y: float, wide: float, *, cloth: str = "clay", drop: float = 96) -> None:
    """A long table seen from the front, its edge at ``y``."""
    block.fill(cloth, f"M{num(x - wide / 2)} {num(y)}h{num(wide)}l14 {num(drop)}h{num(-wide - 28)}z")
    data = "".join(
        gouge(x - wide / 2 + step, y + 22, drop - 34, 90 + (step - wide / 2) / wide * -8, 3)
        for step in range(24, int(wide), 46)
    )
    block.fill("roof", data)
    block.fill("wall", f"M{num(x - wide / 2 - 6)} {num(y - 8)}h{num(wide + 12)}v14h{num(-wide - 12)}z")


def paper(block: Block, x: float, y: float) -> None:
    """A sheet lying on a table."""
    block.fill("line", f"M{num(x - 22)} {num(y - 8)}l6-9h36l4 9z")
    block.draw("stone", f"M{num(x - 12)} {num(y - 13.5)}h24M{num(x - 14)} {num(y - 10.5)}h28", 1.3)


def cup(block: Block, x: float, y: float) -> None:
    """A lidded cup."""
    block.fill("line", f"M{num(x - 7)} {num(y - 24)}h14v16h-14z")
    block.fill("sea2", f"M{num(x - 9)} {num(y - 27)}h18v4h-18zM{num(x - 7)} {num(y - 18)}h14v3h-14z")


def basket(block: Block, x: float, y: float, wide: float, *, heap: str = "sun", seeds: bool = True) -> None:
    """A round basket heaped with something."""
    with block.at(x, y, wide / 60):
        if seeds:
            spots = [
                (-20.0, -30.0),
                (-9.0, -36.0),
                (4.0, -38.0),
                (15.0, -34.0),
                (22.0, -29.0),
                (-14.0, -29.0),
                (-2.0, -31.0),
                (9.0, -30.0),
            ]
            block.discs(heap, spots, 7.5)
        else:
            block.fill(heap, "M-27-26Q-18-44 0-44T27-26z")
        block.fill("clay", "M-30-28H30L22 0H-22z")
        block.draw("field", "M-29-22H29M-26-13H26M-24-5H24M-18-27L-14-1M-6-27L-4-1M6-27L4-1M18-27L14-1", 2)


def tray(block: Block, x: float, y: float, wide: float, *, goods: str = "clay") -> None:
    """A round drying tray lying flat, seen slanting."""
    with block.at(x, y, wide / 100):
        block.fill("field", "M-50 0a50 19 0 1 0 100 0a50 19 0 1 0-100 0z")
        block.fill("shade", "M-44-1a44 15 0 1 0 88 0a44 15 0 1 0-88 0z")
        spots = [(block.spread(-36, 36), block.spread(-8, 8)) for _ in range(34)]
        block.discs(goods, spots, 3.6)


def truck(
    block: Block,
    x: float,
    y: float,
    wide: float,
    *,
    body: str = "near",
    load: str | None = "field",
    flip: bool = False,
) -> None:
    """A light truck, wheels on ``y``."""
    with block.at(x, y, wide / 160, flip=flip):
        if load:
            block.fill(load, "M-78-44Q-70-66-48-60Q-36-72-18-62Q2-70 14-44z")
            block.draw("clay", "M-66-50q8-8 16 0M-42-54q8-8 18 0M-14-52q8-8 16 0", 2)
        block.fill(body, "M-82-46H18V-14H-82z")
        block.draw("line", "M-78-38H14M-78-28H14M-58-46v30M-32-46v30M-6-46v30", 2)
        block.fill(body, "M22-14V-62H54Q64-60 70-38L80-34V-14z")
        block.fill("clear", "M34-56H52Q58-54 62-38H34z")
        block.fill("roof", "M-84-16H82v6H-84z")
        for wheel in (-56, 50):
            block.disc("roof", wheel, -8, 13)
            block.disc("stone", wheel, -8, 5.5)


def roller(block: Block, x: float, y: float, wide: float, *, flip: bool = False) -> None:
    """A road roller."""
    with block.at(x, y, wide / 170, flip=flip):
        block.fill("sun", "M-70-70H-10V-46H52V-22H-70z")
        block.draw("roof", "M-66-72V-112M-14-72V-112", 5)
        block.fill("roof", "M-78-120H0v9H-78zM-62-46h40v20h-40z")
        block.disc("roof", -44, -24, 27)
        block.disc("stone", -44, -24, 12)
        block.disc("stone", 50, -27, 30)
        block.disc("roof", 50, -27, 9)
        block.draw("shade", "M28-44a30 30 0 0 1 38-6", 4)
        block.draw("roof", "M20-40L50-27", 6)


def board(
    block: Block, x: float, y: float, wide: float, tall: float, *, face: str = "wall", legs: float = 80
) -> None:
    """A notice board on two posts under a little roof, its sheets cut as lines only."""
    half = wide / 2
    block.draw(
        "roof",
        f"M{num(x - half + 8)} {num(y)}v{num(-tall - legs)}M{num(x + half - 8)} {num(y)}v{num(-tall - legs)}",
        9,
    )
    block.box("roof", x - half, y - tall - legs, wide, tall)
    block.box(face, x - half + 8, y - tall - legs + 8, wide - 16, tall - 16)
    block.fill(
        "clay",
        f"M{num(x - half - 20)} {num(y - tall - legs + 2)}L{num(x)} {num(y - tall - legs - 36)}L{num(x + half + 20)} {num(y - tall - legs + 2)}z",
    )


def hive(block: Block, x: float, y: float, size: float, *, ink: str = "field") -> None:
    """A wooden beehive."""
    with block.at(x, y, size / 60):
        block.fill("roof", "M-22 0v8h6V0zM16 0v8h6V0z")
        block.box(ink, -28, -46, 56, 46)
        block.draw("clay", "M-28-24H28M-22-36H10M-14-14H20M-24-8H-8", 2)
        block.box("roof", -10, -9, 20, 4)
        block.fill("clay", "M-34-54H34V-45H-34z")


def camera_stand(block: Block, x: float, y: float, tall: float, *, flip: bool = False) -> None:
    """A telephone on a stand with a ring lamp."""
    with block.at(x, y, tall / 180, flip=flip):
        block.draw("roof", "M0-128V-30M0-44L-34 0M0-44L34 0M0-44L4-2", 4)
        block.draw("lamp", "M-36-158a36 36 0 1 0 72 0a36 36 0 1 0-72 0", 8)
        block.fill("roof", "M-13-182h26v48h-26z")
        block.fill("clear", "M-10-177h20v36h-20z")


def crate(block: Block, x: float, y: float, wide: float, *, heap: str = "sun", ink: str = "field") -> None:
    """A slatted crate with a heap of fruit."""
    with block.at(x, y, wide / 80):
        block.discs(
            heap,
            [
                (-28.0, -36.0),
                (-12.0, -39.0),
                (4.0, -37.0),
                (20.0, -39.0),
                (30.0, -34.0),
                (-20.0, -44.0),
                (-3.0, -46.0),
                (13.0, -45.0),
            ],
            9,
        )
        block.box(ink, -40, -34, 80, 34)
        block.draw("clay", "M-40-23H40M-40-11H40M-40-34V0M40-34V0M-14-34V0M14-34V0", 2.4)


def pennants(
    block: Block, x: float, y: float, long: float, inks: tuple[str, ...] = ("sun", "clay", "near", "sea")
) -> None:
    """A string of festival pennants between two points at the same height."""
    block.draw("roof", f"M{num(x)} {num(y)}Q{num(x + long / 2)} {num(y + 44)} {num(x + long)} {num(y)}", 2)
    count = int(long // 34)
    for number in range(count):
        share = (number + 0.5) / count
        px, py = x + long * share, y + 88 * share * (1 - share)
        block.fill(inks[number % len(inks)], f"M{num(px - 10)} {num(py)}h20l-10 24z")
