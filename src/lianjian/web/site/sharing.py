"""Share links, and the two endpoints by which a story's page tells that it was read or carried on.

No cookie is read or set, no address is kept: the visitor is a hash salted for the day. The endpoints need no
CSRF token, because they change nothing of anybody's; they take requests of our own pages only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.newsroom.queries import latest_published
from lianjian.apps.spread.actions.mint_share import mint_share
from lianjian.apps.spread.actions.record_events import record_events
from lianjian.apps.spread.queries import outlet_or_own, share_link
from lianjian.apps.spread.rules.observing import Kind, Observed, names_itself_a_robot
from lianjian.apps.spread.rules.tokens import read as token_in
from lianjian.apps.spread.rules.tokens import written
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.site.frame import framed
from lianjian.web.site.pacing import Pace
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

TOKEN_IN_ADDRESS = "s"  # noqa: S105 - the name of a query parameter
LONGEST_BODY = 2000
READS = Pace(60)
SHARES = Pace(20)


@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """``/s/<token>``: on to the story with the token in its address. Looking counts nothing. A token that
    is none, or whose story was withdrawn, gets plain words and the newest stories; it never leads off this
    site."""
    number = token_in(token)
    link = share_link(number) if number is not None else None
    if number is None or link is None:
        context = framed(request, newest=latest_published(limit=6))
        answer = render(request, "site/link_gone.html", context, status=404)
    else:
        address = reverse("site:story", args=[link.story])
        answer = HttpResponseRedirect(f"{address}?{urlencode({TOKEN_IN_ADDRESS: written(number)})}")
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _beacon(pace: Pace) -> Callable[[Callable[..., HttpResponse]], Callable[[HttpRequest], HttpResponse]]:
    """What both endpoints ask before they count: our own page, no robot, not too often, words that can be
    read."""

    def around(view: Callable[..., HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @require_POST
        def guarded(request: HttpRequest) -> HttpResponse:
            if not _from_our_own_page(request):
                return _told(_("Only pages of this site may count here."), 403)
            if names_itself_a_robot(request.headers.get("User-Agent", "")):
                return HttpResponse(status=204)
            visitor = visitor_of(request)
            if not pace.allows(visitor):
                answer = _told(_("Too often. Wait a minute."), 429)
                answer["Retry-After"] = "60"
                return answer
            try:
                return view(request, _words(request), visitor)
            except NotThere as gone:
                return _told(explain(gone), 404)
            except Refused as refused:
                return _told(explain(refused), 400)

        return guarded

    return around


@_beacon(READS)
def read(request: HttpRequest, words: dict[str, Any], visitor: str) -> HttpResponse:
    """``POST /spread/read`` with ``story``, ``event_id`` and, where known, ``token`` and ``outlet``: one
    read of a page that was really visible. 204 whether it is new or a repeat."""
    seen = Observed(
        event_id=_event_id(words),
        kind=Kind.READ,
        story=_story(words),
        at=timezone.now(),
        outlet=outlet_or_own(str(words.get("outlet", ""))),
        token=token_in(str(words.get("token", ""))),
        visitor=visitor,
    )
    if record_events(by=actor_of(request), batch=[seen]).unknown_story:
        raise NotThere(gettext_noop("This story is not published here."))
    return HttpResponse(status=204)


@_beacon(SHARES)
def share(request: HttpRequest, words: dict[str, Any], visitor: str) -> HttpResponse:
    """``POST /spread/share`` with the same fields, ``token`` being the link the reader came by: one
    forward. Answers 201 with ``{"token", "path", "url"}`` of the new link, 200 with the same where the
    event_id was answered before."""
    token = str(words.get("token", ""))
    minted = mint_share(
        by=actor_of(request),
        story=_story(words),
        parent=(token_in(token) or 0) if token else None,
        outlet=outlet_or_own(str(words.get("outlet", ""))),
        event_id=_event_id(words),
        visitor=visitor,
    )
    address = reverse("share-link", args=[written(minted.token)])
    told = {"token": written(minted.token), "path": address, "url": f"{settings.BASE_URL}{address}"}
    return JsonResponse(told, status=200 if minted.again else 201)


def _from_our_own_page(request: HttpRequest) -> bool:
    """Browsers say where a POST comes from, in Sec-Fetch-Site or Origin, and pages cannot forge either.
    What says nothing is no browser: it could claim anything, and is only kept to the pace."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def _words(request: HttpRequest) -> dict[str, Any]:
    """The fields of the body, as a form or as JSON. Raises Refused where it is neither."""
    refused = Refused(
        gettext_noop("This cannot be read."), cure=gettext_noop("Send a form or a JSON object.")
    )
    if int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        raise refused
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        words = json.loads(request.body)
    except (ValueError, RecursionError) as broken:  # no text, or nested without end
        raise refused from broken
    if not isinstance(words, dict):
        raise refused
    return words


def _story(words: dict[str, Any]) -> int:
    text = str(words.get("story", ""))
    number = whole_number(text)
    if number is None:
        raise Refused(gettext_noop("Which story? Send its number."), field="story")
    return number


def _event_id(words: dict[str, Any]) -> UUID:
    try:
        return UUID(str(words.get("event_id", "")))
    except ValueError as broken:
        raise Refused(
            gettext_noop("Every event needs a random id (UUID) of its own."), field="event_id"
        ) from broken


def _told(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path("s/<str:token>", follow, name="share-link"),
    path("spread/read", read, name="spread-read"),
    path("spread/share", share, name="spread-share"),
]
