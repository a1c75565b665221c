"""A letter on its arrival: the envelope is read in memory, the letter is kept sealed (decision 0043)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from lianjian.apps.islands.actions._moving import destroy, move
from lianjian.apps.islands.models import HelpRequest, Inbox, Letter, RequestStep
from lianjian.apps.islands.ports import KeyUnread, mail_keys
from lianjian.apps.islands.rules.inboxes import InboxRole
from lianjian.apps.islands.rules.requests import RequestState, due_on
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused
from lianjian_feed.fields import MAX_DAYS
from lianjian_feed.letters import Letter as Inside
from lianjian_feed.refusals import Refused as FeedRefused

if TYPE_CHECKING:
    from lianjian.apps.islands.models import Station
    from lianjian.foundation.actor import Actor
    from lianjian_feed.parcels import Posted


def take_letter(by: Actor, station: Station, posted: Posted, now: datetime) -> bool:
    """Keep a letter; says whether it is new. One that came before has its receipt told again: the station lacks it."""
    rows = Letter.objects.across_organisations("the system takes in what stations send")
    there = rows.filter(station=station, sha256=posted.digest).first()
    if there is not None:
        there.told_in = None
        there.save(update_fields=["told_in"])
        return False
    inbox = _inbox(station, posted.to)
    inside = _opened(station, inbox, posted)
    letter = Letter(station=station, sha256=posted.digest, arrived_at=now)
    if inbox is None or inside is None:
        letter.is_lost = True
    elif inside.kind == "withdrawal":
        letter.request = _withdraw(by, station, inbox, inside, now)
    else:
        letter.request = _request(by, station, inbox, inside, posted.data, now)
    letter.save()
    return True


def _inbox(station: Station, key: str) -> Inbox | None:
    """The inbox of that name, where this station may write to it: a first secretary only from their own village; an
    organisation or expert only while somebody reads it."""
    row = Inbox.objects.across_organisations("the system takes in what stations send").filter(key=key).first()
    if row is None:
        return None
    if row.role == InboxRole.SECRETARY:
        return row if row.organisation_id == station.village_id else None
    return row if row.closed_at is None or row.requests.exists() else None


def _opened(station: Station, inbox: Inbox | None, posted: Posted) -> Inside | None:
    """The letter, where a key opens it and it is what the parcel says; None else. Raises KeyUnread where that cannot be known
    now."""
    if inbox is None:
        return None
    try:
        inside = Inside.unseal(posted.data, mail_keys().inbox(inbox.key))
    except KeyUnread:
        raise
    except (Refused, FeedRefused):
        return None
    fits = inside.key == station.key and inside.addressee == inbox.key == posted.to
    is_late = inbox.closed_at is not None and inbox.role != InboxRole.SECRETARY
    return inside if fits and not (is_late and inside.kind == "request") else None


def _request(
    by: Actor, station: Station, inbox: Inbox, inside: Inside, data: bytes, now: datetime
) -> HelpRequest:
    rows = HelpRequest.objects.across_organisations("the system takes in what stations send")
    there = rows.filter(station=station, name=inside.request).first()
    if there is not None:
        return there  # sealed anew, or withdrawn before it came
    row, today = _envelope(station, inbox, inside, now), civil_date(now)
    row.letter = data
    if row.until < today:  # it lay on a stick until its term was over
        row.letter, row.state, row.closed_on = None, RequestState.CLOSED, today
    row.save()
    RequestStep.objects.create(request=row, state=row.state, at=now, person_id=by.person)
    return row


def _withdraw(by: Actor, station: Station, inbox: Inbox, inside: Inside, now: datetime) -> HelpRequest:
    """Destroy what is held, whoever has it by now; the station hears that it is done."""
    rows = HelpRequest.objects.across_organisations("the system takes in what stations send")
    row = rows.select_for_update(of=("self",)).filter(station=station, name=inside.request).first()
    if row is None:  # the letter itself is still on its way: it will find this, and not be kept
        row = _envelope(station, inbox, inside, now)
        row.state, row.closed_on = RequestState.WITHDRAWN, civil_date(now)
        row.save()
        RequestStep.objects.create(request=row, state=row.state, at=now, person_id=by.person)
        return row
    destroy([row.pk])
    row.letter = None
    if row.state == RequestState.WITHDRAWN:
        return row
    move(by, row, RequestState.WITHDRAWN, now)
    return row


def _envelope(station: Station, inbox: Inbox, inside: Inside, now: datetime) -> HelpRequest:
    longest = civil_date(now) + timedelta(days=MAX_DAYS)  # the station's clock may be ahead
    return HelpRequest(
        name=inside.request,
        station=station,
        inbox=inbox,
        category=inside.category,
        purposes=list(inside.purposes),
        answer_to=inside.answer_to,
        asked_on=date.fromisoformat(inside.asked_on),
        until=min(date.fromisoformat(inside.until), longest),
        received_at=now,
        due_on=due_on(civil_date(now), inbox.days),
        state=RequestState.RECEIVED,
    )
