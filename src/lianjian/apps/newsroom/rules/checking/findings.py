"""What a check says, and the pieces of a draft it says it of."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.keys import canonical_json, fingerprint
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.newsroom.rules.drafts import Draft

AROUND = 10
"""Characters on either side that go into the fingerprint where the words themselves say nothing (a lost character)."""


class Severity(StrEnum):
    """Whether a finding has to be answered."""

    STOP = "stop"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a draft. ``field`` is title, subtitle, digest, byline, source, body, alt, caption or loudspeaker;
    ``block`` counts the blocks of the body from 1, 0 elsewhere."""

    field: str
    block: int
    text: str
    rank: int


@dataclass(frozen=True, slots=True)
class Finding:
    """``text[start:end]`` of the passage is ``words``; a finding about no text has start = end = 0.

    ``message`` is a msgid filled by ``values``; ``suggestion`` what could stand there instead, "" where none is known.
    """

    kind: str
    severity: Severity
    field: str
    block: int
    start: int
    end: int
    words: str
    message: str
    values: Mapping[str, object] = made(default_factory=dict)
    suggestion: str = ""
    around: str = ""
    rank: int = 0

    @property
    def fingerprint(self) -> str:
        """By which an answer is found again: the kind and the very words. It is void when the words change. 64 hex
        digits."""
        return fingerprint(canonical_json([self.kind, _sound(self.around or self.words)]))


FIELD_LABELS = {
    "title": gettext_noop("Title"),
    "subtitle": gettext_noop("Subtitle"),
    "digest": gettext_noop("Digest"),
    "byline": gettext_noop("Byline"),
    "source": gettext_noop("Source"),
    "body": gettext_noop("Body text"),
    "alt": gettext_noop("Words for those who do not see it"),
    "caption": gettext_noop("Caption"),
    "loudspeaker": gettext_noop("Loudspeaker script"),
    "cover": gettext_noop("Cover picture"),
}


def found(
    passage: Passage, start: int, end: int, kind: str, severity: Severity, message: str, suggestion: str = ""
) -> Finding:
    """A finding at a place of a passage."""
    return Finding(
        kind=kind,
        severity=severity,
        field=passage.field,
        block=passage.block,
        start=start,
        end=end,
        words=passage.text[start:end],
        message=message,
        suggestion=suggestion,
        rank=passage.rank,
    )


def passages_of(draft: Draft) -> list[Passage]:
    """Every text of a draft that is not empty, in reading order."""
    pieces = [(name, 0, getattr(draft, name)) for name in ("title", "subtitle", "digest", "byline", "source")]
    for number, block in enumerate(draft.blocks, start=1):
        if block.kind == "picture":
            pieces += [("alt", number, block.alt), ("caption", number, block.caption)]
        else:
            pieces.append(("body", number, block.text))
    pieces.append(("loudspeaker", 0, draft.loudspeaker))
    return [Passage(name, number, text, rank) for rank, (name, number, text) in enumerate(pieces) if text]


def _sound(text: str) -> str:
    """Lone surrogates as something JSON can carry."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
