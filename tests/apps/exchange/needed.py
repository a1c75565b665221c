"""Village A needs a cold store of 60 tonnes by a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lianjian.apps.exchange.actions.record_need import record_need
from tests.network import today

if TYPE_CHECKING:
    from lianjian.apps.exchange.models import Need
    from tests.network import Network


def cold_store(network: Network, **values: Any) -> Need:
    """As the first secretary records it, with ``values`` instead of the usual ones."""
    given: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "organisation": network.village_a.pk,
        "work_area": "industry",
        "text": "一座六十吨的冷库",
        "quantity": "60",
        "unit": "tonnes",
        "wanted_by": today() + timedelta(days=30),
    }
    return record_need(**(given | values))
