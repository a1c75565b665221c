"""Endowments and entries of experts for those who may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.exchange.models import Endowment, ExpertProfile
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def lock_endowment(by: Actor, endowment: int) -> Endowment:
    """The endowment, locked. Raises NotThere for whoever may not see it."""
    row = Endowment.objects.by(by).select_for_update().filter(pk=endowment).first()
    if row is None:
        raise NotThere
    return row


def lock_expert(by: Actor, expert: int) -> ExpertProfile:
    """The expert's entry, locked. Raises NotThere for whoever may not see it."""
    row = ExpertProfile.objects.by(by).select_for_update().filter(pk=expert).first()
    if row is None:
        raise NotThere
    return row


def is_own(by: Actor, person: int) -> bool:
    """Whether ``by`` is that person. True for those who enter history: the network administrator, the
    system."""
    return by.network_wide or (by.person is not None and by.person == person)


def is_steward(by: Actor, organisation: int) -> bool:
    """Whether ``by`` keeps the register of the organisation."""
    return by.holds(*STEWARDS, organisation=organisation)
