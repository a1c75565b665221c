from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._keeping import alone, drop, folder_of, keep
from lianjian.apps.agreements.events import DocumentMade
from lianjian.apps.agreements.models import AgreementText, TextDocument
from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.queries.verifying import address_of
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def prepare_document(*, by: Actor, text: int) -> TextDocument:
    """The PDF of a frozen text with one empty field for each party: made the first time somebody needs it (a second or
    two, outside any transaction), the same ever after. Raises NotThere."""
    row = AgreementText.objects.by(by).filter(pk=text).first()
    if row is None:
        raise NotThere
    there = _made(row)
    if there is not None:
        return there
    with alone(row.sha256):
        there = _made(row)
        if there is not None:  # somebody made it while we waited
            return there
        pdf = paper_office().make(
            thaw(row.canonical), frozen_at=row.frozen_at, address=address_of(row.sha256)
        )
        path = keep(folder_of(row.sha256), "0.pdf", pdf)
        try:
            made = _write(by, row, path, pdf)
        except BaseException:
            drop(path)
            raise
    if made.path != path:  # another machine was quicker
        drop(path)
    return made


def _made(row: AgreementText) -> TextDocument | None:
    return TextDocument.objects.across_organisations("below the text in hand").filter(text=row).first()


@transaction.atomic
def _write(by: Actor, row: AgreementText, path: str, pdf: bytes) -> TextDocument:
    take_turn(f"agreements.document:{row.pk}")
    there = _made(row)
    if there is not None:
        return there
    sha256 = fingerprint(pdf)
    made = TextDocument.objects.create(
        text=row,
        path=path,
        size=len(pdf),
        sha256=sha256,
        base_size=len(pdf),
        base_sha256=sha256,
        made_at=timezone.now(),
    )
    told = DocumentMade(agreement=row.agreement_id, version=row.version, sha256=row.sha256, document=sha256)
    tell(told, by=by)
    return made
