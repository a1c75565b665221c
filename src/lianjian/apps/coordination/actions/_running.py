"""Who may run a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import party_keys
from lianjian.apps.coordination.models import CoordinationGroup
from lianjian.apps.coordination.models.group import groups_run_by
from lianjian.apps.parties.rules.roles import SIGNATORIES, STEWARDS
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

KEEPERS = STEWARDS | SIGNATORIES


def parties_of(group: CoordinationGroup) -> list[int]:
    """Keys of the organisations a group speaks for."""
    if group.organisation_id is not None:
        return [group.organisation_id]
    return list(party_keys([group.agreement_id] if group.agreement_id is not None else []))


def lock_group(by: Actor, group: int) -> CoordinationGroup:
    """The group, locked, if ``by`` runs it: its leader, deputy or liaison officer, or a leader, liaison
    officer, first secretary or administrator of one of its parties."""
    found = CoordinationGroup.objects.by(by).select_for_update().filter(pk=group).first()
    if found is None:
        raise NotThere
    if found.pk in groups_run_by(by) or any(by.holds(*KEEPERS, organisation=o) for o in parties_of(found)):
        return found
    raise NotAllowed(gettext_noop("Only those who run the group can do this."))
