from __future__ import annotations

import re
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
from lianjian.apps.projects.rules.joint import MilestoneDraft, check_kind, check_stage
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
    """Begin a joint project of ``parties`` (their order is kept). ``place`` is the village where it
    stands.

    Leader, liaison officer, first secretary or administrator of one of them may. ``key`` is the word in
    its address and makes sending the same form twice one project.
    """
    named = list(parties)
    if not any(by.holds(*NEGOTIATORS, organisation=party) for party in named):
        raise NotAllowed(
            gettext_noop("Only the leader, liaison officer or first secretary of a party can do this.")
        )
    if len(set(named)) != len(named) or organisations().filter(pk__in=named).count() != len(named):
        raise Refused(gettext_noop("A party is named twice or is not in the register."), field="parties")
    if key is not None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
            raise Refused(
                gettext_noop("The key takes small letters, digits and single hyphens."), field="key"
            )
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
    project = Project.objects.create(
        key=key or uuid.uuid4().hex,
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
        Milestone(project=project, name=clean_line(point.name, field="milestones"), due_on=point.due_on)
        for point in milestones
    )
    tell(ProjectStarted(project=project.pk, organisations=named), by=by)
    return project
