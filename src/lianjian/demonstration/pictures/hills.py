"""Scenes of the hills: tea, orchards, terraces, roads, bees, bamboo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.demonstration.pictures import buildings, growth, land, people, things
from lianjian.demonstration.pictures.woodcut import curve, gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block


def _backdrop(block: Block, *, air: str = "sky", horizon: float = 400, sun: bool = True) -> None:
    """Sky and two ranges, each time with other tops."""
    place = (block.spread(640, 960), block.spread(150, 215)) if sun else None
    land.sky(block, air, sun=place)
    land.hills(
        block,
        land.ridge(block, horizon - 40, 150, block.chance.choice((3, 4))),
        "far",
        marks="contour",
        depth=120,
        lines=5,
    )
    land.hills(block, land.ridge(block, horizon + 40, 110, block.chance.choice((3, 4))), "mid", marks="slope")


def tea_hills(block: Block) -> None:
    """Tea in rows, pickers between them."""
    _backdrop(block, air=block.chance.choice(("sky", "mist")))
    crest = [(380.0, 560.0), (620.0, 440.0), (860.0, 396.0), (1080.0, 420.0), (1330.0, 470.0)]
    foot = [(300.0, 800.0), (560.0, 780.0), (840.0, 740.0), (1100.0, 720.0), (1330.0, 730.0)]
    block.fill("near", f"{curve(crest)}V800H300z")
    land.rows(block, foot, [(x, y + 16) for x, y in crest], 11, "mid", width=(4, 14))
    land.path_up(
        block, [(700, 830), (640, 742), (760, 668), (716, 600), (800, 540), (790, 486), (850, 448)], 62, 10
    )
    left = [(-80.0, 470.0), (140.0, 478.0), (330.0, 530.0), (520.0, 640.0), (700.0, 780.0)]
    base = [(-80.0, 850.0), (140.0, 850.0), (300.0, 840.0), (460.0, 830.0), (640.0, 830.0)]
    block.fill("deep", f"{curve(left)}L700 820H-80z")
    land.rows(block, base, [(x, y + 18) for x, y in left], 11, "near", width=(8, 20), dash=(30, 8))
    land.rows(block, base, [(x, y + 14) for x, y in left], 11, "field", width=(2.5, 6), dash=(22, 16))
    for x, y, tall in ((250, 640, 150), (400, 726, 180)):
        people.bending(
            block,
            x,
            y,
            tall,
            people.anyone(block, hat="straw", coat=block.chance.choice(("clay", "wall", "sea2"))),
        )
    people.standing(block, 905, 640, 130, people.anyone(block, hat="straw", coat="clay"), "hold", flip=True)
    things.basket(block, 846, 644, 44, heap="mid", seeds=False)
    buildings.house(block, 1010, 486, 120)
    growth.tree(block, 1110, 760, 210)


def orchard(block: Block) -> None:
    """Fruit trees heavy with loquats or longans."""
    _backdrop(block, horizon=360)
    land.ground(block, 470, "near", cut="mid", many=40)
    fruit = block.chance.choice(("sun", "clay"))
    for x, y, tall in ((120, 560, 190), (420, 540, 170), (700, 548, 180), (1010, 560, 190)):
        growth.tree(block, x + block.spread(-24, 24), y, tall, fruit=fruit)
    land.ground(block, 640, "deep", cut="near", many=34)
    growth.tree(block, 300, 742, 420, fruit=fruit, many=46)
    growth.tree(block, 960, 752, 440, fruit=fruit, many=46)
    block.draw("clay", "M868 748L902 500M904 748L930 500M872 712h36M877 664h36M883 616h36M890 566h34", 6)
    people.standing(block, 900, 660, 190, people.anyone(block, hat="straw", coat="wall"), "lift")
    people.standing(block, 566, 752, 200, people.anyone(block, hat="none", coat="clay"), "hold")
    things.crate(block, 632, 752, 96, heap=fruit)
    things.crate(block, 716, 762, 104, heap=fruit)
    things.basket(block, 470, 764, 76, heap=fruit)


def _band(block: Block, top: float, bottom: float, ink: str, shift: float, *, wet: bool) -> None:
    edge = [
        (x, top + 26 * ((number % 2) * 2 - 1) * (0.6 + shift) + block.spread(-8, 8))
        for number, x in enumerate(range(-100, 1400, 250))
    ]
    block.fill("deep", f"{curve([(x, y - 9) for x, y in edge])}V{num(bottom)}H-100z")
    block.fill(ink, f"{curve(edge)}V{num(bottom)}H-100z")
    data = ""
    for _ in range(26):
        x = block.spread(-40, 1180)
        y = block.spread(top + 34, max(bottom - 6, top + 40))
        data += (
            gouge(x, y, block.spread(30, 90), 0, 2.5)
            if wet
            else gouge(x, y + 8, block.spread(10, 18), -90 + block.spread(-16, 16), 2.6)
        )
    block.fill("line" if wet else "near", data)


def terraces(block: Block) -> None:
    """Paddy terraces, some under water, some green."""
    land.sky(block, block.chance.choice(("sky", "clear")), sun=(block.spread(250, 420), 150))
    land.hills(block, land.ridge(block, 300, 150, 3), "far", marks="slope")
    inks = ["mid", "glow", "clear", "field", "mid", "clear", "field", "glow"]
    top = 330.0
    for number, ink in enumerate(inks):
        deep = 34 + number * 9
        _band(block, top, 800, ink, number / 9, wet=ink in ("clear", "glow"))
        top += deep
    with block.at(560, 640, 1.5):
        block.fill(
            "roof",
            "M-62-52Q-50-66-8-62T52-64L70-74Q84-70 86-56L72-44Q64-40 56-44L52-20V0H42V-24L-30-22V0H-40V-24L-52-28V0H-60V-36Q-66-44-62-52z",
        )
        block.draw("shade", "M70-74Q58-92 74-96M76-73Q92-88 84-98", 4)
        block.draw("roof", "M-62-50Q-74-40-72-20", 3)
    people.standing(block, 430, 648, 178, people.anyone(block, hat="straw", coat="sea2"), "hold")
    people.bending(block, 800, 718, 180, people.anyone(block, hat="straw", coat="clay"))
    people.bending(block, 930, 560, 130, people.anyone(block, hat="straw", coat="wall"), flip=True)
    for x in range(700, 960, 44):
        growth.grass(block, x, 748, 34, ink="deep")
    buildings.house(block, 240, 372, 120)
    buildings.house(block, 330, 380, 96, wall="clay")


def road_opening(block: Block) -> None:
    """A new road, the roller still on it, the first truck coming down."""
    _backdrop(block, horizon=380)
    land.hills(block, land.ridge(block, 520, 110, 2), "near", cut="mid", marks="contour")
    land.ground(block, 600, "deep", cut="near", many=40)
    land.path_up(
        block,
        [(560, 860), (600, 742), (840, 676), (800, 600), (520, 556), (560, 500), (720, 462), (700, 420)],
        190,
        14,
        ink="shade",
    )
    block.draw(
        "line", "M584 780Q620 716 760 690Q880 660 790 606Q700 576 600 566Q520 545 570 498", 5, dash="26 20"
    )
    things.roller(block, 800, 694, 220)
    things.truck(block, 640, 520, 84, flip=True)
    for x, coat in ((330, "sea2"), (420, "clay")):
        people.standing(
            block, x, 740, 176, people.anyone(block, hat="cap", coat=coat), "pole" if x < 400 else "point"
        )
    for x, y in ((470, 770), (980, 742), (1060, 726)):
        block.fill("clay", f"M{x - 17} {y}L{x - 4} {y - 46}h8L{x + 17} {y}z")
        block.fill("line", f"M{x - 11} {y - 20}l3-10h16l3 10z")
    people.standing(block, 985, 716, 160, people.anyone(block, coat="near"), "wave", flip=True)
    people.standing(block, 1050, 712, 154, people.anyone(block, hat="straw", coat="wall"), "rest", flip=True)
    growth.pine(block, 150, 760, 300)


def beekeeping(block: Block) -> None:
    """Hives on a flowering slope."""
    _backdrop(block, air="sky")
    land.hills(block, land.ridge(block, 560, 90, 2), "near", cut="mid", marks="contour", depth=80)
    land.ground(block, 610, "deep", cut="near")
    for x, y in ((300, 600), (560, 590), (820, 600)):
        growth.flowers(block, x, y, 300, "field", 26)
    for number in range(4):
        things.hive(
            block,
            280 + number * 130,
            660 + (number % 2) * 18,
            92,
            ink=("field", "sea", "wall", "field")[number],
        )
    for number in range(3):
        things.hive(block, 340 + number * 150, 764, 112, ink=("wall", "field", "sea")[number])
    people.standing(block, 900, 752, 250, people.anyone(block, hat="straw", coat="wall"), "hold", flip=True)
    with block.at(900, 752, -2.5):
        pass
    block.fill("shade", "M846 536Q848 580 872 590H926Q946 580 952 536z", opacity=0.55)
    block.box("roof", 806, 596, 46, 66)
    block.fill("field", "M811 601h36v56h-36z")
    block.draw("clay", "M815 614h28M815 627h28M815 640h28", 2)
    block.discs("roof", [(block.spread(420, 980), block.spread(360, 620)) for _ in range(26)], 3.6)
    growth.flowers(block, 520, 790, 900, "sun", 54)
    growth.tree(block, 1120, 700, 330, fruit="line", many=40)


def bamboo_workshop(block: Block) -> None:
    """Weavers at work in front of a bamboo grove."""
    land.sky(block, "mist", sun=None)
    land.hills(block, land.ridge(block, 420, 130, 3), "far", marks="none")
    for number in range(17):
        growth.bamboo(
            block,
            number * 76 + block.spread(-20, 20),
            560,
            block.spread(400, 560),
            ink="mid",
            lean=block.spread(-40, 40),
        )
    for number in range(9):
        growth.bamboo(
            block,
            number * 150 + block.spread(-30, 30),
            620,
            block.spread(480, 640),
            ink="near",
            lean=block.spread(-50, 50),
        )
    land.ground(block, 590, "sand", cut="stone", many=40)
    looks = [("sea2", 330), ("clay", 610), ("near", 860)]
    for coat, x in looks:
        look = people.anyone(block, coat=coat, hat="none")
        block.fill("clay", f"M{x - 34} 700h62v9h-62zM{x - 28} 709h8v44h-8zM{x + 14} 709h8v44h-8z")
        block.fill(
            "roof",
            f"M{x - 26} 704Q{x - 20} 670 {x + 6} 668L{x + 64} 690L{x + 60} 756h-17L{x + 40} 712L{x + 10} 716z",
        )
        people.seated(block, x, 598, 230, look)
        things.basket(block, x + 40, 700, 86, seeds=False, heap="field")
    things.basket(block, 180, 764, 120, heap="field", seeds=False)
    things.basket(block, 1010, 770, 128, heap="field", seeds=False)
    block.draw(
        "field",
        "".join(f"M{470 + n * 5} {764 + n % 3 * 8}q60 {-20 + n * 3} 130 {n * 2 - 8}" for n in range(8)),
        3,
    )


def reservoir(block: Block) -> None:
    """A dam between hills, the lake behind it."""
    air = block.chance.choice(("clear", "sky"))
    land.sky(block, air, sun=(block.spread(700, 900), 160))
    land.hills(block, land.ridge(block, 330, 180, 3), "far", marks="slope")
    land.water(block, 350, "sea", many=70)
    block.fill("near", "M-20 300Q160 330 250 400T420 470H-20z")
    block.fill("mid", "".join(gouge(x, 330 + x * 0.28, 60, 40, 5) for x in range(0, 340, 22)))
    block.fill("near", "M1220 280Q1060 330 960 400T780 470H1220z")
    block.fill("mid", "".join(gouge(1200 - x, 320 + x * 0.3, 60, 140, 5) for x in range(0, 360, 22)))
    block.fill("stone", "M150 470H1050L960 720H240z")
    block.fill("wall", "M130 448H1070v24H130z")
    block.draw(
        "shade",
        "".join(f"M{190 + n * 6} {506 + n * 36}H{1010 - n * 6}" for n in range(6))
        + "".join(f"M{250 + n * 78} 474L{300 + n * 66} 718" for n in range(10)),
        3,
    )
    for x in (440, 560, 680):
        block.fill("roof", f"M{x} 520h72v44q-36 22-72 0z")
        block.fill("line", f"M{x + 8} 560h56l26 190h-108z")
        block.fill("sea", "".join(gouge(x + 12 + n * 13, 580, 150, 90 + (3 - n) * 3, 3) for n in range(5)))
    land.water(block, 716, "sea2", many=26, dark="night")
    block.draw(
        "roof",
        "M130 448v-26M1070 448v-26M130 424H1070" + "".join(f"M{x} 448v-24" for x in range(190, 1060, 60)),
        3,
    )
    for x, pose in ((500, "point"), (560, "write"), (840, "walk")):
        people.standing(
            block,
            x,
            452,
            108,
            people.anyone(block, hat="cap", coat=block.chance.choice(("clay", "sea2", "near"))),
            pose,
        )
    growth.pine(block, 110, 790, 280)


def trail(block: Block) -> None:
    """Walkers on a stone path, a board at the fork."""
    _backdrop(block, horizon=380, air=block.chance.choice(("sky", "mist")))
    land.hills(block, land.ridge(block, 520, 120, 2), "near", cut="mid")
    for x in range(40, 1200, 120):
        growth.pine(
            block, x + block.spread(-30, 30), 560 + block.spread(-20, 30), block.spread(140, 210), ink="deep"
        )
    land.ground(block, 600, "deep", cut="near")
    land.path_up(
        block, [(480, 860), (560, 740), (720, 680), (760, 620), (660, 580), (680, 550)], 170, 26, ink="shade"
    )
    block.draw(
        "stone",
        "M470 790l100 14M510 758l110 12M560 726l110 14M640 696l90 18M700 668l60 26M716 640l56 6M700 610l56-4M668 590l40-6",
        4,
    )
    things.board(block, 330, 748, 190, 120)
    with block.at(330, 612):
        block.fill("far", "M-84 48Q-40-30-4 16T84-10V48z")
        block.fill("mid", "M-84 48Q-20 10 20 30T84 26V48z")
        block.disc("sun", 44, -22, 13)
    for x, y, tall, coat in ((590, 726, 190, "clay"), (700, 690, 168, "sun"), (752, 640, 130, "sea2")):
        people.standing(
            block,
            x,
            y,
            tall,
            people.anyone(block, coat=coat, hat="cap" if coat == "sun" else "none"),
            "pole" if x != 700 else "walk",
        )
        block.fill(
            "roof",
            f"M{x - tall * 0.2:.0f} {y - tall * 0.74:.0f}h{tall * 0.13:.0f}v{tall * 0.3:.0f}h{-tall * 0.15:.0f}z",
        )
    growth.tree(block, 1010, 760, 330)
    growth.grass(block, 200, 780, 70)
    growth.grass(block, 860, 770, 60)


def signpost(block: Block) -> None:
    """A wooden signpost at the edge of a village, visitors with bicycles."""
    _backdrop(block, horizon=370)
    for x, wide, wall in ((230, 190, "wall"), (420, 150, "clay"), (980, 200, "wall")):
        buildings.house(block, x, 520, wide, wall=wall)
    land.ground(block, 520, "field", cut="clay", many=50)
    land.rows(
        block,
        [(-40.0, 690.0), (500.0, 690.0), (1240.0, 690.0)],
        [(-40.0, 545.0), (500.0, 545.0), (1240.0, 545.0)],
        7,
        "mid",
        width=(5, 14),
        dash=(16, 10),
    )
    land.ground(block, 690, "deep", cut="near", many=30)
    block.draw("roof", "M600 770V350", 20)
    block.draw("clay", "M597 760V360", 3)
    for y, left in ((372, True), (446, False), (520, True)):
        side = -1 if left else 1
        block.fill(
            "clay",
            f"M{600 - side * 34} {y}L{600 + side * 150} {y}L{600 + side * 184} {y + 27}L{600 + side * 150} {y + 54}L{600 - side * 34} {y + 54}z",
        )
        block.draw(
            "roof",
            f"M{600 - side * 20} {y + 12}L{600 + side * 140} {y + 14}M{600 - side * 10} {y + 42}L{600 + side * 130} {y + 40}",
            2,
        )
        block.disc("lamp", 600 + side * 128, y + 27, 9)
        block.fill("lamp", gouge(600 + side * 5, y + 27, side * 100, 0, 9))
    _bicycle(block, 830, 752, 1.5)
    people.standing(block, 770, 752, 220, people.anyone(block, coat="sea2", hat="cap"), "point", flip=True)
    people.standing(block, 400, 756, 214, people.anyone(block, coat="clay"), "walk")
    people.child(block, 466, 758, 140, "sun")


def _bicycle(block: Block, x: float, y: float, scale: float) -> None:
    with block.at(x, y, scale):
        for wheel in (-42, 42):
            block.draw("roof", f"M{wheel - 28}-28a28 28 0 1 0 56 0a28 28 0 1 0-56 0", 4)
            block.draw(
                "stone",
                f"M{wheel}-28m-24 0h48M{wheel}-28m0-24v48M{wheel}-28m-17-17l34 34M{wheel}-28m17-17l-34 34",
                1,
            )
        block.draw("clay", "M-42-28L-18-66H26L-2-28L-18-66M-2-28H-42M26-66L42-28M26-66L22-82H36", 4.5)
        block.fill("roof", "M-30-72h24v6h-24z")
