"""The mirrors' table, read once: its inverse, the readings of its characters, and what betrays it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = Path(__file__).parent / "data"

PINYIN = "a-zāáǎàēéěèêīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿɑɡ"
"""The letters of a gloss, as a regular-expression class without brackets."""


@dataclass(frozen=True, slots=True)
class MirrorTable:
    """`simplified` inverts the table (著 is left out: it has two origins); `readings` gives the glosses of a key."""

    simplified: dict[str, str]
    readings: dict[str, frozenset[str]]
    forward: dict[str, str]
    """The table itself, as far as it is known: real ones differ in a few variants."""
    forward_sources: frozenset[str]
    """Characters that the table replaces: they hardly stand in a page that went through it."""
    kept: frozenset[str]
    """Simplified characters that are traditional too (里, 岳): the table leaves many of them alone."""
    telling: dict[str, str]
    """Characters of real Traditional Chinese that the table never writes (後 於 裡 麼 …), and the simplified ones."""
    variants: frozenset[str]
    """Traditional characters that are inverted too, though the table writes another one for them (爲 beside 為)."""
    merged_words: dict[str, str]
    """Words as only the table writes them, and as a writer of Traditional Chinese does (什么, 什麼)."""


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_DATA / name).read_text("utf-8").splitlines():
        yield line.split("\t")


@cache
def mirror_table() -> MirrorTable:
    """The table as built into the package."""
    simplified: dict[str, str] = {}
    readings: dict[str, frozenset[str]] = {}
    forward = {"着": "著"}
    variants = set()
    for character, plain, sounds, rank in _rows("mirror.tsv"):
        simplified[character] = plain
        readings[character] = frozenset(sounds.split(","))
        if rank == "first":
            forward[plain] = character
        else:
            variants.add(character)
    return MirrorTable(
        simplified=simplified,
        readings=readings,
        forward=forward,
        forward_sources=frozenset(simplified.values()) | {"着"},
        kept=frozenset((_DATA / "kept.txt").read_text("utf-8").strip()),
        telling=dict(_rows("telling.tsv")),
        variants=frozenset(variants),
        merged_words=dict(_rows("fingerprint.tsv")),
    )


@cache
def vanishing_words() -> frozenset[str]:
    """The words of two characters whose middle bytes, last of the one and first of the other, mean nothing in GBK."""
    joined = (_DATA / "vanishing.txt").read_text("utf-8").strip()
    return frozenset(joined[at : at + 2] for at in range(0, len(joined), 2))


@cache
def simplify_map() -> dict[int, str]:
    """The inverse for `str.translate`."""
    return {ord(traditional): plain for traditional, plain in mirror_table().simplified.items()}


@cache
def everyday_map() -> dict[int, str]:
    """For `str.translate`: all traditional characters to everyday simplified ones, for judging and whole pages."""
    return str.maketrans(mirror_table().simplified | mirror_table().telling | {"著": "着"})
