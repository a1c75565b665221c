"""What happened, told in the transaction in which it happened.

Every action ends in ``tell``: the event becomes a row of the outbox in the same transaction (so it is neither lost nor
invented), listeners marked "at once" run inside that transaction, and the others are run by the worker, at least once,
each on its own. The rows are the audit trail as well: ``vouching.py`` marks them, ``sealing.py`` chains them.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.foundation.actor import Actor

RECORD = """
INSERT INTO foundation_event_record (name, payload, actor, person, at, previous_seal, seal)
VALUES (%s, %s, %s, %s, %s, '', '') RETURNING id
"""
SET_MARK = "UPDATE foundation_event_record SET mark = %s WHERE id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all domain events: a frozen dataclass whose fields are JSON values (keys and facts, no personal data)."""

    name: ClassVar[str]
    """Dotted: the app's label and the deed in the past tense, ``newsroom.story_published``."""

    def payload(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return dataclasses.asdict(self)


@dataclass(frozen=True, slots=True)
class Listener:
    """An arrow between apps: ``call`` (dotted path of ``f(event, by)``) hears events of class ``event`` (dotted path)."""

    event: str
    call: str
    when: Literal["at once", "later"]


@cache
def listeners() -> tuple[Listener, ...]:
    """All arrows, from the one list that ``settings.LIANJIAN_LISTENERS`` names."""
    found: tuple[Listener, ...] = import_string(settings.LIANJIAN_LISTENERS)
    return found


@cache
def _event_classes() -> dict[str, type[Event]]:
    classes: dict[str, type[Event]] = {}
    for listener in listeners():
        event_class: type[Event] = import_string(listener.event)
        classes[event_class.name] = event_class
    return classes


@cache
def listeners_of(name: str) -> tuple[Listener, ...]:
    """The arrows that start at the event called ``name``."""
    return tuple(li for li in listeners() if import_string(li.event).name == name)


def revive(name: str, payload: dict[str, Any]) -> Event:
    """The event object of a stored row. Raises KeyError where nobody listens to that name."""
    return _event_classes()[name](**payload)


def tell(event: Event, *, by: Actor) -> None:
    """Record that ``event`` happened and let the listeners hear it. Must run inside the transaction of the deed."""
    from lianjian.foundation.models import EventRecord, PendingCall  # noqa: PLC0415 - wiring reads this file before Django is up
    from lianjian.foundation.vouching import mark_of, voucher  # noqa: PLC0415 - see above

    if not connection.in_atomic_block:
        msg = f"{event.name} was told outside a transaction"
        raise transaction.TransactionManagementError(msg)
    voucher()  # before the row: making the key looks at what was there without it
    record = EventRecord(
        name=event.name, payload=event.payload(), actor=by.label, person=by.person, at=timezone.now()
    )
    at = connection.ops.adapt_datetimefield_value(record.at)
    # every deed comes by here, and the model's own way takes three times as long
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [record.name, json.dumps(record.payload), record.actor, record.person, at])
        (record.pk,) = cursor.fetchone()
        record.mark = mark_of(record)
        cursor.execute(SET_MARK, [record.mark, record.pk])
    arrows = listeners_of(event.name)
    if later := [arrow for arrow in arrows if arrow.when == "later"]:
        PendingCall.objects.bulk_create(
            PendingCall(record=record, listener=arrow.call, next_at=record.at) for arrow in later
        )
    for arrow in arrows:
        if arrow.when == "at once":
            call: Callable[[Event, Actor], None] = import_string(arrow.call)
            call(event, by)


def last_told(names: tuple[str, ...]) -> int:
    """The number of the newest recorded event with one of ``names``; 0 where there is none."""
    from lianjian.foundation.models import EventRecord  # noqa: PLC0415 - see tell

    newest = EventRecord.objects.filter(name__in=names).order_by("-id").values_list("id", flat=True).first()
    return newest or 0
