"""Scenes indoors: signing, class, clinic, canteen, workshop, studio; and work in the fields close up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.demonstration.pictures import buildings, growth, land, people, things
from lianjian.demonstration.pictures.woodcut import gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block


def _room(block: Block, wall: str = "glow2", floor: str = "clay", *, line: float = 600) -> None:
    """A wall with a skirting and a boarded floor."""
    block.box(wall, 0, 0, 1200, line)
    block.fill(
        "line",
        "".join(
            gouge(block.spread(-20, 1180), block.spread(40, line - 40), block.spread(20, 60), 0, 1.8)
            for _ in range(26)
        ),
    )
    block.box(floor, 0, line, 1200, 800 - line)
    block.box("roof", 0, line - 10, 1200, 12)
    boards = "".join(f"M0 {y}H1200" for y in (line + 40, line + 92, line + 156))
    block.draw(
        "roof",
        boards + "".join(f"M{x} {num(line)}L{num(600 + (x - 600) * 1.5)} 800" for x in range(60, 1200, 150)),
        2,
    )


def _window(block: Block, x: float, y: float, wide: float, tall: float, *, night: bool = False) -> None:
    """A window on the hills."""
    block.box("roof", x - 10, y - 10, wide + 20, tall + 20)
    block.box("night" if night else "clear", x, y, wide, tall)
    if night:
        block.disc("glow", x + wide * 0.72, y + tall * 0.3, 20)
        block.fill(
            "night2",
            f"M{x} {y + tall}V{num(y + tall * 0.7)}Q{num(x + wide * 0.3)} {num(y + tall * 0.45)} {num(x + wide * 0.55)} {num(y + tall * 0.7)}T{x + wide} {num(y + tall * 0.6)}V{y + tall}z",
        )
    else:
        block.disc("sun", x + wide * 0.7, y + tall * 0.3, min(wide, tall) * 0.12)
        block.fill(
            "far",
            f"M{x} {y + tall}V{num(y + tall * 0.6)}Q{num(x + wide * 0.25)} {num(y + tall * 0.3)} {num(x + wide * 0.5)} {num(y + tall * 0.6)}T{x + wide} {num(y + tall * 0.5)}V{y + tall}z",
        )
        block.fill(
            "mid",
            f"M{x} {y + tall}V{num(y + tall * 0.8)}Q{num(x + wide * 0.4)} {num(y + tall * 0.6)} {x + wide} {num(y + tall * 0.84)}V{y + tall}z",
        )
    block.draw("roof", f"M{num(x + wide / 2)} {y}v{tall}M{x} {num(y + tall * 0.5)}h{wide}", 6)


def signing(block: Block) -> None:
    """Parties signing at a long table."""
    _room(block, "glow2", "clay", line=640)
    block.box("near", 210, 70, 780, 330)
    block.fill("mid", "M210 400V280Q330 160 460 270T700 240T990 250V400z")
    block.fill("far", "M210 400V330Q380 250 540 330T990 310V400z")
    block.disc("sun", 800, 160, 46)
    block.draw("lamp", "M226 86H974V384H226z", 5)
    for x in (110, 1090):
        block.fill("clay", f"M{x - 36} 650h72l-12 70h-48z")
        growth.bush(block, x, 654, 120, ink="deep", cut="mid")
    for number in range(8):
        people.standing(
            block,
            260 + number * 98,
            620,
            268 + block.spread(-14, 14),
            people.anyone(block, hat="none"),
            "rest",
            flip=number > 3,
        )
    things.table(block, 600, 610, 900, cloth="sea2", drop=130)
    coats = block.chance.sample(("near", "wall", "deep", "clay", "sea"), 3)
    for number, coat in enumerate(coats):
        x = 340 + number * 260
        people.seated(
            block, x, 610, 290, people.Look(coat=coat, hair=("short", "bun", "grey")[number]), "write"
        )
        things.paper(block, x + 6, 612)
        things.cup(block, x + 78, 612)
    growth.flowers(block, 470, 598, 60, "sun", 9)
    growth.flowers(block, 730, 598, 60, "sun", 9)


def night_class(block: Block) -> None:
    """An evening class on tea or trees."""
    block.box("night", 0, 0, 1200, 800)
    block.fill("lamp", "M600 40L120 800H1080z", opacity=0.14)
    _window(block, 70, 130, 190, 210, night=True)
    _window(block, 950, 130, 190, 210, night=True)
    block.box("clay", 320, 100, 560, 320)
    block.box("deep", 336, 116, 528, 288)
    with block.at(500, 280):
        block.draw(
            "line",
            "M0 100Q0 10 14-90M4 40Q-70 30-96-30Q-30-30 6 10M8 0Q70-10 92-70Q34-66 10-30M-60 0Q-30 10-6 20M64-46Q36-30 12-16",
            5,
        )
    block.draw("line", "M680 180h130M680 210h90M680 260h130M680 290h110M680 340h60", 4, dash="30 10")
    block.draw("roof", "M600 0V46", 4)
    block.fill("field", "M556 80L578 46h44l22 34z")
    block.disc("lamp", 600, 86, 18)
    people.standing(block, 800, 600, 330, people.anyone(block, hat="none", coat="wall"), "point", flip=True)
    block.box("night2", 0, 560, 1200, 240)
    for row, (y, tall, count) in enumerate(((640, 200, 6), (724, 240, 6), (822, 290, 5))):
        for number in range(count):
            x = 1200 / count * (number + 0.5) + block.spread(-16, 16) + (row % 2) * 30 - 15
            people.from_behind(block, x, y, tall, people.anyone(block, hat="none"))
        block.box("clay", 0, y - 6, 1200, 12 + row * 3)


def clinic(block: Block) -> None:
    """A doctor taking an elder's blood pressure."""
    _room(block, "clear", "sand", line=620)
    _window(block, 130, 110, 260, 240)
    block.box("roof", 820, 90, 270, 330)
    block.box("wall", 830, 100, 250, 310)
    block.draw("stone", "M830 178h250M830 256h250M830 334h250M955 100v310", 4)
    for row in range(4):
        for number in range(6):
            ink = block.chance.choice(("sea2", "clay", "near", "field", "sea"))
            x = 846 + number * 38 + (8 if number > 2 else 0)
            block.box(ink, x, 130 + row * 78, 22, 46)
            block.box("roof", x + 5, 122 + row * 78, 12, 9)
    with block.at(600, 190):
        block.fill("near", "M-18-56h36v38H56v36H18V56h-36V18H-56v-36h38z")
    things.table(block, 600, 610, 640, cloth="near", drop=150)
    people.seated(block, 420, 610, 400, people.Look(coat="wall", hair="short"), "rest")
    block.draw("roof", "M404 360Q400 430 424 440Q446 430 440 360", 5)
    people.seated(block, 780, 610, 390, people.Look(coat="clay", hair="grey"), "rest", flip=True)
    block.draw("sea2", "M700 520l40-34", 26)
    block.draw("roof", "M690 534Q640 560 600 590", 4)
    block.box("roof", 556, 556, 84, 46)
    block.box("clear", 564, 562, 68, 28)
    things.paper(block, 380, 612)
    people.standing(block, 1010, 740, 400, people.Look(coat="sea2", hair="bun"), "write", flip=True)


