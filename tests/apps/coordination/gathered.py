"""A gathering for tests: held by the association and village A, with village B and two guests by name invited."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from lianjian.apps.coordination.actions.announce_gathering import announce_gathering
from lianjian.apps.coordination.actions.invite_to_gathering import invite_to_gathering
from lianjian.apps.coordination.actions.plan_gathering import plan_gathering
from lianjian.apps.coordination.models import Gathering, Guest

if TYPE_CHECKING:
    from tests.network import Network

NAMES = (("林来宾", "莆田学院"), ("陈来宾", ""))


def planned(network: Network, **more: Any) -> Gathering:
    """A theme day of the association that began an hour ago."""
    begins = more.pop("begins_at", timezone.now() - timedelta(hours=1))
    said: dict[str, Any] = {
        "organiser": network.association.pk,
        "title": "茶山上的主题党日",
        "kind": "theme-day",
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=4),
        "place": "张洋村茶山",
        "agenda": "重温入党誓词\n看茶园",
        **more,
    }
    return plan_gathering(by=network.actor("liaison"), **said)


def announced(network: Network, **more: Any) -> Gathering:
    """The same, with village B and two guests by name invited, announced."""
    row = planned(network, **more)
    liaison = network.actor("liaison")
    invite_to_gathering(
        by=liaison, gathering=row.pk, organisations_invited=[network.village_b.pk], names=NAMES
    )
    return announce_gathering(by=liaison, gathering=row.pk)


def guests(gathering: Gathering) -> list[Guest]:
    """Its guests in the order in which they were invited."""
    return list(Guest.objects.across_organisations("tests").filter(gathering=gathering).order_by("pk"))


def at(moment: datetime, **shift: float) -> datetime:
    """A moment that much later."""
    return moment + timedelta(**shift)
