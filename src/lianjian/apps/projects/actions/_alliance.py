"""Who may do what in an industry alliance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.models import Alliance, AllianceMember
from lianjian.apps.projects.rules.alliances import PartState
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def kept_alliance(by: Actor, alliance: int) -> Alliance:
    """The alliance, locked, if ``by`` speaks for its keeper. Raises NotThere and NotAllowed."""
    row = Alliance.objects.by(by).select_for_update().filter(pk=alliance).first()
    if row is None:
        raise NotThere
    check_speaks(by, row.keeper_id)
    return row


def joined_alliance(by: Actor, alliance: int, organisation: int) -> Alliance:
    """The alliance, locked, if ``by`` speaks for its member ``organisation``. Raises NotThere, NotAllowed, Refused."""
    row = Alliance.objects.by(by).select_for_update().filter(pk=alliance).first()
    if row is None:
        raise NotThere
    check_speaks(by, organisation)
    if not is_member(row.pk, organisation):
        raise Refused(gettext_noop("This organisation is no member of the alliance."), field="organisation")
    return row


def is_member(alliance: int, organisation: int) -> bool:
    """Whether the organisation is a member now."""
    parts = AllianceMember.objects.across_organisations("the alliance was checked by the caller")
    return parts.filter(alliance=alliance, organisation=organisation, state=PartState.MEMBER).exists()
