"""Scenes in the village, out of doors: office, square, yard, stage, market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.demonstration.pictures import buildings, growth, land, people, things
from lianjian.demonstration.pictures.woodcut import gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block


def _hills_behind(block: Block, horizon: float = 400, air: str = "sky") -> None:
    land.sky(block, air, sun=(block.spread(260, 940), block.spread(130, 190)))
    land.hills(
        block, land.ridge(block, horizon - 30, 150, 3), "far", marks=block.chance.choice(("slope", "contour"))
    )
    land.hills(block, land.ridge(block, horizon + 50, 80, 4), "mid", marks="contour", lines=4, depth=80)


def village_office(block: Block) -> None:
    """The village office, pennants up, people coming and going."""
    _hills_behind(block, 380)
    land.ground(block, 600, "sand", cut="stone", many=50)
    buildings.office(block, 640, 640, 620, panels=block.chance.random() < 0.5)
    things.pennants(block, 120, 350, 300)
    things.pennants(block, 880, 350, 300)
    block.draw("roof", "M122 640V340M1170 640V340", 6)
    growth.banyan(block, 190, 690, 400)
    for x, y, pose in ((500, 730, "walk"), (640, 716, "hold"), (720, 722, "rest"), (930, 740, "wave")):
        people.standing(block, x, y, 170, people.anyone(block), pose, flip=x > 690)
    people.child(block, 570, 742, 112, "sun")


def home_visit(block: Block) -> None:
    """A visit in a courtyard: two people talking with an elder under a tree."""
    _hills_behind(block, 340)
    buildings.house(block, 760, 600, 560, open_door=True)
    land.ground(block, 590, "sand", cut="stone", many=46)
    growth.tree(block, 210, 690, 460, fruit=block.chance.choice(("sun", "clay")), many=40)
    for x, coat, hair, flip in ((420, "near", "grey", False), (740, "clay", "bun", True)):
        block.draw(
            "field",
            f"M{x - 40} 700h76M{x - 34} 702v58M{x + 30} 702v58M{x - 40 if not flip else x + 36} 700v-90",
            8,
        )
        side = 1 if not flip else -1
        block.fill(
            "roof",
            f"M{x - 24 * side} 704Q{x - 20 * side} 672 {x + 10 * side} 670L{x + 62 * side} 688L{x + 58 * side} 760h{-18 * side}L{x + 38 * side} 712L{x + 8 * side} 716z",
        )
        people.seated(block, x, 596, 240, people.Look(coat=coat, hair=hair), "rest", flip=flip)
    block.fill("clay", "M534 690h104v10H534zM546 700h9v56h-9zM616 700h9v56h-9z")
    things.cup(block, 566, 698)
    things.cup(block, 604, 698)
    people.standing(block, 880, 756, 240, people.Look(coat="sea2", hair="short"), "write", flip=True)
    with block.at(1000, 764):
        block.fill("clay", "M-14-26q16-16 30 0q10-10 18-26l6 4q-4 22-14 32v16h-7v-10h-20v10h-7v-14z")


def assembly(block: Block) -> None:
    """Villagers voting under the banyan."""
    _hills_behind(block, 360)
    for x, wide in ((170.0, 220), (1040.0, 230)):
        buildings.house(block, x, 560, wide, wall=block.chance.choice(("wall", "clay")))
    land.ground(block, 540, "sand", cut="stone", many=40)
    growth.banyan(block, 600, 610, 640)
    things.table(block, 600, 590, 300, drop=60)
    for x, coat in ((520.0, "near"), (680.0, "sea2")):
        people.seated(block, x, 590, 170, people.anyone(block, coat=coat, hat="none"), "write", flip=x > 600)
    people.standing(block, 600, 588, 170, people.anyone(block, coat="wall", hat="none"), "point")
    things.paper(block, 580, 590)
    for row, (y, tall, count) in enumerate(((700, 170, 8), (800, 220, 7))):
        for number in range(count):
            x = 1200 / count * (number + 0.5) + block.spread(-16, 16) + row * 20 - 10
            look = people.anyone(block, hat=block.chance.choice(("none", "none", "none", "straw")))
            if block.chance.random() < 0.55:
                block.draw(
                    look.coat,
                    f"M{num(x + tall * 0.2)} {num(y - tall * 0.2)}L{num(x + tall * 0.26)} {num(y - tall * 0.68)}",
                    tall * 0.085,
                )
                block.disc("skin", x + tall * 0.26, y - tall * 0.74, tall * 0.05)
            people.from_behind(block, x, y, tall, look)


def stone_house(block: Block) -> None:
    """An old granite house brought back to life."""
    _hills_behind(block, 360)
    growth.bamboo(block, 150, 600, 460, lean=40, ink="mid")
    growth.bamboo(block, 210, 600, 420, lean=50)
    buildings.stone_house(block, 620, 640, 680)
    land.ground(block, 636, "mid", cut="near", many=40)
    land.path_up(block, [(520, 860), (590, 740), (616, 690), (620, 644)], 230, 110, ink="sand")
    block.draw(
        "clay", "M860 700L896 372M900 700L926 372M864 656h38M870 604h38M876 550h36M882 496h36M888 440h34", 7
    )
    people.standing(block, 898, 552, 170, people.anyone(block, hat="cap", coat="sea2"), "lift", flip=True)
    people.standing(block, 430, 752, 210, people.anyone(block, coat="clay", hat="none"), "point")
    people.standing(block, 350, 750, 204, people.anyone(block, coat="wall", hat="cap"), "write")
    for x in (700, 770, 240):
        block.fill("clay", f"M{x - 24} 700h48l-8 44h-32z")
        growth.bush(block, x, 702, 70, ink="near", cut="mid")
        growth.flowers(block, x, 676, 50, "sun", 7)


def guesthouse(block: Block) -> None:
    """A guesthouse terrace above the valley at evening."""
    land.sky(block, "dusk" if "dusk" in () else "glow2", sun=(block.spread(420, 640), 250), radius=80)
    land.hills(block, land.ridge(block, 400, 160, 4), "far", marks="contour")
    land.hills(block, land.ridge(block, 480, 120, 3), "mid", marks="slope")
    land.hills(block, land.ridge(block, 560, 70, 3), "near", cut="mid", marks="contour", lines=4)
    block.box("clay", 0, 620, 1200, 180)
    block.draw(
        "roof",
        "".join(f"M0 {y}H1200" for y in (650, 684, 724, 768))
        + "".join(f"M{x} 620L{600 + (x - 600) * 1.6:.0f} 800" for x in range(20, 1200, 96)),
        2.4,
    )
    block.draw("roof", "M-20 540H820M-20 566H820" + "".join(f"M{x} 540V624" for x in range(30, 820, 56)), 6)
    block.box("wall", 830, 220, 400, 420)
    block.fill("roof", "M780 230L850 130H1220V230z")
    block.draw("stone", "".join(f"M{860 + n * 44} 134L{820 + n * 50} 228" for n in range(9)), 3)
    block.box("roof", 880, 330, 130, 310)
    block.box("lamp", 890, 340, 52, 300)
    block.box("glow", 950, 340, 52, 300)
    block.box("roof", 1050, 350, 120, 130)
    block.box("lamp", 1058, 358, 104, 114)
    block.draw("clay", "M1110 358v114M1058 415h104", 5)
    for x in (800, 850):
        buildings.lantern(block, x, 236, 20)
    for x, coat, flip in ((300, "sea2", False), (560, "clay", True)):
        side = -1 if flip else 1
        block.draw(
            "field",
            f"M{x - 40 * side} 690h{70 * side}M{x - 36 * side} 690v70M{x + 26 * side} 692v66M{x - 42 * side} 692v-86",
            8,
        )
        block.fill(
            "roof",
            f"M{x - 24 * side} 696Q{x - 20 * side} 664 {x + 10 * side} 662L{x + 58 * side} 680L{x + 56 * side} 756h{-18 * side}L{x + 36 * side} 706L{x + 8 * side} 708z",
        )
        people.seated(block, x, 590, 236, people.anyone(block, coat=coat, hat="none"), "rest", flip=flip)
    block.fill("wall", "M372 668h120v10H372zM424 678h16v76h-16z")
    things.cup(block, 404, 676)
    things.cup(block, 456, 676)
    people.standing(block, 760, 756, 230, people.anyone(block, coat="near", hat="none"), "hold", flip=True)
    block.fill("wall", "M662 622h72v8h-72z")
    things.cup(block, 690, 630)


def school_camp(block: Block) -> None:
    """An old school turned camp: tents in the yard, children planting."""
    _hills_behind(block, 360, "clear")
    with block.at(600, 560):
        block.box("wall", -430, -170, 860, 170)
        block.box("clay", -446, -190, 892, 24)
        block.draw("stone", "M-430-60H430", 3)
        for x in range(-400, 400, 115):
            block.box("sea2", x, -140, 76, 62)
            block.draw("line", f"M{x + 38}-140v62M{x}-109h76", 3)
        block.fill("wall", "M-90-190V-240Q0-290 90-240V-190z")
        block.disc("clay", 0, -222, 22)
        block.fill("roof", "M-34-86h68V0h-68z")
    land.ground(block, 556, "field", cut="clay", many=46)
    for x, y, wide, ink in ((230, 680, 250, "clay"), (960, 690, 260, "sea2"), (760, 640, 190, "near")):
        block.fill(ink, f"M{x - wide / 2} {y}L{x} {y - wide * 0.62}L{x + wide / 2} {y}z")
        block.fill("roof", f"M{x - wide * 0.1} {y}L{x} {y - wide * 0.5}L{x + wide * 0.1} {y}z")
        block.fill(
            "line",
            gouge(x - wide * 0.36, y - 12, wide * 0.5, -52, 5)
            + gouge(x + wide * 0.3, y - 12, wide * 0.4, -128, 5),
        )
    land.ground(block, 700, "deep", cut="near", many=24)
    for number in range(9):
        growth.grass(block, 300 + number * 70, 772, 42, ink="mid")
    for x, coat in ((380, "sun"), (500, "clay"), (690, "sea"), (800, "sun")):
        people.child(block, x, 748 + block.spread(-6, 6), 140, coat, flip=x > 600)
    people.standing(block, 592, 742, 216, people.anyone(block, coat="wall", hat="straw"), "point")


def drying_yard(block: Block) -> None:
    """Longans drying on round trays in a yard."""
    _hills_behind(block, 330)
    buildings.house(block, 300, 520, 380, wall="clay")
    buildings.house(block, 840, 510, 420, open_door=True)
    land.ground(block, 500, "sand", cut="stone", many=40)
    goods = block.chance.choice(("clay", "sun"))
    for row in range(5):
        y, wide = 548 + row * 46 + row * row * 3, 96 + row * 22
        count = 9 - row
        for number in range(count):
            x = 600 + (number - (count - 1) / 2) * wide * 1.18 + (row % 2) * 12
            things.tray(block, x, y, wide, goods=goods)
    people.bending(block, 380, 690, 200, people.anyone(block, hat="straw", coat="sea2"))
    people.standing(block, 700, 660, 190, people.anyone(block, hat="straw", coat="near"), "hold", flip=True)
    things.basket(block, 640, 664, 66, heap=goods)
    people.standing(block, 960, 740, 210, people.anyone(block, hat="none", coat="wall"), "write", flip=True)


def opera_stage(block: Block) -> None:
    """Opera night before the ancestral hall's stage."""
    land.sky(block, "night", sun=(block.spread(200, 330), 140), radius=44)
    block.discs("glow", [(block.spread(20, 1180), block.spread(20, 300)) for _ in range(36)], 2)
    land.hills(block, land.ridge(block, 460, 130, 4), "night2", marks="none")
    buildings.house(block, 130, 610, 280)
    buildings.house(block, 1080, 610, 280)
    block.box("deep", 0, 606, 1200, 194)
    block.fill("lamp", "M300 420L120 800H1080L900 420z", opacity=0.16)
    buildings.stage(block, 600, 640, 720)
    for x, robe, flip in ((500.0, "clay", False), (710.0, "sea2", True)):
        with block.at(x, 542, 1.56, flip=flip):
            block.fill(robe, "M-16-76Q0-82 16-76L34-4Q0 6-34-4z")
            block.fill(robe, "M12-74L50-62L62-34L46-30L40-48L10-58zM-12-74L-44-52L-40-22L-56-24L-58-58z")
            block.fill("line", "M46-32l18-4 2 20-16 2zM-56-24l16 2-4 20-16-2z")
            block.draw("lamp", "M0-78V-2M-26-8Q0 0 26-8M-10-74L-20-10M10-74L20-10", 2)
            block.disc("skin", 1, -90, 9)
            block.fill("roof", "M-9-88Q-11-102 1-102T11-92Q4-97-3-94z")
            block.discs("lamp", [(-9, -101), (0, -106), (9, -102)], 4)
            block.draw("clay", "M-9-103Q-26-126-44-118M9-104Q28-128 44-116", 2.4)
    for row, (y, tall, count) in enumerate(((716, 120, 11), (800, 170, 9))):
        for number in range(count):
            x = 1200 / count * (number + 0.5) + block.spread(-12, 12) + row * 14
            people.from_behind(
                block,
                x,
                y,
                tall,
                people.anyone(
                    block, hat="none", coat=block.chance.choice(("roof", "night", "deep", "near", "sea2"))
                ),
            )


