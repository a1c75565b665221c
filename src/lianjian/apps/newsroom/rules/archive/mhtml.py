"""A page saved in one file (MHTML, RFC 2557): a letter whose parts are the page and its pictures. Only the page is unpacked."""

from __future__ import annotations

import base64
import email
import email.policy
import quopri
import re
from email.errors import MessageError
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from email.message import Message

_MOST_BORDERS = 8
"""Parts in parts: the parser compares every line with every border that is open."""

_PART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)


def page_of(data: bytes) -> tuple[bytes, str]:
    """The first page of the letter and its address. Raises Refused where there is none."""
    broken = Refused(
        gettext_noop("This saved page (MHTML) is broken."),
        cure=gettext_noop("Open the page again and save it as html."),
    )
    if len(_PART.findall(data)) > _MOST_BORDERS:
        raise broken
    try:
        letter = email.message_from_bytes(data, policy=email.policy.compat32)
        part = next((part for part in letter.walk() if part.get_content_type() in _PAGES), None)
        if part is None:
            raise broken
        page = _payload(part)
        address = str(part.get("Content-Location") or letter.get("Snapshot-Content-Location") or "")
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError) as failure:
        raise broken from failure
    return page, address if address.startswith(("http://", "https://")) else ""


_PAGES = frozenset(["text/html", "application/xhtml+xml"])


def _payload(part: Message) -> bytes:
    """The bytes of a part; what its encoding breaks off at is still there."""
    raw = part.get_payload()
    if not isinstance(raw, str):
        raise TypeError("a page has no parts")
    data = raw.encode("ascii", "surrogateescape")
    coding = str(part.get("Content-Transfer-Encoding") or "").strip().lower()
    if coding == "base64":
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        return base64.b64decode(kept[: len(kept) // 4 * 4] + _last_letters(kept[len(kept) // 4 * 4 :]))
    if coding == "quoted-printable":
        return quopri.decodestring(data)
    return data


def _last_letters(rest: bytes) -> bytes:
    """What is left of base64 after its last whole four; one letter alone is no byte."""
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
