"""Wagtail's views on stories, where they have to end in our verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.actions.take_back_from_review import take_back_from_review
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.queries import latest_comment, stories
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import Refused
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EDIT = "wagtailsnippets_newsroom_story:edit"
LIST = "wagtailsnippets_newsroom_story:list"


class EndsInVerbs:
    """What the buttons under the editor do. A refusal keeps what was typed as a draft and says why."""

    def run_action_method(self) -> HttpResponse | None:
        """Run the button's deed; where it is refused, the draft is saved and the reason said."""
        try:
            with transaction.atomic():
                return super().run_action_method()  # type: ignore[misc]
        except Refused as refused:
            messages.error(self.request, explain(refused))
            messages.info(self.request, gettext("Your text was saved as a draft."))
            return redirect(EDIT, self.object.pk)

    def submit_action(self) -> None:
        """Into review."""
        submit_for_review(by=actor_of(self.request), story=self.object.pk)

    def cancel_workflow_action(self) -> None:
        """Back from review."""
        take_back_from_review(by=actor_of(self.request), story=self.object.pk)

    def restart_workflow_action(self) -> None:
        """Sent back, changed, and into review again: saving the change has thawed it already, so there is nothing to take
        back."""
        submit_for_review(by=actor_of(self.request), story=self.object.pk)

    request: HttpRequest
    object: Story


class StoryIndex(snippets.IndexView):
    """The list, without boxes to tick: stories are neither deleted nor published in bulk."""

    table_classname = "listing desk-stories"

    @property
    def add_item_label(self) -> str:
        """The button's word; Wagtail would say "add" and the model's name."""
        return gettext("Write a story")

    @property
    def columns(self) -> list[Any]:
        """The columns of the list display as they are."""
        return [column for column in super().columns if column.name != "bulk_actions"]


class WithoutChecks:
    """The editor without Wagtail's panel of checks: it counts words and reads ease between spaces, and Chinese has none."""

    def get_side_panels(self) -> MediaContainer:
        """State and preview."""
        panels = super().get_side_panels()  # type: ignore[misc] # mixed into Wagtail's views
        return MediaContainer([panel for panel in panels if not isinstance(panel, ChecksSidePanel)])


class CreateStory(WithoutChecks, EndsInVerbs, snippets.CreateView):
    """A new story, in one's own newsroom, once for each form however often it is sent."""

    def get_initial_form_instance(self) -> Story:
        """A story of the newsroom in which the editor works."""
        return Story(newsroom_id=newsroom_for(actor_of(self.request), None))

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, unless this very form was saved before."""
        token = form.cleaned_data.get("submission") or None
        known = self._sent_before(token)
        if known is None:
            form.instance.submission = token
            try:
                with transaction.atomic():
                    return super().form_valid(form)
            except IntegrityError:
                known = self._sent_before(token)
                if known is None:
                    raise
        self.form, self.object, self.new_revision = form, known, known.latest_revision
        if self.expects_json_response:
            return self.save_action()
        return redirect(EDIT, known.pk)

    def _sent_before(self, token: str | None) -> Story | None:
        if not token:
            return None
        return stories(actor_of(self.request)).filter(submission=token).first()


def _notice(story: Story) -> str:
    if story.withdrawn_at is not None:
        words = gettext("This story was withdrawn and cannot be published again. The reason: %(reason)s")
        return words % {"reason": gettext(story.withdrawn_reason)}
    running = story.current_workflow_state
    corrected = running is not None and running.status == running.STATUS_NEEDS_CHANGES
    if story.stage == Stage.SENT_BACK or (corrected and story.stage == Stage.DRAFT):
        return gettext("Sent back by the reviewer: %(comment)s") % {"comment": latest_comment(story)}
    return ""


class EditStory(WithoutChecks, EndsInVerbs, snippets.EditView):
    """The editor."""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's own, and the way to the ledger of the outlets."""
        ledger = reverse("desk_ledger", args=[self.object.pk])
        looked = reverse("desk_checks", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button(gettext("Checks"), url=looked, icon_name="glasses", priority=14),
            Button(gettext("Delivery ledger"), url=ledger, icon_name="site", priority=15),
            Button(
                gettext("Pictures and consents"),
                url=reverse("desk_pictures", args=[self.object.pk]),
                icon_name="image",
                priority=16,
            ),
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say first what stands in the way of this text."""
        notice = _notice(self.object)
        if notice and not request.headers.get("X-Requested-With"):
            messages.warning(request, notice)
        waiting = checks(actor_of(request), self.object.pk).waiting
        if waiting and not request.headers.get("X-Requested-With"):
            words = gettext("Findings of the checks that still wait for an answer: %(count)d.")
            to_them = Button(gettext("Checks"), url=reverse("desk_checks", args=[self.object.pk]))
            messages.warning(request, words % {"count": waiting}, buttons=[to_them])
        return super().get(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hold the row while saving: what is public must not change between reading and writing."""
        row = Story.objects.select_for_update().get(pk=self.object.pk)
        for name in (*Story.OF_THE_ROW, "live", "first_published_at"):
            setattr(self.object, name, getattr(row, name))
        return super().post(request, *args, **kwargs)


class DeleteStory(snippets.DeleteView):
    """Drafts that never were public may be deleted by the network administrator; the model refuses the rest."""

    def delete_action(self) -> None:
        """Delete, or send back with the reason."""
        try:
            super().delete_action()
        except Refused as refused:
            messages.error(self.request, explain(refused))
            raise PermissionDenied from refused


class WithdrawStory(snippets.UnpublishView):
    """Taking a story back needs a reason, which outlets and stations are told."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask why."""
        return self._ask(request, "", "")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw, or say beside the field what is missing."""
        reason = request.POST.get("reason", "")
        try:
            withdraw_story(by=actor_of(request), story=self.object.pk, reason=reason)
        except Refused as refused:
            return self._ask(request, reason, explain(refused))
        messages.success(request, gettext("“%(title)s” was withdrawn.") % {"title": self.object.title})
        return redirect(LIST)

    def _ask(self, request: HttpRequest, reason: str, fault: str) -> HttpResponse:
        context = {
            "story": self.object,
            "reason": reason,
            "fault": fault,
            "back": reverse(EDIT, args=[self.object.pk]),
        }
        return render(request, "desk/withdraw.html", context, status=422 if fault else 200)


class ConfirmTakingBack(snippets.ConfirmWorkflowCancellationView):
    """Publishing never ends a review that is still going on: the guard would refuse."""
