"""agreements.agreement_closed: its end is no news any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.reminders.actions.settle_case import settle_case
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.agreements.events import AgreementClosed


def stop_reminding(event: AgreementClosed, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: nothing about it is sent any more."""
    settle_case(by=Actor.system("reminders"), kind=Kind.AGREEMENT, thing=event.agreement)
