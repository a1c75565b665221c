from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._counting import refuse_other_text
from lianjian.apps.agreements.actions._keeping import drop, folder_of, keep
from lianjian.apps.agreements.actions._scans import speaking_for
from lianjian.apps.agreements.events import ScanBrought
from lianjian.apps.agreements.models import Agreement, AgreementText, Scan, ScanFile, ScanParty
from lianjian.apps.agreements.queries.paper import open_text, paper_of
from lianjian.apps.agreements.queries.signers import mandate_of
from lianjian.apps.agreements.rules.attesting import ScanState
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.scans import check_scan
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from lianjian.apps.agreements.rules.scans import Kept, Page
    from lianjian.foundation.actor import Actor


def bring_scan(
    *,
    by: Actor,
    agreement: int,
    organisation: int,
    sha256: str,
    hands: Mapping[int, int],
    signed_on: date,
    pages: Sequence[Page],
    client_key: str | None = None,
    now: datetime | None = None,
) -> Scan:
    """Bring the scan of a paper on which parties signed the open text at a ceremony. It counts for nobody yet: two people
    of two different parties attest it first (``attest_scan``).

    ``organisation`` is the party for which the person acts, ``hands`` says who signed for which party, ``signed_on`` on
    which day: between the day the text was frozen and today, and each must have held a signatory's mandate that day.
    Sending the same ``client_key`` again is one scan.
    """
    moment = moment_of(by, now, wall=timezone.now())
    files = check_scan(pages)  # slow: outside the transaction, which others wait for
    paths: list[str] = []
    try:
        with transaction.atomic():
            return _bring(
                by, agreement, organisation, sha256, hands, signed_on, files, client_key, moment, paths
            )
    except BaseException:
        for path in paths:
            drop(path)
        raise


def _bring(
    by: Actor,
    agreement: int,
    organisation: int,
    sha256: str,
    hands: Mapping[int, int],
    signed_on: date,
    files: Sequence[Kept],
    client_key: str | None,
    moment: datetime,
    paths: list[str],
) -> Scan:
    row = Agreement.objects.by(by).select_for_update().filter(pk=agreement).first()
    if row is None:
        raise NotThere
    held = speaking_for(by, row, organisation, moment)
    text = open_text(row)
    if text is not None:
        if client_key and (sent := _sent(text, client_key)) is not None:
            return sent
        refuse_other_text(row, text, sha256)
    roles = _judge(row, text, sha256, hands, signed_on, moment)
    if text is None:  # the rule has refused it already
        raise NotThere
    scan = Scan.objects.create(
        text=text,
        sha256=text.sha256,
        signed_on=signed_on,
        state=ScanState.WAITING,
        brought_by_id=held.person,
        brought_for_id=organisation,
        brought_at=moment,
        client_key=client_key,
    )
    for file in files:
        paths.append(keep(f"{folder_of(text.sha256)}/scans", f"scan{file.suffix}", file.data, field="pages"))
        ScanFile.objects.create(
            scan=scan, name=file.name, path=paths[-1], media_type=file.media_type, sha256=file.sha256
        )
    ScanParty.objects.bulk_create(
        ScanParty(scan=scan, organisation_id=party, person_id=person, role=roles[party])
        for party, person in hands.items()
    )
    told = ScanBrought(
        agreement=row.pk, version=text.version, sha256=text.sha256, scan=scan.pk, organisations=sorted(hands)
    )
    tell(told, by=by)
    return scan


def _sent(text: AgreementText, client_key: str) -> Scan | None:
    rows = Scan.objects.across_organisations("below the agreement in hand")
    return rows.filter(text=text, client_key=client_key).first()


def _judge(
    row: Agreement,
    text: AgreementText | None,
    sha256: str,
    hands: Mapping[int, int],
    signed_on: date,
    moment: datetime,
) -> dict[int, str]:
    """The role in which each hand signed. Raises Refused."""
    if not hands:
        raise Refused(gettext_noop("Say which parties signed on this paper."), field="hands")
    paper = paper_of(row)
    roles: dict[int, str] = {}
    for party, person in hands.items():
        paper = paper.sign(party, sha256)
        held = mandate_of(person, party, SIGNATORIES, signed_on)
        if held is None:
            raise Refused(
                gettext_noop("This person held no mandate to sign for the party on that day."),
                cure=gettext_noop("Check the day and the person."),
                field=f"hand_{party}",
            )
        roles[party] = held.role
    if signed_on > civil_date(moment):
        raise Refused(gettext_noop("This date is still to come."), field="signed_on")
    if text is not None and signed_on < civil_date(text.frozen_at):
        raise Refused(
            gettext_noop("The text was fixed on %(day)s; nobody can have signed it before."),
            field="signed_on",
            day=civil_date(text.frozen_at).isoformat(),
        )
    return roles
