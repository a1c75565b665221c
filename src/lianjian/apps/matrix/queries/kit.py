"""The kit of a hand-off: everything a person needs to carry a story to one outlet, within that outlet's limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage, storages
from django.utils.translation import gettext, pgettext

from lianjian.apps.matrix.models import Delivery, RemoteRef
from lianjian.apps.matrix.ports import PictureMaking, Sharing, adapters
from lianjian.apps.matrix.queries.facts import facts_of, version_of
from lianjian.apps.matrix.queries.ledger import LedgerRow, ledger_row
from lianjian.apps.matrix.queries.titles import titles_of
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.lengths import length
from lianjian.apps.matrix.rules.states import State
from lianjian.apps.matrix.rules.versions import shape_plainly
from lianjian.apps.newsroom import queries as newsroom
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Outlet
    from lianjian.apps.matrix.rules.lengths import Counting
    from lianjian.apps.matrix.rules.limits import Limit
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import Picture, PublishedStory
    from lianjian.foundation.actor import Actor

MOST_PICTURE_BYTES = 5_000_000
"""Where the outlet's own bound is not known: what every platform of the catalogue takes."""
FIELDS = ("title", "digest", "text")


@dataclass(frozen=True, slots=True)
class KitField:
    """One text to copy. ``length`` and ``most`` are counted as the platform counts (``counted``); ``most`` is None where
    no limit is known. ``source`` is the page the limit was read on, "house" our own choice; ``own``: an editor's words."""

    name: str
    label: str
    text: str
    length: int
    least: int
    most: int | None
    counted: Counting
    source: str
    checked_on: str
    own: bool

    @property
    def fits(self) -> bool:
        """Whether the platform would take it."""
        return (self.most is None or self.length <= self.most) and (
            not self.text or self.length >= self.least
        )


@dataclass(frozen=True, slots=True)
class KitPicture:
    """``number`` counts from 1 in the order in which the outlet should get them."""

    number: int
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Share:
    """A link of the platform's own app (its own scheme, not https). After ``until`` the platform does not take it:
    ``fresh`` is False."""

    link: str
    until: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class Kit:
    """``row`` is the delivery's row of the ledger. Where the story is not public any more there are no texts.
    ``notes`` says what was shortened or left out."""

    row: LedgerRow
    title: str
    link: str
    fields: tuple[KitField, ...]
    tags: tuple[str, ...]
    pictures: tuple[KitPicture, ...]
    notes: tuple[str, ...]

    def field(self, name: str) -> KitField | None:
        """One of the texts by name."""
        return next((field for field in self.fields if field.name == name), None)


def kit(by: Actor, delivery: int) -> Kit:
    """The kit of a delivery. Raises NotThere unless ``by`` runs the outlet."""
    row = ledger_row(by, delivery)
    one, story, version = _version(by, row.delivery or delivery)
    if story is None or version is None:
        title = titles_of(by, [row.story]).get(row.story) or gettext("Story %(number)s") % {
            "number": row.story
        }
        return Kit(row, title, "", (), (), (), ())
    limits = facts_of(one.outlet).limits
    least = {"title": limits.maximum("title_min", 0)}
    texts = {"title": version.title, "digest": version.digest, "text": version.text}
    labels = {"title": gettext("Title"), "digest": gettext("Digest"), "text": gettext("Body text")}
    fields = tuple(
        _field(name, labels[name], texts[name], limits.get(name), least.get(name, 0), row) for name in FIELDS
    )
    return Kit(
        row=row,
        title=story.title,
        link=version.link,
        fields=fields,
        tags=version.tags,
        pictures=tuple(
            KitPicture(number, picture.alt, picture.caption)
            for number, picture in enumerate(version.pictures, start=1)
        ),
        notes=tuple(gettext(note.message) % dict(note.values) for note in version.notes),
    )


