"""Who looks after whom through a joint group: for the scopes of the apps above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import party_keys
from lianjian.apps.coordination.models import CoordinationGroup
from lianjian.apps.coordination.models.group import (
    agreements_run_by,
    groups_run_by,
    organisations_looked_after,
)
from lianjian.apps.parties.rules.roles import SIGNATORIES, STEWARDS
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

__all__ = ["agreements_run_by", "keys_of_groups", "may_run_group", "organisations_looked_after"]


def keys_of_groups(by: Actor) -> QuerySet[CoordinationGroup, int]:
    """Keys of the groups ``by`` may see, as a subquery."""
    return CoordinationGroup.objects.by(by).order_by().values_list("pk", flat=True)


def may_run_group(by: Actor, group: int) -> bool:
    """Whether ``by`` runs a group: its leader, deputy or liaison officer, or a leader, liaison officer, first secretary
    or administrator of one of its parties. Raises NotThere where it is not to be seen."""
    row = CoordinationGroup.objects.by(by).filter(pk=group).first()
    if row is None:
        raise NotThere
    if row.organisation_id is not None:
        houses = [row.organisation_id]
    else:
        houses = list(party_keys([row.agreement_id] if row.agreement_id is not None else []))
    return row.pk in groups_run_by(by) or any(
        by.holds(*(STEWARDS | SIGNATORIES), organisation=house) for house in houses
    )
