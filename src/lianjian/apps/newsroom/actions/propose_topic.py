from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import TopicProposed
from lianjian.apps.newsroom.models import Topic
from lianjian.apps.newsroom.models.topic_writing import write_topic
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def propose_topic(
    *,
    by: Actor,
    title: str,
    about: str = "",
    column: str = "",
    planned_on: date | None = None,
    outlets: Iterable[str] = (),
    newsroom: int | None = None,
    submission: str = "",
    demonstration: bool = False,
) -> Topic:
    """Propose a topic in a newsroom (``newsroom`` as in ``start_story``). ``column`` is a slug, ``outlets`` are keys of
    outlets; both may be left open. ``submission`` names one sending of a form: a second call gives the first's topic."""
    house = newsroom_for(by, newsroom)
    require_writer(by, house)
    if submission:
        sent_before = Topic.objects.by(by).filter(submission=submission).first()
        if sent_before is not None:
            return sent_before
    row = Topic(
        newsroom_id=house,
        proposed_by_id=by.person,
        proposed_at=timezone.now(),
        submission=submission or None,
        demonstration=demonstration,
    )
    write_topic(row, title=title, about=about, column=column, planned_on=planned_on, outlets=outlets)
    row.save()
    tell(TopicProposed(topic=row.pk, newsroom=house), by=by)
    return row
