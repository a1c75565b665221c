"""Making a letter fit: whole lines are left out at the end and counted, never half a character."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.reminders.ports import Letter


def fitted(letter: Letter, write: Callable[[Letter, int], str], most: int) -> str:
    """The longest text of ``write(letter, lines)`` of at most ``most`` bytes of UTF-8; ``lines`` is how many lines it
    holds. A single line is cut within its words where even that is too long."""
    low, high = 0, len(letter.lines)
    while low < high:
        middle = (low + high + 1) // 2
        if size(write(letter, middle)) <= most:
            low = middle
        else:
            high = middle - 1
    return clipped(write(letter, low), most)


def clipped(text: str, most: int) -> str:
    """The text within ``most`` bytes, cut between characters."""
    return text if size(text) <= most else text.encode()[: most - 3].decode("utf-8", "ignore") + "…"


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def plain(text: str) -> str:
    """Words that stand in markup of a chat: its signs, and what could call all members of a chat, lose their meaning."""
    for sign in "\\`*_{}[]<>#|~":
        text = text.replace(sign, " ")
    return " ".join(text.replace("@", "＠").split())
