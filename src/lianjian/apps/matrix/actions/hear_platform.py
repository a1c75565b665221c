from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._standing import move
from lianjian.apps.matrix.events import PlatformHeard
from lianjian.apps.matrix.models import Delivery, Outlet, RemoteRef
from lianjian.apps.matrix.ports import Listening, adapters
from lianjian.apps.matrix.queries.facts import credentials_of
from lianjian.apps.matrix.rules.sealing import SealBrokenError
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.foundation.actor import Actor


@transaction.atomic
def hear_platform(
    *, by: Actor, outlet: str, query: Mapping[str, str], body: bytes, headers: Mapping[str, str]
) -> str:
    """Take in what a platform tells us by calling our address; gives the answer it expects. What it says is
    kept with the delivery it names, and the dispatcher looks at that delivery at once; where the platform has the story
    now, a delivery that waited for a person is with the platform. Raises NotThere where the call is not from the
    platform."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system hears platforms."))
    row = Outlet.objects.across_organisations("a platform calls for its account").filter(key=outlet).first()
    adapter = adapters().serving(row.platform, row.mode) if row is not None else None
    if row is None or not hasattr(adapter, "hear"):
        raise NotThere
    try:
        heard = cast("Listening", adapter).hear(credentials_of(row), query, body, headers)
    except SealBrokenError:
        raise NotThere from None
    if heard is None:
        raise NotThere
    if heard.ref is not None:
        name, value = heard.ref
        refs = RemoteRef.objects.across_organisations("a platform names what it gave us")
        named = refs.filter(name=name, value=value, delivery__outlet=row).first()
        if named is not None:
            now = timezone.now()
            for told, text in heard.told.items():
                refs.update_or_create(
                    delivery_id=named.delivery_id, name=told, defaults={"value": text[:1000], "at": now}
                )
            rows = Delivery.objects.across_organisations("a platform names what it gave us")
            rows = rows.filter(pk=named.delivery_id, lease_until=None)
            waiting = rows.select_related("outlet").select_for_update(of=("self",))
            one = waiting.filter(state=State.NEEDS_HUMAN).first() if heard.taken else None
            if one is not None and one.deed == Deed.PUBLISH:
                one.next_at, one.accepted_at, one.checks = now, now, 0
                move(one, State.ACCEPTED, by=by)
            rows.filter(state__in=[State.ACCEPTED, State.UNKNOWN]).update(next_at=now)
            tell(PlatformHeard(outlet=row.key, delivery=named.delivery_id), by=by)
    return heard.answer
