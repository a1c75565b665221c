from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lianjian.apps.projects.events import BranchLinksPaired
from lianjian.apps.projects.models import BranchLink
from lianjian.apps.projects.rules.branch_links import LIVING, pair_of
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.foundation.actor import Actor


@transaction.atomic
def pair_links_anew(*, by: Actor, organisations: Iterable[int]) -> int:
    """Bring the pairs of these organisations' branch links in line with their two sides, after entries of the register were
    merged or parted; says how many changed.

    Raises Refused where a link would join an organisation with itself, or two living links would join the same two: the
    merge is refused with it.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system pairs branch links anew."))
    houses = set(organisations)
    links = BranchLink.objects.across_organisations("the merge in hand moved their sides")
    near = Q(proposer__in=houses) | Q(partner__in=houses)
    rows = list(links.select_for_update(of=("self",)).filter(near).order_by("pk"))
    if any(row.proposer_id == row.partner_id for row in rows):
        raise Refused(
            gettext_noop("The two have linked their branches with each other: they act as two there."),
            cure=gettext_noop("Leave both entries."),
        )
    pairs = {row.pk: pair_of(row.proposer_id, row.partner_id) for row in rows}
    living = [pairs[row.pk] for row in rows if row.state in LIVING]
    if len(living) > len(set(living)):
        raise Refused(
            gettext_noop("Both have a branch link with the same organisation."),
            cure=gettext_noop("End one of the two links first."),
        )
    moved = [row for row in rows if row.pair != pairs[row.pk]]
    for row in moved:
        row.pair = pairs[row.pk]
    BranchLink.objects.across_organisations("those in hand").bulk_update(moved, ["pair"])
    if moved:
        tell(BranchLinksPaired(links=[row.pk for row in moved]), by=by)
    return len(moved)
