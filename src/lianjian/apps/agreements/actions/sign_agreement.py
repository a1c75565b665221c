from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import AgreementSigned
from lianjian.apps.agreements.models import Agreement, AgreementText, Signature
from lianjian.apps.agreements.queries.paper import open_text, paper_of
from lianjian.apps.agreements.rules.changes import changes_between
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def sign_agreement(
    *, by: Actor, agreement: int, organisation: int, sha256: str, now: datetime | None = None
) -> Signature:
    """Sign, for ``organisation``, the text whose hash was before the signer's eyes.

    The signer is the person who acts, and must hold a signatory's mandate in that party on that day;
    being a network administrator is no mandate. Sending the same signature twice is one signature. A hash of
    another text is refused with the names of the clauses that changed. Forms carry the hash and come by
    POST: opening a page never signs.
    """
    row = Agreement.objects.by(by).select_for_update().filter(pk=agreement).first()
    if row is None:
        raise NotThere
    moment = moment_of(by, now, wall=timezone.now())
    role = _mandate(by, organisation, moment)
    text = open_text(row)
    if text is not None and text.sha256 == sha256:
        before = (
            Signature.objects.across_organisations("below the agreement in hand")
            .filter(text=text, organisation=organisation, person=by.person)
            .first()
        )
        if before is not None:
            return before
    elif text is not None:
        _refuse_other_text(row, text, sha256)
    paper = paper_of(row).sign(organisation, sha256)
    if text is None or by.person is None:  # neither passes the rule and the mandate above
        raise NotThere
    signature = Signature.objects.create(
        text=text,
        sha256=sha256,
        organisation_id=organisation,
        person_id=by.person,
        role=role,
        signed_at=moment,
    )
    row.state = paper.state
    if paper.state is State.EFFECTIVE:
        row.effective_at = moment
    row.save(update_fields=["state", "effective_at"])
    told = AgreementSigned(
        agreement=row.pk,
        version=signature.text.version,
        sha256=sha256,
        organisation=organisation,
        effective=paper.state is State.EFFECTIVE,
    )
    tell(told, by=by)
    return signature


def _mandate(by: Actor, organisation: int, moment: datetime) -> str:
    """The signatory's role that the person holds on that day in the organisation. Raises NotAllowed."""
    day = civil_date(moment)
    for role in sorted(SIGNATORIES):
        if by.person is not None and by.person in holders(organisation, [role], day):
            return role
    raise NotAllowed(
        gettext_noop("You hold no mandate to sign for this organisation on that day."),
        cure=gettext_noop("Its leader, first secretary or administrator signs."),
    )


def _refuse_other_text(row: Agreement, text: AgreementText, sha256: str) -> None:
    read = (
        AgreementText.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row, sha256=sha256)
        .first()
    )
    if read is None:
        return  # no text of this agreement: the state machine refuses it
    changed = changes_between(thaw(read.canonical), thaw(text.canonical))
    raise Refused(
        gettext_noop("The text has changed since you opened it: %(changed)s."),
        cure=gettext_noop("Read the new text, then sign that."),
        field="sha256",
        changed="、".join(change.name for change in changed.clauses) or text.agreement.title,
    )
