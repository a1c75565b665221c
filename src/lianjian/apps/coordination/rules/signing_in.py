"""Codes of guests, and when they came (decision 0026). Keyed hashes are HMAC-SHA256 (RFC 2104, FIPS 198-1); letters are
Crockford's base 32, in which O reads as 0 and I and L as 1."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS, LINK_LETTERS = 8, 26
"""40 bits for what is shown to a person at the door, 130 bits for what stands in an address."""
CLOCK_SLACK = timedelta(minutes=5)
BEFORE = timedelta(days=1)
POSTER_SLACK = timedelta(hours=3)
LINK_LASTS = timedelta(days=7)

_QR = re.compile(r"LJ1\.([0-9]{1,18})\.([0-9]{1,18})\.([0-9A-Z]{8})")
_TYPED = re.compile(r"([0-9]{1,18})-?([0-9A-Z]{8})")


class Way(StrEnum):
    """How somebody was signed in."""

    SCAN = "scan"
    CODE = "code"
    TAP = "tap"
    WALK_IN = "walk-in"
    POSTER = "poster"


WAY_LABELS = {
    Way.SCAN: gettext_noop("code scanned"),
    Way.CODE: gettext_noop("code typed"),
    Way.TAP: gettext_noop("name tapped"),
    Way.WALK_IN: gettext_noop("came without an invitation"),
    Way.POSTER: gettext_noop("by the poster"),
}


def _mac(secret: bytes, words: str, letters: int) -> str:
    number = int.from_bytes(hmac.digest(secret, words.encode(), hashlib.sha256))
    return "".join(ALPHABET[(number >> (251 - 5 * place)) & 31] for place in range(letters))


def mac_of(secret: bytes, gathering: int, guest: int) -> str:
    """Eight letters that only this guest of this gathering has."""
    return _mac(secret, f"guest:{gathering}:{guest}", CODE_LETTERS)


def typed_code(secret: bytes, gathering: int, guest: int) -> str:
    """The code for the hand: the guest's number and eight letters, ``17-K3F9QTXB``."""
    return f"{guest}-{mac_of(secret, gathering, guest)}"


def scanned_code(secret: bytes, gathering: int, guest: int) -> str:
    """The code for a camera: ``LJ1.<gathering>.<guest>.<mac>``."""
    return f"LJ1.{gathering}.{guest}.{mac_of(secret, gathering, guest)}"


def guest_in(secret: bytes, gathering: int, code: str) -> int:
    """The guest whose code this is, as scanned or typed. Raises Refused where it is another gathering's, or nobody's."""
    plain = "".join(code.upper().split())[:80]
    scanned = _QR.fullmatch(plain)
    if scanned is not None and scanned[1] != str(gathering):
        raise Refused(gettext_noop("This code belongs to another gathering."), field="code")
    plain = plain.translate(str.maketrans("OIL", "011"))
    typed = None if scanned is not None else _TYPED.fullmatch(plain)
    guest, mac = (scanned[2], scanned[3]) if scanned else (typed[1], typed[2]) if typed else ("", "")
    if not guest or not hmac.compare_digest(mac_of(secret, gathering, int(guest)), mac):
        raise Refused(
            gettext_noop("This code is none of this gathering."),
            cure=gettext_noop("Look for the name in the list, or enter it by name."),
            field="code",
        )
    return int(guest)


def link_token(secret: bytes, gathering: int, guest: int, version: int) -> str:
    """What stands in the personal address of a guest without an account; another ``version`` makes it void."""
    return f"{guest}-{_mac(secret, f'link:{gathering}:{guest}:{version}', LINK_LETTERS)}"


def poster_token(secret: bytes, gathering: int) -> str:
    """What stands in the address of the poster at the door."""
    return _mac(secret, f"poster:{gathering}", LINK_LETTERS)


def same_token(one: str, other: str) -> bool:
    """Whether two tokens are equal, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


@dataclass(frozen=True, slots=True)
class Arrival:
    """When somebody came, by the hub's clock as well as it can be told; ``off`` is by how many minutes the phone's clock
    was ahead of it (negative: behind), 0 within five minutes. ``bounded`` says that the moment could not be true."""

    at: datetime
    off: int = 0
    bounded: bool = False


def arrival(
    *, shown: datetime | None, sent: datetime | None, received: datetime, begins_at: datetime
) -> Arrival:
    """The moment of a sign-in: ``shown`` is what the phone's clock showed then, ``sent`` what it showed when sending.

    A clock that is wrong is wrong by the same at both, so the difference to ``received`` sets it right. What is still to
    come, or more than a day before the beginning, is bounded.
    """
    if shown is None:
        return Arrival(received)
    off = (sent - received) if sent is not None else timedelta(0)
    wrong = abs(off) > CLOCK_SLACK
    try:
        moment = shown - off if wrong else shown
    except OverflowError:
        return Arrival(received, bounded=True)
    minutes = round(off / timedelta(minutes=1)) if wrong else 0
    minutes = max(-32_000, min(32_000, minutes))
    first = min(begins_at - BEFORE, received)
    if moment > received:
        return Arrival(received, minutes, bounded=moment - received > CLOCK_SLACK)
    if moment < first:
        return Arrival(first, minutes, bounded=True)
    return Arrival(moment, minutes)
