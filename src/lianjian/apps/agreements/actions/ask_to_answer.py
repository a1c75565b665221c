from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._answering import REASON, hash_of, keep_pace, new_code
from lianjian.apps.agreements.events import AnswerAsked
from lianjian.apps.agreements.models import Initiative, InitiativeResponse, PendingAnswer
from lianjian.apps.agreements.rules.responses import CallState
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.agreements.rules.verifying import Way, mobile
from lianjian.apps.parties.queries import division as division_of
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer that waits. ``code`` is to be sent ``to`` the telephone once the deed is kept; both are "" where a letter
    goes out, or the same form came a second time."""

    pending: PendingAnswer
    to: str = ""
    code: str = ""


@transaction.atomic
def ask_to_answer(
    *,
    by: Actor,
    initiative: int,
    organisation_name: str,
    contact_name: str,
    contact: str,
    way: str,
    client_key: str,
    message: str = "",
    division: str | None = None,
    address: str = "",
    network: str = "",
) -> Asked:
    """An organisation answers a published call; the answer counts once the code comes back (``confirm_answer``).

    ``network`` is a short-lived hash of where it comes from. The same ``client_key`` twice is one answer and one code.
    Raises Refused where the organisation has answered already, or too many codes were asked for.
    """
    take_turn(f"agreements.answering:{initiative}")
    call = Initiative.objects.by(by).filter(pk=initiative).first()
    if call is None or call.state == CallState.DRAFT:
        raise NotThere
    if call.state != CallState.PUBLISHED:
        raise Refused(gettext_noop("This call takes no more answers."))
    if way not in set(Way):
        raise Refused(gettext_noop("Choose how the code reaches you."), field="way")
    waiting = PendingAnswer.objects.across_organisations(REASON).filter(initiative=call)
    if (sent := waiting.filter(client_key=client_key).first()) is not None:
        return Asked(sent)
    name = clean_line(organisation_name, field="organisation_name")
    answered = InitiativeResponse.objects.across_organisations(REASON)
    if answered.filter(initiative=call, organisation_name=name).exists():
        raise Refused(
            gettext_noop("%(name)s has answered this call already."),
            cure=gettext_noop("Ask those who called if something must be corrected."),
            field="organisation_name",
            name=name,
        )
    if division and division_of(division) is None:
        raise Refused(
            gettext_noop("There is no division with the code %(code)s."), field="division", code=division
        )
    now = timezone.now()
    number = mobile(contact) if way == Way.PHONE else ""
    house = clean_line(address, field="address", longest=200, needed=way == Way.LETTER)
    keep_pace(call.pk, number=number or house, network=network, now=now)
    pending = PendingAnswer.objects.create(
        initiative=call,
        way=way,
        organisation_name=name,
        division_id=division or None,
        contact_name=clean_line(contact_name, field="contact_name", longest=60),
        contact=clean_line(contact, field="contact"),
        address=house,
        message=clean(message, field="message", longest=2000, needed=False),
        received_at=now,
        client_key=client_key,
    )
    code = ""
    if way == Way.PHONE:
        code = new_code(Way.PHONE)
        pending.code_hash, pending.sent_at = hash_of(pending, code), now
        pending.save(update_fields=["code_hash", "sent_at"])
    tell(AnswerAsked(initiative=call.pk, way=way), by=by)
    return Asked(pending, number, code)
