"""What villages have, and the experts of the think tank. Quantities are Decimal in the unit beside them, None where
unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.exchange.models import Endowment, ExpertArea, ExpertProfile
from lianjian.apps.exchange.rules.endowments import EndowmentKind
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class EndowmentLine:
    """Something an organisation has."""

    id: int
    organisation: int
    organisation_name: str
    kind: EndowmentKind
    text: str
    quantity: Decimal | None
    unit: Unit | None
    public: bool
    recorded_on: date


@dataclass(frozen=True, slots=True)
class ExpertLine:
    """A person of the think tank. ``work_areas`` are empty where nobody has said; ``reachable``: takes questions
    now."""

    id: int
    person: int
    name: str
    organisation: int
    organisation_name: str
    fields: tuple[str, ...]
    work_areas: tuple[WorkArea, ...]
    profile: str
    reachable: bool
    public: bool


def endowments(
    by: Actor, *, organisation: int | None = None, kind: str = "", limit: int = 500
) -> list[EndowmentLine]:
    """What is there among everything ``by`` may see, by organisation; withdrawn ones left out. One query."""
    rows = Endowment.objects.by(by)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if kind:
        rows = rows.filter(kind=kind)
    return _endowments(rows, limit)


def public_endowments(organisation: int, *, limit: int = 500) -> list[EndowmentLine]:
    """What an organisation shows to everybody. One query."""
    rows = Endowment.objects.across_organisations("they are shown to everybody")
    return _endowments(rows.filter(organisation=organisation, public=True), limit)


def experts(by: Actor, *, work_area: str = "", reachable_only: bool = False) -> list[ExpertLine]:
    """Whom ``by`` can find on the list of the think tank, the reachable first. Two queries."""
    return _experts(ExpertProfile.objects.by(by), work_area, reachable_only=reachable_only)


def expert(by: Actor, key: int) -> ExpertLine:
    """One expert who is on the list. Raises NotThere."""
    found = _experts(ExpertProfile.objects.by(by).filter(pk=key), "")
    if not found:
        raise NotThere
    return found[0]


def public_experts(*, work_area: str = "") -> list[ExpertLine]:
    """The experts who want to be seen by everybody, the reachable first. Two queries."""
    rows = ExpertProfile.objects.across_organisations("they show themselves to everybody")
    return _experts(rows.filter(public=True), work_area)


def _endowments(rows: QuerySet[Endowment], limit: int) -> list[EndowmentLine]:
    found = rows.filter(withdrawn_on=None).select_related("organisation")[:limit]
    return [
        EndowmentLine(
            id=row.pk,
            organisation=row.organisation_id,
            organisation_name=row.organisation.short_name,
            kind=EndowmentKind(row.kind),
            text=row.text,
            quantity=None if row.quantity is None else tidy(row.quantity),
            unit=Unit(row.unit) if row.unit else None,
            public=row.public,
            recorded_on=row.recorded_on,
        )
        for row in found
    ]


def _experts(
    rows: QuerySet[ExpertProfile], work_area: str, *, reachable_only: bool = False
) -> list[ExpertLine]:
    rows = rows.filter(retired_on=None)
    if work_area:
        named = ExpertArea.objects.across_organisations("narrows rows already in scope")
        rows = rows.filter(pk__in=named.filter(work_area=work_area).order_by().values("expert"))
    if reachable_only:
        rows = rows.filter(reachable=True)
    found = rows.select_related("person", "organisation").prefetch_related("areas")
    return [
        ExpertLine(
            id=row.pk,
            person=row.person_id,
            name=row.person.name,
            organisation=row.organisation_id,
            organisation_name=row.organisation.short_name,
            fields=tuple(row.fields),
            work_areas=tuple(WorkArea(area.work_area) for area in row.areas.all()),
            profile=row.profile,
            reachable=row.reachable,
            public=row.public,
        )
        for row in found.order_by("-reachable", "listed_on", "pk")
    ]
