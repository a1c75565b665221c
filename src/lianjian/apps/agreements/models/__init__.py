from __future__ import (
    annotations,
)

from lianjian.apps.agreements.models.agreement import (
    Agreement,
    AgreementParty,
    Clause,
)
from lianjian.apps.agreements.models.answering import (
    CodeSent,
    Invitation,
    PendingAnswer,
)
from lianjian.apps.agreements.models.ending import (
    Announcement,
    EndConsent,
    EndProposal,
    Notice,
)
from lianjian.apps.agreements.models.initiative import (
    Initiative,
    InitiativeResponse,
)
from lianjian.apps.agreements.models.papers import (
    Attestation,
    Scan,
    ScanFile,
    ScanParty,
    TextDocument,
)
from lianjian.apps.agreements.models.talks import (
    Comment,
    PenPassing,
    Proposal,
    Sending,
    Stand,
    Support,
)
from lianjian.apps.agreements.models.template import (
    Template,
    TemplateClause,
    TemplateWords,
)
from lianjian.apps.agreements.models.text import (
    AgreementText,
    Signature,
)

__all__ = [
    "Agreement",
    "AgreementParty",
    "AgreementText",
    "Announcement",
    "Attestation",
    "Clause",
    "CodeSent",
    "Comment",
    "EndConsent",
    "EndProposal",
    "Initiative",
    "InitiativeResponse",
    "Invitation",
    "Notice",
    "PenPassing",
    "PendingAnswer",
    "Proposal",
    "Scan",
    "ScanFile",
    "ScanParty",
    "Sending",
    "Signature",
    "Stand",
    "Support",
    "Template",
    "TemplateClause",
    "TemplateWords",
    "TextDocument",
]
