"""The buttons under the editor, in the newsroom's words and order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.action_menu import ActionMenuItem, SubmitForModerationMenuItem

from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.queries import may_review
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

LABELS = {
    "action-cancel-workflow": _("Take back from review"),
    "action-restart-workflow": _("Submit again"),
    "action-unpublish": _("Withdraw…"),
    "action-save": _("Save draft"),
}


class ReviewItem(ActionMenuItem):
    """To the page on which the text is read and decided."""

    name = "action-review"
    label = _("Read and decide")
    icon_name = "check"

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """The review page of this story."""
        return reverse("desk_review", args=[parent_context["instance"].pk])


class SubmitItem(SubmitForModerationMenuItem):
    """Into review, in our words: Wagtail would name the workflow."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """The button's label."""
        return {**super().get_context_data(parent_context), "label": _("Submit for review")}


RESTART = "action-restart-workflow"


def _has(items: list[Any], name: str) -> bool:
    return any(item.name == name for item in items)


def for_newsroom(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Rename, leave out what cannot succeed, put the next step first."""
    story = context.get("instance")
    if context["model"] is not Story:
        return
    approved = story is not None and story.stage == Stage.APPROVED
    # after it was sent back one button leads on, also while the correction is saved as a draft
    shut = {"action-cancel-workflow", "action-submit"} if _has(items, RESTART) else set()
    kept = []
    for item in items:
        if item.name in shut:
            continue
        if item.name == "action-publish" and not approved:
            continue
        if item.name == "action-submit" and (
            approved or (story is not None and story.stage == Stage.WITHDRAWN)
        ):
            continue
        if item.name in LABELS:
            item.label = LABELS[item.name]
        kept.append(SubmitItem(order=item.order) if item.name == "action-submit" else item)
    if story is not None and story.stage == Stage.IN_REVIEW and may_review(actor_of(request), story):
        kept.insert(0, ReviewItem())
    if approved:
        kept.sort(key=lambda item: item.name != "action-publish")
    items[:] = kept
