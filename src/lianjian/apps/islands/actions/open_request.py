from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._moving import lock_request, move
from lianjian.apps.islands.events import RequestOpened
from lianjian.apps.islands.models import Opening
from lianjian.apps.islands.ports import KeyUnread, mail_keys
from lianjian.apps.islands.rules.requests import RequestState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.letters import Letter
from lianjian_feed.refusals import Refused as FeedRefused
from lianjian_feed.replies import open_answer

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.islands.models import HelpRequest
    from lianjian.foundation.actor import Actor
    from lianjian_feed.sealing import Identity


@dataclass(frozen=True, slots=True)
class OpenedLetter:
    """What the villager wrote, by field, and what was answered: when, by whom, and the words ("" where the copy is gone).
    ``fields`` None: no key opens it any more, and the request is lost."""

    fields: dict[str, str] | None
    answers: tuple[tuple[datetime, str, str], ...] = ()


@transaction.atomic
def open_request(*, by: Actor, request: int) -> OpenedLetter:
    """Open a letter for one of those to whom it is addressed. Nothing of it is kept; that it was opened, by whom and when,
    is."""
    row = lock_request(by, request)
    if row.letter is None:
        raise Refused(
            gettext_noop("What was written here is destroyed: it was withdrawn, or its time is over.")
        )
    try:
        identity = mail_keys().inbox(row.inbox.key)
        letter = Letter.unseal(bytes(row.letter), identity)
    except KeyUnread:
        raise
    except (Refused, FeedRefused):
        move(by, row, RequestState.LOST, timezone.now())
        return OpenedLetter(None)
    now = timezone.now()
    seen = Opening.objects.across_organisations("below the request in hand").filter(request=row)
    last = seen.filter(person=by.person).order_by("-at").values_list("at", flat=True).first()
    if last is None or civil_date(last) != civil_date(now):
        Opening.objects.create(request=row, person_id=by.person, at=now)
    tell(RequestOpened(request=row.pk, inbox=row.inbox.key), by=by)
    return OpenedLetter(dict(letter.fields), _answers(row, identity))


def _answers(row: HelpRequest, identity: Identity) -> tuple[tuple[datetime, str, str], ...]:
    found = []
    for answer in row.answers.select_related("person"):
        text = ""
        if answer.copy is not None:
            try:
                text, _name = open_answer(bytes(answer.copy), identity)
            except FeedRefused:
                text = ""
        found.append((answer.at, answer.person.name if answer.person else "", text))
    return tuple(found)
