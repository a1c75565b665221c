"""Sealing an answer: to the villager who asked, and a copy to the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.islands.events import RequestAnswered
from lianjian.apps.islands.models import Answer
from lianjian.apps.islands.queries import refusing
from lianjian.apps.islands.rules.requests import LONGEST
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian_feed.replies import seal_answer

if TYPE_CHECKING:
    from lianjian.apps.islands.models import HelpRequest
    from lianjian.foundation.actor import Actor


def put_answer(by: Actor, row: HelpRequest, text: str, client_key: str | None) -> tuple[Answer, bool]:
    """The next answer to a request that ``by`` may answer, and whether it is a new one."""
    said, key = clean(text, field="text", longest=LONGEST), check_client_key(client_key)
    given = Answer.objects.across_organisations("below the request in hand").filter(request=row)
    if key and (sent := given.filter(client_key=key).first()) is not None:
        return sent, False
    with refusing("text"):
        sealed = seal_answer(said, row.inbox.name, row.answer_to)
        copy = seal_answer(said, row.inbox.name, row.inbox.recipient)
    answer = Answer.objects.create(
        request=row,
        number=given.count() + 1,
        at=timezone.now(),
        person_id=by.person,
        sealed=sealed,
        copy=copy,
        client_key=key,
    )
    tell(RequestAnswered(request=row.pk, number=answer.number), by=by)
    return answer, True
