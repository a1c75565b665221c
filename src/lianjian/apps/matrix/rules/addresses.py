"""Whether an address a person brings back can be what it is said to be."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 1000


def check_address(typed: str, domains: Sequence[str], *, field: str = "url") -> str:
    """The address in its plain form: http or https, at one of the platform's ``domains`` or below one of
    them, without a fragment. An empty ``domains`` accepts any host. Raises Refused with the cure."""
    text = typed.strip()
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".").lower()
        port = parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in {"http", "https"} or "." not in host or len(text) > LONGEST or _strange(text):
        raise Refused(
            gettext_noop("This is no web address."),
            cure=gettext_noop(
                "Open the published item, copy its link and paste it here: it begins with https://"
            ),
            field=field,
        )
    if parts.username or parts.password or port not in {None, 80, 443}:
        raise Refused(
            gettext_noop("This address carries a name, a password or a port."),
            cure=gettext_noop("Copy the public link of the item."),
            field=field,
        )
    if domains and not any(host == domain or host.endswith(f".{domain}") for domain in domains):
        raise Refused(
            gettext_noop("This link does not belong to this outlet: %(host)s."),
            cure=gettext_noop("Paste a link at %(domains)s."),
            field=field,
            host=host,
            domains=", ".join(domains),
        )
    return urlunsplit((parts.scheme, host, parts.path or "/", parts.query, ""))


def _strange(text: str) -> bool:
    """Spaces and control characters never stand in an address."""
    return any(character.isspace() or ord(character) < 0x20 for character in text)  # noqa: PLR2004 - C0 controls
