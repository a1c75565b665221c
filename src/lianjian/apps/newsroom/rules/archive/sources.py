"""What comes out of the files that people hand over: one source for each item, or a refusal that names the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.kernel.keys import fingerprint

if TYPE_CHECKING:
    from lianjian.kernel.refusals import Refused

MEGABYTE = 1024 * 1024
LARGEST_TEXT = 5 * MEGABYTE
"""Longer than any article: a file above this is a mistake, not a story."""

LARGEST_LINE = 2 * MEGABYTE
LARGEST_DOCUMENT = 60 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Source:
    """One item as it came: ``name`` says where it was found, ``kind`` how to read its ``data``: txt, html, mhtml,
    docx or item (a line of a jsonl file)."""

    name: str
    kind: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint by which the item is known for ever."""
        return fingerprint(self.data)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A file, or a part of one, that cannot be brought home, and why."""

    name: str
    reason: Refused


def essence(text: str) -> str:
    """The fingerprint of what a text says: its letters, digits and characters, without blanks and punctuation. Two mirrors
    mangle the same story in two ways; repaired, both have this one."""
    return fingerprint("".join(character for character in text if character.isalnum()).encode())
