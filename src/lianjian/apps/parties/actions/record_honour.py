from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.events import HonourRecorded
from lianjian.apps.parties.models import Honour, HonourProof, Mandate, Organisation
from lianjian.apps.parties.rules.honours import check_granted
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.foundation.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.evidence import check_evidence
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor
    from lianjian.kernel.evidence import Evidence, File

KEEPERS = STEWARDS | {Role.FIRST_SECRETARY}


def record_honour(
    *,
    by: Actor,
    organisation: int,
    title: str,
    granted_by: str,
    granted_on: date,
    person: int | None = None,
    files: Sequence[File] = (),
    public: bool = False,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Honour:
    """Enter a distinction of the organisation, or of a person who holds or held a mandate there, with its proof:
    photographs or PDF documents, at least one.

    Its leader, liaison officer, first secretary and administrator may. The same ``client_key`` again is one.
    """
    proofs = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        house = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation).first()
        if house is None or not by.acts_for(organisation):
            raise NotThere
        if not by.holds(*KEEPERS, organisation=organisation):
            raise NotAllowed(
                gettext_noop(
                    "Only a leader, liaison officer or administrator of the organisation can do this."
                )
            )
        rows = Honour.objects.across_organisations("the organisation was checked above")
        if client_key and (sent := rows.filter(organisation=house, client_key=client_key[:64]).first()):
            return sent
        moment = moment_of(by, now, wall=timezone.now())
        check_granted(granted_on, today=civil_date(moment))
        if not proofs:
            raise Refused(
                gettext_noop("An honour needs its proof: a photo of the certificate, or a document."),
                field="files",
            )
        if person is not None:
            _check_colleague(person, organisation)
        row = Honour.objects.create(
            organisation=house,
            person_id=person,
            title=clean_line(title, field="title"),
            granted_by=clean_line(granted_by, field="granted_by"),
            granted_on=granted_on,
            public=public,
            entered_by_id=by.person,
            entered_at=moment,
            client_key=client_key[:64] if client_key else None,
        )
        _keep(row, proofs, moment)
        tell(HonourRecorded(honour=row.pk, organisation=organisation), by=by)
        return row


def _check_colleague(person: int, organisation: int) -> None:
    rows = Mandate.objects.across_organisations("the organisation was checked above")
    if not rows.filter(person=person, organisation=organisation).exists():
        raise Refused(gettext_noop("This person never held a mandate in the organisation."), field="person")


def _keep(row: Honour, proofs: list[Evidence], moment: datetime) -> None:
    for proof in proofs:
        name = f"parties/honours/{moment:%Y/%m}/{uuid.uuid4().hex}{proof.suffix}"
        try:
            path = storages["private"].save(name, ContentFile(proof.data))
        except OSError as full:
            raise Refused(
                gettext_noop(
                    "The file could not be stored: the disk of the server is full or cannot be written."
                ),
                cure=gettext_noop("Keep your file, tell the administrator, and send it again later."),
                field="files",
            ) from full
        HonourProof.objects.create(
            honour=row, name=proof.name, path=path, media_type=proof.media_type, sha256=proof.sha256
        )
