from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import FindingAnswered
from lianjian.apps.newsroom.models import AnsweredFinding, Story
from lianjian.apps.newsroom.models.answering import unanswered
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import LINE_LIMIT, tidy
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_finding(*, by: Actor, story: int, fingerprint: str, reason: str) -> AnsweredFinding:
    """Keep the words of a finding on purpose. Who, when and why is written down; the answer holds for these very words
    and no others. Raises Refused where the reason is missing or the words do not stand in the latest text (any more)."""
    row = Story.for_actor(by).select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise NotThere
    require_writer(by, row.newsroom_id)
    reason = tidy(reason)
    if not reason:
        raise Refused(gettext_noop("Say why it stays: whose number it is, or who agreed."), field="reason")
    if len(reason) > LINE_LIMIT:
        raise Refused(
            gettext_noop("This line has more than %(limit)d characters."), field="reason", limit=LINE_LIMIT
        )
    waiting = unanswered(row.get_latest_revision_as_object())
    finding = next((one for one in waiting if one.fingerprint == fingerprint), None)
    if finding is None:
        raise Refused(
            gettext_noop("These words do not stand in the text any more, or were answered already.")
        )
    answer = AnsweredFinding.objects.create(
        story=row,
        kind=finding.kind,
        words_sha256=finding.fingerprint,
        reason=reason,
        person_id=by.person,
        at=timezone.now(),
    )
    tell(FindingAnswered(story=row.pk, answer=answer.pk, kind=finding.kind), by=by)
    return answer
