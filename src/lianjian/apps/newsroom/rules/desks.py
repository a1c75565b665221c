"""Who works on stories: people with a mandate in the newsroom's own organisation, which is a media centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

WRITERS = frozenset({Role.EDITOR, Role.REVIEWER, Role.LEADER})
"""Roles that write, correct, submit and withdraw; they see every story of their newsroom."""

REVIEWERS = frozenset({Role.REVIEWER, Role.LEADER})
"""Roles whose review counts. Which person may review which text is another question (``publishing.py``)."""


def newsrooms_of(actor: Actor) -> frozenset[int]:
    """Keys of the organisations in whose newsroom the actor may work, should they be media centres."""
    return frozenset(mandate.organisation for mandate in actor.mandates if mandate.role in WRITERS)


def require_writer(actor: Actor, newsroom: int) -> None:
    """Raise NotThere unless the actor works in ``newsroom``: to others its drafts do not exist."""
    if not actor.holds(*WRITERS, organisation=newsroom):
        raise NotThere


def require_reviewer(actor: Actor, newsroom: int) -> None:
    """Raise NotAllowed unless the actor is a person whose review counts in ``newsroom``."""
    if actor.person is None or not any(role in REVIEWERS for role in actor.roles_in(newsroom)):
        raise NotAllowed(
            gettext_noop("Only a reviewer or the leader of the newsroom can review."),
        )