def canteen(block: Block) -> None:
    """Elders eating together."""
    _room(block, "glow2", "sand", line=560)
    _window(block, 110, 100, 280, 220)
    _window(block, 800, 100, 280, 220)
    for x in (520, 680):
        buildings.lantern(block, x, 60, 30)
    people.standing(block, 600, 600, 300, people.Look(coat="wall", hat="none", hair="bun"), "hold")
    block.fill("clay", "M636 420h96v10h-96z")
    block.fill("line", "M646 402h34l-6 18h-22zM690 402h34l-6 18h-22z")
    for x, y, wide, tall in ((260, 580, 360, 250), (950, 590, 360, 250)):
        for place, coat in ((-100, "near"), (10, "clay"), (110, "sea2")):
            people.seated(
                block,
                x + place,
                y,
                tall,
                people.Look(coat=coat, hair=block.chance.choice(("grey", "grey", "bun"))),
                "rest",
                flip=place > 0,
            )
        things.table(block, x, y, wide, cloth="clay", drop=110)
        for place in (-100, 0, 100):
            block.fill("line", f"M{x + place - 24} {y - 20}h48l-9 20h-30z")
            block.fill("sea2", f"M{x + place - 22} {y - 15}h44l-2 5h-40z")
    for x in (470, 740):
        people.from_behind(
            block, x, 800, 300, people.Look(coat=block.chance.choice(("mid", "sea", "deep")), hair="grey")
        )
    things.table(block, 600, 690, 420, cloth="clay", drop=110)
    for x in (460, 600, 730):
        block.fill("line", f"M{x - 34} 664h68l-12 26h-44z")
        block.draw("stone", f"M{x - 12} 650q-8-14 2-26M{x + 8} 650q-8-14 2-26", 3)


