from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.actions._organising import lock_seen
from lianjian.apps.coordination.events import GatheringNoted
from lianjian.apps.coordination.models import GatheringNote, GatheringPhoto
from lianjian.apps.coordination.rules.gatherings import GatheringState
from lianjian.apps.coordination.rules.log import LONGEST, MOST_PHOTOS
from lianjian.apps.coordination.rules.photographs import Photograph, redraw
from lianjian.apps.coordination.rules.signing_in import arrival
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.foundation.actor import Actor

MOST_KEPT = 300
"""Photographs of one gathering."""


def write_gathering_note(
    *,
    by: Actor,
    gathering: int,
    text: str = "",
    photos: Sequence[bytes] = (),
    client_key: str | None = None,
    shown_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> GatheringNote:
    """Keep a sentence, or photographs, or both, of an announced gathering: whoever of the invited is there may.

    Photographs (JPEG, PNG, WebP) are drawn anew, without place and device. The same ``client_key`` of one person again is
    the same note. ``shown_at`` and ``sent_at`` as in ``sign_in_guest``.
    """
    if len(photos) > MOST_PHOTOS:
        raise Refused(
            gettext_noop("A note takes up to %(most)s photos."),
            cure=gettext_noop("Send the others with a second note."),
            field="photos",
            most=MOST_PHOTOS,
        )
    drawn = [redraw(photo) for photo in photos]  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        return _write(by, gathering, text, drawn, client_key, shown_at, sent_at)


def _write(
    by: Actor,
    gathering: int,
    text: str,
    photos: list[Photograph],
    client_key: str | None,
    shown_at: datetime | None,
    sent_at: datetime | None,
) -> GatheringNote:
    if by.person is None:
        raise NotAllowed(gettext_noop("A note is written by a person; sign in first."))
    row = lock_seen(by, gathering)
    if client_key:
        notes = GatheringNote.objects.across_organisations("the writer is the one who acts")
        sent = notes.filter(person=by.person, client_key=client_key).first()
        if sent is not None:
            return sent
    if row.state not in {GatheringState.ANNOUNCED, GatheringState.HELD}:
        raise Refused(gettext_noop("Notes are kept of gatherings that are announced."))
    kept = GatheringPhoto.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if photos and kept.count() + len(photos) > MOST_KEPT:
        raise Refused(
            gettext_noop("A gathering keeps at most %(most)s photos."),
            cure=gettext_noop("Take out some that say the same."),
            field="photos",
            most=MOST_KEPT,
        )
    now = timezone.now()
    note = GatheringNote.objects.create(
        gathering=row,
        person_id=by.person,
        text=clean(text, field="text", longest=LONGEST, needed=not photos),
        written_at=arrival(shown=shown_at, sent=sent_at, received=now, begins_at=row.begins_at).at,
        client_key=client_key or None,
    )
    for position, photo in enumerate(photos, start=1):
        _keep(note, position, photo)
    tell(GatheringNoted(gathering=row.pk, note=note.pk, photos=len(photos)), by=by)
    return note


def _keep(note: GatheringNote, position: int, photo: Photograph) -> None:
    name = f"coordination/gatherings/{note.gathering_id}/{uuid.uuid4().hex}"
    try:
        path = storages["private"].save(f"{name}.jpg", ContentFile(photo.data))
        small = storages["private"].save(f"{name}-small.jpg", ContentFile(photo.small))
    except OSError as full:
        raise Refused(
            gettext_noop(
                "The photo could not be stored: the disk of the server is full or cannot be written."
            ),
            cure=gettext_noop("Keep your entry, tell the administrator, and send it again later."),
            field="photos",
        ) from full
    GatheringPhoto.objects.create(
        note=note,
        gathering_id=note.gathering_id,
        position=position,
        path=path,
        small_path=small,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
    )
