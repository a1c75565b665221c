from __future__ import annotations

from lianjian.apps.agreements.models.agreement import Agreement, AgreementParty, Clause
from lianjian.apps.agreements.models.answering import CodeSent, Invitation, PendingAnswer
from lianjian.apps.agreements.models.initiative import Initiative, InitiativeResponse
from lianjian.apps.agreements.models.text import AgreementText, Signature

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementText",
    "Clause",
    "CodeSent",
    "Initiative",
    "InitiativeResponse",
    "Invitation",
    "PendingAnswer",
    "Signature",
]
