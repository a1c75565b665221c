"""Who may work on a joint project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Project, ProjectParty
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def lock_project(by: Actor, project: int) -> Project:
    """The project, locked, if ``by`` acts for one of its parties."""
    row = Project.objects.by(by).select_for_update().filter(pk=project).first()
    if row is None:
        raise NotThere
    if not any(by.acts_for(party) for party in parties_of(row)):
        raise NotAllowed(gettext_noop("Only the people of the project's parties can do this."))
    return row


def parties_of(project: Project) -> list[int]:
    """Keys of its parties in their order."""
    rows = ProjectParty.objects.across_organisations("below the project in hand").filter(project=project)
    return list(rows.values_list("organisation", flat=True))


def check_party(organisation: int, parties: list[int], *, field: str = "organisation") -> None:
    """Raises Refused where the organisation is no party of the project."""
    if organisation not in parties:
        raise Refused(gettext_noop("This organisation is no party of the project."), field=field)
