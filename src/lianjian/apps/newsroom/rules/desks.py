"""Who works on stories: people with a mandate in the newsroom's own organisation, which is a media centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.steps import Step
from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.foundation.actor import Actor

WRITERS = frozenset({Role.EDITOR, Role.REVIEWER, Role.LEADER})
"""Roles that write, correct, submit and withdraw; they see every story of their newsroom."""

REVIEWERS = frozenset({Role.REVIEWER, Role.LEADER})
"""Roles that may take every step; editors take the first review and the proofs (``steps_of``). Which person may take which
step of which text is another question (``steps.py``)."""

SENIOR_STEPS = frozenset({Step.SECOND_REVIEW, Step.FINAL_REVIEW})


def steps_of(roles: Iterable[str]) -> frozenset[Step]:
    """The steps that somebody with these roles in the newsroom may take."""
    held = set(roles)
    if held & REVIEWERS:
        return frozenset(Step)
    return frozenset(Step) - SENIOR_STEPS if held & WRITERS else frozenset()


def newsrooms_of(actor: Actor) -> frozenset[int]:
    """Keys of the organisations in whose newsroom the actor may work, should they be media centres."""
    return frozenset(mandate.organisation for mandate in actor.mandates if mandate.role in WRITERS)


def require_writer(actor: Actor, newsroom: int) -> None:
    """Raise NotThere unless the actor works in ``newsroom``: to others its drafts do not exist."""
    if not actor.holds(*WRITERS, organisation=newsroom):
        raise NotThere


def require_step(actor: Actor, newsroom: int, step: Step) -> None:
    """Raise NotAllowed unless the actor is a person who may take ``step`` in ``newsroom``."""
    if actor.person is None or step not in steps_of(actor.roles_in(newsroom)):
        raise NotAllowed(
            gettext_noop(
                "Only a reviewer or the leader of the newsroom takes the second and the final review."
            ),
        )


def require_leader(actor: Actor, newsroom: int) -> None:
    """Raise NotAllowed unless the actor leads ``newsroom``; NotThere where they do not work in it."""
    require_writer(actor, newsroom)
    if actor.person is None or Role.LEADER not in actor.roles_in(newsroom):
        raise NotAllowed(gettext_noop("Only the leader of the newsroom decides this."))
