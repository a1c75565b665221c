"""What the newsroom asks of the world outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What an address answered: its HTTP status, and where it was found in the end."""

    status: int
    url: str


class LinkAsking(Protocol):
    """The adapter that asks whether a link opens (``wiring.LINK_ASKER``). It reads nothing of what is there."""

    async def ask(self, url: str) -> LinkAnswer:
        """Raises Unreachable where the address may not be asked (it is not of the open network) or does not answer."""
        ...