def livestream(block: Block) -> None:
    """Fruit sold live over the telephone."""
    land.sky(block, "sky", sun=(block.spread(240, 340), 160))
    land.hills(block, land.ridge(block, 360, 120, 3), "far", marks="contour")
    for x in (140, 420, 760, 1060):
        growth.tree(block, x, 560, 320, fruit="sun", many=34)
    land.ground(block, 540, "near", cut="mid", many=30)
    coat = block.chance.choice(("clay", "sea2"))
    people.standing(block, 470, 760, 420, people.Look(coat=coat, hair="long"), "lift")
    block.discs("sun", [(552, 346), (566, 330), (578, 350), (560, 362)], 15)
    people.standing(block, 330, 740, 360, people.anyone(block, hat="straw", coat="wall"), "hold")
    things.table(block, 480, 630, 560, cloth="wall", drop=140)
    for x in (260, 380, 590, 700):
        things.crate(block, x, 626, 108, heap="sun")
    things.basket(block, 486, 628, 92, heap="clay")
    things.camera_stand(block, 880, 770, 430, flip=True)
    people.standing(block, 1010, 764, 370, people.anyone(block, hat="none", coat="deep"), "hold", flip=True)


def mushroom_shed(block: Block) -> None:
    """Shelves of mushrooms in a shed."""
    block.box("shade", 0, 0, 1200, 800)
    block.fill("roof", "M0 0H1200V110L600 20L0 110z")
    block.draw("clay", "M0 130L600 40L1200 130M300 0V86M900 0V86M600 0V46", 9)
    block.fill("clear", "M540 170h120v210H540z")
    block.draw("roof", "M540 170h120v210H540zM600 170v210", 5)
    block.box("sand", 0, 640, 1200, 160)
    for side in (0, 1):
        for row in range(4):
            y = 230 + row * 130
            for number in range(6):
                share = number / 6
                x = 30 + number * 74 if side == 0 else 1170 - number * 74
                size = 1 - share * 0.45
                yy = y + (400 - y) * share * 0.5
                block.fill(
                    "clay",
                    f"M{num(x - 34 * size)} {num(yy)}h{num(68 * size)}v{num(44 * size)}h{num(-68 * size)}z",
                )
                block.draw(
                    "roof",
                    f"M{num(x - 26 * size)} {num(yy + 14 * size)}h{num(50 * size)}M{num(x - 26 * size)} {num(yy + 30 * size)}h{num(40 * size)}",
                    2,
                )
                for place in (-20, 4, 24):
                    px, tall = x + place * size, block.spread(14, 26) * size
                    block.fill(
                        "wall", f"M{num(px - 4 * size)} {num(yy)}v{num(-tall)}h{num(8 * size)}v{num(tall)}z"
                    )
                    block.fill(
                        "line",
                        f"M{num(px - 15 * size)} {num(yy - tall + 3)}Q{num(px)} {num(yy - tall - 24 * size)} {num(px + 15 * size)} {num(yy - tall + 3)}z",
                    )
            line = (
                f"M0 {y + 46}L470 {num(y + 46 + (400 - y) * 0.42 - 18)}"
                if side == 0
                else f"M1200 {y + 46}L730 {num(y + 46 + (400 - y) * 0.42 - 18)}"
            )
            block.draw("roof", line, 7)
    block.fill(
        "stone",
        "".join(
            gouge(block.spread(0, 1150), block.spread(660, 790), block.spread(30, 90), 0, 2.6)
            for _ in range(26)
        ),
    )
    people.standing(block, 470, 740, 380, people.anyone(block, hat="cap", coat="sea2"), "lift", flip=True)
    people.standing(block, 720, 748, 380, people.anyone(block, hat="none", coat="near"), "hold", flip=True)
    things.basket(block, 600, 764, 150, heap="line")


def expert_field(block: Block) -> None:
    """An expert among farmers in a vegetable field."""
    land.sky(block, block.chance.choice(("sky", "clear", "mist")), sun=(block.spread(240, 500), 150))
    land.hills(block, land.ridge(block, 320, 130, 3), "far", marks="slope")
    land.hills(block, land.ridge(block, 380, 60, 4), "mid", marks="none")
    block.box("sand", 0, 384, 1200, 420)
    for number in range(11):
        at = (number - 5) * 1.0
        x_far, x_near = 600 + at * 52, 600 + at * 230
        block.fill("clay", f"M{num(x_far - 13)} 388h26L{num(x_near + 76)} 800h-152z")
        for step in range(9):
            share = (step / 9) ** 1.5
            x, y = x_far + (x_near - x_far) * share, 396 + share * 400
            growth.bush(block, x, y + 8, 20 + share * 110, ink="near", cut="field")
    people.standing(block, 600, 720, 350, people.Look(coat="wall", hair="grey"), "point")
    people.standing(block, 420, 736, 340, people.anyone(block, hat="straw", coat="clay"), "rest")
    people.standing(block, 800, 730, 340, people.anyone(block, hat="straw", coat="sea2"), "hold", flip=True)
    people.standing(block, 920, 742, 336, people.Look(coat="deep", hair="bun"), "write", flip=True)
    people.bending(block, 250, 620, 200, people.anyone(block, hat="straw", coat="near"))


