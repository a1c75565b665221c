"""The review page: the text as readers would get it, and the decision beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from lianjian.apps.newsroom import queries
from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.take_back_from_review import take_back_from_review
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.publishing import Verdict
from lianjian.apps.newsroom.rules.stages import STAGE_LABELS, Stage
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.story_views import EDIT, LIST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def review(request: HttpRequest, story: int) -> HttpResponse:
    """Show the frozen text; accept it or send it back."""
    actor = actor_of(request)
    row = queries.story_of(actor, story)
    fault, comment = "", request.POST.get("comment", "")
    if request.method == "POST":
        verdict = Verdict.ACCEPTED if "accept" in request.POST else Verdict.SENT_BACK
        try:
            review_story(
                by=actor,
                story=story,
                verdict=verdict,
                comment=comment,
                text_sha256=request.POST.get("text", ""),
            )
        except NotThere:
            raise
        except Refused as refused:
            fault = explain(refused)
        else:
            accepted = gettext("You accepted “%(title)s”.")
            returned = gettext("You sent “%(title)s” back.")
            words = accepted if verdict == Verdict.ACCEPTED else returned
            messages.success(request, words % {"title": row.title})
            return redirect(LIST)
    text = row.get_latest_revision_as_object()
    context = {
        "row": row,
        "story": queries.story_for_preview(text),
        "text_sha256": text.text_sha256(),
        "may_review": queries.may_review(actor, row),
        "stage": gettext(STAGE_LABELS[Stage(row.stage)]),
        "reviews": queries.reviews(actor, story),
        "publications": queries.publications(actor, story),
        "open_places": row.open_places(),
        "archive_item": getattr(row, "archive_item", None),
        "checked": checks(actor, story),
        "comment": comment,
        "fault": fault,
    }
    return render(request, "desk/review.html", context, status=422 if fault else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, story: int) -> HttpResponse:
    """Thaw a text that waits for review. By GET, as after a refusal the page is loaded again: to the review page."""
    if request.method != "POST":
        return redirect("desk_review", story)
    take_back_from_review(by=actor_of(request), story=story)
    messages.success(request, gettext("The story is a draft again."))
    return redirect(EDIT, story)
