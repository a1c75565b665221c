from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.events import EditionPublished
from lianjian.apps.islands.models import Edition
from lianjian.apps.islands.ports import mail_keys
from lianjian.apps.islands.queries import FEED_EVENTS, general_addressees
from lianjian.apps.islands.queries.witnessing import witness_key
from lianjian.apps.islands.rules.documents import document_of, picture_of
from lianjian.apps.newsroom.queries import latest_published
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import last_told, tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian_feed.book import NAME, ORGANISATION, Book
from lianjian_feed.documents import MEDIA_TYPES
from lianjian_feed.statements import public_hex

if TYPE_CHECKING:
    from lianjian.apps.islands.ports import FeedWriter, SignedFeed
    from lianjian.apps.newsroom.rules.content import PublishedStory
    from lianjian.foundation.actor import Actor
    from lianjian_feed.documents import Picture

UPLOAD = "/islands/parcels"
"""Where stations post their parcels on this hub."""
NEWEST = 2000
"""Stories in the stations' feed: the newest, which is years of a network; the archive stays on the hub."""


def publish_edition(*, by: Actor, writer: FeedWriter) -> tuple[Edition, SignedFeed]:
    """Sign what is published now into the stations' feed, the one that this hub serves.

    The same stories again make no new edition, only fresh signatures of time. Signing comes before the record here:
    a crash between the two leaves a good feed, and the next run records it.
    """
    if not by.holds(Role.ADMINISTRATOR):
        raise NotAllowed(gettext_noop("Only an administrator can publish to the stations."))
    house = organisations(Kind.MEDIA_CENTRE).first()
    if house is None:
        raise Refused(
            gettext_noop("There is no media centre yet, so there is nothing to publish to the stations."),
            cure=gettext_noop("Register the media centre first."),
        )
    seen = last_told(FEED_EVENTS)
    files: dict[str, bytes] = {}
    stories = latest_published(limit=NEWEST, bodies=True)
    for story in stories:
        pictures = _pack_pictures(story, writer, files)
        document = document_of(story, base_url=settings.BASE_URL, pictures=pictures)
        files[document.file_name] = document.to_bytes()
    written = {house.key: files, ORGANISATION: {NAME: _book().to_bytes()}}
    signed = writer.write(written, {house.key: house.name, ORGANISATION: settings.SITE_NAME})
    contents = fingerprint(
        "".join(
            f"{name}/{path} {fingerprint(data)}\n"
            for name, folder in sorted(written.items())
            for path, data in sorted(folder.items())
        ).encode()
    )
    with transaction.atomic():
        edition, fresh = Edition.objects.get_or_create(
            version=signed.version,
            defaults={
                "published_at": timezone.now(),
                "stories": len(stories),
                "entries": signed.entries,
                "bytes": signed.bytes,
                "contents": contents,
                "signed_at": timezone.now(),
            },
        )
        edition.signed_at, edition.seen_event = timezone.now(), seen
        edition.save(update_fields=["signed_at", "seen_event"])
        if fresh:
            tell(EditionPublished(version=edition.version, stories=edition.stories), by=by)
    return edition, signed


def _book() -> Book:
    """Whom villages can write to now, and with which keys."""
    keys = mail_keys()
    return Book(
        mailroom=keys.mailroom().recipient,
        replies=public_hex(keys.replies()),
        witness=witness_key(keys).text,
        upload=f"{settings.BASE_URL}{UPLOAD}",
        addressees=general_addressees(civil_date(timezone.now())),
    )


def _pack_pictures(story: PublishedStory, writer: FeedWriter, files: dict[str, bytes]) -> dict[int, Picture]:
    """Put the story's pictures among ``files``; answers those that could be read, by the hub's key."""
    packed: dict[int, Picture] = {}
    for picture in story.pictures:
        if picture.media_type not in MEDIA_TYPES:
            continue
        try:
            data = writer.picture(picture.path)
        except Refused:
            continue  # the words of a story must not wait for a lost picture; the caption stays
        entry = picture_of(picture, fingerprint(data))
        files[entry.file_name] = data
        packed[picture.id] = entry
    return packed