def seedlings(block: Block) -> None:
    """Seedlings under glass."""
    block.box("clear", 0, 0, 1200, 800)
    block.disc("glow2", 600, 260, 230)
    land.hills(block, land.ridge(block, 400, 90, 3), "far", marks="none")
    arches = ""
    for number in range(6):
        share = number / 5
        wide, top = 300 + share * 460, 240 - share * 250
        arches += f"M{num(600 - wide)} 800V{num(top + 190)}Q{num(600 - wide)} {num(top)} 600 {num(top)}T{num(600 + wide)} {num(top + 190)}V800"
    block.draw("sea2", arches, 6)
    block.draw("sea2", "M600 240V-20M300 430L-200 200M900 430L1400 200M380 300L40 -40M820 300L1160 -40", 3)
    block.box("sand", 0, 450, 1200, 350)
    for number in range(6):
        at = number - 2.5
        far, near = 600 + at * 96, 600 + at * 330
        block.fill("roof", f"M{num(far - 38)} 456h76L{num(near + 130)} 800h-260z")
        for step in range(10):
            share = (step / 9.5) ** 1.6
            x, y, size = far + (near - far) * share, 462 + share * 320, 12 + share * 46
            for place in (-0.8, -0.25, 0.3, 0.85):
                px = x + place * (34 + share * 100)
                block.fill(
                    "mid" if step % 2 else "near",
                    gouge(px, y, size, -60, size * 0.22)
                    + gouge(px, y, size, -120, size * 0.22)
                    + gouge(px, y, size * 0.9, -90, size * 0.16),
                )
    people.standing(block, 430, 700, 330, people.anyone(block, hat="none", coat="wall"), "hold")
    block.fill("roof", "M480 560h92v16h-92z")
    growth.grass(block, 500, 560, 34, ink="near")
    growth.grass(block, 526, 560, 38, ink="near")
    growth.grass(block, 552, 560, 34, ink="near")
    people.standing(block, 770, 690, 320, people.anyone(block, hat="straw", coat="clay"), "point", flip=True)


def harvest(block: Block) -> None:
    """The rice harvest: sheaves, and a truck at the edge."""
    land.sky(block, "sky", sun=(block.spread(700, 940), 170), radius=80)
    land.hills(block, land.ridge(block, 360, 140, 3), "far", marks="slope")
    land.hills(block, land.ridge(block, 420, 70, 4), "mid", marks="contour", lines=3)
    block.box("field", 0, 430, 1200, 370)
    block.fill(
        "clay",
        "".join(
            gouge(
                x + block.spread(-8, 8),
                452 + (x * 7) % 90,
                block.spread(24, 44),
                -90 + block.spread(-14, 14),
                3,
            )
            for x in range(0, 1200, 9)
        ),
    )
    block.fill("sand", "M-20 560Q300 540 620 556T1220 548V800H-20z")
    block.fill(
        "stone",
        "".join(
            gouge(
                block.spread(-10, 1190),
                block.spread(580, 796),
                block.spread(14, 26),
                -90 + block.spread(-16, 16),
                2.4,
            )
            for _ in range(150)
        ),
    )
    things.truck(block, 960, 560, 220, load="field")
    for x, y, tall in ((180, 640, 90), (290, 650, 92), (840, 650, 92), (1000, 690, 104), (560, 640, 88)):
        growth.sheaf(block, x, y, tall)
    people.bending(block, 400, 640, 210, people.anyone(block, hat="straw", coat="sea2"))
    people.bending(block, 700, 690, 220, people.anyone(block, hat="straw", coat="clay"), flip=True)
    people.standing(block, 520, 750, 250, people.anyone(block, hat="straw", coat="near"), "hold")
    growth.sheaf(block, 586, 680, 70)
    growth.sheaf(block, 330, 766, 130)
    growth.sheaf(block, 880, 774, 136)
