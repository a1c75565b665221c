"""Houses of the Fujian coast: swallow-tail ridges, red brick, granite; and what villages build now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.demonstration.pictures.woodcut import gouge, num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block


def swallow_roof(
    block: Block,
    half: float,
    eaves: float,
    rise: float,
    *,
    tiles: str = "roof",
    ridge: str = "clay",
    lines: int = 9,
) -> None:
    """A roof whose ridge curves up into swallow tails; eaves at height ``eaves`` (negative is up), centred on x 0."""
    top = eaves - rise
    block.fill(
        tiles,
        f"M{num(-half - 16)} {num(eaves + 3)}Q{num(-half * 0.9)} {num(eaves - 6)} {num(-half * 0.86)} {num(top + 2)}Q0 {num(top + 12)} {num(half * 0.86)} {num(top + 2)}Q{num(half * 0.9)} {num(eaves - 6)} {num(half + 16)} {num(eaves + 3)}Q0 {num(eaves + 9)} {num(-half - 16)} {num(eaves + 3)}z",
    )
    cuts = ""
    for number in range(1, lines):
        share = number / lines * 2 - 1
        cuts += f"M{num(share * half * 0.84)} {num(top + 14)}L{num(share * (half + 8))} {num(eaves + 1)}"
    block.draw("stone", cuts, 1.6)
    tail, lift = half * 0.96, rise * 0.34
    block.fill(
        ridge,
        f"M{num(-tail - 12)} {num(top - lift)}Q{num(-half * 0.6)} {num(top + 5)} 0 {num(top + 4)}T{num(tail + 12)} {num(top - lift)}L{num(tail - 2)} {num(top + 5)}Q{num(half * 0.5)} {num(top + 15)} 0 {num(top + 14)}T{num(-tail + 2)} {num(top + 5)}z",
    )


def house(
    block: Block,
    x: float,
    y: float,
    wide: float,
    *,
    wall: str = "wall",
    ridge: str = "clay",
    tiles: str = "roof",
    open_door: bool = False,
) -> None:
    """A single-storey house of three bays, base centre at (x, y)."""
    with block.at(x, y, wide / 200):
        block.box(wall, -88, -78, 176, 78)
        block.box("stone", -88, -16, 176, 16)
        block.draw(
            "shade" if wall == "wall" else "roof",
            "M-88-8H88M-60-16v8M-20-16v8M24-16v8M64-16v8M-40-8v8M4-8v8M44-8v8",
            1.5,
        )
        block.box("roof", -18, -60, 36, 60)
        block.box("lamp" if open_door else "clay", -14, -56, 28, 56)
        if not open_door:
            block.draw("roof", "M0-56V0M-6-30v5M6-30v5", 2)
        for side in (-62, 36):
            block.box("roof", side, -58, 28, 30)
            block.draw("line", f"M{side + 7}-56v26M{side + 14}-56v26M{side + 21}-56v26", 1.6)
        swallow_roof(block, 94, -76, 44, tiles=tiles, ridge=ridge)


def stone_house(block: Block, x: float, y: float, wide: float) -> None:
    """An old granite house, restored: coursed stone, new timber, a lamp by the door."""
    with block.at(x, y, wide / 300):
        block.box("stone", -140, -120, 280, 120)
        cuts = ""
        for course in range(7):
            yy = -17 * course
            cuts += f"M-140 {yy}H140"
            for column in range(6):
                cuts += f"M{-132 + column * 50 + (course % 2) * 24 + block.chance.randint(-5, 5)} {yy}v-17"
        block.draw("shade", cuts, 2)
        block.box("roof", -24, -84, 48, 84)
        block.box("lamp", -18, -78, 36, 78)
        block.box("clay", -18, -78, 13, 78)
        for side in (-104, 62):
            block.box("roof", side, -88, 42, 44)
            block.box("lamp", side + 5, -83, 32, 34)
            block.draw("clay", f"M{side + 21}-83v34M{side + 5}-66h32", 4)
        block.box("wall", -30, -94, 60, 9)
        swallow_roof(block, 146, -116, 54, tiles="clay", ridge="roof", lines=15)


def hall(block: Block, x: float, y: float, wide: float, *, wall: str = "clay") -> None:
    """An ancestral hall: three roofs stepped, columns, lanterns."""
    with block.at(x, y, wide / 420):
        block.box("stone", -210, -14, 420, 14)
        block.box(wall, -190, -110, 380, 96)
        cuts = "".join(
            f"M{-186 + (number % 12) * 32 + (number // 12 % 2) * 14} {-104 + (number // 12) * 12}h18"
            for number in range(96)
        )
        block.draw("shade", cuts, 1.3)
        block.box("roof", -84, -104, 168, 90)
        for side in (-150, 118):
            block.box("stone", side - 4, -84, 40, 44)
            block.box("roof", side, -80, 32, 36)
            block.draw("line", f"M{side + 8}-80v36M{side + 16}-80v36M{side + 24}-80v36", 2)
        block.box("lamp", -30, -84, 60, 70)
        block.box("clay", -30, -84, 16, 70)
        block.box("clay", 14, -84, 16, 70)
        for column in (-78, -40, 30, 68):
            block.box("wall", column, -104, 10, 90)
        for lamp in (-57, 51):
            lantern(block, lamp + 3, -92, 12)
        with block.at(-138, -2):
            swallow_roof(block, 66, -106, 40, lines=8)
        with block.at(138, -2):
            swallow_roof(block, 66, -106, 40, lines=8)
        swallow_roof(block, 112, -118, 62, lines=13)


def lantern(block: Block, x: float, y: float, size: float) -> None:
    """A round lantern on a short cord."""
    block.draw("roof", f"M{num(x)} {num(y)}v{num(size * 0.5)}", 1.6)
    block.fill(
        "clay",
        f"M{num(x)} {num(y + size * 0.5)}q{num(size)} 0 {num(size)} {num(size * 0.75)}t{num(-size)} {num(size * 0.75)}t{num(-size)} {num(-size * 0.75)}t{num(size)} {num(-size * 0.75)}z",
    )
    block.draw(
        "lamp",
        f"M{num(x)} {num(y + size * 0.6)}v{num(size * 1.3)}M{num(x - size * 0.5)} {num(y + size * 0.75)}v{num(size)}M{num(x + size * 0.5)} {num(y + size * 0.75)}v{num(size)}M{num(x)} {num(y + size * 2.1)}v{num(size * 0.6)}",
        1.5,
    )


def office(block: Block, x: float, y: float, wide: float, *, panels: bool = False) -> None:
    """The village office of today: two storeys, a gallery, a row of windows."""
    with block.at(x, y, wide / 440):
        block.box("wall", -210, -210, 420, 210)
        block.box("shade", 120, -210, 90, 210)
        block.box("stone", -222, -222, 444, 14)
        block.box("clay", -210, -108, 420, 10)
        block.draw("stone", "M-210-150H120M-210-142H120", 3)
        block.draw("stone", "".join(f"M{number}-142v32" for number in range(-200, 120, 14)), 2)
        for column in (-190, -120, -50, 140):
            block.box("sea2", column, -196, 44, 42)
            block.draw("line", f"M{column + 22}-196v42M{column + 4}-160l14-30", 2)
        block.box("sea2", 30, -196, 62, 46)
        block.draw("line", "M61-196v46", 2)
        for column in (-186, -116, 140):
            block.box("roof", column, -78, 46, 52)
            block.box("sea", column + 4, -74, 38, 44)
            block.draw("line", f"M{column + 23}-74v44", 2)
        block.box("roof", -36, -86, 100, 86)
        block.box("glow", -30, -80, 42, 80)
        block.box("sea", 16, -80, 42, 80)
        block.draw("roof", "M37-80V0", 3)
        block.fill("clay", "M-52-92H80l10 10H-62z")
        block.fill("stone", "M-64-6H92V0H-64zM-76 0H104v7H-76z")
        if panels:
            solar(block, -110, -222, 150)
            solar(block, 70, -222, 150)


def solar(block: Block, x: float, y: float, wide: float) -> None:
    """A tilted solar panel standing on (x, y)."""
    with block.at(x, y, wide / 150):
        block.draw("roof", "M-52 0V-12M52 0V-30M-20 0V-20", 4)
        block.fill("night", "M-76-8L-52-52H76L60-8z")
        block.draw("sea", "M-68-22H64M-60-37H70M-40-8L-18-52M-4-8L16-52M30-8L48-52", 2.4)


def stage(block: Block, x: float, y: float, wide: float) -> None:
    """An open opera stage on stone, under a swallow-tail roof, with lanterns."""
    with block.at(x, y, wide / 440):
        block.box("stone", -200, -60, 400, 60)
        cuts = "".join(
            f"M{-200 + (number % 8) * 52 + (number // 8 % 2) * 24} {-46 + (number // 8) * 16}h40"
            for number in range(24)
        )
        block.draw("shade", cuts, 2.4)
        block.box("glow", -168, -196, 336, 136)
        block.fill("clay", "M-168-196h336v22Q126-150 84-174Q42-150 0-174Q-42-150-84-174Q-126-150-168-174z")
        block.fill("clay", "M-168-190h34Q-128-120-152-60h-16zM168-190h-34Q128-120 152-60h16z")
        block.draw(
            "lamp",
            "M-160-186Q-146-120-158-64M160-186Q146-120 158-64M-148-186Q-138-130-146-80M148-186Q138-130 146-80",
            2,
        )
        for column in (-182, 168):
            block.box("roof", column, -204, 14, 146)
        block.box("roof", -190, -208, 380, 14)
        for lamp in (-120, -60, 0, 60, 120):
            lantern(block, lamp, -196, 11)
        swallow_roof(block, 204, -206, 82, lines=19)


def greenhouse(block: Block, x: float, y: float, wide: float) -> None:
    """An arched greenhouse seen from its end, open."""
    with block.at(x, y, wide / 300):
        block.fill("clear", "M-150 0V-70Q-150-170 0-170T150-70V0z")
        block.fill("line", gouge(-120, -60, 90, -58, 12) + gouge(-88, -50, 90, -60, 8))
        block.draw("sea2", "M-150 0V-70Q-150-170 0-170T150-70V0", 6)
        block.draw("sea2", "M-110 0V-130M110 0V-130M-150-66H150M-50 0V-164M50 0V-164", 2.5)


def turbine(
    block: Block, x: float, y: float, tall: float, *, turn: float = 0, ink: str = "wall", edge: str = "sea2"
) -> None:
    """A wind turbine, foot at (x, y)."""
    with block.at(x, y, tall / 200):
        block.fill(ink, "M-5 0L-2-130h4L5 0z")
        block.draw(edge, "M3-6L1-126", 1.6)
        with block.at(0, -132, 1, turn=turn):
            for blade in (0, 120, 240):
                with block.at(0, 0, 1, turn=blade):
                    block.fill(ink, "M-3-4Q-8-40-1-84Q4-40 3-4z")
                    block.draw(edge, "M1-10Q3-40 0-74", 1.2)
        block.disc(edge, 0, -132, 5)


def bridge(block: Block, x: float, y: float, wide: float) -> None:
    """A stone bridge with a single arch; the water line is at ``y``."""
    with block.at(x, y, wide / 500):
        block.fill("stone", "M-250 0V-56Q-120-150 0-150T250-56V0H120Q112-104 0-104T-120 0z")
        cuts = "".join(
            gouge(-225 + number * 32, -22 - 58 * (1 - abs(number - 7) / 7.5), 22, 0, 2)
            for number in range(15)
            if not 3 < number < 11
        )
        cuts += "M-120 0Q-112-104 0-104T120 0l-10 0Q102-95 0-95T-110 0z"
        block.fill("shade", cuts)
        block.draw("roof", "M-250-72Q-120-166 0-166T250-72", 6)
        block.draw(
            "roof",
            "".join(
                f"M{number} {num(-150 + (number / 250) ** 2 * 94)}v-18" for number in range(-240, 250, 40)
            ),
            4,
        )


def fence(block: Block, x: float, y: float, long: float, *, ink: str = "clay") -> None:
    """A low fence of bamboo."""
    data = "".join(f"M{num(x + step)} {num(y)}v-34" for step in range(0, int(long), 22))
    block.draw(
        ink, data + f"M{num(x - 8)} {num(y - 25)}h{num(long)}M{num(x - 8)} {num(y - 12)}h{num(long)}", 3.4
    )
