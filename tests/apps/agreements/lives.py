"""Agreements in force for tests: amended, joined, left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.actions.draft_supplement import draft_supplement
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.give_notice import give_notice
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.models import Agreement
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from tests.apps.agreements.papers import in_force, sign
from tests.network import today

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.agreements.models import AgreementText, Notice
    from tests.network import Network

CHANGE = ClauseDraft("产业联兴", "媒体中心每月为村里拍一部短片。", deed="replaces", target=2)


def amend(
    network: Network, row: Agreement, *clauses: ClauseDraft, kind: str = "amendment", **more: Any
) -> Agreement:
    """A supplement drafted by the association."""
    return draft_supplement(
        by=network.actor("liaison"), agreement=row.pk, kind=kind, clauses=clauses or (), **more
    )


def freeze(network: Network, one: Agreement) -> AgreementText:
    """It, open for signature."""
    return freeze_agreement(by=network.actor("liaison"), agreement=one.pk)


def join(network: Network, text: AgreementText) -> None:
    """Village B signs."""
    sign_agreement(
        by=network.actor("secretary_b"),
        agreement=text.agreement_id,
        organisation=network.village_b.pk,
        sha256=text.sha256,
    )


def acceded(network: Network) -> Agreement:
    """An agreement of three that village B has joined."""
    row = in_force(network)
    one = amend(network, row, kind="accession", newcomers=[PartyDraft(network.village_b.pk, "新加入村")])
    text = freeze(network, one)
    sign(network, text)
    join(network, text)
    return row


def leave(network: Network, row: Agreement, who: str = "secretary_a", days: int = 30) -> Notice:
    """A party gives notice."""
    house = {"secretary_a": network.village_a, "chief": network.media, "leader": network.association}[who]
    return give_notice(
        by=network.actor(who),
        agreement=row.pk,
        organisation=house.pk,
        reason="另有安排",
        leaves_on=today() + timedelta(days=days),
    )


def ending_on(row: Agreement, day: date) -> None:
    """The same agreement with a last day, as if it had been agreed so."""
    Agreement.objects.across_organisations("tests move the calendar").filter(pk=row.pk).update(ends_on=day)
