"""A personal calendar in iCalendar (RFC 5545). Pure: the same entries give the same bytes.

Due days are all-day VEVENTs, marked as free time: VTODO would be the nearer word, but calendars on phones (iOS, Android,
WeCom, DingTalk, Feishu) show no VTODO of a subscription. What is done leaves the calendar; a meeting that was called off
stays as cancelled for a while, so that nobody goes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDatetime, vText

from lianjian.kernel.clock import CHINA

if TYPE_CHECKING:
    from collections.abc import Iterable

ZONE = "Asia/Shanghai"
AGAIN = "PT4H"
"""How often calendars are asked to come back (RFC 7986, 5.7)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``uid`` never changes for the same thing; ``at`` (aware) makes it one with a time, else it is the whole
    ``day``."""

    uid: str
    title: str
    day: date
    url: str
    at: datetime | None = None
    place: str = ""
    about: str = ""
    cancelled: bool = False


def calendar_bytes(name: str, entries: Iterable[Entry], *, today: date) -> bytes:
    """The calendar. DTSTAMP is the beginning of ``today``: the bytes change when the entries or the day do."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lianjian//reminders//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ZONE)
    calendar["refresh-interval"] = vText(AGAIN)
    calendar["refresh-interval"].params["VALUE"] = "DURATION"
    calendar["x-published-ttl"] = vText(AGAIN)
    calendar.add_component(_china())
    stamp = datetime.combine(today, time(), CHINA).astimezone(UTC)
    for entry in sorted(entries, key=lambda one: (one.day, one.uid)):
        calendar.add_component(_event(entry, stamp))
    body: bytes = calendar.to_ical()
    return body


def _event(entry: Entry, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("summary", entry.title)
    if entry.at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        local = vDatetime(entry.at.astimezone(CHINA).replace(tzinfo=None))
        local.params["TZID"] = ZONE
        event.add("dtstart", local)
        event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    if entry.about:
        event.add("description", entry.about)
    event.add("url", entry.url)
    return event


def _china() -> Timezone:
    """One civil time, without summer time since 1992."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 - local time is what the standard asks for
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone
