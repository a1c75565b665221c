"""Who may give and end which roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import GRANTS
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def check_grant(by: Actor, *, organisation: int, role: str, person: int | None = None) -> None:
    """Raises NotAllowed where ``by`` has no such role to give in that organisation, or would give it to themselves."""
    if by.network_wide:
        return
    if person is not None and person == by.person:
        raise NotAllowed(
            gettext_noop("Nobody gives a role to themselves."),
            cure=gettext_noop("Ask a colleague who keeps the register of your organisation."),
        )
    if not any(by.holds(own, organisation=organisation) for own, given in GRANTS.items() if role in given):
        raise NotAllowed(
            gettext_noop("Your own role does not let you decide about this one."),
            cure=gettext_noop(
                "Leaders and first secretaries are named by the leader, administrators by an administrator."
            ),
        )
