"""Rows as the rules see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText, Clause, Signature
from lianjian.apps.agreements.rules.frozen import FrozenClause, FrozenParent, FrozenParty, FrozenText, thaw
from lianjian.apps.agreements.rules.signing import Paper, State
from lianjian.apps.agreements.rules.supplements import consolidated

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.apps.agreements.rules.supplements import ReadClause

BELOW = "below the agreement in hand"


def open_text(agreement: Agreement) -> AgreementText | None:
    """The text that is open for signature (or signed by all), None while the agreement is drafted."""
    return (
        AgreementText.objects.across_organisations(BELOW)
        .filter(agreement=agreement, superseded_at=None)
        .first()
    )


def paper_of(agreement: Agreement) -> Paper:
    """The agreement, already in scope, as the state machine of ``rules.signing``."""
    text = open_text(agreement)
    rows = AgreementParty.objects.across_organisations(BELOW).filter(agreement=agreement)
    parties = list(rows)
    signatures = (
        Signature.objects.across_organisations(BELOW)
        .filter(text__agreement=agreement)
        .values_list("organisation", "sha256")
    )
    state = State(agreement.state)
    return Paper(
        parties=frozenset(p.organisation_id for p in parties if p.joined_through_id is None),
        sha256=text.sha256 if text else "",
        signatures=frozenset(signatures),
        closed=state if state in {State.ENDED, State.WITHDRAWN} else None,
        acceded=frozenset(p.organisation_id for p in parties if p.joined_through_id is not None),
        left=frozenset(p.organisation_id for p in parties if p.left_on is not None),
        parent=parent_state(agreement),
    )


def parent_state(agreement: Agreement) -> State | None:
    """Where the agreement stands that this one supplements, None for one of its own."""
    if agreement.parent_id is None:
        return None
    rows = Agreement.objects.across_organisations("a fact about the supplement in hand")
    return State(rows.values_list("state", flat=True).get(pk=agreement.parent_id))


def bound_parties(agreement: Agreement) -> QuerySet[AgreementParty]:
    """The parties as they are today, in their order: without those who left."""
    return AgreementParty.objects.across_organisations(BELOW).filter(agreement=agreement, left_on=None)


def supplements_in_force(agreement: Agreement) -> list[FrozenText]:
    """The texts of the supplements that came into force, in that order; those that ended with the agreement too."""
    rows = AgreementText.objects.across_organisations(BELOW).filter(
        agreement__parent=agreement, superseded_at=None, agreement__effective_at__isnull=False
    )
    found = rows.order_by("agreement__effective_at", "agreement_id").values_list("canonical", flat=True)
    return [thaw(canonical) for canonical in found]


def reading_of(agreement: Agreement) -> tuple[ReadClause, ...]:
    """An agreement as it reads today: its frozen words (those of the draft where nothing is frozen) with all
    supplements in force."""
    text = open_text(agreement)
    base = thaw(text.canonical) if text is not None and text.canonical else words_of(agreement)
    return consolidated(base, supplements_in_force(agreement))


def words_of(agreement: Agreement) -> FrozenText:
    """The words as they stand now, under the number the next frozen text would get."""
    parties = (
        AgreementParty.objects.across_organisations(BELOW)
        .filter(agreement=agreement, joined_through=None)
        .select_related("organisation")
    )
    texts = AgreementText.objects.across_organisations(BELOW).filter(agreement=agreement)
    return FrozenText(
        key=agreement.key,
        version=texts.count() + 1,
        title=agreement.title,
        number=agreement.number,
        starts_on=agreement.starts_on.isoformat() if agreement.starts_on else "",
        ends_on=agreement.ends_on.isoformat() if agreement.ends_on else "",
        parties=tuple(FrozenParty(p.organisation.key, p.organisation.name, p.role) for p in parties),
        clauses=tuple(
            FrozenClause(c.heading, c.text, c.deed, c.target)
            for c in Clause.objects.across_organisations(BELOW).filter(agreement=agreement)
        ),
        notice_days=agreement.notice_days,
        kind=agreement.kind,
        parent=_parent_of(agreement),
    )


def _parent_of(agreement: Agreement) -> FrozenParent | None:
    if agreement.parent_id is None:
        return None
    parent = Agreement.objects.across_organisations("a fact about the supplement in hand").get(
        pk=agreement.parent_id
    )
    text = open_text(parent)
    return FrozenParent(
        key=parent.key,
        title=parent.title,
        sha256=text.sha256 if text else "",
        after=tuple(one.sha256 for one in supplements_in_force(parent)),
        ordinal=agreement.ordinal,
    )
