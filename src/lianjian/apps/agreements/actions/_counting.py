"""What every signature does to its agreement, however it came about: judge, write the row, take the new state, tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.events import AgreementSigned
from lianjian.apps.agreements.models import Agreement, AgreementText, Signature
from lianjian.apps.agreements.queries.paper import paper_of
from lianjian.apps.agreements.rules.changes import changes_between
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.models import Scan
    from lianjian.apps.agreements.rules.methods import Method
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """Where an electronic signature stands: the field, by whose certificate, the file after it, and who vouches for its time."""

    field: str = ""
    provider: str = ""
    certificate: str = ""
    certificate_sha256: str = ""
    document_size: int | None = None
    document_sha256: str = ""
    stamped_at: datetime | None = None
    stamped_by: str = ""


NOWHERE = Place()
"""Of signatures that stand in no document."""


def count_signature(
    by: Actor,
    row: Agreement,
    text: AgreementText,
    *,
    organisation: int,
    person: int,
    role: str,
    method: Method,
    signed_at: datetime,
    moment: datetime,
    place: Place = NOWHERE,
    scan: Scan | None = None,
) -> Signature:
    """Write a signature on ``text``, the open text of the locked agreement ``row``. ``moment`` is when it begins to
    count. Raises Refused where the rules of signing do not let it."""
    paper = paper_of(row).sign(organisation, text.sha256)
    signature = Signature.objects.create(
        text=text,
        sha256=text.sha256,
        organisation_id=organisation,
        person_id=person,
        role=role,
        method=method,
        signed_at=signed_at,
        scan=scan,
        field=place.field,
        provider=place.provider,
        certificate=place.certificate,
        certificate_sha256=place.certificate_sha256,
        document_size=place.document_size,
        document_sha256=place.document_sha256,
        stamped_at=place.stamped_at,
        stamped_by=place.stamped_by,
    )
    row.state = paper.state
    if paper.state is State.EFFECTIVE:
        row.effective_at = moment
    row.save(update_fields=["state", "effective_at"])
    told = AgreementSigned(
        agreement=row.pk,
        version=text.version,
        sha256=text.sha256,
        organisation=organisation,
        effective=paper.state is State.EFFECTIVE,
    )
    tell(told, by=by)
    return signature


def refuse_other_text(row: Agreement, text: AgreementText, sha256: str) -> None:
    """Where ``sha256`` is an earlier text of this agreement: refuse it with the names of the clauses that changed.
    Where it is no text of it at all, the state machine refuses it."""
    read = (
        AgreementText.objects.across_organisations("below the agreement in hand")
        .filter(agreement=row, sha256=sha256)
        .first()
    )
    if read is None or read.pk == text.pk:
        return
    changed = changes_between(thaw(read.canonical), thaw(text.canonical))
    raise Refused(
        gettext_noop("The text has changed since you opened it: %(changed)s."),
        cure=gettext_noop("Read the new text, then sign that."),
        field="sha256",
        changed="、".join(change.name for change in changed.clauses) or text.agreement.title,
    )
