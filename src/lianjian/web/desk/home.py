"""The first page of the desk: what waits for me, what I began, what the archive still asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.admin.ui.components import Component

from lianjian.apps.newsroom.queries import may_review, open_items, stories, waiting_for_review
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
        """Stories to review, sent back, approved and waiting to be published, drafts; open places of the archive."""
        actor = actor_of(self.request)
        waiting = list(waiting_for_review(actor)[:30])
        mine = stories(actor)
        return {
            "to_review": [story for story in waiting if may_review(actor, story)][:SHOWN],
            "in_review": len(waiting),
            "sent_back": list(mine.filter(stage=Stage.SENT_BACK)[:SHOWN]),
            "approved": list(mine.filter(stage=Stage.APPROVED)[:SHOWN]),
            "drafts": list(mine.filter(stage=Stage.DRAFT)[:SHOWN]),
            "items": list(open_items(actor)[:SHOWN]),
        }
