"""A story as it is written: what an editor, an import or the demonstration hands to the newsroom.

Text is plain text. What looks like markup is text too, and comes out as typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from lianjian.kernel.keys import canonical_json, fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

TITLE_LIMIT = 120
LINE_LIMIT = 300

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """One piece of a draft's body. ``picture`` is the key of a stored picture; ``alt`` and ``caption`` go with it."""

    kind: Literal["paragraph", "heading", "quote", "picture"]
    text: str = ""
    picture: int | None = None
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that is written about a story. ``column`` is a slug, ``party`` the key of an organisation, ``division`` a
    statistical code; "" and None mean not known."""

    title: str
    subtitle: str = ""
    digest: str = ""
    column: str = ""
    party: int | None = None
    division: str = ""
    byline: str = ""
    source: str = ""
    happened_on: date | None = None
    blocks: tuple[DraftBlock, ...] = ()
    cover: int | None = None
    loudspeaker: str = ""


def paragraphs(text: str) -> tuple[DraftBlock, ...]:
    """Each line that is not blank as a paragraph."""
    return tuple(DraftBlock("paragraph", line.strip()) for line in text.splitlines() if line.strip())


def tidy(text: str) -> str:
    """One form for texts that look the same: LF line ends, no control characters, no blanks at the ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def require_writable(draft: Draft) -> None:
    """Raise Refused where a draft cannot be kept as it is: no title, or lines longer than the record takes."""
    if not tidy(draft.title):
        raise Refused(gettext_noop("A story needs a title."), field="title")
    if len(tidy(draft.title)) > TITLE_LIMIT:
        raise Refused(
            gettext_noop("The title has more than %(limit)d characters."), field="title", limit=TITLE_LIMIT
        )
    for field in ("subtitle", "digest", "byline", "source"):
        if len(tidy(getattr(draft, field))) > LINE_LIMIT:
            raise Refused(
                gettext_noop("This line has more than %(limit)d characters."), field=field, limit=LINE_LIMIT
            )


def manuscript_sha256(fields: Mapping[str, Any], blocks: list[list[Any]]) -> str:
    """The fingerprint of a text: equal exactly where everything a reader would see or hear is equal.

    ``fields`` and ``blocks`` hold JSON values; strings count in their tidy form, so that a form that turns line ends
    does not make a new text of an old one. Pictures count by the fingerprint of their bytes.
    """
    return fingerprint(canonical_json([_tidied(dict(fields)), _tidied(blocks)]))


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, dict):
        return {key: _tidied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tidied(item) for item in value]
    return value
