"""Reading branch links and what the linked branches did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from lianjian.apps.projects.models import BranchLink
from lianjian.apps.projects.queries.commitments import FileLine
from lianjian.apps.projects.rules.branch_links import LinkState
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class BranchLinkLine:
    """A link in a list. ``activities`` were recorded, the latest on ``last_on`` (None: none yet)."""

    id: int
    proposer: int
    proposer_name: str
    partner: int
    partner_name: str
    proposer_branch: str
    partner_branch: str
    state: LinkState
    proposed_on: date
    answered_on: date | None
    ended_on: date | None
    activities: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """What two branches did together."""

    id: int
    happened_on: date
    what: str
    took_part: str
    recorded_by_name: str
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class BranchLinkCard:
    """A link with what was agreed, whom to ask on both sides, and what was done."""

    line: BranchLinkLine
    agreed: str
    reason: str
    proposer_contact: str
    partner_contact: str
    activities: tuple[ActivityLine, ...]


def branch_links(
    by: Actor, *, organisation: int | None = None, limit: int | None = None, offset: int = 0
) -> list[BranchLinkLine]:
    """The links ``by`` may see, newest first. One query."""
    rows = _rows(by, organisation).annotate(done=Count("activities"), last_on=Max("activities__happened_on"))
    found = rows.select_related("proposer", "partner")
    return [_line(row) for row in found[offset : None if limit is None else offset + limit]]


def count_branch_links(by: Actor, *, organisation: int | None = None) -> int:
    """How many those are. One query."""
    return _rows(by, organisation).count()


def branch_link(by: Actor, link: int) -> BranchLinkCard:
    """One link with its activities, the newest first. Raises NotThere."""
    rows = BranchLink.objects.by(by).filter(pk=link)
    row = (
        rows.annotate(done=Count("activities"), last_on=Max("activities__happened_on"))
        .select_related("proposer", "partner", "proposer_contact", "partner_contact")
        .first()
    )
    if row is None:
        raise NotThere
    return BranchLinkCard(
        line=_line(row),
        agreed=row.agreed,
        reason=row.reason,
        proposer_contact=row.proposer_contact.name,
        partner_contact=row.partner_contact.name if row.partner_contact else "",
        activities=tuple(
            ActivityLine(
                id=one.pk,
                happened_on=one.happened_on,
                what=one.what,
                took_part=one.took_part,
                recorded_by_name=one.recorded_by.short_name,
                files=tuple(FileLine(f.pk, f.name, f.media_type) for f in one.files.all()),
            )
            for one in row.activities.select_related("recorded_by").prefetch_related("files")
        ),
    )


def _rows(by: Actor, organisation: int | None) -> QuerySet[BranchLink]:
    rows = BranchLink.objects.by(by)
    if organisation is not None:
        rows = rows.filter(Q(proposer=organisation) | Q(partner=organisation))
    return rows


def _line(row: BranchLink) -> BranchLinkLine:
    return BranchLinkLine(
        id=row.pk,
        proposer=row.proposer_id,
        proposer_name=row.proposer.short_name,
        partner=row.partner_id,
        partner_name=row.partner.short_name,
        proposer_branch=row.proposer_branch,
        partner_branch=row.partner_branch,
        state=LinkState(row.state),
        proposed_on=row.proposed_on,
        answered_on=row.answered_on,
        ended_on=row.ended_on,
        activities=row.done,  # type: ignore[attr-defined] # annotated
        last_on=row.last_on,  # type: ignore[attr-defined] # annotated
    )
