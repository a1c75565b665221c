"""Rows as the rules see them."""

from __future__ import annotations

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText, Clause, Signature
from lianjian.apps.agreements.rules.frozen import FrozenClause, FrozenParty, FrozenText
from lianjian.apps.agreements.rules.signing import Paper, State


def open_text(agreement: Agreement) -> AgreementText | None:
    """The text that is open for signature (or signed by all), None while the agreement is drafted."""
    return (
        AgreementText.objects.across_organisations("below the agreement in hand")
        .filter(agreement=agreement, superseded_at=None)
        .first()
    )


def paper_of(agreement: Agreement) -> Paper:
    """The agreement, already in scope, as the state machine of ``rules.signing``."""
    text = open_text(agreement)
    parties = (
        AgreementParty.objects.across_organisations("below the agreement in hand")
        .filter(agreement=agreement)
        .values_list("organisation", flat=True)
    )
    signatures = (
        Signature.objects.across_organisations("below the agreement in hand")
        .filter(text__agreement=agreement)
        .values_list("organisation", "sha256")
    )
    state = State(agreement.state)
    return Paper(
        parties=frozenset(parties),
        sha256=text.sha256 if text else "",
        signatures=frozenset(signatures),
        closed=state if state in {State.ENDED, State.WITHDRAWN} else None,
    )


def words_of(agreement: Agreement) -> FrozenText:
    """The words as they stand now, under the number the next frozen text would get."""
    parties = (
        AgreementParty.objects.across_organisations("below the agreement in hand")
        .filter(agreement=agreement)
        .select_related("organisation")
    )
    texts = AgreementText.objects.across_organisations("below the agreement in hand").filter(
        agreement=agreement
    )
    return FrozenText(
        key=agreement.key,
        version=texts.count() + 1,
        title=agreement.title,
        number=agreement.number,
        starts_on=agreement.starts_on.isoformat() if agreement.starts_on else "",
        ends_on=agreement.ends_on.isoformat() if agreement.ends_on else "",
        parties=tuple(FrozenParty(p.organisation.key, p.organisation.name, p.role) for p in parties),
        clauses=tuple(
            FrozenClause(c.heading, c.text)
            for c in Clause.objects.across_organisations("below the agreement in hand").filter(
                agreement=agreement
            )
        ),
    )
