"""What goes over the wire to Weibo and what comes back. Pure: no socket, no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.rules.lengths import length, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = 140  # as Weibo counts: two narrow characters are one
SECRET = re.compile(r"(access_token|refresh_token|client_secret)(=|\"\s*:\s*\"?)[^&\s\"]+", re.IGNORECASE)
SHORT = re.compile(r"https?://t\.cn/[A-Za-z0-9]+")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
GROUP, PLACES = 7, 4


@dataclass(frozen=True, slots=True)
class Status:
    """One post of the account's timeline."""

    id: str
    user: str
    text: str


def room(link: str, most: int = TEXT) -> int:
    """What is left for words beside the link. The link is counted in full: nobody could read whether the platform counts it
    shorter."""
    return max(0, most - length(f" {link}", "weibo"))


def words(text: str, link: str, most: int = TEXT) -> str:
    """``text`` on one line, within the room beside ``link``. The platform takes no #topic# over this interface, so no hash
    sign is sent."""
    return shorten(" ".join(text.replace("#", "").split()), room(link, most), "weibo")


def status(text: str, link: str, most: int = TEXT) -> str:
    """The post: words and the link, which has to lie on the domain bound to the app."""
    return f"{words(text, link, most)} {link}".strip()


def scrub(text: str) -> str:
    """``text`` without tokens and secrets, for logs and for the ledger."""
    return SECRET.sub(r"\1\2***", text)[:160]


def status_in(answer: Mapping[str, Any]) -> Status | None:
    """The post in an answer; None where it holds none."""
    key = str(answer.get("idstr") or answer.get("mid") or answer.get("id") or "")
    user = answer.get("user")
    owner = str(user.get("idstr") or user.get("id") or "") if isinstance(user, dict) else ""
    return Status(key, owner, str(answer.get("text", ""))) if key.isdecimal() else None


def statuses_in(answer: Mapping[str, Any]) -> list[Status]:
    """The posts of a timeline, deleted ones left out."""
    rows = answer.get("statuses")
    found = [status_in(row) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [one for one in found if one is not None]


def short_links(text: str) -> list[str]:
    """The addresses in a text that the platform shortened."""
    return SHORT.findall(text)


def expanded_in(answer: Mapping[str, Any]) -> dict[str, str]:
    """Shortened addresses and what they stand for."""
    rows = answer.get("urls")
    pairs = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {str(row.get("url_short", "")): str(row.get("url_long", "")) for row in pairs}


def page_of(status: Status, site: str) -> str:
    """The address readers open: the number of the post in base 62, seven decimal digits at a time (from memory; clients
    write it the same way)."""
    rest, name = status.id, ""
    while rest:
        part, rest = rest[-GROUP:], rest[:-GROUP]
        piece = _base62(int(part))
        name = (piece.rjust(PLACES, "0") if rest else piece) + name
    return f"{site}/{status.user}/{name}"


def _base62(number: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        out = DIGITS[digit] + out
    return out or "0"
