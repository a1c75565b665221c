"""parties.handover_item_passed: what was taken over goes over in the room it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.actions.take_over_talk import take_over_talk
from lianjian.apps.coordination.actions.take_over import take_over
from lianjian.apps.exchange.actions.take_over_need import take_over_need
from lianjian.apps.projects.actions.take_over_obstacle import take_over_obstacle
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.parties.events import HandoverItemPassed

SYSTEM = Actor.system("handovers")


def move_in_coordination(event: HandoverItemPassed, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: a duty, an agreed rhythm, a part in a group or a gathering is the other's from this moment."""
    if event.source_app == "coordination":
        take_over(
            by=SYSTEM,
            thing=event.source_key,
            outgoing=event.outgoing,
            person=event.person,
            named=event.named,
            today=civil_date(timezone.now()),
        )


def move_in_projects(event: HandoverItemPassed, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: an obstacle is the other's. Commitments and projects name nobody; who holds them follows from the
    handover itself."""
    word, _colon, number = event.source_key.partition(":")
    if event.source_app == "projects" and word == "obstacle":
        take_over_obstacle(
            by=SYSTEM,
            obstacle=int(number),
            outgoing=event.outgoing,
            person=event.person,
            named=event.named,
        )


def move_in_agreements(event: HandoverItemPassed, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: the other speaks for a proposal or an objection. Texts to be signed, and answers to the proposals of others,
    name nobody."""
    if event.source_app == "agreements" and event.source_key.partition(":")[0] in {"proposal", "objection"}:
        take_over_talk(
            by=SYSTEM,
            thing=event.source_key,
            outgoing=event.outgoing,
            person=event.person,
            named=event.named,
        )


def move_in_exchange(event: HandoverItemPassed, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: the other looks after a need."""
    word, _colon, number = event.source_key.partition(":")
    if event.source_app == "exchange" and word == "need":
        take_over_need(
            by=SYSTEM,
            need=int(number),
            outgoing=event.outgoing,
            person=event.person,
            named=event.named,
        )
