"""Agreements for tests: three parties (association, media centre, village A), drafted and frozen through
actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.actions.consent_to_end import consent_to_end
from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.propose_end import propose_end
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.parties.queries import actor_of_person

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import Agreement, AgreementText
    from lianjian.foundation.actor import Actor
    from tests.network import Network

SCRIPT = "<script>alert('签')</script>"
CLAUSES = (
    ClauseDraft("组织联建", "三方支部每月共同开展一次主题党日。"),
    ClauseDraft("产业联兴", f"媒体中心每季度为村里拍一部短片。{SCRIPT}"),
    ClauseDraft("人才联育", "促进会每年培训村民五十人次。"),
)
SIGNERS = (("leader", "association"), ("chief", "media"), ("secretary_a", "village_a"))


def draft(network: Network, *, by: str = "liaison") -> Agreement:
    """A draft between the association, the media centre and village A."""
    return draft_agreement(
        by=network.actor(by),
        title="共联共建协议",
        parties=[
            PartyDraft(network.association.pk, "牵头单位"),
            PartyDraft(network.media.pk, "宣传单位"),
            PartyDraft(network.village_a.pk, "共建村"),
        ],
        clauses=CLAUSES,
    )


def frozen(network: Network) -> AgreementText:
    """The same, open for signature."""
    return freeze_agreement(by=network.actor("liaison"), agreement=draft(network).pk)


def sign(network: Network, text: AgreementText, *signers: str) -> None:
    """Let the named people (all three where none is named) sign a text for their parties, as those who record a
    network's history enter it: quickly, without a document (see ``test_documents``)."""
    for person, house in SIGNERS:
        if not signers or person in signers:
            sign_agreement(
                by=replace(network.actor(person), network_wide=True),
                agreement=text.agreement_id,
                organisation=getattr(network, house).pk,
                sha256=text.sha256,
                now=timezone.now(),
            )


def in_force(network: Network) -> Agreement:
    """An agreement that all three have signed."""
    text = frozen(network)
    sign(network, text)
    text.agreement.refresh_from_db()
    return text.agreement


def end(network: Network, agreement: Agreement, reason: str = "各方商定终止") -> None:
    """End an agreement in force: proposed by the association, consented to by the others."""
    one = propose_end(
        by=network.actor("leader"),
        agreement=agreement.pk,
        organisation=network.association.pk,
        reason=reason,
    )
    for person, house in SIGNERS[1:]:
        consent_to_end(by=network.actor(person), proposal=one.pk, organisation=getattr(network, house).pk)


def then(network: Network, person: str, *day: int) -> tuple[Actor, datetime]:
    """A person as those who enter history write them: with the mandates of that day, and allowed to
    backdate."""
    moment = datetime(*day, 12, tzinfo=UTC)  # type: ignore[arg-type,misc] # year, month, day
    actor = actor_of_person(network.people[person].pk, moment.date())
    return replace(actor, network_wide=True), moment
