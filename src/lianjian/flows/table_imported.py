"""parties.table_imported: many entries at once open the same doors as one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets
from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.parties.events import TableImported


def give_outlets_an_owner(event: TableImported, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """A media centre may have been among the organisations."""
    ensure_outlets(by=Actor.system("matrix.catalogue"))


def open_the_desk(event: TableImported, by: Actor) -> None:
    """Bring the desk in line with the mandates of those who were known before; whoever is new has no account."""
    for person in event.people:
        align_desk_groups(by=by, person=person)
