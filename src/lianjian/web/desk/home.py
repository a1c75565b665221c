"""The first page of the desk: what waits for me, what I began, what the archive still asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.admin.ui.components import Component

from lianjian.apps.matrix import queries as matrix
from lianjian.apps.newsroom.queries import may_review, open_items, scheduled, stories, waiting_for_review
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 8


class DuePanel(Component):
    """Lists of what is due, the most pressing first."""

    name = "due"
    order = 1
    template_name = "desk/due.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Stories to review and in review elsewhere, sent back, approved and waiting to be published, on the schedule,
        drafts, what went public last; open places of the archive."""
        actor = actor_of(self.request)
        waiting = list(waiting_for_review(actor).select_related("latest_revision")[:30])
        mine = stories(actor).select_related("latest_revision")
        to_review = [story for story in waiting if may_review(actor, story)]
        by_hand, _stories, places = matrix.waiting(actor, limit=4)
        return {
            "by_hand": by_hand,
            "places_by_hand": places,
            "to_review": to_review[:SHOWN],
            "with_colleagues": [story for story in waiting if story not in to_review][:SHOWN],
            "scheduled": list(scheduled(actor)[:SHOWN]),
            "published": list(mine.filter(live=True).order_by("-last_published_at")[:SHOWN]),
            "sent_back": list(mine.filter(stage=Stage.SENT_BACK)[:SHOWN]),
            "approved": list(
                mine.filter(stage=Stage.APPROVED).exclude(pk__in=scheduled(actor).values("pk"))[:SHOWN]
            ),
            "drafts": list(mine.filter(stage=Stage.DRAFT)[:SHOWN]),
            "items": list(open_items(actor)[:SHOWN]),
        }
