from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import StoryReviewed
from lianjian.apps.newsroom.models import Review, Story
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.apps.newsroom.rules.desks import require_reviewer
from lianjian.apps.newsroom.rules.publishing import REVIEWS_REQUIRED, Verdict, accepted_by, require_reviewable
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def review_story(
    *, by: Actor, story: int, verdict: str = Verdict.ACCEPTED, comment: str = "", text_sha256: str = ""
) -> Review:
    """Accept the latest text of a story, or send it back with a comment, as the person ``by`` is.

    Nobody reviews a text they had a hand in. ``text_sha256`` is what the reviewer read: where the text has changed
    meanwhile, the review is refused.
    """
    row = Story.for_actor(by).select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise NotThere
    require_reviewer(by, row.newsroom_id)
    person = by.person
    revision = row.get_latest_revision()
    if revision is None or person is None:
        raise Refused(gettext_noop("This story has no saved text."))
    if verdict not in set(Verdict):
        raise Refused(gettext_noop("“%(verdict)s” is no verdict."), field="verdict", verdict=verdict)
    if verdict == Verdict.SENT_BACK and not comment.strip():
        raise Refused(gettext_noop("Say what has to change."), field="comment")
    authors = row.authors()
    require_reviewable(person, authors)
    if row.withdrawn_at is not None:
        raise Refused(gettext_noop("This story was withdrawn and stays withdrawn."))
    text = row.get_latest_revision_as_object().text_sha256()
    if text_sha256 and text_sha256 != text:
        raise Refused(
            gettext_noop("The text has changed since you read it."),
            cure=gettext_noop("Read it again, then decide."),
        )
    review = Review.objects.create(
        story=row,
        revision=revision,
        text_sha256=text,
        reviewer_id=person,
        verdict=verdict,
        comment=comment.strip(),
        at=timezone.now(),
    )
    accepted, sent_back = accepted_by(text, row.review_facts(), authors)
    done = bool(sent_back) or len(accepted) >= REVIEWS_REQUIRED
    if done:
        row.move_to(Stage.SENT_BACK if sent_back else Stage.APPROVED)
        _end_waiting(row, by, accepted=not sent_back, comment=comment.strip())
    told = StoryReviewed(story=row.pk, review=review.pk, verdict=verdict, text_sha256=text)
    tell(told, by=by)
    return review


def _end_waiting(row: Story, by: Actor, *, accepted: bool, comment: str) -> None:
    """Let the desk's workflow follow, whichever door the review came by."""
    task = row.current_workflow_task_state
    if task is None or task.status != task.STATUS_IN_PROGRESS:
        return
    if not accepted:
        task.specific.reject(user=account_of(by), comment=comment)
        return
    # Wagtail would publish what is approved at once; here an editor decides when
    task.specific.approve(user=account_of(by), comment=comment, update=False)
    running = task.workflow_state
    running.status = running.STATUS_APPROVED
    running.save(update_fields=["status"])
