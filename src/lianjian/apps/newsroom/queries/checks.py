"""What the checks find in the latest text of a story, and what people answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.models import AnsweredFinding, StoryLinks, StoryPicture
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.queries import story_of
from lianjian.apps.newsroom.queries.registered import register_for
from lianjian.apps.newsroom.rules.checking import Severity, findings_in, in_order, name_faults, passages_of
from lianjian.apps.newsroom.rules.checking.reaching import addresses_in, reach_faults

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.newsroom.models import Story
    from lianjian.apps.newsroom.rules.checking import Finding
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A finding, and the answer where a person kept the words on purpose."""

    finding: Finding
    answer: AnsweredFinding | None


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings of a text. ``waiting``: how many must still be answered; ``places``: uncertain places of its archive
    item that nobody has decided; ``links``: how many the text has, ``unasked`` of them nobody knows yet whether they open,
    ``asked_at``: when they were asked last."""

    story: Story
    lines: tuple[CheckedLine, ...]
    waiting: int
    places: int
    links: int = 0
    unasked: int = 0
    asked_at: datetime | None = None


def kept_on_purpose(by: Actor, story_id: int) -> frozenset[str]:
    """The fingerprints of findings that a person of the newsroom answered for this story. Raises NotThere."""
    row = story_of(by, story_id)
    return frozenset(
        AnsweredFinding.objects.by(by).filter(story=row.pk).values_list("words_sha256", flat=True)
    )


def checks(by: Actor, story_id: int) -> Checked:
    """The findings of a story's latest text, those to answer first: of the text alone, and of its names against the
    register. Raises NotThere."""
    row = story_of(by, story_id)
    text = row.get_latest_revision_as_object() if row.latest_revision_id else row
    draft = draft_of(text)
    pictures = StoryPicture.objects.filter(pk=draft.cover).exclude(media_type="image/svg+xml")
    sizes = {key: (width, height) for key, width, height in pictures.values_list("pk", "width", "height")}
    rows = AnsweredFinding.objects.by(by).filter(story=row.pk).select_related("person")
    answers = {one.words_sha256: one for one in rows}
    passages = passages_of(draft)
    register = register_for(passages)
    names = [one for passage in passages for one in name_faults(passage, register)]
    asked = StoryLinks.objects.by(by).filter(story=row.pk).first()
    known = asked.found if asked is not None else {}
    names += [one for passage in passages for one in reach_faults(passage, known)]
    addresses = addresses_in(passages)
    lines = tuple(
        CheckedLine(one, answers.get(one.fingerprint) if one.severity == Severity.STOP else None)
        for one in in_order([*findings_in(draft, sizes), *names])
    )
    waiting = sum(line.finding.severity == Severity.STOP and line.answer is None for line in lines)
    return Checked(
        row,
        lines,
        waiting,
        row.open_places(),
        links=len(addresses),
        unasked=sum(address not in known for address in addresses),
        asked_at=asked.looked_at if asked is not None else None,
    )
