"""People: plain, upright figures, told apart by hat, hair, coat and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.demonstration.pictures.woodcut import num

if TYPE_CHECKING:
    from lianjian.demonstration.pictures.woodcut import Block

COATS = ("near", "clay", "sea2", "wall", "field", "deep", "mid", "sea")
_DARK = {"roof", "deep", "near", "sea2", "clay", "night"}


@dataclass(frozen=True, slots=True)
class Look:
    """``hat``: straw, cap, none; ``hair``: short, bun, long, grey; ``legs``: trousers or skirt ink."""

    coat: str = "near"
    hat: str = "none"
    hair: str = "short"
    legs: str = "roof"


def anyone(block: Block, *, hat: str | None = None, coat: str | None = None) -> Look:
    """A person by chance."""
    chosen_hat = hat if hat is not None else block.chance.choice(("none", "none", "none", "straw"))
    return Look(
        coat=coat or block.chance.choice(COATS),
        hat=chosen_hat,
        hair=block.chance.choice(("short", "short", "bun", "long", "grey")),
        legs=block.chance.choice(("roof", "roof", "deep", "night")),
    )


def _head(block: Block, look: Look, y: float = -88) -> None:
    hair = "stone" if look.hair == "grey" else "roof"
    if look.hair == "bun":
        block.disc(hair, -8.5, y - 4, 4.4)
    if look.hair == "long":
        block.fill(hair, f"M-10 {num(y - 2)}Q-12 {num(y + 13)} -8 {num(y + 15)}H4L2 {num(y)}z")
    block.fill("skin", f"M-3 {num(y + 5)}h6v8h-6z")
    block.disc("skin", 0.8, y, 8.6)
    block.fill(
        hair,
        f"M-9 {num(y + 3)}Q-11 {num(y - 11)} 1 {num(y - 11)}Q10 {num(y - 10)} 9.500 {num(y - 2)}Q4 {num(y - 6)} -2 {num(y - 4)}Q-5 {num(y - 1)} -5 {num(y + 4)}z".replace(
            "9.500", "9.5"
        ),
    )
    if look.hat == "straw":
        block.fill(
            "field",
            f"M-20 {num(y - 2)}Q-4 {num(y - 13)} 1 {num(y - 20)}Q6 {num(y - 13)} 22 {num(y - 2)}Q1 {num(y + 3)} -20 {num(y - 2)}z",
        )
        block.draw(
            "clay",
            f"M1 {num(y - 17)}L-10 {num(y - 3)}M1 {num(y - 17)}L1 {num(y - 1)}M1 {num(y - 17)}L12 {num(y - 3)}",
            1.2,
        )
    elif look.hat == "cap":
        block.fill(
            "sun",
            f"M-9.5 {num(y - 3)}Q-8 {num(y - 13)} 1 {num(y - 13)}Q9 {num(y - 12)} 9.5 {num(y - 4)}H14v2.6H-9.500z".replace(
                "-9.500", "-9.5"
            ),
        )


def _torso(block: Block, look: Look) -> None:
    block.fill(look.coat, "M-14-73Q-12-78 0-79Q12-78 14-73L12-42H-12z")
    cut = "line" if look.coat in _DARK else "roof"
    block.draw(cut, "M1-77V-44M-8-62l-1 16M8-64l1 14", 1.3)


def _arm(
    block: Block,
    look: Look,
    elbow: tuple[float, float],
    hand: tuple[float, float],
    shoulder: tuple[float, float] = (10, -72),
) -> None:
    block.draw(
        look.coat,
        f"M{num(shoulder[0])} {num(shoulder[1])}L{num(elbow[0])} {num(elbow[1])}L{num(hand[0])} {num(hand[1])}",
        7,
    )
    block.disc("skin", hand[0], hand[1], 3.6)


def standing(
    block: Block, x: float, y: float, tall: float, look: Look, pose: str = "rest", *, flip: bool = False
) -> None:
    """A standing person, feet at (x, y), ``tall`` high. ``pose``: rest, walk, point, hold, write, wave, pole, lift."""
    with block.at(x, y, tall / 100, flip=flip):
        if pose == "walk":
            block.fill(look.legs, "M-11-46L-17 0h8L0-34L9-3l8-2L11-46z")
        else:
            block.fill(look.legs, "M-11.5-46L-10 0h8l1.500-36h1L2 0h8L11.5-46z".replace("1.500", "1.5"))
        block.fill(
            "roof", "M-11-2h10v4h-12zM1-2h9l4 4H1z" if pose != "walk" else "M-18-2h9v4h-11zM9-4l9-2 3 4-10 3z"
        )
        back = {
            "walk": ((-17, -58), (-19, -46)),
            "lift": ((4, -84), (12, -96)),
            "hold": ((-4, -56), (14, -56)),
            "write": ((-2, -54), (14, -58)),
        }
        elbow, hand = back.get(pose, ((-15, -58), (-14, -43)))
        _arm(block, look, elbow, hand, (-10, -72))
        _torso(block, look)
        _head(block, look)
        front = {
            "walk": ((16, -59), (20, -49)), "point": ((22, -74), (36, -82)), "hold": ((14, -58), (24, -58)), "write": ((13, -56), (22, -62)),
            "wave": ((21, -80), (25, -98)), "pole": ((16, -64), (18, -74)), "lift": ((18, -84), (18, -98)),
        }  # fmt: skip
        elbow, hand = front.get(pose, ((15, -58), (14, -43)))
        _arm(block, look, elbow, hand)
        if pose == "write":
            block.fill("wall", "M12-70l16-4 3 16-16 4z")
            block.draw("stone", "M16-67l10-2.5M17-62l10-2.5", 1.2)
        if pose == "pole":
            block.draw("clay", "M18-112L18 0", 2.6)


def bending(block: Block, x: float, y: float, tall: float, look: Look, *, flip: bool = False) -> None:
    """Someone bent over the work: picking, planting, gathering."""
    with block.at(x, y, tall / 100, flip=flip):
        block.fill(look.legs, "M-12-50L-12 0h9l3-32 4 32h9L8-48z")
        with block.at(0, -46, 1, turn=62):
            block.fill(look.coat, "M-12-34Q-6-38 4-36Q13-34 13-28L12 6H-12z")
            block.draw("line" if look.coat in _DARK else "roof", "M-6-26v26M5-30v28", 1.3)
        block.draw(look.coat, "M26-64L33-44L36-30", 6.5)
        block.disc("skin", 36, -28, 3.6)
        with block.at(40, 14, 1, turn=24):
            _head(block, look)


def seated(
    block: Block, x: float, y: float, tall: float, look: Look, pose: str = "rest", *, flip: bool = False
) -> None:
    """The upper half of someone at a table whose edge is at ``y``; ``pose`` rest, write, raise or listen."""
    with block.at(x, y + tall * 0.46, tall / 100, flip=flip):
        _torso(block, look)
        _head(block, look)
        if pose == "raise":
            _arm(block, look, (19, -80), (20, -102))
        elif pose == "write":
            _arm(block, look, (16, -56), (8, -50))
            _arm(block, look, (-15, -56), (-4, -49), (-10, -72))
        elif pose != "listen":
            _arm(block, look, (16, -56), (2, -50))
            _arm(block, look, (-16, -56), (-2, -49), (-10, -72))


def from_behind(block: Block, x: float, y: float, tall: float, look: Look) -> None:
    """A listener seen from behind, cut off at ``y``."""
    hair = "stone" if look.hair == "grey" else "roof"
    with block.at(x, y, tall / 100):
        block.fill(look.coat, "M-26 0Q-25-32-15-36Q0-41 15-36Q25-32 26 0z")
        block.draw("line" if look.coat in _DARK else "roof", "M-10-31q-4 14-4 28M10-31q4 14 4 28", 1.3)
        block.fill("skin", "M-4-44h8v9h-8z")
        block.disc(hair, 0, -50, 11)
        if look.hair == "bun":
            block.disc(hair, 0, -62, 5)
        if look.hat == "straw":
            block.fill("field", "M-24-50Q-4-60 0-70Q4-60 24-50Q0-44-24-50z")


def child(block: Block, x: float, y: float, tall: float, coat: str = "sun", *, flip: bool = False) -> None:
    """A child: larger head, a satchel."""
    with block.at(x, y, tall / 100, flip=flip):
        block.fill("roof", "M-13-42L-12 0h9l2-30h2l2 30h9L13-42z")
        block.fill(coat, "M-17-68Q0-76 17-68L15-36H-15z")
        block.draw(coat, "M-14-64L-20-44M14-64L22-50", 8)
        block.fill("clay", "M-20-62h9v24h-11z")
        block.disc("skin", 1, -82, 13)
        block.fill("roof", "M-13-79Q-15-97 1-97Q15-96 14-84Q6-90-3-87Q-8-84-8-78z")
