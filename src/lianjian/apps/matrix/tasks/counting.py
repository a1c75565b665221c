"""Asking the platforms for their numbers of our items."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from lianjian.apps.matrix.actions.record_numbers import record_numbers
from lianjian.apps.matrix.models import Delivery, NumbersAsked, Outlet
from lianjian.apps.matrix.ports import Counting, load_adapters
from lianjian.apps.matrix.queries.facts import credentials_of, facts_of
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.numbers import DAYS, NumbersRefusedError, days_to_ask
from lianjian.apps.matrix.rules.quotas import QuotaSpent
from lianjian.apps.matrix.rules.sealing import SealBrokenError
from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
from lianjian.apps.matrix.tasks.store_thread import StoreThread
from lianjian.apps.matrix.tasks.working_desk import LookingDesk
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from lianjian.apps.matrix.ports import Adapters, OutletFacts
    from lianjian.apps.matrix.rules.numbers import Counted

    Question = tuple[OutletFacts, Mapping[str, str], date]
    Answer = tuple[Counted | None, str]

logger = logging.getLogger("lianjian.matrix")
_WHY = "the system asks for the numbers of all outlets"
LONGEST = 60.0
"""Seconds one question may take."""


def ask_for_numbers() -> None:
    """Ask for the days whose turn it is. Safe to be killed and called again at any time."""
    numbers_asked(timezone.now())


def numbers_asked(now: datetime) -> int:
    """Ask the outlets that are ready and write down what they tell; returns how many questions were asked."""
    adapters = load_adapters(import_string(settings.LIANJIAN_OUTLET_ADAPTERS))
    counting = [key for key, adapter in adapters.by_platform.items() if isinstance(adapter, Counting)]
    outlets = Outlet.objects.across_organisations(_WHY).filter(
        platform__in=counting, mode=Mode.API, state=OutletState.READY
    )
    questions: list[Question] = []
    for outlet in outlets:
        days = _days(outlet, now)
        if not days:
            continue
        try:
            credentials = credentials_of(outlet)
        except SealBrokenError:
            continue
        questions += [(facts_of(outlet), credentials, day) for day in days]
    if not questions:
        return 0
    by = Actor.system("matrix.numbers")
    for (facts, _, day), (counted, code) in zip(
        questions, asyncio.run(_ask(questions, adapters, now)), strict=True
    ):
        adapter = adapters.by_platform[facts.platform]
        assert isinstance(adapter, Counting)  # noqa: S101 - chosen by this above
        record_numbers(
            by=by, outlet=facts.id, day=day, ref=adapter.number_ref, counted=counted, code=code, now=now
        )
    return len(questions)


def _days(outlet: Outlet, now: datetime) -> list[date]:
    """The days of the outlet's publications whose turn it is."""
    rows = Delivery.objects.across_organisations(_WHY).filter(outlet=outlet, accepted_at__isnull=False)
    moments: dict[int, list[datetime]] = defaultdict(list)
    recent = rows.order_by("-accepted_at").values_list("accepted_at", "published_at")[: 40 * DAYS]
    for accepted, public in recent:  # one sent before midnight may be public after it
        moments[outlet.pk] += [moment for moment in (accepted, public) if moment is not None]
    later = NumbersAsked.objects.across_organisations(_WHY).filter(outlet=outlet, next_at__gt=now)
    waiting = set(later.values_list("day", flat=True))
    return [day for day in days_to_ask(moments[outlet.pk], now) if day not in waiting]


async def _ask(questions: list[Question], adapters: Adapters, now: datetime) -> list[Answer]:
    thread = StoreThread()
    try:
        return [await _one(*question, adapters, thread, now) for question in questions]
    finally:
        for adapter in adapters.by_platform.values():
            await adapter.close()
        await asyncio.to_thread(thread.close)


async def _one(
    facts: OutletFacts,
    credentials: Mapping[str, str],
    day: date,
    adapters: Adapters,
    thread: StoreThread,
    now: datetime,
) -> Answer:
    adapter = adapters.by_platform[facts.platform]
    assert isinstance(adapter, Counting)  # noqa: S101 - chosen by this above
    desk = LookingDesk(facts.id, DatabaseNotebook(), thread, lambda: now)
    try:
        async with asyncio.timeout(LONGEST):
            return await adapter.numbers(facts, credentials, desk, day), ""
    except NumbersRefusedError as refused:
        return None, str(refused)
    except (Unreachable, TimeoutError):
        return None, "unreachable"
    except QuotaSpent:
        return None, "quota-spent"
    except Exception as fault:  # one broken adapter keeps no outlet from being asked
        logger.exception("Asking %s for numbers failed.", facts.key)
        return None, type(fault).__name__
