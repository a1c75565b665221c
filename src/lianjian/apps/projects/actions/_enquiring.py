"""Handling an enquiry: who may, and what is written down of each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import EnquiryMoved
from lianjian.apps.projects.models import Enquiry, EnquiryStep
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.rules.enquiries import EnquiryStepKind
    from lianjian.foundation.actor import Actor


def lock_enquiry(by: Actor, enquiry: int) -> Enquiry:
    """The enquiry, locked, if ``by`` speaks for whoever handles it now. Raises NotThere and NotAllowed."""
    row = Enquiry.objects.by(by).select_for_update(of=("self",)).filter(pk=enquiry).first()
    if row is None:
        raise NotThere
    check_speaks(by, row.handler_id)
    return row


def keep_step(
    by: Actor,
    row: Enquiry,
    kind: EnquiryStepKind,
    *,
    organisation: int,
    passed_to: int | None = None,
    text: str = "",
    at: datetime | None = None,
) -> None:
    """Write down what was done by whom, and tell it."""
    EnquiryStep.objects.create(
        enquiry=row,
        kind=kind,
        organisation_id=organisation,
        person_id=by.person,
        passed_to_id=passed_to,
        at=at or timezone.now(),
        text=text,
    )
    tell(EnquiryMoved(enquiry=row.pk, handler=row.handler_id, after=row.state), by=by)


def forget(row: Enquiry, at: datetime) -> None:
    """Delete name, contact and words; what came of it stays."""
    row.name = row.contact = row.text = ""
    row.forgotten_at = at
