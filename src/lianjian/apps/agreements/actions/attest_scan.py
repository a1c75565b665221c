from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._counting import count_signature
from lianjian.apps.agreements.actions._scans import is_open, lock_scan, speaking_for
from lianjian.apps.agreements.events import ScanAttested
from lianjian.apps.agreements.models import Agreement, Attestation, Scan, ScanParty
from lianjian.apps.agreements.queries.paper import paper_of
from lianjian.apps.agreements.rules.attesting import ScanState, Witness, judge_attestation
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.methods import Method
from lianjian.foundation.events import tell
from lianjian.kernel.clock import CHINA
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

NOON = time(12)


@transaction.atomic
def attest_scan(
    *, by: Actor, scan: int, organisation: int, sha256: str, now: datetime | None = None
) -> Attestation:
    """Say, for ``organisation``, that the scan shows the text with that hash, signed by those it names.

    With the second person of another party the signatures on it count, for every party that has not signed otherwise
    meanwhile. Refused where the text was superseded. Whoever brought the scan counts as one of the two at most.
    """
    agreement, row = lock_scan(by, scan)
    moment = moment_of(by, now, wall=timezone.now())
    held = speaking_for(by, agreement, organisation, moment)
    if sha256 != row.sha256:
        raise Refused(gettext_noop("This is the fingerprint of another text."), field="sha256")
    given = frozenset(
        Witness(person, party)
        for person, party in Attestation.objects.across_organisations("below the scan in hand")
        .filter(scan=row)
        .values_list("person", "organisation")
    )
    witness = Witness(held.person, organisation)
    _after, enough = judge_attestation(
        given, witness, state=ScanState(row.state), is_open=is_open(agreement, row)
    )
    word = Attestation.objects.create(
        scan=row,
        person_id=held.person,
        organisation_id=organisation,
        role=held.role,
        attested_at=moment,
    )
    if enough:
        row.state, row.decided_at = ScanState.ACCEPTED, moment
        row.save(update_fields=["state", "decided_at"])
    told = ScanAttested(agreement=agreement.pk, scan=row.pk, organisation=organisation, accepted=enough)
    tell(told, by=by)
    if enough:
        _count_all(by, agreement, row, moment)
    return word


def _count_all(by: Actor, agreement: Agreement, scan: Scan, moment: datetime) -> None:
    hands = list(ScanParty.objects.across_organisations("below the scan in hand").filter(scan=scan))
    missing = paper_of(agreement).missing
    noon = datetime.combine(scan.signed_on, NOON, CHINA)
    for hand in hands:
        if hand.organisation_id not in missing:
            continue  # signed electronically since, or on another scan
        count_signature(
            by,
            agreement,
            scan.text,
            organisation=hand.organisation_id,
            person=hand.person_id,
            role=hand.role,
            method=Method.PAPER,
            signed_at=max(scan.text.frozen_at, min(noon, moment)),
            moment=moment,
            scan=scan,
        )
