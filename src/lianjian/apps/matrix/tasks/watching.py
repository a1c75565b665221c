"""Looking at the accounts: whether they are alive, and until when."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from lianjian.apps.matrix.actions.record_look import record_look
from lianjian.apps.matrix.models import AccountFacts, Credential
from lianjian.apps.matrix.ports import Watching, load_adapters
from lianjian.apps.matrix.queries.facts import credentials_of, facts_of
from lianjian.apps.matrix.rules.accounts import Found
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.kinds import Mode
from lianjian.apps.matrix.rules.quotas import QuotaSpent
from lianjian.apps.matrix.rules.sealing import SealBrokenError
from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
from lianjian.apps.matrix.tasks.store_thread import StoreThread
from lianjian.apps.matrix.tasks.working_desk import LookingDesk
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lianjian.apps.matrix.models import Outlet
    from lianjian.apps.matrix.ports import Adapters, OutletFacts

logger = logging.getLogger("lianjian.matrix")
_WHY = "the system looks at the accounts of all organisations"
LONGEST = 60.0
"""Seconds a look may take."""


def look_at_accounts() -> None:
    """Look at the accounts whose turn it is. Safe to be killed and called again at any time."""
    look(timezone.now())


def look(now: datetime, *, every: bool = False) -> int:
    """Ask the platforms and write down what they say; with ``every`` all accounts, whosever turn it is. Returns how many
    were looked at."""
    rows = Credential.objects.across_organisations(_WHY).filter(outlet__mode=Mode.API)
    later = AccountFacts.objects.across_organisations(_WHY).filter(next_look_at__gt=now)
    if not every:
        rows = rows.exclude(outlet__in=later.order_by().values("outlet"))
    outlets = [row.outlet for row in rows.select_related("outlet").order_by("outlet__position")]
    if not outlets:
        return 0
    adapters = load_adapters(import_string(settings.LIANJIAN_OUTLET_ADAPTERS))
    work: list[tuple[OutletFacts, Mapping[str, str]]] = []
    found: dict[int, Found] = {}
    for outlet in outlets:
        if not isinstance(adapters.serving(outlet.platform, outlet.mode), Watching):
            continue
        try:
            work.append((facts_of(outlet), credentials_of(outlet)))
        except SealBrokenError:
            found[outlet.pk] = Found(cause=Cause.CREDENTIALS_UNREADABLE)
    found |= asyncio.run(_ask(work, adapters, now))
    return _record(outlets, found, now)


def _record(outlets: list[Outlet], found: dict[int, Found], now: datetime) -> int:
    by = Actor.system("matrix.accounts")
    looked = [outlet for outlet in outlets if outlet.pk in found]
    for outlet in looked:
        record_look(by=by, outlet=outlet.pk, found=found[outlet.pk], now=now)
    return len(looked)


async def _ask(
    work: list[tuple[OutletFacts, Mapping[str, str]]], adapters: Adapters, now: datetime
) -> dict[int, Found]:
    """All at once: one that does not answer keeps no other waiting."""
    thread = StoreThread()
    try:
        answers = await asyncio.gather(*(_one(*one, adapters, thread, now) for one in work))
    finally:
        for adapter in adapters.by_platform.values():
            await adapter.close()
        await asyncio.to_thread(thread.close)
    return {facts.id: answer for (facts, _), answer in zip(work, answers, strict=True)}


async def _one(
    facts: OutletFacts,
    credentials: Mapping[str, str],
    adapters: Adapters,
    thread: StoreThread,
    now: datetime,
) -> Found:
    adapter = adapters.by_platform[facts.platform]
    assert isinstance(adapter, Watching)  # noqa: S101 - chosen by this above
    desk = LookingDesk(facts.id, DatabaseNotebook(), thread, lambda: now)
    try:
        async with asyncio.timeout(LONGEST):
            return await adapter.look(facts, credentials, desk)
    except Unreachable as away:
        return Found(cause=Cause.UNREACHABLE, detail=away.reason)
    except QuotaSpent:
        return Found(cause=Cause.QUOTA_SPENT)
    except TimeoutError:
        return Found(cause=Cause.UNREACHABLE)
    except Exception as fault:  # one broken adapter keeps no account from being looked at
        logger.exception("Looking at %s failed.", facts.key)
        return Found(cause=Cause.OUR_FAULT, detail=type(fault).__name__)
