"""Outlets as movable type, one character each, and the shapes of what stands there: the same on every face."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPES = {
    "published": "ok",
    "accepted": "wait",
    "handed-over": "sent",
    "planned": "due",
    "sending": "wait",
    "queued": "due",
    "parked": "due",
    "needs_human": "hand",
    "withdrawal_needed": "late",
    "refused": "stop",
    "unknown": "unknown",
    "withdrawn": "withdrawn",
    "unplanned": "due",
}
"""State or mark of a delivery -> the kit's state (shape and colour). Filled only where something is public."""


class Named(Protocol):
    """An outlet as far as its character needs it."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def name(self) -> str:
        """Its name, the account after the platform: "公众号 · 驻友"."""

    @property
    def platform(self) -> str:
        """The key of its platform."""


def types_of(outlets: Iterable[Named]) -> dict[str, tuple[str, str]]:
    """One character and a short name for each outlet, by key: movable type.

    Where a platform carries several accounts, the account's own name gives the character ("公众号 · 驻友" is 驻), else the
    platform's ("抖音 · 驻友" is 抖).
    """
    lines = list(outlets)
    platforms = [line.platform for line in lines]
    found = {}
    for line in lines:
        first, _between, second = (part.strip() for part in line.name.partition("·"))
        several = platforms.count(line.platform) > 1 and second
        found[line.key] = ((second if several else first)[:1], first)
    return found
