"""An organisation joined the register: the first media centre takes over the outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.parties.events import OrganisationRegistered


def give_outlets_an_owner(event: OrganisationRegistered, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once; whoever registered the organisation, giving the outlets to it is the system's own deed."""
    ensure_outlets(by=Actor.system("matrix.catalogue"))
