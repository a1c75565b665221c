from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianjian.apps.islands.events import RepliesSealed
from lianjian.apps.islands.models import Answer, Letter, RequestStep, Station
from lianjian.apps.islands.ports import mail_keys, post_office
from lianjian.apps.islands.queries import refusing, secretary_of
from lianjian.apps.islands.rules.stations import ReplyState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop
from lianjian_feed import replies, statements

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

MOST = replies.MOST
ANSWER_BYTES = 500_000
"""Sealed answers in one file; the others follow when these are acknowledged."""


def seal_replies(*, by: Actor, station: str) -> bool:
    """Make the replies to a station anew and lay them beside the feed; says whether they are new. A lost or replaced one is
    told nothing any more: its file goes.

    Sealed and numbered first, laid into the feed after: whatever stops in between is done again by the next call.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does this."))
    with transaction.atomic():
        rows = Station.objects.across_organisations("the system seals replies")
        row = rows.select_for_update(of=("self",)).filter(number=station).first()
        if row is None:
            raise NotThere
        fresh = row.is_in_service and row.reply_state == ReplyState.DUE and _seal(by, row, timezone.now())
        if row.is_in_service and row.reply_state == ReplyState.DUE:  # nothing new to say
            row.reply_state = ReplyState.THERE if row.reply is None else ReplyState.SEALED
            row.save(update_fields=["reply_state"])
    if not row.is_in_service:
        post_office().drop_replies(row.number)
    elif row.reply is not None:
        post_office().put_replies(row.number, bytes(row.reply))
    else:
        return fresh
    # what changed meanwhile is due again, and stays so
    done = rows.filter(pk=row.pk, reply_serial=row.reply_serial, lost_at=row.lost_at)
    done.filter(reply_state=row.reply_state).update(reply=None, reply_state=ReplyState.THERE)
    return fresh


def _seal(by: Actor, row: Station, now: datetime) -> bool:
    """Number and seal what the station has not acknowledged; nothing where it is the same as before."""
    receipts, steps, answers = _receipts(row), _steps(row), _answers(row)
    told = replies.Replies(
        station=row.number,
        serial=row.reply_serial + 1,
        made_at=now.isoformat(timespec="seconds"),
        taken=row.last_parcel,
        log_size=row.log_size,
        receipts=tuple(one.sha256 for one in receipts if not one.is_lost),
        states=(
            *(replies.State(one.sha256[:32], "lost", _at(one.arrived_at)) for one in receipts if one.is_lost),
            *(replies.State(one.request.name, one.state, _at(one.at)) for one in steps),
        ),
        answers=tuple(
            replies.Answer(one.request.name, one.number, _at(one.at), bytes(one.sealed or b""))
            for one in answers
        ),
        secretary=secretary_of(row.village_id, civil_date(now)),
        checkpoint=row.checkpoint,
    )
    contents = _contents(told)
    if contents == row.reply_contents and row.reply_serial:
        return False
    with refusing():
        row.reply = told.seal(mail_keys().replies(), row.recipient)
    row.reply_serial, row.reply_contents, row.reply_state = told.serial, contents, ReplyState.SEALED
    row.save(update_fields=["reply", "reply_serial", "reply_contents", "reply_state"])
    for model, kept in ((Letter, receipts), (RequestStep, steps), (Answer, answers)):
        waiting = [one.pk for one in kept if one.told_in is None]
        model.objects.across_organisations("the system seals replies").filter(pk__in=waiting).update(
            told_in=told.serial
        )
    tell(RepliesSealed(station=row.number, serial=told.serial), by=by)
    return True


def _contents(told: replies.Replies) -> str:
    """A fingerprint of everything but number and time."""
    parts = [
        told.taken,
        told.log_size,
        list(told.receipts),
        [[one.request, one.state, one.at] for one in told.states],
        [[one.request, one.number, one.at, fingerprint(one.sealed)] for one in told.answers],
        told.secretary.told() if told.secretary else None,
        told.checkpoint,
    ]
    return fingerprint(statements.canonical(parts))


def _unheard(row: Station) -> Q:
    return Q(told_in=None) | Q(told_in__gt=row.acknowledged)


def _receipts(row: Station) -> list[Letter]:
    rows = Letter.objects.across_organisations("the system seals replies")
    return list(rows.filter(_unheard(row), station=row).order_by("pk")[: MOST // 2])


def _steps(row: Station) -> list[RequestStep]:
    rows = RequestStep.objects.across_organisations("the system seals replies").select_related("request")
    found = rows.filter(_unheard(row), request__station=row).defer("request__letter")
    return list(found.order_by("pk")[: MOST // 2])


def _answers(row: Station) -> list[Answer]:
    rows = Answer.objects.across_organisations("the system seals replies").select_related("request")
    found = rows.filter(_unheard(row), request__station=row, sealed__isnull=False).defer("request__letter")
    chosen: list[Answer] = []
    size = 0
    for one in found.order_by("pk")[:MOST]:
        size += len(bytes(one.sealed or b""))
        if size > ANSWER_BYTES and chosen:
            break
        chosen.append(one)
    return chosen


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
