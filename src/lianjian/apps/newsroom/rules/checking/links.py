"""Links in a text: malformed, private, not encrypted. Whether they can be reached is not asked here."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from lianjian.apps.newsroom.rules.checking.findings import Finding, Passage, Severity, found
from lianjian.kernel.refusals import gettext_noop

MALFORMED = gettext_noop("This link is not built as a link.")
PRIVATE = gettext_noop("This address works inside one network only: readers cannot open it.")
INSECURE = gettext_noop("This link is not encrypted (http). Most places have an https address.")

_LINK = re.compile(r"(?i:https?)://?[!-~]*")
_LAST = ".,;:!?)]}'\""


def links_in(text: str) -> list[tuple[int, int]]:
    """Where links stand: (start, end). They end at the first blank or Chinese character."""
    places = []
    for match in _LINK.finditer(text):
        words = match.group().rstrip(_LAST)
        places.append((match.start(), match.start() + len(words)))
    return places


def link_faults(passage: Passage) -> list[Finding]:
    """What is wrong with the links of a passage."""
    findings = []
    for start, end in links_in(passage.text):
        address = passage.text[start:end]
        host = _host(address)
        if not host:
            findings.append(found(passage, start, end, "link-malformed", Severity.LOOK, MALFORMED))
        elif _private(host):
            findings.append(found(passage, start, end, "link-private", Severity.LOOK, PRIVATE))
        elif address.lower().startswith("http:"):
            findings.append(
                found(passage, start, end, "link-insecure", Severity.LOOK, INSECURE, "https" + address[4:])
            )
    return findings


def _host(address: str) -> str:
    """The host of a whole address, "" where it has none or cannot be read."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return ""
    if any(not label or len(label) > 63 for label in host.rstrip(".").split(".")) and ":" not in host:  # noqa: PLR2004 - RFC 1035
        return ""
    return host


def _private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".lan", ".localhost"))
