from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._counting import NOWHERE, Place, count_signature, refuse_other_text
from lianjian.apps.agreements.actions._keeping import drop, folder_of, keep, sweep
from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.models import Agreement, AgreementText, Signature, TextDocument
from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.queries.paper import open_text, paper_of
from lianjian.apps.agreements.queries.signers import field_of, mandate_of, signer_words
from lianjian.apps.agreements.rules.certificates import fingerprint_of_pem
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.methods import Method
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, Unreachable, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.parties.queries import MandateHeld
    from lianjian.foundation.actor import Actor

TRIES = 8
"""How often a signature is made anew because another party was quicker: more than parties sign in one second."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What was judged: the agreement, its open text, the mandate; or the signature that is there already."""

    row: Agreement
    text: AgreementText
    mandate: MandateHeld
    before: Signature | None


def sign_agreement(
    *, by: Actor, agreement: int, organisation: int, sha256: str, now: datetime | None = None
) -> Signature:
    """Sign, for ``organisation``, the text whose hash was before the signer's eyes.

    The signer is the person who acts, and must hold a signatory's mandate in that party on that day;
    being a network administrator is no mandate. Sending the same signature twice is one signature. A hash of
    another text is refused with the names of the clauses that changed. Forms carry the hash and come by
    POST: opening a page never signs.

    The signature is added to the text's PDF first, then counted, if nobody was quicker meanwhile; not to be called
    inside a transaction. ``now`` (network-wide actors only) enters a signature of the past as recorded, without a PDF.
    """
    if now is not None:
        return _record(by, agreement, organisation, sha256, now)
    for _ in range(TRIES):
        moment = timezone.now()
        case = _judge(by, agreement, organisation, sha256, moment, lock=False)
        if case.before is not None:
            return case.before
        document = prepare_document(by=by, text=case.text.pk)
        signature = _append(by, case, document, organisation, sha256, moment)
        if signature is not None:
            return signature
    raise Refused(
        gettext_noop("Many parties sign at this moment."),
        cure=gettext_noop("Wait a moment, then sign again."),
    )


@transaction.atomic
def _record(by: Actor, agreement: int, organisation: int, sha256: str, now: datetime) -> Signature:
    moment = moment_of(by, now, wall=timezone.now())
    case = _judge(by, agreement, organisation, sha256, moment, lock=True)
    if case.before is not None:
        return case.before
    return _count(by, case, organisation, moment, method=Method.RECORDED)


def _append(
    by: Actor, case: _Case, document: TextDocument, organisation: int, sha256: str, moment: datetime
) -> Signature | None:
    """Sign on top of ``document``. None where it was not the newest any more when the signature was made."""
    field = field_of(case.text, organisation)
    try:
        with storages["private"].open(document.path) as file:
            pdf = file.read()
    except FileNotFoundError:
        return None  # replaced by a newer one since we read the row
    if fingerprint(pdf) != document.sha256:
        raise Refused(
            gettext_noop("The document of this text is damaged on the server. Nothing has been signed."),
            cure=gettext_noop("Tell the administrator: it comes back from a backup."),
        )
    try:
        signed = paper_office().sign(
            pdf, field=field, signer=signer_words(case.mandate), sha256=sha256, moment=moment
        )
    except Unreachable as silent:
        raise Refused(
            gettext_noop("The service that signs does not answer. Nothing has been signed."),
            cure=gettext_noop("Wait a moment, then sign again."),
        ) from silent
    folder = folder_of(sha256)
    path = keep(folder, f"{document.revision + 1}.pdf", signed.pdf)
    signature = None
    try:
        with transaction.atomic():
            case = _judge(by, case.row.pk, organisation, sha256, moment, lock=True)
            if case.before is not None:
                return case.before
            newest = TextDocument.objects.across_organisations("below the text in hand").select_for_update()
            row = newest.get(pk=document.pk)
            if row.revision != document.revision:
                return None
            row.revision, row.path = document.revision + 1, path
            row.size, row.sha256 = len(signed.pdf), fingerprint(signed.pdf)
            row.save(update_fields=["revision", "path", "size", "sha256"])
            signature = _count(
                by,
                case,
                organisation,
                moment,
                method=Method.ELECTRONIC,
                place=Place(
                    field=field,
                    provider=signed.provider,
                    certificate=signed.certificate,
                    certificate_sha256=fingerprint_of_pem(signed.certificate),
                    document_size=row.size,
                    document_sha256=row.sha256,
                    stamped_at=signed.stamped_at,
                    stamped_by=signed.stamped_by,
                ),
            )
            transaction.on_commit(lambda: sweep(folder, keep_paths={path, document.path}))
    finally:
        if signature is None:
            drop(path)
    return signature


def _judge(
    by: Actor, agreement: int, organisation: int, sha256: str, moment: datetime, *, lock: bool
) -> _Case:
    rows = Agreement.objects.by(by).filter(pk=agreement)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise NotThere
    mandate = mandate_of(by.person, organisation, SIGNATORIES, civil_date(moment))
    if mandate is None:
        raise NotAllowed(
            gettext_noop("You hold no mandate to sign for this organisation on that day."),
            cure=gettext_noop("Its leader, first secretary or administrator signs."),
        )
    text = open_text(row)
    if text is not None:
        before = (
            Signature.objects.across_organisations("below the agreement in hand")
            .filter(text=text, sha256=sha256, organisation=organisation, person=by.person)
            .first()
        )
        if before is not None:
            return _Case(row, text, mandate, before)
        refuse_other_text(row, text, sha256)
    paper_of(row).sign(organisation, sha256)
    if text is None:  # the rule has refused it already
        raise NotThere
    return _Case(row, text, mandate, None)


def _count(
    by: Actor,
    case: _Case,
    organisation: int,
    moment: datetime,
    *,
    method: Method,
    place: Place = NOWHERE,
) -> Signature:
    return count_signature(
        by,
        case.row,
        case.text,
        organisation=organisation,
        person=case.mandate.person,
        role=case.mandate.role,
        signed_at=moment,
        moment=moment,
        method=method,
        place=place,
    )
