"""A template in hand, for those who keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Template
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def lock_template(by: Actor, template: int, seen_revision: int | None) -> Template:
    """The row, locked, if ``by`` keeps it. Raises Refused where somebody else changed it meanwhile."""
    row = Template.objects.by(by).select_for_update().filter(pk=template).first()
    if row is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=row.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if seen_revision is not None and seen_revision != row.revision:
        raise Refused(
            gettext_noop("Somebody else has changed this template since you opened it."),
            cure=gettext_noop("Read it again; what you wrote is still here."),
        )
    return row
