from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.events import LogEntryWritten
from lianjian.apps.coordination.models import LogEntry, LogPhoto
from lianjian.apps.coordination.models.group import organisations_looked_after
from lianjian.apps.coordination.rules.log import (
    LONGEST,
    MOST_PHOTOS,
    check_happened,
    check_kind,
    parse_target,
)
from lianjian.apps.coordination.rules.photographs import Photograph, redraw
from lianjian.apps.parties.queries import organisations
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.foundation.actor import Actor


def write_log_entry(
    *,
    by: Actor,
    village: int,
    text: str,
    kind: str = "note",
    happened_at: datetime | None = None,
    photos: Sequence[bytes] = (),
    client_key: str | None = None,
    target: str = "",
    now: datetime | None = None,
) -> LogEntry:
    """Write an entry of the village log: a sentence, or photographs, or both.

    ``photos`` are files as they came from the phone (JPEG, PNG, WebP); they are drawn anew, without place
    and device, into the private storage. ``client_key`` is made by the form: the same one from the same
    person again is the same entry, however often a bad line sends it. ``happened_at`` may lie up to 60 days
    back. ``target`` names what it belongs to (``projects/commitment:12``) and is refused by that app where
    the writer may not.
    """
    if len(photos) > MOST_PHOTOS:
        raise Refused(
            gettext_noop("An entry takes up to %(most)s photos."),
            cure=gettext_noop("Send the others with a second entry."),
            field="photos",
            most=MOST_PHOTOS,
        )
    drawn = [redraw(photo) for photo in photos]  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        return _write(by, village, text, kind, happened_at, drawn, client_key, target, now)


def _write(
    by: Actor,
    village: int,
    text: str,
    kind: str,
    happened_at: datetime | None,
    photos: list[Photograph],
    client_key: str | None,
    target: str,
    now: datetime | None,
) -> LogEntry:
    if by.person is None:
        raise NotAllowed(gettext_noop("A log entry is written by a person; sign in first."))
    house = organisations().select_for_update(no_key=True, of=("self",)).filter(pk=village).first()
    if house is None:
        raise NotThere
    if not by.acts_for(village) and village not in organisations_looked_after(by):
        raise NotThere
    if client_key:
        sent = (
            LogEntry.objects.across_organisations("below the writer in hand")
            .filter(person=by.person, client_key=client_key)
            .first()
        )
        if sent is not None:
            return sent
    moment = moment_of(by, now, wall=timezone.now())
    app, key = parse_target(target)
    entry = LogEntry.objects.create(
        person_id=by.person,
        village=house,
        kind=check_kind(kind),
        text=clean(text, field="text", longest=LONGEST, needed=not photos),
        happened_at=check_happened(happened_at or moment, moment=moment, network_wide=by.network_wide),
        recorded_at=moment,
        target_app=app,
        target_key=key,
        client_key=client_key or None,
    )
    for position, photo in enumerate(photos, start=1):
        _keep(entry, position, photo)
    told = LogEntryWritten(
        entry=entry.pk,
        village=house.pk,
        kind=entry.kind,
        photos=len(photos),
        target_app=app,
        target_key=key,
    )
    tell(told, by=by)
    return entry


def _keep(entry: LogEntry, position: int, photo: Photograph) -> None:
    name = f"coordination/log/{entry.recorded_at:%Y/%m}/{uuid.uuid4().hex}"
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
    LogPhoto.objects.create(
        entry=entry,
        position=position,
        path=path,
        small_path=small,
        sha256=photo.sha256,
        width=photo.width,
        height=photo.height,
    )
