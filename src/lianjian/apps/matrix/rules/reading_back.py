"""Reading a confirmed page back: which addresses may be asked, whether a page shows a title, when to try again."""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After each try that did not find the title; then it is left."""
LEAST = 8
"""Letters of a shortened title that are enough to know it by."""
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Sight(StrEnum):
    """What reading a page came to."""

    WAITING = "waiting"
    SEEN = "seen"
    OTHER = "other"
    UNREAD = "unread"


SIGHT_LABELS = {
    Sight.WAITING: gettext_noop("The system has not read this page yet."),
    Sight.SEEN: gettext_noop("The system read the title on this page."),
    Sight.OTHER: gettext_noop(
        "The system read this page and found another title. Look whether the link is right."
    ),
    Sight.UNREAD: gettext_noop(
        "The system could not read this page. That says nothing about the story: many platforms show pages to people only."
    ),
}


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as it was read: its HTTP status, where it was found in the end, and what it calls itself, the likeliest
    first."""

    status: int
    url: str
    titles: tuple[str, ...]


class PageReading(Protocol):
    """The adapter that reads public pages (``wiring.PAGE_READER``)."""

    async def read(self, url: str) -> PageRead:
        """Raises Unreachable where the address may not be asked, does not answer, or is no page."""
        ...


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open network: none of ours, of this machine, of a network inside, and none in
    disguise (IPv4 in IPv6, 6to4, Teredo, NAT64)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if hidden is None and found in NAT64:
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def may_ask(url: str) -> bool:
    """Whether an address is that of a public page as far as it can be told without asking for its host: http or https on
    the usual port, no name or password in it, no bare address inside a network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if (
        parts.scheme not in {"http", "https"}
        or parts.username
        or parts.password
        or port not in {None, 80, 443}
    ):
        return False
    if _is_address(host):
        return is_public(host)
    return "." in host.strip(".") and not host.endswith((".local", ".internal", ".lan", ".localhost"))


def shows(titles: Iterable[str], wanted: Iterable[str]) -> str:
    """The title of the page that shows one of the wanted ones, "" where none does: blanks, punctuation and width of letters
    are no difference, a page may add its own name or shorten a long title."""
    ours = [plain for title in wanted if (plain := plainly(title))]
    for title in titles:
        theirs = plainly(title)
        for one in ours:
            if one in theirs or (len(theirs) >= LEAST and one.startswith(theirs)):
                return title
    return ""


def plainly(text: str) -> str:
    """``text`` without what platforms change in titles."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if unicodedata.category(one)[0] in "LN")


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after the so-manieth try; None: it is left."""
    return WAITS[tries - 1] if 0 < tries <= len(WAITS) else None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