def market(block: Block) -> None:
    """A market under awnings."""
    _hills_behind(block, 320, "clear")
    for x, wide, wall in ((180, 300, "wall"), (520, 320, "clay"), (900, 340, "wall")):
        buildings.house(block, x, 520, wide, wall=wall)
    land.ground(block, 516, "sand", cut="stone", many=40)
    stripes = [("clay", "wall"), ("near", "wall"), ("sea2", "wall")]
    for number, x in enumerate((250, 610, 960)):
        dark, light = stripes[number]
        block.draw("roof", f"M{x - 140} 690V440M{x + 140} 690V440", 6)
        people.seated(
            block, x - 30, 590, 190, people.anyone(block, hat=block.chance.choice(("straw", "none")))
        )
        for stripe in range(8):
            ink = dark if stripe % 2 == 0 else light
            left = x - 168 + stripe * 42
            block.fill(ink, f"M{x - 128 + stripe * 32} 400h32L{left + 42} 462q-21 26-42 0z")
        block.fill("clay", f"M{x - 160} 600h320v14h-320zM{x - 150} 614h300v84h-300z")
        block.draw("roof", f"M{x - 150} 642h300M{x - 150} 670h300", 2)
        for place in (-110, -40, 36, 108):
            things.crate(
                block, x + place, 602, 66, heap=block.chance.choice(("sun", "clay", "mid", "field", "wall"))
            )
    for x, pose in ((420, "hold"), (500, "walk"), (760, "point"), (846, "hold")):
        people.standing(block, x, 764, 214, people.anyone(block, hat="none"), pose, flip=x > 700)
    things.basket(block, 560, 770, 70, heap="mid", seeds=False)


