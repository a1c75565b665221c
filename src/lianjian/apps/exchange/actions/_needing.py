"""What every verb about a need does: lock it, judge the move, write the step, tell."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import log_entry as entry_in_scope
from lianjian.apps.exchange.events import NeedMoved
from lianjian.apps.exchange.models import Need, NeedFile, NeedStep
from lianjian.apps.exchange.rules.needs import NeedMove, NeedState, after, judge_mover
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.apps.projects.rules.evidence import Evidence
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Moving:
    """A need, locked, that ``by`` may move so: with the day of the deed, the state it had and the step to be written.
    ``sent``: the step stands there already, under the same client key, and nothing is left to do."""

    row: Need
    before: NeedState
    step: NeedStep
    moment: datetime
    sent: bool

    @property
    def day(self) -> date:
        return self.step.happened_on


def begin(
    by: Actor, need: int, move: NeedMove, *, client_key: str | None = None, now: datetime | None = None
) -> Moving:
    """Lock the need and judge the move. Raises NotThere, NotAllowed, and Refused where it is not possible now."""
    row = Need.objects.by(by).select_for_update(of=("self",)).filter(pk=need).first()
    if row is None:
        raise NotThere
    decides = by.holds(*NEGOTIATORS, organisation=row.organisation_id)
    judge_mover(move, acts_for=by.acts_for(row.organisation_id), decides=decides, public=row.public)
    moment = moment_of(by, now, wall=timezone.now())
    before, key = NeedState(row.state), check_client_key(client_key)
    step = NeedStep(need=row, kind=move, person_id=by.person, happened_on=civil_date(moment), client_key=key)
    steps = NeedStep.objects.across_organisations("below the need in hand")
    if key and (there := steps.filter(need=row, client_key=key).first()) is not None:
        return Moving(row, before, there, moment, sent=True)
    after(before, move)
    return Moving(row, before, step, moment, sent=False)


def finish(by: Actor, moving: Moving, *, files: Sequence[Evidence] = ()) -> Need:
    """Write the step, its files and the need, and tell."""
    row, step = moving.row, moving.step
    row.state = after(moving.before, NeedMove(step.kind))
    row.closed_on = None if row.state == NeedState.OPEN else row.closed_on or max(row.recorded_on, moving.day)
    if row.state != moving.before:  # to show or to hide what was met leaves by whom it was
        row.met_by_id, row.met_by_words = step.met_by_id, step.met_by_words
    step.save()
    row.save()
    _keep(step, files, moving.moment)
    told = NeedMoved(
        need=row.pk,
        organisation=row.organisation_id,
        move=step.kind,
        before=moving.before,
        after=row.state,
        step=step.pk,
        met_by=step.met_by_id,
    )
    tell(told, by=by)
    return row


def check_owner(owner: int, organisation: int, day: date) -> None:
    """Raises Refused unless the person holds a mandate in the organisation that day."""
    if owner not in holders(organisation, list(Role), day):
        raise Refused(
            gettext_noop("Whoever looks after a need holds a mandate in its organisation."), field="owner"
        )


def check_entry(by: Actor, entry: int, organisation: int) -> None:
    """Raises NotThere where ``by`` may not see the entry, and Refused where it was withdrawn or stands in another log."""
    line = entry_in_scope(by, entry)
    if line.withdrawn:
        raise Refused(gettext_noop("This entry of the log was withdrawn."), field="log_entry")
    if line.village != organisation:
        raise Refused(gettext_noop("This entry stands in the log of another village."), field="log_entry")


def _keep(step: NeedStep, files: Sequence[Evidence], moment: datetime) -> None:
    for file in files:
        name = f"exchange/needs/{moment:%Y/%m}/{uuid.uuid4().hex}{file.suffix}"
        try:
            path = storages["private"].save(name, ContentFile(file.data))
        except OSError as full:
            raise Refused(
                gettext_noop(
                    "The file could not be stored: the disk of the server is full or cannot be written."
                ),
                cure=gettext_noop("Keep your file, tell the administrator, and send it again later."),
                field="files",
            ) from full
        NeedFile.objects.create(
            step=step, name=file.name, path=path, media_type=file.media_type, sha256=file.sha256
        )
