"""Certificates as text."""

from __future__ import annotations

import base64
import re

from lianjian.kernel.keys import fingerprint

_ARMOUR = re.compile("-----[A-Z ]+-----")


def fingerprint_of_pem(pem: str) -> str:
    """The SHA-256 of the certificate (its DER, RFC 7468), 64 hexadecimal digits."""
    return fingerprint(base64.b64decode(_ARMOUR.sub("", pem)))
