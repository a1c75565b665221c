from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.queries import party_keys
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.actions._joint import check_party, lock_project, parties_of
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import OutcomeReported
from lianjian.apps.projects.models import Commitment, Outcome, OutcomeParty, ProjectParty
from lianjian.apps.projects.rules.amounts import check_amount, check_unit
from lianjian.apps.projects.rules.evidence import Evidence, File, check_evidence
from lianjian.apps.projects.rules.outcomes import OutcomeState, check_reporter, check_weights
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.apps.projects.rules.work_areas import check_area
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


def report_outcome(
    *,
    by: Actor,
    reported_by: int,
    text: str,
    unit: str,
    value: str | int | Decimal,
    parties: Sequence[int],
    happened_on: date,
    weights: Mapping[int, str | int | Decimal] | None = None,
    project: int | None = None,
    commitment: int | None = None,
    work_area: str = "",
    evidence: str = "",
    files: Sequence[File] = (),
    client_key: str | None = None,
    now: datetime | None = None,
) -> Outcome:
    """An organisation reports what came of it: ``value`` in ``unit``, needed by all of ``parties``
    together.

    It counts once somebody of another party has verified it. The work area comes from the project or
    commitment where none is named. ``weights`` are proposed for every party or for none (equal shares); they
    count once all parties have agreed, the reporting one with the report where ``by`` may promise for it.
    ``evidence`` says where the proof lies; photographs and PDF documents can be added. The same
    ``client_key`` of one reporting organisation again is one outcome.
    """
    kept = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    needed = frozenset(parties)
    agreed = (
        {party: check_amount(weight, field="weights") for party, weight in weights.items()}
        if weights is not None
        else None
    )
    check_weights(needed, agreed)
    with transaction.atomic():
        if not by.acts_for(reported_by):
            raise NotAllowed(gettext_noop("Only the people of the reporting organisation can do this."))
        locked = organisations().select_for_update(no_key=True, of=("self",)).filter(pk=reported_by)
        if not locked or organisations().filter(pk__in=needed).count() != len(needed):
            raise Refused(gettext_noop("This organisation is not in the register."), field="parties")
        reports = Outcome.objects.across_organisations("the organisation was checked above")
        key = check_client_key(client_key)
        if key and (sent := reports.filter(reported_by=reported_by, client_key=key).first()) is not None:
            return sent
        area = _area(by, project, commitment, needed, work_area)
        check_reporter(reported_by, needed | _involved(project, commitment))
        moment = moment_of(by, now, wall=timezone.now())
        if happened_on > civil_date(moment):
            raise Refused(gettext_noop("This date is still to come."), field="happened_on")
        outcome = Outcome.objects.create(
            project_id=project,
            commitment_id=commitment,
            work_area=check_area(area),
            text=clean_line(text, field="text", longest=300),
            unit=check_unit(unit),
            value=check_amount(value, field="value"),
            happened_on=happened_on,
            evidence=clean_line(evidence, field="evidence", longest=500, needed=False),
            reported_by_id=reported_by,
            reporter_id=by.person,
            reported_at=moment,
            state=OutcomeState.REPORTED,
            client_key=key,
        )
        speaks = bool(by.roles_in(reported_by) & NEGOTIATORS) and by.person is not None
        _attach(outcome, needed, agreed, kept, moment, by.person if speaks else None)
        told = OutcomeReported(outcome=outcome.pk, organisation=reported_by, unit=outcome.unit)
        tell(told, by=by)
        return outcome


def _area(by: Actor, project: int | None, commitment: int | None, parties: frozenset[int], area: str) -> str:
    """The work area, with project and commitment checked. Raises NotThere and Refused."""
    if project is not None:
        row = lock_project(by, project)
        houses = parties_of(row)
        for party in parties:
            check_party(party, houses, field="parties")
        area = area or row.work_area
    if commitment is not None:
        promise = Commitment.objects.by(by).filter(pk=commitment).first()
        if promise is None:
            raise NotThere
        bound = {promise.giver_id, promise.receiver_id}
        if promise.agreement_id is not None:
            bound.update(party_keys([promise.agreement_id]))
        if project is None and not parties <= bound:
            raise Refused(
                gettext_noop(
                    "Only the two sides of the commitment and the parties of its agreement have a part in it."
                ),
                field="parties",
            )
        area = area or promise.work_area
    return area


def _involved(project: int | None, commitment: int | None) -> frozenset[int]:
    """The parties of the project, giver and receiver of the commitment."""
    found: set[int] = set()
    if project is not None:
        taking_part = ProjectParty.objects.across_organisations("the project was checked above")
        found.update(taking_part.filter(project=project).values_list("organisation", flat=True))
    if commitment is not None:
        promises = Commitment.objects.across_organisations("the commitment was checked above")
        for pair in promises.filter(pk=commitment).values_list("giver", "receiver"):
            found.update(pair)
    return frozenset(found)


def _attach(
    outcome: Outcome,
    parties: frozenset[int],
    weights: Mapping[int, Decimal] | None,
    files: list[Evidence],
    moment: datetime,
    speaker: int | None,
) -> None:
    def consent(party: int) -> dict[str, Any]:
        own = weights is not None and speaker is not None and party == outcome.reported_by_id
        return {"agreed_by_id": speaker, "agreed_at": moment} if own else {}

    OutcomeParty.objects.bulk_create(
        OutcomeParty(
            outcome=outcome,
            organisation_id=party,
            weight=weights[party] if weights else None,
            **consent(party),
        )
        for party in sorted(parties)
    )
    keep_evidence(files, moment=moment, outcome=outcome)
