from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.actions._following import follow
from lianjian.apps.agreements.events import AgreementSupplemented
from lianjian.apps.agreements.models import Agreement, AgreementParty
from lianjian.apps.agreements.queries.paper import BELOW, paper_of
from lianjian.apps.agreements.rules.signing import Kind, State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def carry_out_supplement(*, by: Actor, agreement: int) -> None:
    """Let a supplement that all have signed do what it says to its agreement: newcomers are parties, a renewal moves
    the last day; its clauses are read with it from now on. Other supplements that are not in force are reopened, for
    they were written for another text. Does nothing for an agreement of its own, or a second time.
    """
    row = Agreement.objects.across_organisations("told by the signature that was just given").get(
        pk=agreement
    )
    if row.parent_id is None or row.state != State.EFFECTIVE or row.effective_at is None:
        return
    parents = Agreement.objects.across_organisations("the agreement of the supplement in hand")
    parent = parents.select_for_update().filter(pk=row.parent_id).first()
    if parent is None:
        raise NotThere
    joined: list[int] = []
    if row.kind == Kind.ACCESSION:
        joined = _join(parent, row)
    if row.kind == Kind.RENEWAL and row.ends_on is not None:
        parent.ends_on = row.ends_on
    parent.revision += 1
    parent.save(update_fields=["ends_on", "revision"])
    told = AgreementSupplemented(
        agreement=parent.pk,
        supplement=row.pk,
        kind=row.kind,
        ordinal=row.ordinal,
        joined=joined,
        reopened=follow(parent, row.effective_at, but=row.pk),
    )
    tell(told, by=by)


def _join(parent: Agreement, accession: Agreement) -> list[int]:
    """Those of the accession's parties that are not bound are parties now; one that had left comes back."""
    paper = paper_of(parent)
    rows = AgreementParty.objects.across_organisations(BELOW)
    signing = rows.filter(agreement=accession).exclude(organisation__in=paper.bound)
    newcomers = {party.organisation_id: party for party in signing}
    paper.accede(frozenset(newcomers), signed=paper_of(accession).signed)
    last = rows.filter(agreement=parent).order_by("-position").values_list("position", flat=True).first() or 0
    for step, (key, party) in enumerate(newcomers.items(), start=1):
        rows.update_or_create(
            agreement=parent,
            organisation_id=key,
            defaults={
                "role": party.role,
                "position": last + step,
                "joined_through": accession,
                "signatory_id": party.signatory_id,
                "left_on": None,
            },
        )
    return list(newcomers)
