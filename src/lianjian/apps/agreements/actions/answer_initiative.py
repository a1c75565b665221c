from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import InitiativeAnswered
from lianjian.apps.agreements.models import Initiative, InitiativeResponse
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.responses import CallState, ResponseState
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.queries import divisions_matching
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_initiative(
    *,
    by: Actor,
    initiative: int,
    organisation_name: str,
    contact_name: str,
    contact: str,
    message: str = "",
    division: str | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> InitiativeResponse:
    """An organisation answers a published call; no account is needed. ``division`` is a statistical code.

    The same ``client_key`` twice is one answer; the same organisation twice is refused. Contact data are
    read by the people who check answers and leave the row in no event and no public page.
    """
    call = Initiative.objects.by(by).select_for_update().filter(pk=initiative).first()
    if call is None or call.state == CallState.DRAFT:
        raise NotThere
    answers = InitiativeResponse.objects.across_organisations("an answer is given by somebody without scope")
    answers = answers.filter(initiative=call)
    if client_key and (sent := answers.filter(client_key=client_key).first()) is not None:
        return sent
    if call.state != CallState.PUBLISHED:
        raise Refused(gettext_noop("This call takes no more answers."))
    name = clean_line(organisation_name, field="organisation_name")
    if answers.filter(organisation_name=name).exists():
        raise Refused(
            gettext_noop("%(name)s has answered this call already."),
            cure=gettext_noop("Ask those who called if something must be corrected."),
            field="organisation_name",
            name=name,
        )
    if division and [d.code for d in divisions_matching(division, limit=1)] != [division]:
        raise Refused(
            gettext_noop("There is no division with the code %(code)s."), field="division", code=division
        )
    moment = moment_of(by, now, wall=timezone.now())
    response = InitiativeResponse.objects.create(
        initiative=call,
        organisation_name=name,
        division_id=division or None,
        contact_name=clean_line(contact_name, field="contact_name", longest=60),
        contact=clean_line(contact, field="contact"),
        message=clean(message, field="message", longest=2000, needed=False),
        state=ResponseState.RECEIVED,
        received_at=moment,
        moved_at=moment,
        client_key=client_key or None,
    )
    tell(InitiativeAnswered(initiative=call.pk, response=response.pk), by=by)
    return response
