"""What happens to calls, to answers and to invitations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeDrafted(Event):
    name: ClassVar[str] = "agreements.initiative_drafted"
    initiative: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativePublished(Event):
    name: ClassVar[str] = "agreements.initiative_published"
    initiative: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeClosed(Event):
    name: ClassVar[str] = "agreements.initiative_closed"
    initiative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeAnswered(Event):
    """Somebody answered a call; who it was stays in the row."""

    name: ClassVar[str] = "agreements.initiative_answered"
    initiative: int
    response: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAdvanced(Event):
    name: ClassVar[str] = "agreements.response_advanced"
    initiative: int
    response: int
    before: str
    after: str
    organisation: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAsked(Event):
    """Somebody began to answer a call and has yet to show who they are."""

    name: ClassVar[str] = "agreements.answer_asked"
    initiative: int
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTried(Event):
    name: ClassVar[str] = "agreements.code_tried"
    initiative: int
    fits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersPrinted(Event):
    name: ClassVar[str] = "agreements.letters_printed"
    initiative: int
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedForgotten(Event):
    name: ClassVar[str] = "agreements.unverified_forgotten"
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationsInvited(Event):
    """Organisations were invited to answer a call, all at once: ``invitations`` of them."""

    name: ClassVar[str] = "agreements.organisations_invited"
    initiative: int
    invitations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOpened(Event):
    name: ClassVar[str] = "agreements.invitation_opened"
    initiative: int
    invitation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswered(Event):
    name: ClassVar[str] = "agreements.invitation_answered"
    initiative: int
    invitation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Event):
    name: ClassVar[str] = "agreements.invitation_revoked"
    initiative: int
    invitation: int
