"""Lines of a text as the readers hand them on, and what was cut off between them."""

from __future__ import annotations

import html
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, heading or caption. ``kind`` is what the format calls it: title, heading, caption, row
    (of a table) or "" for nothing."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Words that were taken off: the line (or the stamp inside one), why (a msgid), and before which kept line it stood."""

    line: str
    why: str
    at: int

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return asdict(self)


_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u00ad\ufffe\uffff]")
_BLANK = re.compile("[ \t\u00a0\u3000\u2000-\u200a\u202f\u205f]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(
    r"&(?:nbsp|[lr]dquo|[lr]squo|mdash|ndash|hellip|middot|bull|quot|amp|lt|gt|[ae]m?sp|#\d{2,7}|#x[0-9a-fA-F]{2,6});"
)
_BROKEN = re.compile(r"\?#\d{4,5};")
_ENDS = re.compile("\r\n|[\r\n\u0085\u2028\u2029\x0b\x0c]")


def seen(text: str) -> str:
    """``text`` without characters that nobody sees; halves of characters become U+FFFD."""
    return _SURROGATE.sub("\ufffd", _UNSEEN.sub("", text))


def flat(text: str) -> str:
    """``text`` on one line, with single blanks."""
    return _BLANK.sub(" ", seen(_ENDS.sub(" ", text))).strip()


def without_entities(text: str) -> str:
    """``text`` with the names that HTML has for characters read (&nbsp; &ldquo; &#12290;); others stay as they are, and so do
    all in a text whose numeric ones are broken, for the repair goes by them."""
    if "&" not in text or _BROKEN.search(text):
        return text
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text)


def lines_of_text(text: str) -> list[str]:
    """The lines that say something, whatever ends them, without the blanks around them."""
    stripped = (seen(line).strip(" \t\u00a0\u3000") for line in _ENDS.split(text))
    return [line for line in stripped if line]


def joined(lines: Iterable[Line]) -> tuple[str, dict[int, str]]:
    """The text of the lines and what the format calls them, by number."""
    listed = list(lines)
    return "\n".join(line.text for line in listed), {
        n: line.kind for n, line in enumerate(listed) if line.kind
    }
