"""Who keeps stations and the network: what the rules ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import STEWARDS

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def decides_for(by: Actor, village: int) -> bool:
    """Whether ``by`` speaks for the village or runs a joint group with it."""
    return by.holds(*NEGOTIATORS, organisation=village) or village in set(organisations_looked_after(by))


def keeps_network(by: Actor) -> bool:
    """Whether ``by`` keeps the whole network: its administrator, or a steward of an association."""
    if by.network_wide:
        return True
    houses = {m.organisation for m in by.mandates if m.role in STEWARDS}
    return bool(houses) and organisations(Kind.ASSOCIATION).filter(pk__in=houses).exists()
