"""Who may work with the outlets: editors, reviewers and leaders of the media centre that runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

DISPATCHERS = frozenset({Role.EDITOR, Role.REVIEWER, Role.LEADER})
"""Roles that carry stories over, confirm, retry and settle."""

KEEPERS = frozenset({Role.LEADER, Role.ADMINISTRATOR})
"""Roles that store credentials and pause or resume an outlet."""


def matrices_of(actor: Actor) -> frozenset[int]:
    """Keys of the organisations whose outlets the actor may see, should they run any."""
    return frozenset(m.organisation for m in actor.mandates if m.role in DISPATCHERS | KEEPERS)


def require_dispatcher(actor: Actor, owner: int | None) -> None:
    """Raise NotThere unless the actor carries stories to the outlets of ``owner``: to others they do not
    exist."""
    if not actor.network_wide and (owner is None or not actor.holds(*DISPATCHERS, organisation=owner)):
        raise NotThere


def require_keeper(actor: Actor, owner: int | None) -> None:
    """Raise NotAllowed unless the actor may hold the keys of the outlets of ``owner``."""
    require_seen(actor, owner)
    if not actor.network_wide and (owner is None or not actor.holds(*KEEPERS, organisation=owner)):
        raise NotAllowed(
            gettext_noop("Only the leader or an administrator of the media centre can do this."),
        )


def require_seen(actor: Actor, owner: int | None) -> None:
    """Raise NotThere unless the outlets of ``owner`` exist for the actor."""
    if not actor.network_wide and owner not in matrices_of(actor):
        raise NotThere
