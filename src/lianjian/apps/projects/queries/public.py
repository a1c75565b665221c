"""What everybody may know of commitments: headlines of those under an agreement that is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import public_agreement
from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.rules.commitments import CommitmentState, Side, Standing, standing
from lianjian.apps.projects.rules.work_areas import WorkArea

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Headline:
    """A commitment in public: no reports, no evidence, no people."""

    text: str
    giver_name: str
    receiver_name: str
    work_area: WorkArea
    due_on: date
    standing: Standing


def public_headlines(agreement: str, today: date) -> list[Headline]:
    """The commitments under the agreement with that key, by day; none while it is not in force. Raises
    NotThere for an agreement that is not public."""
    shown = public_agreement(agreement)
    if shown.clauses is None:
        return []
    rows = Commitment.objects.across_organisations("headlines under an agreement in force are public")
    return [
        Headline(
            text=row.text,
            giver_name=row.giver.short_name,
            receiver_name=row.receiver.short_name,
            work_area=WorkArea(row.work_area),
            due_on=row.due_on,
            standing=standing(
                CommitmentState(row.state),
                due_on=row.due_on,
                done_on=row.done_on,
                withdrawn_on=row.withdrawn_on,
                withdrawn_by=Side(row.withdrawn_by) if row.withdrawn_by else None,
                today=today,
            ),
        )
        for row in rows.filter(agreement=shown.id).select_related("giver", "receiver")
    ]
