from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import StoryReviewed
from lianjian.apps.newsroom.models import Review, Story
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.apps.newsroom.rules.desks import REVIEWERS, require_step, steps_of
from lianjian.apps.newsroom.rules.publishing import require_reviewable
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.apps.newsroom.rules.steps import Step, Verdict
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.steps import Standing
    from lianjian.foundation.actor import Actor


@transaction.atomic
def review_story(
    *,
    by: Actor,
    story: int,
    verdict: str = Verdict.ACCEPTED,
    comment: str = "",
    text_sha256: str = "",
    step: str = "",
) -> Review:
    """Accept the latest text of a story at one of its six steps, or send it back with a comment, as the person ``by`` is.

    ``step`` is one of ``rules.steps``; "" takes the first that is open to this person. Nobody takes a step of a text they
    had a hand in. ``text_sha256`` is what the reviewer read: where the text has changed meanwhile, the review is refused.
    """
    row = Story.for_actor(by).select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise NotThere
    person, roles = by.person, by.roles_in(row.newsroom_id)
    if person is None or not steps_of(roles):
        raise NotAllowed(gettext_noop("Only people of the newsroom review and proofread."))
    revision = row.get_latest_revision()
    if revision is None:
        raise Refused(gettext_noop("This story has no saved text."))
    if verdict not in set(Verdict):
        raise Refused(gettext_noop("“%(verdict)s” is no verdict."), field="verdict", verdict=verdict)
    if step and step not in set(Step):
        raise Refused(gettext_noop("“%(step)s” is no step."), field="step", step=step)
    if verdict == Verdict.SENT_BACK and not comment.strip():
        raise Refused(gettext_noop("Say what has to change."), field="comment")
    require_reviewable(person, row.authors())
    if row.withdrawn_at is not None:
        raise Refused(gettext_noop("This story was withdrawn and stays withdrawn."))
    text = row.get_latest_revision_as_object().text_sha256()
    if text_sha256 and text_sha256 != text:
        raise Refused(
            gettext_noop("The text has changed since you read it."),
            cure=gettext_noop("Read it again, then decide."),
        )
    taken = _step(by, row, row.standing(text), person, step, accepting=verdict == Verdict.ACCEPTED)
    review = Review.objects.create(
        story=row,
        revision=revision,
        text_sha256=text,
        reviewer_id=person,
        step=taken,
        role=min(roles & REVIEWERS or roles),
        verdict=verdict,
        comment=comment.strip(),
        at=timezone.now(),
    )
    now = row.standing(text)
    if now.back or now.complete:
        row.move_to(Stage.SENT_BACK if now.back else Stage.APPROVED)
        end_waiting(row, by, accepted=not now.back, comment=comment.strip())
    told = StoryReviewed(story=row.pk, review=review.pk, verdict=verdict, text_sha256=text, step=taken)
    tell(told, by=by)
    return review


def _step(by: Actor, row: Story, now: Standing, person: int, wanted: str, *, accepting: bool) -> Step:
    """The step at which the person speaks. One who accepted may still send back, one who said no may still accept."""
    if wanted:
        require_step(by, row.newsroom_id, Step(wanted))
    turns = now.steps_for(person, steps_of(by.roles_in(row.newsroom_id)))
    own = tuple(step for step in Step if now.held.get(step) == person)
    choice = turns if accepting and turns else (*turns, *own)
    if wanted:
        choice = tuple(step for step in choice if step == wanted)
    if choice:
        return choice[0]
    raise Refused(
        gettext_noop("No step of this text waits for you now."),
        cure=gettext_noop(
            "The steps come one after the other, each by another person; see whose turn it is."
        ),
        field="step",
    )


def end_waiting(row: Story, by: Actor, *, accepted: bool, comment: str) -> None:
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