def kit_picture(by: Actor, delivery: int, number: int) -> bytes:
    """Picture ``number`` of a kit as a JPEG the outlet takes, nothing but the pixels in it. Raises NotThere, also where
    the picture cannot be read."""
    one, _, version = _version(by, delivery)
    pictures: tuple[Picture, ...] = version.pictures if version is not None else ()
    if not 1 <= number <= len(pictures):
        raise NotThere
    picture = pictures[number - 1]
    maker = adapters().by_platform.get("hand-off")
    if not isinstance(maker, PictureMaking):
        raise NotThere
    try:
        with default_storage.open(picture.path) as file:
            content: bytes = file.read()
        return maker.jpeg(
            content,
            picture.media_type,
            most_bytes=facts_of(one.outlet).limits.maximum("picture_bytes", MOST_PICTURE_BYTES),
        )
    except (OSError, ValueError) as unreadable:
        raise NotThere from unreadable


def kit_share(by: Actor, delivery: int, *, now: datetime) -> Share | None:
    """The link that opens the platform's app with this delivery laid ready; None where there is none, or it waits for
    something else. Raises NotThere unless ``by`` runs the outlet."""
    one, _, version = _version(by, delivery)
    adapter = adapters().serving(one.outlet.platform, one.outlet.mode)
    waits = one.state == State.NEEDS_HUMAN and one.cause == Cause.SHARE_READY
    if version is None or not waits or not isinstance(adapter, Sharing):
        return None
    refs = dict(RemoteRef.objects.by(by).filter(delivery=one).values_list("name", "value"))
    link, until = adapter.share_link(refs, version), refs.get("ready_until", "")
    if not link or not until:
        return None
    ends = datetime.fromisoformat(until)
    return Share(link, ends, fresh=now < ends)


def capture_of(by: Actor, delivery: int) -> tuple[bytes, str]:
    """The picture a person took of the published item, and its media type. Raises NotThere."""
    row = Delivery.objects.by(by).filter(pk=delivery).exclude(capture="").first()
    if row is None:
        raise NotThere
    try:
        with storages["private"].open(row.capture) as file:
            return file.read(), "image/png" if row.capture.endswith(".png") else "image/jpeg"
    except OSError as gone:
        raise NotThere from gone


def _version(by: Actor, delivery: int) -> tuple[Delivery, PublishedStory | None, Version | None]:
    """The delivery, its story and the story as the outlet gets it; None and None where it is not public any more."""
    one = Delivery.objects.by(by).select_related("outlet").filter(pk=delivery).first()
    if one is None:
        raise NotThere
    story = newsroom.published(one.story)
    return one, story, _shaped(one, one.outlet, story) if story is not None else None


def _shaped(one: Delivery, outlet: Outlet, story: PublishedStory) -> Version:
    adapter = adapters().shaping(outlet.platform, outlet.mode)
    facts = facts_of(outlet)
    if adapter is None:  # not even the hand-off adapter could be loaded: the plain shape still stands
        return shape_plainly(story, facts.limits, "")
    return version_of(adapter, story, facts, one.key, one.changes)


def _field(name: str, label: str, text: str, limit: Limit | None, least: int, row: LedgerRow) -> KitField:
    counted: Counting = limit.counted if limit is not None else "characters"
    return KitField(
        name=name,
        label=label,
        text=text,
        length=length(text, counted),
        least=least,
        most=limit.maximum if limit is not None else None,
        counted=counted,
        source=limit.source if limit is not None else "",
        checked_on=limit.checked_on if limit is not None else "",
        own=name in row.changes,
    )


def counting_words(counted: str) -> str:
    """How a platform counts, in a few words; "" where it simply counts characters."""
    return {
        "utf16": pgettext("how a platform counts", "an emoji counts as two"),
        "weibo": pgettext("how a platform counts", "two Latin letters count as one character"),
        "bytes": pgettext("how a platform counts", "counted in bytes"),
    }.get(counted, "")
