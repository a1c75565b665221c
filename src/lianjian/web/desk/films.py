"""The film of a story: watched, made anew, given a narration; before publication as a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.actions.ask_for_film import ask_for_film
from lianjian.apps.matrix.actions.remove_narration import remove_narration
from lianjian.apps.matrix.actions.set_narration import set_narration
from lianjian.apps.matrix.rules.filming import MOST_BYTES as MOST_FILM_BYTES
from lianjian.apps.matrix.rules.films import PREVIEW
from lianjian.apps.matrix.rules.narrations import MOST_BYTES
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed
from lianjian.web.kit import ranges

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

ENDINGS = {"film": "mp4", "cover": "jpg", "wide": "jpg"}


@never_cache
@require_safe
def film(request: HttpRequest, story: int) -> HttpResponse:
    """The films of a story: of the published text, and a preview of the latest."""
    return show(request, story)


def show(request: HttpRequest, story: int, *, which: str = "", error: str = "") -> HttpResponse:
    """The page, with a refused recording beside its field (422)."""
    actor = actor_of(request)
    row = newsroom.story_of(actor, story)
    public = newsroom.published(story)
    kinds = [("published", public.revision)] if public is not None else []
    if row.has_unpublished_changes or public is None:
        kinds.append(("preview", PREVIEW))
    if row.withdrawn_at is not None:
        kinds = []
    cards = {kind: queries.film_card(actor, story, revision) for kind, revision in kinds}
    films = [
        {"which": kind, "card": card, "error": error if kind == which else ""} for kind, card in cards.items()
    ]
    context = framed(
        request,
        row=row,
        story=story,
        films=films,
        most=MOST_FILM_BYTES.maximum // 1_000_000,
        title=row.get_latest_revision_as_object().title,
    )
    return render(request, "desk/film.html", context, status=422 if error else 200)


@require_POST
def act(request: HttpRequest, story: int, which: str, verb: str) -> HttpResponse:
    """Make a film anew, give it a narration, or take that away."""
    actor = actor_of(request)
    newsroom.story_of(actor, story)
    revision = revision_of(story, which)
    try:
        if verb == "make":
            ask_for_film(by=actor, story=story, revision=revision)
            said = _("The film will be made; this page shows it when it is there.")
        elif verb == "narrate":
            upload = request.FILES.get("narration")
            if upload is None:
                return show(request, story, which=which, error=_("Choose a file first."))
            # one byte more than allowed is read, so that the rule can say it is too large
            recording = upload.read(MOST_BYTES + 1)
            set_narration(by=actor, story=story, revision=revision, recording=recording)
            said = _("The film will follow the narration; this page shows it when it is there.")
        elif verb == "silence":
            remove_narration(by=actor, story=story, revision=revision)
            said = _("The narration is gone; the film is made anew.")
        else:
            raise Http404
    except NotThere:
        raise
    except Refused as refused:
        return show(request, story, which=which, error=explain(refused))
    messages.success(request, said)
    return redirect(reverse("desk_film", args=[story]))


@cache_control(private=True, no_cache=True)
@require_safe
def file(request: HttpRequest, story: int, which: str, kind: str) -> HttpResponseBase:
    """The film, its cover or its wide cover; ``?save=1`` gives it as a file to keep."""
    path, media_type = queries.film_file(actor_of(request), story, revision_of(story, which), kind)
    name = f"{story}-{which}-{kind}.{ENDINGS[kind]}" if request.GET.get("save") else ""
    return ranges.answer(request, path, media_type, save_as=name)


@cache_control(private=True, no_cache=True)
@require_safe
def kit_file(request: HttpRequest, delivery: int, kind: str) -> HttpResponseBase:
    """The same for whoever carries the story to a video channel."""
    path, media_type = queries.kit_film_file(actor_of(request), delivery, kind)
    name = f"{delivery}-{kind}.{ENDINGS[kind]}" if request.GET.get("save") else ""
    return ranges.answer(request, path, media_type, save_as=name)


def revision_of(story: int, which: str) -> int:
    """The revision that a word of the address stands for. Raises NotThere."""
    public = newsroom.published(story)
    if which == "preview":
        return PREVIEW
    if which != "published" or public is None:
        raise NotThere
    return public.revision
