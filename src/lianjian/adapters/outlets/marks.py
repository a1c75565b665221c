"""Telling our own deliveries from one another at a platform: by the mark in the link that each of them carries."""

from __future__ import annotations

import re


def same_delivery(link: str, other: str) -> bool:
    """Whether an address, or a text with addresses in it, carries the mark of this delivery (platforms add to addresses or
    escape them)."""
    mark = re.search(r"[?&]d=([0-9a-f]+)", link)
    return mark is not None and re.search(rf"[?&](?:amp;)?d={mark.group(1)}(?![0-9a-f])", other) is not None
