from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.queries import is_party, keys_of_agreements
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.events import ProjectStarted
from lianjian.apps.projects.models import Milestone, Project, ProjectParty
from lianjian.apps.projects.rules.joint import (
    MilestoneDraft,
    check_key,
    check_kind,
    check_milestones,
    check_parties,
    check_stage,
)
from lianjian.apps.projects.rules.work_areas import check_area
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def start_project(
    *,
    by: Actor,
    title: str,
    kind: str,
    work_area: str,
    parties: Sequence[int],
    about: str = "",
    stage: str = "idea",
    place: int | None = None,
    agreement: int | None = None,
    milestones: Sequence[MilestoneDraft] = (),
    key: str | None = None,
    now: datetime | None = None,
) -> Project:
    """Begin a joint project of ``parties`` (two or more; their order is kept). ``place`` is the village where
    it stands.

    Leader, liaison officer, first secretary or administrator of one of them may. ``key`` is the word in
    its address and makes sending the same form twice one project.
    """
    named = list(parties)
    if not any(by.holds(*NEGOTIATORS, organisation=party) for party in named):
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    check_parties(named)
    locked = organisations().select_for_update(no_key=True, of=("self",)).filter(pk__in=named)
    if len(locked) != len(named):
        raise Refused(gettext_noop("This organisation is not in the register."), field="parties")
    if key is not None:
        there = Project.objects.across_organisations("keys are counted once").filter(key=key).first()
        if there is not None and Project.objects.by(by).filter(pk=there.pk).exists():
            return there
        if there is not None:
            raise Refused(gettext_noop("The key is taken."), field="key")
    if place is not None and not organisations().filter(pk=place).exists():
        raise Refused(gettext_noop("This organisation is not in the register."), field="place")
    if agreement is not None and agreement not in keys_of_agreements(by):
        raise NotThere
    if agreement is not None and not is_party(agreement, *named):
        raise Refused(
            gettext_noop("The project's parties must be parties of the agreement."), field="agreement"
        )
    points = [(clean_line(point.name, field="milestones"), point.due_on) for point in milestones]
    check_milestones([name for name, _ in points])
    project = Project.objects.create(
        key=uuid.uuid4().hex if key is None else check_key(key),
        title=clean_line(title, field="title"),
        kind=check_kind(kind),
        work_area=check_area(work_area),
        stage=check_stage(stage),
        about=clean(about, field="about", needed=False),
        place_id=place,
        agreement_id=agreement,
        started_on=civil_date(moment_of(by, now, wall=timezone.now())),
    )
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, organisation_id=party, position=position)
        for position, party in enumerate(named, start=1)
    )
    Milestone.objects.bulk_create(
        Milestone(project=project, name=name, due_on=due_on, first_due_on=due_on) for name, due_on in points
    )
    tell(ProjectStarted(project=project.pk, organisations=named), by=by)
    return project
