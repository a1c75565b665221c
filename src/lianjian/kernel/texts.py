"""What people type is plain text: stored as typed, never as markup, without characters that hide or
cannot be kept."""

from __future__ import annotations

import re

from lianjian.kernel.refusals import Refused, gettext_noop

LONGEST = 20_000
"""Characters of one text unless a field says less: about forty pages."""

_NEWLINES = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(typed: str, *, field: str, longest: int = LONGEST, needed: bool = True) -> str:
    """The text as it is stored: every line end is a line feed, outer blanks gone, no control or direction
    characters.

    Those would let a text look different from what is hashed and signed, and PostgreSQL cannot store NUL.
    Markup is left alone: it is text, and every face escapes it. Raises Refused where the text is empty (and
    ``needed``), too long, or holds halves of characters.
    """
    if _SURROGATES.search(typed):
        raise Refused(
            gettext_noop("The text holds a broken character."),
            cure=gettext_noop("Copy it again from the original, or type it."),
            field=field,
        )
    text = _HIDDEN.sub("", _NEWLINES.sub("\n", typed)).strip()
    if needed and not text:
        raise Refused(gettext_noop("Something must be written here."), field=field)
    if len(text) > longest:
        raise Refused(
            gettext_noop("The text has %(length)s characters; %(longest)s fit here."),
            cure=gettext_noop("Shorten it, or put the rest into an attachment."),
            field=field,
            length=len(text),
            longest=longest,
        )
    return text


def clean_line(typed: str, *, field: str, longest: int = 120, needed: bool = True) -> str:
    """A text of one line: line ends and runs of blanks become one space."""
    return " ".join(clean(typed, field=field, longest=longest, needed=needed).split())
