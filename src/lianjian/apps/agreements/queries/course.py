"""The course of an agreement as phases and marks, drawn from its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement
from lianjian.apps.agreements.queries.timeline import Moment, timeline
from lianjian.apps.agreements.rules.course import Course, MarkKind, marks_of, phases_of
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lianjian.foundation.actor import Actor

SUPPLEMENTED = {"amended", "renewed", "joined"}


def course_of(by: Actor, agreement: int, moments: list[Moment] | None = None) -> Course:
    """One query beside those of the timeline, which may be handed in. Raises NotThere."""
    row = Agreement.objects.by(by).select_related("initiative").filter(pk=agreement).first()
    if row is None:
        raise NotThere
    told = timeline(by, agreement) if moments is None else moments
    texts = {one.version: one.at for one in told if one.what == "frozen"}
    reopened = {one.version for one in told if one.what == "reopened"}
    standing = [at for version, at in texts.items() if version not in reopened]
    call = row.initiative.published_at if row.initiative is not None else None
    phases = phases_of(
        called=civil_date(call) if call is not None else None,
        drafted=civil_date(row.created_at),
        frozen=civil_date(min(standing)) if standing else None,
        effective=civil_date(row.effective_at) if row.effective_at is not None else None,
        ends_on=row.ends_on,
        closed=civil_date(row.closed_at) if row.closed_at is not None else None,
    )
    return Course(phases, marks_of(_happened(told, row)))


def _happened(told: list[Moment], row: Agreement) -> Iterator[tuple[MarkKind, date, str]]:
    reopened = {one.version for one in told if one.what == "reopened"}
    for one in told:
        day = civil_date(one.at)
        if one.what == "signed" and one.version not in reopened:
            yield MarkKind.SIGNED, day, one.organisation_name
        elif one.what in SUPPLEMENTED:
            yield MarkKind.SUPPLEMENT, day, one.name
        elif one.what == "notice":
            yield MarkKind.NOTICE, day, one.organisation_name
        elif one.what == "left":
            yield MarkKind.LEFT, day, one.organisation_name
    if row.closed_at is not None:
        yield MarkKind.OVER, civil_date(row.closed_at), ""
    elif row.effective_at is not None and row.ends_on is not None:
        yield MarkKind.EXPIRY, row.ends_on, ""
