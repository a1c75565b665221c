from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import TopicChanged
from lianjian.apps.newsroom.models import Topic
from lianjian.apps.newsroom.models.topic_writing import write_topic
from lianjian.apps.newsroom.rules.planning import TopicState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def change_topic(
    *,
    by: Actor,
    topic: int,
    title: str,
    about: str = "",
    column: str = "",
    planned_on: date | None = None,
    outlets: Iterable[str] = (),
) -> Topic:
    """Say anew what a topic is and when it is planned; whoever works in the newsroom may, while it is not over."""
    row = Topic.objects.by(by).select_for_update(of=("self",)).filter(pk=topic).first()
    if row is None:
        raise NotThere
    if row.state in {TopicState.DONE, TopicState.DROPPED}:
        raise Refused(gettext_noop("A topic that is over is not changed; open it again first."))
    write_topic(row, title=title, about=about, column=column, planned_on=planned_on, outlets=outlets)
    row.save()
    tell(TopicChanged(topic=row.pk, newsroom=row.newsroom_id), by=by)
    return row
