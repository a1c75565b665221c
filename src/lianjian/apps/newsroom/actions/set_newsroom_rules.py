from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.newsroom.events import NewsroomRulesSet
from lianjian.apps.newsroom.models import NewsroomRules, Story
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.desks import require_leader
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def set_newsroom_rules(*, by: Actor, newsroom: int | None = None, apart: bool, reason: str) -> NewsroomRules:
    """Say, as the leader of a newsroom, whether the six steps of a text are taken by six different people (``apart``) or
    one person may hold one review and one proof. It counts from now on, for texts under way too: approved texts that
    lack a step under the new rule wait for it again. ``newsroom`` is the key of a media centre, None where ``by`` works in
    just one.
    """
    house = newsroom_for(by, newsroom)
    require_leader(by, house)
    words = clean(reason, field="reason", longest=300, needed=False)
    if not words:
        raise Refused(gettext_noop("Say why."), field="reason")
    rows = NewsroomRules.objects.across_organisations("the leader was checked above")
    row, _made = rows.update_or_create(
        newsroom_id=house,
        defaults={"apart": apart, "reason": words, "person_id": by.person, "at": timezone.now()},
    )
    for story in Story.objects.select_for_update().filter(newsroom=house, stage=Stage.APPROVED):
        if not story.standing(story.get_latest_revision_as_object().text_sha256()).complete:
            story.move_to(Stage.IN_REVIEW)
    tell(NewsroomRulesSet(newsroom=house, apart=apart, reason=words), by=by)
    return row
