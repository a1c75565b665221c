"""Who acts for an organisation: mandates by the page, acting people, postings with their handovers, who may succeed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from lianjian.apps.parties.models import Acting, Handover, Mandate, Organisation, Posting
from lianjian.apps.parties.models.handover import organisations_read_by
from lianjian.apps.parties.queries.holding import standing
from lianjian.apps.parties.rules.handovers import HandoverState
from lianjian.apps.parties.rules.ownership import ANSWERING
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

MOST_COLLEAGUES = 200
SOON = timedelta(days=60)
"""So long before a term ends its handover should begin."""


@dataclass(frozen=True, slots=True)
class ActingLine:
    """Somebody acts in a role until a day; ``instead_of_name`` "" where nobody holds the post."""

    mandate: int
    person: int
    person_name: str
    role: str
    instead_of_name: str
    reason: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PostingLine:
    """A first secretary's term; ``handover`` the key of the newest one of this term that was not called off, as far as
    the reader may see it, with its state."""

    person: int
    person_name: str
    batch: int
    sent_by: str
    starts_on: date
    ends_on: date
    mandate: int
    handover: int | None
    handover_state: str


@dataclass(frozen=True, slots=True)
class EndingLine:
    """A term that ends soon and for which no handover has begun."""

    mandate: int
    person_name: str
    role: str
    organisation_key: str
    organisation_name: str
    ends_on: date


def mandates_in(by: Actor, organisation: int, today: date, *, former: bool) -> QuerySet[Mandate]:
    """The mandates of an organisation that ``by`` may see, people with them: those of today and to come, or the
    ``former`` ones, the latest first."""
    rows = Mandate.objects.by(by).filter(organisation=organisation).select_related("person")
    if former:
        return rows.filter(ends_on__lt=today).order_by("-ends_on", "-pk")
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=today)).order_by("role", "starts_on", "pk")


def mandate_of(by: Actor, mandate: int) -> Mandate:
    """One mandate with its person and organisation. Raises NotThere."""
    row = Mandate.objects.by(by).filter(pk=mandate).select_related("person", "organisation").first()
    if row is None:
        raise NotThere
    return row


def own_mandates(by: Actor, today: date) -> list[Mandate]:
    """The mandates that ``by`` holds today, organisations with them."""
    if by.person is None:
        return []
    rows = Mandate.objects.by(by).filter(standing(today), person=by.person)
    return list(rows.select_related("organisation").order_by("organisation", "role", "pk"))


def acting_in(by: Actor, organisation: int, today: date) -> list[ActingLine]:
    """Who acts there today or later, as far as ``by`` may see it. One query."""
    rows = Acting.objects.by(by).filter(
        Q(mandate__ends_on=None) | Q(mandate__ends_on__gte=today), mandate__organisation=organisation
    )
    return [
        ActingLine(
            mandate=row.mandate_id,
            person=row.mandate.person_id,
            person_name=row.mandate.person.name,
            role=row.mandate.role,
            instead_of_name=row.instead_of.name if row.instead_of else "",
            reason=row.reason,
            starts_on=row.mandate.starts_on,
            ends_on=row.mandate.ends_on,
        )
        for row in rows.select_related("mandate__person", "instead_of").order_by("mandate__starts_on", "pk")
    ]


def postings_by_batch(by: Actor, village: int) -> list[PostingLine]:
    """All postings to a village, newest first, which are public, with their handovers as far as ``by`` may see them. Two
    queries."""
    rows = Posting.objects.across_organisations("who was first secretary is public").filter(village=village)
    listed = list(rows.select_related("person").order_by("-starts_on"))
    seen = Handover.objects.by(by).filter(mandate__in=[row.mandate_id for row in listed])
    known: dict[int, tuple[int, str]] = {}
    for key, mandate, state in seen.order_by("begun_at", "pk").values_list("pk", "mandate", "state"):
        if state != HandoverState.CANCELLED:
            known[mandate] = (key, state)
    return [
        PostingLine(
            person=row.person_id,
            person_name=row.person.name,
            batch=row.batch,
            sent_by=row.sent_by,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            mandate=row.mandate_id,
            handover=known.get(row.mandate_id, (None, ""))[0],
            handover_state=known.get(row.mandate_id, (None, ""))[1],
        )
        for row in listed
    ]


def successors_for(by: Actor, mandate: int, today: date) -> list[tuple[int, str, str, date]]:
    """Who may succeed the holder of a mandate that ``by`` may see: key, name, role and first day of the people of the
    organisation of today and to come; those to come first. Raises NotThere."""
    held = mandate_of(by, mandate)
    to_come = Q(ends_on=None) | Q(ends_on__gte=today)
    return _colleagues(held.organisation_id, to_come, {held.person_id})


def who_could_take(by: Actor, handover: int, today: date) -> list[tuple[int, str, str, date]]:
    """Who of the organisation could take a line of a handover that ``by`` may see, besides the two of it: its people of
    today. Raises NotThere."""
    row = Handover.objects.by(by).filter(pk=handover).first()
    if row is None:
        raise NotThere
    return _colleagues(row.organisation_id, standing(today), {row.outgoing_id, row.successor_id})


def _colleagues(organisation: int, when: Q, without: set[int]) -> list[tuple[int, str, str, date]]:
    rows = Mandate.objects.across_organisations("the organisation of a mandate or handover in hand").filter(
        when, organisation=organisation
    )
    rows = rows.exclude(person__in=without).select_related("person").order_by("-starts_on", "pk")
    found: dict[int, tuple[int, str, str, date]] = {}
    for row in rows[:MOST_COLLEAGUES]:
        found.setdefault(row.person_id, (row.person_id, row.person.name, row.role, row.starts_on))
    return list(found.values())


def ending_soon(by: Actor, today: date, *, limit: int = 30) -> list[EndingLine]:
    """Terms of those who answer for an organisation for which ``by`` answers that end within 60 days without a handover,
    the first to end first. One query."""
    rows = Mandate.objects.by(by).filter(
        acting=None, role__in=ANSWERING, starts_on__lte=today, ends_on__gte=today, ends_on__lte=today + SOON
    )
    if not by.network_wide:
        rows = rows.filter(organisation__in=organisations_read_by(by))
    begun = Handover.objects.across_organisations("whether one is under way").filter(mandate=OuterRef("pk"))
    rows = rows.exclude(Exists(begun.exclude(state=HandoverState.CANCELLED)))
    return [
        EndingLine(
            mandate=row.pk,
            person_name=row.person.name,
            role=row.role,
            organisation_key=row.organisation.key,
            organisation_name=row.organisation.short_name,
            ends_on=row.ends_on or today,
        )
        for row in rows.select_related("person", "organisation").order_by("ends_on", "pk")[:limit]
    ]


def _unanswered(by: Actor, today: date) -> QuerySet[Organisation]:
    answering = Mandate.objects.across_organisations("who answers for the organisations").filter(
        standing(today), organisation=OuterRef("pk"), role__in=ANSWERING
    )
    rows = Organisation.objects.exclude(Exists(answering)).order_by("key")
    return rows if by.network_wide else rows.filter(pk__in=by.organisations)


def count_unanswered(by: Actor, today: date) -> int:
    """In how many organisations nobody answers: one's own, all of them for the network's administrator. One query."""
    return _unanswered(by, today).count()


def unanswered(by: Actor, today: date, limit: int, offset: int = 0) -> list[Organisation]:
    """Those organisations. One query."""
    return list(_unanswered(by, today)[offset : offset + limit])
