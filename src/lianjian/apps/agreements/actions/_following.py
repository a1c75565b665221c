"""Supplements that are not in force yet follow their agreement: what changes it reopens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText
from lianjian.apps.agreements.queries.paper import BELOW, bound_parties
from lianjian.apps.agreements.rules.signing import Kind, State

if TYPE_CHECKING:
    from datetime import datetime


def follow(parent: Agreement, moment: datetime, *, but: int | None = None) -> list[int]:
    """Reopen every supplement of ``parent`` that is not in force (``but`` one), and make its parties those that are
    bound today, with the newcomers of an accession. Gives the keys of those that had been open for signature."""
    bound = list(bound_parties(parent))
    rows = Agreement.objects.across_organisations(BELOW).select_for_update().filter(parent=parent)
    waiting = rows.filter(state__in=[State.DRAFT, State.SIGNING, State.PARTIAL]).order_by("pk")
    reopened = []
    for one in waiting if but is None else waiting.exclude(pk=but):
        texts = AgreementText.objects.across_organisations(BELOW).filter(agreement=one, superseded_at=None)
        if texts.update(superseded_at=moment):
            reopened.append(one.pk)
        _match(one, bound, keep_newcomers=one.kind == Kind.ACCESSION, parent=parent)
        one.state = State.DRAFT
        one.revision += 1
        one.save(update_fields=["state", "revision"])
    return reopened


def _match(one: Agreement, bound: list[AgreementParty], *, keep_newcomers: bool, parent: Agreement) -> None:
    named = {party.organisation_id for party in bound}
    rows = AgreementParty.objects.across_organisations(BELOW).filter(agreement=one)
    left = AgreementParty.objects.across_organisations(BELOW).filter(agreement=parent, left_on__isnull=False)
    gone = rows.exclude(organisation__in=named)
    if keep_newcomers:  # whoever was never bound joins by this one; whoever has left does not sign it
        gone = gone.filter(organisation__in=left.values("organisation"))
    gone.delete()
    there = set(rows.values_list("organisation", flat=True))
    for place, party in enumerate(bound, start=1):
        if party.organisation_id not in there:
            AgreementParty.objects.create(
                agreement=one, organisation_id=party.organisation_id, role=party.role, position=place
            )
