"""What the desk needs of its own: the step of Wagtail's workflow in which a story waits for its reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from lianjian.apps.newsroom.queries import newsrooms
from lianjian.apps.newsroom.rules.desks import WRITERS
from lianjian.apps.parties.queries import actor_for

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import Story
    from lianjian.apps.parties.models import Account


class ReviewTask(Task):
    """A story waits here, frozen for everybody. Reviews are given on the desk's review page, where the text is read as
    readers will get it; so Wagtail's own approve and reject buttons stay away."""

    class Meta:
        db_table = "desk_review_task"
        verbose_name = _("review of a story")

    def locked_for_user(self, obj: Story, user: Account) -> bool:
        """Frozen for all: who changes the text takes it back from review first."""
        return True

    def user_can_access_editor(self, obj: Story, user: Account) -> bool:
        """Whoever works in the newsroom of the story may look."""
        return obj.newsroom_id in newsrooms(actor_for(user))

    def get_task_states_user_can_moderate(self, user: Account, **kwargs: Any) -> Any:
        """What waits, for those who may take a step."""
        if actor_for(user).holds(*WRITERS):
            return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail shows beside the step."""
        return str(_("People who did not write the text read it and accept it or send it back."))