def solar_roofs(block: Block) -> None:
    """Roofs of the village under solar panels, two fitters at work."""
    _hills_behind(block, 330, "sky")
    for x, y, wide, wall in ((170, 500, 260, "wall"), (450, 480, 220, "clay"), (1020, 490, 280, "wall")):
        buildings.house(block, x, y, wide, wall=wall)
        buildings.solar(block, x - 40, y - wide * 0.5, wide * 0.4)
        buildings.solar(block, x + 50, y - wide * 0.5, wide * 0.4)
    for x in range(560, 980, 84):
        growth.tree(block, x, 520, 110)
    land.ground(block, 500, "mid", cut="near", many=30)
    block.fill("wall", "M-20 560H1220V800H-20z")
    block.fill("shade", "M-20 560H1220v26H-20z")
    block.fill(
        "stone",
        "".join(
            gouge(block.spread(-20, 1180), block.spread(604, 796), block.spread(30, 100), 0, 2.4)
            for _ in range(26)
        ),
    )
    for row, (y, wide) in enumerate(((690, 250), (782, 300))):
        for number in range(4):
            buildings.solar(block, 180 + number * (wide + 26) - row * 30, y, wide)
    people.bending(block, 560, 676, 190, people.Look(coat="clay", hat="cap"))
    people.standing(block, 780, 700, 206, people.Look(coat="sea2", hat="cap"), "hold", flip=True)
    people.standing(block, 1000, 640, 150, people.anyone(block, coat="near", hat="none"), "rest", flip=True)


def ancestral_hall(block: Block) -> None:
    """The ancestral hall on a feast day."""
    _hills_behind(block, 330)
    growth.tree(block, 120, 620, 380)
    growth.tree(block, 1090, 620, 400)
    buildings.hall(block, 600, 640, 780)
    land.ground(block, 640, "sand", cut="stone", many=44)
    things.pennants(block, 110, 300, 330)
    things.pennants(block, 770, 300, 330)
    for x, y, pose in ((380, 730, "walk"), (560, 712, "hold"), (650, 716, "rest"), (850, 740, "wave")):
        people.standing(block, x, y, 176, people.anyone(block, hat="none"), pose, flip=x > 600)
    people.child(block, 450, 744, 116, "sun")
    people.child(block, 760, 748, 120, "clay", flip=True)
