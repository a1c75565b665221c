"""Reading destinations and pictures: what a visitor needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import F, Q

from lianjian.apps.projects.models import Destination, Picture, ProjectParty
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture; sizes in pixels."""

    id: int
    caption: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DestinationLine:
    """What a visitor needs to know. Months None where the season is not known; ``opening`` is ``rules.joint.Opening``
    or ""."""

    season: str
    route: str
    contact: str
    capacity: str
    public: bool
    first_month: int | None = None
    last_month: int | None = None
    opening: str = ""
    by_bus: str = ""
    near: str = ""
    pictures: tuple[PictureLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicDestination:
    """A destination as everybody may see it."""

    key: str
    title: str
    about: str
    place: int | None
    place_key: str
    place_name: str
    parties: tuple[str, ...]
    destination: DestinationLine


def public_destinations(
    *, month: int | None = None, organisation: int | None = None, limit: int | None = None, offset: int = 0
) -> list[PublicDestination]:
    """The destinations whose parties have made them public, by name; ``month`` keeps those whose season is known and
    holds it, ``organisation`` those that lie there or to whose project it is a party. Four queries."""
    rows = _shown(month, organisation).order_by("project__title", "pk")
    return [_public(row) for row in rows[offset : None if limit is None else offset + limit]]


def public_destinations_count(*, month: int | None = None, organisation: int | None = None) -> int:
    """How many those are. One query."""
    return _shown(month, organisation).count()


def public_destination(key: str) -> PublicDestination:
    """One of them by the word in its address. Raises NotThere."""
    row = _shown(None, None).filter(project__key=key).first()
    if row is None:
        raise NotThere
    return _public(row)


def open_picture(by: Actor, picture: int, *, small: bool) -> File[bytes]:
    """A picture (JPEG) that ``by`` may see, open for reading. Raises NotThere."""
    row = Picture.objects.by(by).filter(pk=picture).first()
    if row is None:
        raise NotThere
    try:
        return storages["private"].open(row.small_path if small else row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone


def destination_line(row: Destination) -> DestinationLine:
    """A destination that the caller has in hand, with its pictures."""
    return DestinationLine(
        season=row.season,
        route=row.route,
        contact=row.contact,
        capacity=row.capacity,
        public=row.public,
        first_month=row.first_month,
        last_month=row.last_month,
        opening=row.opening,
        by_bus=row.by_bus,
        near=row.near,
        pictures=tuple(PictureLine(one.pk, one.caption, one.width, one.height) for one in row.pictures.all()),
    )


def _shown(month: int | None, organisation: int | None) -> QuerySet[Destination]:
    rows = Destination.objects.across_organisations("they were made public").filter(public=True)
    if organisation is not None:
        parts = ProjectParty.objects.across_organisations("narrows what is public").filter(
            organisation=organisation
        )
        rows = rows.filter(Q(project__place=organisation) | Q(project__in=parts.order_by().values("project")))
    if month is not None:
        straight = Q(first_month__lte=F("last_month"), last_month__gte=month) & Q(first_month__lte=month)
        over = Q(first_month__gt=F("last_month")) & (Q(first_month__lte=month) | Q(last_month__gte=month))
        rows = rows.filter(straight | over)
    return rows.select_related("project__place").prefetch_related(
        "project__parties__organisation", "pictures"
    )


def _public(row: Destination) -> PublicDestination:
    place = row.project.place
    return PublicDestination(
        key=row.project.key,
        title=row.project.title,
        about=row.project.about,
        place=row.project.place_id,
        place_key=place.key if place and place.kind == "village" else "",
        place_name=place.short_name if place else "",
        parties=tuple(p.organisation.short_name for p in row.project.parties.all()),
        destination=destination_line(row),
    )
