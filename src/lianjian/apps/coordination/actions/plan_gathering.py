from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.coordination.actions._organising import ORGANISERS
from lianjian.apps.coordination.events import GatheringPlanned
from lianjian.apps.coordination.models import Gathering
from lianjian.apps.coordination.rules.gatherings import (
    GatheringKind,
    GatheringState,
    check_capacity,
    check_gathering_kind,
    check_when,
)
from lianjian.apps.parties.queries import organisations
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def plan_gathering(
    *,
    by: Actor,
    organiser: int,
    title: str,
    kind: str,
    begins_at: datetime,
    ends_at: datetime,
    kind_word: str = "",
    co_organisers: Sequence[int] = (),
    place: str = "",
    agenda: str = "",
    bring: str = "",
    capacity: int | None = None,
    replies_until: date | None = None,
    public: bool = False,
    agreement: int | None = None,
    project: int | None = None,
    client_key: str | None = None,
) -> Gathering:
    """Plan a gathering of ``organiser``, with others that hold it too. Nobody else sees it until it is announced; whoever
    plans it runs it.

    ``agenda`` has one point a line; ``place`` is in words and may be empty; ``kind_word`` names another kind. ``public``
    gatherings stand on the site once they are announced. ``project`` is the key of a joint project: whoever calls has
    made sure that ``by`` sees it.
    """
    if not by.holds(*ORGANISERS, organisation=organiser):
        raise NotThere
    house = organisations().select_for_update(no_key=True, of=("self",)).filter(pk=organiser).first()
    if house is None:
        raise Refused(gettext_noop("This organisation is not in the register."), field="organiser")
    if client_key:
        rows = Gathering.objects.across_organisations("below the organiser in hand")
        sent = rows.filter(organiser=house, client_key=client_key).first()
        if sent is not None:
            return sent
    if agreement is not None:
        agreement_card(by, agreement)
    gathering = Gathering(
        organiser=house,
        state=GatheringState.PLANNED,
        entered_by_id=by.person,
        run_by_id=by.person if house.pk in by.organisations else None,
        agreement_id=agreement,
        project=project,
        client_key=client_key or None,
    )
    write_plan(
        gathering,
        title=title,
        kind=kind,
        kind_word=kind_word,
        begins_at=begins_at,
        ends_at=ends_at,
        place=place,
        agenda=agenda,
        bring=bring,
        capacity=capacity,
        replies_until=replies_until,
        public=public,
    )
    gathering.save()
    join_hosts(gathering, co_organisers)
    tell(GatheringPlanned(gathering=gathering.pk, organiser=house.pk), by=by)
    return gathering


def write_plan(
    gathering: Gathering,
    *,
    title: str,
    kind: str,
    kind_word: str,
    begins_at: datetime,
    ends_at: datetime,
    place: str,
    agenda: str,
    bring: str,
    capacity: int | None,
    replies_until: date | None,
    public: bool,
) -> None:
    """Set what the plan says. Raises Refused where it makes no sense."""
    gathering.kind = check_gathering_kind(kind)
    own = clean_line(kind_word, field="kind_word", longest=20, needed=kind == GatheringKind.OTHER)
    gathering.kind_word = own if kind == GatheringKind.OTHER else ""
    gathering.title = clean_line(title, field="title")
    gathering.place = clean_line(place, field="place", needed=False)
    gathering.agenda = clean(agenda, field="agenda", longest=3000, needed=False)
    gathering.bring = clean_line(bring, field="bring", longest=300, needed=False)
    gathering.capacity = check_capacity(capacity)
    check_when(begins_at, ends_at, replies_until)
    gathering.begins_at, gathering.ends_at = begins_at, ends_at
    gathering.replies_until = replies_until
    gathering.public = public


def join_hosts(gathering: Gathering, co_organisers: Sequence[int]) -> None:
    """Set the organisations that hold it too. Raises Refused where one is not in the register."""
    wanted = set(co_organisers) - {gathering.organiser_id}
    if organisations().filter(pk__in=wanted).count() != len(wanted):
        raise Refused(gettext_noop("This organisation is not in the register."), field="co_organisers")
    gathering.co_organisers.set(wanted)
