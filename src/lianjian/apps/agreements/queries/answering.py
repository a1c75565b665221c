"""Reading invitations and answers that wait for their code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.db.models import Count, Q
from django.utils.crypto import constant_time_compare

from lianjian.apps.agreements.models import Invitation, PendingAnswer
from lianjian.apps.agreements.rules.invitations import InvitationState
from lianjian.apps.agreements.rules.responses import ResponseState
from lianjian.apps.agreements.rules.verifying import Way
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

_LINK = Signer(salt="agreements.invitation")
REASON = "the signed link is the key"
UNANSWERED = "unanswered"
"""Besides the states: those whose link still leads somewhere."""
STATES: dict[InvitationState, Q] = {
    InvitationState.REVOKED: Q(revoked_at__isnull=False),
    InvitationState.SENT: Q(revoked_at=None, opened_at=None, response=None),
    InvitationState.OPENED: Q(revoked_at=None, opened_at__isnull=False, response=None),
    InvitationState.ANSWERED: Q(revoked_at=None, response__isnull=False)
    & ~Q(response__state=ResponseState.JOINED),
    InvitationState.JOINED: Q(revoked_at=None, response__state=ResponseState.JOINED),
}


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as those who called see it; ``token`` is the secret part of its link."""

    id: int
    organisation_name: str
    place: str
    contact_name: str
    contact: str
    address: str
    state: InvitationState
    invited_at: datetime
    opened_at: datetime | None
    response: int | None
    token: str


@dataclass(frozen=True, slots=True)
class Invited:
    """What whoever holds the link may know: which call, under which name, and what the form begins with."""

    id: int
    call: str
    organisation_name: str
    place: str
    contact_name: str
    contact: str
    response: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits for its code."""

    id: int
    call: str
    initiative: int
    way: Way
    contact: str
    response: int | None


def invitations(
    by: Actor, initiative: int, state: str = "", limit: int | None = None, offset: int = 0
) -> list[InvitationLine]:
    """The invitations to a call in the order of the list, all or those of a state (or ``UNANSWERED``); empty for
    everybody but the people who called."""
    rows = _invited(by, initiative, state).select_related("division", "response")
    return [_line(row) for row in rows[offset : None if limit is None else offset + limit]]


def count_invitations(by: Actor, initiative: int) -> dict[InvitationState, int]:
    """How many there are in each state. One query."""
    rows = Invitation.objects.by(by).filter(initiative=initiative).order_by()
    found = rows.aggregate(**{str(state): Count("pk", filter=wanted) for state, wanted in STATES.items()})
    return {state: found[str(state)] for state in STATES}


def names_invited(by: Actor, initiative: int) -> set[str]:
    """The names under which organisations are invited."""
    rows = Invitation.objects.by(by).filter(initiative=initiative).order_by()
    return set(rows.values_list("organisation_name", flat=True))


def invited(token: str) -> Invited:
    """The invitation of a link. Raises NotThere where it is made up or revoked."""
    try:
        key, _dot, nonce = _LINK.unsign(token).partition(".")
    except BadSignature as broken:
        raise NotThere from broken
    rows = Invitation.objects.across_organisations(REASON).select_related("initiative", "division")
    row = rows.filter(pk=whole_number(key) or 0, revoked_at=None).first()
    if row is None or not constant_time_compare(row.nonce, nonce):
        raise NotThere
    return Invited(
        id=row.pk,
        call=row.initiative.key,
        organisation_name=row.organisation_name,
        place=row.division.path if row.division else "",
        contact_name=row.contact_name,
        contact=row.contact,
        response=row.response_id,
    )


def waiting(pending: int) -> Waiting:
    """An answer that waits, for whoever has shown its signed address. Raises NotThere."""
    rows = PendingAnswer.objects.across_organisations(REASON).select_related("initiative")
    row = rows.filter(pk=pending).first()
    if row is None:
        raise NotThere
    return Waiting(row.pk, row.initiative.key, row.initiative_id, Way(row.way), row.contact, row.response_id)


def count_unverified(by: Actor, initiative: int) -> tuple[int, int, int]:
    """How many answers to a call wait for their code; of those, letters to print, and letters that are out."""
    rows = PendingAnswer.objects.by(by).filter(initiative=initiative, response=None).order_by()
    letter = Q(way=Way.LETTER)
    found = rows.aggregate(
        all=Count("pk"),
        print=Count("pk", filter=letter & Q(sent_at=None)),
        out=Count("pk", filter=letter & Q(sent_at__isnull=False)),
    )
    return found["all"], found["print"], found["out"]


def _invited(by: Actor, initiative: int, state: str) -> QuerySet[Invitation]:
    rows = Invitation.objects.by(by).filter(initiative=initiative)
    if state == UNANSWERED:
        return rows.filter(revoked_at=None, response=None)
    return rows.filter(STATES[InvitationState(state)]) if state in set(InvitationState) else rows


def _line(row: Invitation) -> InvitationLine:
    return InvitationLine(
        id=row.pk,
        organisation_name=row.organisation_name,
        place=row.division.path if row.division else "",
        contact_name=row.contact_name,
        contact=row.contact,
        address=row.address,
        state=_state(row),
        invited_at=row.invited_at,
        opened_at=row.opened_at,
        response=row.response_id,
        token=_LINK.sign(f"{row.pk}.{row.nonce}"),
    )


def _state(row: Invitation) -> InvitationState:
    if row.revoked_at is not None:
        return InvitationState.REVOKED
    if row.response is not None:
        joined = row.response.state == ResponseState.JOINED
        return InvitationState.JOINED if joined else InvitationState.ANSWERED
    return InvitationState.OPENED if row.opened_at is not None else InvitationState.SENT
