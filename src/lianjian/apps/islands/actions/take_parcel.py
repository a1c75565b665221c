from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._letters import take_letter
from lianjian.apps.islands.actions._log import append
from lianjian.apps.islands.events import ParcelTaken
from lianjian.apps.islands.models import Answer, Letter, NoisyCount, Parcel, Station, StationFault
from lianjian.apps.islands.ports import mail_keys
from lianjian.apps.islands.queries import refusing
from lianjian.apps.islands.rules.requests import LETTERS_A_DAY
from lianjian.apps.islands.rules.stations import FaultKind, ReplyState, check_in_service
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian_feed.parcels import Parcel as Inside
from lianjian_feed.schemes import digest

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Taken:
    """A parcel that is in: ``letters`` new ones; ``is_known``: it came before, and nothing changed."""

    station: str
    serial: int
    letters: int
    is_known: bool = False


def take_parcel(*, by: Actor, data: bytes) -> Taken:
    """Take in a sealed parcel: letters, still sealed, to their inboxes; the log, after checking that it only grew; what the
    station reports. The same parcel again changes nothing; numbers may be missing, and come in any order.

    Raises Refused for what no key opens, and for a station that is unknown, lost or replaced.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does this."))
    with refusing():
        inside = Inside.unseal(data, mail_keys().mailroom())
    with transaction.atomic():
        return _take(by, inside, digest(data))


def _take(by: Actor, inside: Inside, sha256: str) -> Taken:
    rows = Station.objects.across_organisations("the system takes in what stations send")
    row = rows.select_for_update(of=("self",)).filter(number=inside.station).first()
    if row is None or row.key != inside.key:
        raise Refused(
            gettext_noop("No station %(number)s is enrolled here."),
            cure=gettext_noop("Enrol it by its card first; the parcel can be brought again then."),
            number=inside.station,
        )
    check_in_service(lost=row.lost_at is not None, retired=row.retired_at is not None)
    parcels = Parcel.objects.across_organisations("the system takes in what stations send")
    if parcels.filter(sha256=sha256).exists():
        return Taken(row.number, inside.serial, 0, is_known=True)
    now = timezone.now()
    faults: list[str] = []
    if parcels.filter(station=row, run=row.run, serial=inside.serial).exists():
        faults.append(FaultKind.TWICE)
        _note(row, FaultKind.TWICE, now, "", str(inside.serial))
    Parcel.objects.create(station=row, run=row.run, serial=inside.serial, sha256=sha256, taken_at=now)
    is_newest = inside.serial > row.last_parcel
    _check_flood(row, len(inside.letters), now)
    letters = sum(take_letter(by, row, posted, now) for posted in inside.letters)
    found = append(row, inside.log, is_newest=is_newest, now=now)
    if found is not None:
        faults.append(found)
    if is_newest:
        row.last_parcel = inside.serial
        _report(row, inside, now)
    row.seen_at = now
    row.acknowledged = max(row.acknowledged, min(inside.acknowledged, row.reply_serial))
    row.reply_state = ReplyState.DUE
    row.save()
    _forget_told(row)
    _keep_counts(row, inside)
    told = ParcelTaken(
        station=row.number, serial=inside.serial, letters=letters, log_size=row.log_size, faults=faults
    )
    tell(told, by=by)
    return Taken(row.number, inside.serial, letters)


def _check_flood(row: Station, coming: int, now: datetime) -> None:
    """Raises Refused for more letters than any village writes: the parcel stays at the station, which sends it again."""
    rows = Letter.objects.across_organisations("how many came today")
    today = rows.filter(station=row, arrived_at__gt=now - timedelta(days=1)).count()
    if coming and today + coming > LETTERS_A_DAY:
        raise Refused(
            gettext_noop("Station %(number)s sent more than %(most)s letters in a day."),
            cure=gettext_noop("Ask the village what happened; what it sent comes again tomorrow."),
            number=row.number,
            most=LETTERS_A_DAY,
        )


def _report(row: Station, inside: Inside, now: datetime) -> None:
    report = inside.report
    if report is None:
        return  # its keeper has closed that: what it told before gets older, and the board says from when it is
    row.version, row.edition = report.version, report.edition
    row.disk_free, row.is_stale = report.disk_free, report.is_stale
    row.faults, row.fault_count = list(report.faults), len(report.faults)
    row.reported_at = now


def _forget_told(row: Station) -> None:
    """What is sealed to villagers lies in their station now; here it is needed no more."""
    rows = Answer.objects.across_organisations("the station has them")
    rows.filter(request__station=row, told_in__lte=row.acknowledged, sealed__isnull=False).update(sealed=None)


def _keep_counts(row: Station, inside: Inside) -> None:
    """Numbers of a quarter are told once: what comes first stays, for noise drawn anew would wear it off."""
    for count in inside.counts:
        NoisyCount.objects.across_organisations("the village let them out").get_or_create(
            station=row,
            from_day=date.fromisoformat(count.from_day),
            to_day=date.fromisoformat(count.to_day),
            defaults={"epsilon": count.epsilon, "numbers": count.numbers},
        )


def _note(row: Station, kind: FaultKind, now: datetime, held: str, offered: str) -> None:
    StationFault.objects.create(station=row, run=row.run, kind=kind, found_at=now, held=held, offered=offered)
