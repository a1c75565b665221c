"""Scenes of the coast and the water: oysters, harbour, wind, salt, bridge."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from lianjian.demonstration.pictures import buildings, growth, land, people, things
from lianjian.demonstration.pictures.woodcut import curve, gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block


def oyster_racks(block: Block) -> None:
    """Oyster racks standing in the mudflat at low tide."""
    land.sky(
        block,
        block.chance.choice(("sky", "clear")),
        sun=(block.spread(600, 900), block.spread(170, 220)),
        radius=74,
    )
    land.hills(block, land.ridge(block, 330, 90, 3), "far", marks="contour", depth=60, lines=4)
    land.water(block, 322, "sea", many=70)
    things.sampan(block, 330, 400, 190)
    people.standing(block, 300, 396, 110, people.anyone(block, hat="straw", coat="clay"), "pole")
    for row in range(5):
        y, step = 420 + row * 52 + row * row * 5, 62 + row * 15
        tall, thick = 26 + row * 15, 3 + row * 1.5
        start = -20 + row * 17
        posts = "".join(
            f"M{num(x + block.spread(-4, 4))} {y}l{num(block.spread(-3, 3))} {tall}"
            for x in range(start, 1230, step)
        )
        block.draw("roof", posts, thick + 1)
        block.draw("roof", f"M-20 {y + 6}Q600 {num(y + block.spread(-2, 12))} 1220 {y + 5}", thick)
        shells = [
            (x + step * share, y + 18 + block.spread(0, tall * 0.5))
            for x in range(start, 1230, step)
            for share in (0.25, 0.5, 0.75)
        ]
        block.draw("stone", "".join(f"M{num(x)} {y + 8}V{num(low)}" for x, low in shells), 1.6)
        block.discs("wall", shells, 3 + row * 1.1)
    land.ground(block, 706, "sand", cut="stone", many=34, swell=10)
    block.fill("sea", gouge(120, 760, 260, 0, 12) + gouge(560, 782, 320, 0, 10))
    people.bending(block, 540, 728, 200, people.anyone(block, hat="straw", coat="sea2"))
    people.bending(block, 880, 740, 206, people.anyone(block, hat="straw", coat="clay"), flip=True)
    things.basket(block, 680, 752, 92, heap="wall")


def harbour(block: Block) -> None:
    """Fishing boats at the quay, houses up the hill."""
    land.sky(block, "sky", sun=(block.spread(220, 380), 170))
    land.hills(block, land.ridge(block, 400, 170, 2), "far", marks="slope")
    land.hills(block, [(380, 470), (560, 400), (760, 300), (960, 240), (1300, 220)], "mid", marks="none")
    for x, y, wide, wall in (
        (640, 418, 100, "wall"),
        (760, 372, 100, "clay"),
        (900, 346, 110, "wall"),
        (1040, 332, 112, "clay"),
        (820, 428, 118, "wall"),
        (970, 420, 124, "clay"),
        (1110, 414, 128, "wall"),
        (700, 462, 116, "clay"),
    ):
        buildings.house(block, x, y, wide, wall=wall)
    land.water(block, 464, "sea", many=80)
    for x, y, wide, hull in ((330, 520, 170, "clay"), (560, 548, 200, "near"), (850, 540, 190, "sea2")):
        things.trawler(block, x, y, wide, hull=hull, flip=block.chance.random() < 0.4)
    things.trawler(block, 440, 660, 330, hull="sea2")
    things.trawler(block, 880, 676, 350, hull="near", flip=True)
    block.fill("stone", "M-20 712H1220V800H-20z")
    block.fill(
        "shade",
        "".join(
            gouge(block.spread(-20, 1180), block.spread(726, 796), block.spread(40, 120), 0, 3)
            for _ in range(30)
        ),
    )
    for x, heap in ((560, "sea"), (640, "wall"), (716, "sea")):
        things.crate(block, x, 744, 86, heap=heap)
    people.standing(block, 480, 762, 160, people.anyone(block, hat="straw", coat="wall"), "hold")
    people.standing(block, 800, 764, 160, people.anyone(block, hat="cap", coat="clay"), "walk", flip=True)
    land.birds(block, 480, 190, 6)


def wind_coast(block: Block) -> None:
    """Wind turbines along the shore."""
    land.sky(block, block.chance.choice(("clear", "sky")), sun=(block.spread(300, 520), 180))
    land.water(block, 430, "sea", many=90)
    turn = block.spread(0, 60)
    for x, y, tall in ((140, 440, 150), (270, 444, 170), (410, 440, 150), (980, 440, 150)):
        buildings.turbine(block, x, y, tall, turn=turn + x)
    things.trawler(block, 330, 560, 150, hull="clay")
    cliff = [(560.0, 640.0), (640.0, 560.0), (760.0, 528.0), (920.0, 500.0), (1080.0, 490.0), (1300.0, 470.0)]
    block.fill("near", f"{curve(cliff)}V800H420L560 640z")
    block.fill(
        "mid",
        "".join(
            gouge(x, 560 + (1200 - x) * 0.1, block.spread(50, 110), 96 + block.spread(-8, 8), 5)
            for x in range(620, 1220, 26)
        ),
    )
    for x, y, tall in ((700, 552, 360), (860, 520, 430), (1060, 500, 400)):
        buildings.turbine(block, x, y, tall, turn=turn + x / 3, edge="sea2")
    land.ground(block, 690, "sand", cut="stone", many=30)
    block.fill("line", gouge(-30, 690, 420, -2, 8) + gouge(260, 712, 380, 2, 7))
    for x in range(640, 1200, 70):
        growth.grass(block, x, 720 + block.spread(-10, 40), 60, ink="deep")
    people.standing(block, 470, 764, 150, people.anyone(block, coat="clay", hat="cap"), "point")
    people.standing(block, 530, 766, 150, people.anyone(block, coat="sea2", hat="cap"), "write", flip=True)


def salt_pans(block: Block) -> None:
    """Salt pans in squares, white heaps along the edges."""
    land.sky(block, "clear", sun=(block.spread(700, 940), 180), radius=72)
    land.hills(block, land.ridge(block, 350, 80, 4), "far", marks="contour", depth=60, lines=3)
    block.box("sand", 0, 346, 1200, 460)
    levels = [360, 398, 452, 530, 640, 800]
    for row, (top, low) in enumerate(itertools.pairwise(levels)):
        count = 5
        for column in range(-2, count + 2):
            at = column - count / 2

            def x_at(y: float, place: float) -> float:
                return 600 + place * (110 + (y - 340) * 0.62)

            gap = 3 + row * 1.6
            corners = [
                (x_at(top, at) + gap, top + gap),
                (x_at(top, at + 1) - gap, top + gap),
                (x_at(low, at + 1) - gap, low - gap),
                (x_at(low, at) + gap, low - gap),
            ]
            ink = block.chance.choice(("sea", "clear", "glow", "sea", "far"))
            block.fill(ink, "M" + "L".join(f"{num(x)} {num(y)}" for x, y in corners) + "z")
            block.fill(
                "line",
                "".join(
                    gouge(
                        block.spread(corners[3][0] + 10, max(corners[2][0] - 60, corners[3][0] + 12)),
                        block.spread(top + 8, low - 6),
                        22 + row * 12,
                        0,
                        1.5 + row * 0.6,
                    )
                    for _ in range(3)
                ),
            )
    for x, y, size in (
        (260, 470, 44),
        (470, 540, 62),
        (700, 530, 60),
        (920, 470, 46),
        (330, 650, 92),
        (860, 660, 96),
    ):
        block.fill("shade", f"M{x - size} {y}L{x} {y - size * 0.86}L{x + size} {y}z")
        block.fill("line", f"M{x - size} {y}L{x} {y - size * 0.86}L{x + size * 0.24} {y}z")
    people.standing(block, 590, 700, 210, people.anyone(block, hat="straw", coat="sea2"), "walk")
    block.draw("clay", "M560 600L730 724", 6)
    block.draw("clay", "M712 744l34-40", 12)
    people.standing(block, 770, 500, 120, people.anyone(block, hat="straw", coat="clay"), "pole", flip=True)


def bridge_stream(block: Block) -> None:
    """A stone bridge over a stream, visitors on it."""
    land.sky(block, block.chance.choice(("sky", "mist")), sun=(block.spread(520, 700), 140))
    land.hills(block, land.ridge(block, 380, 160, 3), "far", marks="slope")
    land.hills(block, land.ridge(block, 470, 90, 3), "mid", marks="contour", lines=4)
    for x, wide, wall in ((150, 190, "wall"), (1030, 200, "clay"), (880, 150, "wall")):
        buildings.house(block, x, 540, wide, wall=wall)
    land.water(block, 540, "sea", many=70)
    block.fill("near", "M-20 520Q150 530 260 580T300 800H-20z")
    block.fill("near", "M1220 520Q1050 530 940 580T900 800H1220z")
    block.fill(
        "mid",
        "".join(
            gouge(x, 590 + x * 0.4, 70, 50, 5) + gouge(1200 - x, 590 + x * 0.4, 70, 130, 5)
            for x in range(10, 230, 26)
        ),
    )
    buildings.bridge(block, 600, 640, 720)
    for x, y, coat in ((470, 462, "clay"), (560, 434, "sea2"), (640, 434, "sun"), (740, 462, "near")):
        people.standing(
            block,
            x,
            y,
            118,
            people.anyone(block, coat=coat, hat="none"),
            block.chance.choice(("walk", "rest", "point", "hold")),
        )
    block.fill("night", gouge(480, 676, 240, 0, 14), opacity=0.35)
    things.sampan(block, 600, 720, 220)
    people.standing(block, 690, 712, 150, people.anyone(block, hat="straw", coat="wall"), "pole", flip=True)
    growth.banyan(block, 190, 650, 380)
    growth.bamboo(block, 1060, 640, 420, lean=-60)
    growth.bamboo(block, 1110, 650, 380, lean=-40, ink="deep")


def storm_watch(block: Block) -> None:
    """Rain: neighbours tie down a greenhouse and stack sandbags."""
    land.sky(block, "night", sun=None)
    land.hills(block, land.ridge(block, 400, 140, 3), "night2", marks="none")
    land.hills(block, land.ridge(block, 470, 90, 3), "sea2", cut="night", marks="slope")
    land.ground(block, 560, "deep", cut="near")
    buildings.greenhouse(block, 330, 640, 420)
    buildings.greenhouse(block, 800, 620, 360)
    block.draw("lamp", "M140 640Q330 300 520 640M640 620Q800 330 960 620", 4)
    land.ground(block, 668, "night2", cut="sea2", many=40)
    for row in range(3):
        for number in range(6 - row):
            x, y = 660 + number * 66 + row * 33, 756 - row * 30
            block.fill("sand", f"M{x - 32} {y}q-6-16 4-28h54q12 12 6 28z")
            block.draw("stone", f"M{x - 24} {y - 8}h44M{x - 20} {y - 20}h34", 2)
    for x, coat, pose in ((250, "sun", "lift"), (470, "clay", "pole"), (590, "sun", "hold")):
        people.standing(block, x, 764, 210, people.Look(coat=coat, hat="straw", legs="deep"), pose)
    people.bending(block, 1010, 764, 214, people.Look(coat="sun", hat="straw", legs="deep"), flip=True)
    block.fill("lamp", "M626 640l150-80 10 130z", opacity=0.28)
    land.rain(block, "far", 110)
