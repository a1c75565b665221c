"""What was kept of a gathering: notes, photographs, resolutions, and of what a story is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages

from lianjian.apps.coordination.models import (
    Gathering,
    GatheringNote,
    GatheringPhoto,
    GatheringStory,
    Guest,
    Resolution,
    SignIn,
)
from lianjian.apps.coordination.rules.gathering_story import Material, Resolved
from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.core.files.base import File
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class GatheringPhotoLine:
    """A photograph by its key, with its size in pixels; ``taken_by`` is the key of the person."""

    id: int
    width: int
    height: int
    taken_by: int


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note with its photographs."""

    id: int
    person: int
    person_name: str
    text: str
    written_at: datetime
    photos: tuple[GatheringPhotoLine, ...]


@dataclass(frozen=True, slots=True)
class ResolutionLine:
    """A resolution. ``receiver`` None: it is the giver's duty. ``commitment`` and ``duty`` are what it became."""

    id: int
    gathering: int
    gathering_title: str
    text: str
    giver: int
    giver_name: str
    receiver: int | None
    receiver_name: str
    work_area: str
    due_on: date
    accepted_at: datetime | None
    commitment: int | None
    duty: int | None


@dataclass(frozen=True, slots=True)
class Telling:
    """A story that was made of a gathering, in the newsroom of which media centre."""

    telling: int
    newsroom: int
    newsroom_name: str
    story: int | None
    told_at: datetime


def notes_of_gathering(by: Actor, gathering: int, limit: int = 200) -> list[NoteLine]:
    """Its latest notes with their photographs, in the order of writing. Two queries."""
    rows = GatheringNote.objects.by(by).filter(gathering=gathering)
    latest = rows.select_related("person").prefetch_related("photos").order_by("-written_at", "-pk")[:limit]
    return [
        NoteLine(
            row.pk,
            row.person_id,
            row.person.name,
            row.text,
            row.written_at,
            tuple(GatheringPhotoLine(p.pk, p.width, p.height, row.person_id) for p in row.photos.all()),
        )
        for row in reversed(latest)
    ]


def open_gathering_photo(by: Actor, photo: int, *, small: bool = False) -> File[bytes]:
    """A photograph, open for reading: JPEG. Raises NotThere for whoever may not see the gathering."""
    return _open(GatheringPhoto.objects.by(by).filter(pk=photo).first(), small=small)


def photos_to_tell(gathering: int, photos: Iterable[int]) -> list[bytes]:
    """The bytes of photographs chosen for a story, in the order chosen: whoever chose them sees the gathering."""
    rows = GatheringPhoto.objects.across_organisations("chosen by somebody who sees the gathering")
    found = rows.filter(gathering=gathering).in_bulk(list(photos))
    data = []
    for key in photos:
        with _open(found.get(key), small=False) as opened:
            data.append(opened.read())
    return data


def resolutions_of(by: Actor, gathering: int) -> list[ResolutionLine]:
    """Its resolutions in order. One query."""
    return _resolutions(Resolution.objects.by(by).filter(gathering=gathering))


def resolution(by: Actor, resolution: int) -> ResolutionLine:
    """One resolution. Raises NotThere."""
    found = _resolutions(Resolution.objects.by(by).filter(pk=resolution))
    if not found:
        raise NotThere
    return found[0]


def resolution_behind(by: Actor, commitment: int) -> ResolutionLine | None:
    """The resolution that became this commitment, for whoever sees the gathering too; None where there is none."""
    return next(iter(_resolutions(Resolution.objects.by(by).filter(commitment=commitment))), None)


def resolutions_waiting(by: Actor, givers: Iterable[int], limit: int = 12) -> list[ResolutionLine]:
    """The soonest resolutions that nobody of these organisations has accepted yet. One query."""
    rows = Resolution.objects.by(by).filter(giver__in=list(givers), accepted_at=None)
    return _resolutions(rows.order_by("due_on", "pk")[:limit])


def tellings_of(by: Actor, gathering: int) -> list[Telling]:
    """The stories made of it."""
    rows = GatheringStory.objects.by(by).filter(gathering=gathering).select_related("newsroom")
    return [
        Telling(row.telling, row.newsroom_id, row.newsroom.short_name, row.story, row.told_at) for row in rows
    ]


def material_of(gathering: int) -> Material:
    """Of what a story about it is made: the caller has judged who may make one. Names are those of guests who came and
    ticked that they may be named."""
    rows = Gathering.objects.across_organisations("the verb that told of it judged who may")
    row = rows.select_related("organiser__division").get(pk=gathering)
    reason = "below the gathering in hand"
    came = SignIn.objects.across_organisations(reason).filter(gathering=row)
    named = Guest.objects.across_organisations(reason).filter(
        gathering=row, may_be_named=True, sign_in__isnull=False
    )
    resolved = Resolution.objects.across_organisations(reason).filter(gathering=row)
    others = list(row.co_organisers.order_by("pk").values_list("short_name", flat=True))
    houses = came.exclude(guest__organisation=None).values("guest__organisation").distinct().count()
    givers = {one.giver_id for one in resolved} | {one.receiver_id for one in resolved if one.receiver_id}
    names = organisation_names(givers)
    return Material(
        kind=row.kind,
        kind_word=row.kind_word,
        title=row.title,
        hosts=(row.organiser.short_name, *others),
        organiser=row.organiser_id,
        division=row.organiser.division_id or "",
        place=row.place,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        came=came.count() + row.forgotten_came,
        houses=houses,
        agenda=tuple(row.agenda.splitlines()),
        summary=row.summary,
        named=tuple(named.order_by("pk").values_list("name", flat=True)),
        resolved=tuple(
            Resolved(one.text, names[one.giver_id], names.get(one.receiver_id or 0, ""), one.due_on)
            for one in resolved
        ),
    )


def _resolutions(rows: QuerySet[Resolution]) -> list[ResolutionLine]:
    return [
        ResolutionLine(
            id=row.pk,
            gathering=row.gathering_id,
            gathering_title=row.gathering.title,
            text=row.text,
            giver=row.giver_id,
            giver_name=row.giver.short_name,
            receiver=row.receiver_id,
            receiver_name=row.receiver.short_name if row.receiver else "",
            work_area=row.work_area,
            due_on=row.due_on,
            accepted_at=row.accepted_at,
            commitment=row.commitment,
            duty=row.duty_id,
        )
        for row in rows.select_related("gathering", "giver", "receiver")
    ]


def _open(row: GatheringPhoto | None, *, small: bool) -> File[bytes]:
    if row is None:
        raise NotThere
    try:
        return storages["private"].open(row.small_path if small else row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone
