"""Everything that may be asked about calls and agreements. Each answer is a frozen dataclass or a list of
them."""

from __future__ import annotations

from lianjian.apps.agreements.queries.agreements import (
    AgreementCard,
    AgreementLine,
    ClauseLine,
    Moment,
    PartyLine,
    PublicAgreement,
    SignatureLine,
    agreement_card,
    agreements_of,
    changes,
    frozen_text,
    public_agreement,
    public_agreements,
    signatures,
    texts,
    timeline,
)
from lianjian.apps.agreements.queries.initiatives import (
    Answer,
    Call,
    Joined,
    answers,
    call,
    calls,
    joined_through,
    public_calls,
)
from lianjian.apps.agreements.queries.scope import is_party, keys_of_agreements, party_keys

__all__ = [
    "AgreementCard",
    "AgreementLine",
    "Answer",
    "Call",
    "ClauseLine",
    "Joined",
    "Moment",
    "PartyLine",
    "PublicAgreement",
    "SignatureLine",
    "agreement_card",
    "agreements_of",
    "answers",
    "call",
    "calls",
    "changes",
    "frozen_text",
    "is_party",
    "joined_through",
    "keys_of_agreements",
    "party_keys",
    "public_agreement",
    "public_agreements",
    "public_calls",
    "signatures",
    "texts",
    "timeline",
]
