"""Carrying a story over by hand: what waits, the kit of one delivery (made for the phone), its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.rules.causes import HELD_WORDS
from lianjian.web.acting import actor_of
from lianjian.web.desk.matrix_frame import framed, number_of, types_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from lianjian.apps.matrix.queries import Kit
    from lianjian.web.desk.ledger import Fault

STORIES_A_PAGE = 10
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
COUNTED_LIVE = ("title", "digest", "text")


@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for one of us, the oldest story first; ``?outlet=KEY`` narrows it to one outlet."""
    actor = actor_of(request)
    outlets = queries.outlets(actor)
    outlet = next((line.key for line in outlets if line.key == request.GET.get("outlet")), "")
    page_number = number_of(request.GET.get("p", "")) or 1
    offset = (page_number - 1) * STORIES_A_PAGE
    rows, stories, deliveries = queries.waiting(actor, outlet=outlet, limit=STORIES_A_PAGE, offset=offset)
    first, _rest = queries.next_waiting(actor, after=0, outlet=outlet)
    context = framed(
        request,
        rows=rows,
        stories=stories,
        deliveries=deliveries,
        outlets=outlets,
        outlet=outlet,
        queue=_queue_query({"outlet": outlet} if outlet else {}),
        first=first,
        types=types_of(outlets),
        page=Paginator(range(stories), STORIES_A_PAGE).get_page(page_number),
        now=timezone.now(),
    )
    return render(request, "desk/waiting.html", context)


@never_cache
@require_safe
def kit(request: HttpRequest, delivery: int) -> HttpResponse:
    """The kit of one delivery."""
    return show(request, delivery)


def show(request: HttpRequest, delivery: int, fault: Fault | None = None) -> HttpResponse:
    """The kit, with a refused verb where there is one (422)."""
    actor = actor_of(request)
    found = queries.kit(actor, delivery)
    queue = queue_of(request.POST if request.method == "POST" else request.GET)
    after = found.row.delivery or delivery
    following, others = queries.next_waiting(
        actor, after=after, outlet=queue.get("outlet", ""), story=number_of(queue.get("story", ""))
    )
    context = framed(
        request,
        kit=found,
        row=found.row,
        film=queries.kit_film(actor, delivery) if found.row.outlet.kind == "video" else None,
        share=queries.kit_share(actor, found.row.delivery or delivery, now=timezone.now()),
        numbered=_numbered(found),
        type=types_of(queries.outlets(actor))[found.row.outlet.key],
        fault=fault,
        queue=queue,
        queue_query=_queue_query(queue),
        following=queries.ledger_row(actor, following) if following is not None else None,
        others=others,
        steps={str(step) for step in found.row.steps},
        words_undecided=found.row.cause in HELD_WORDS,
        phone_address=f"{settings.BASE_URL}{address(delivery, queue)}",
        phone_reaches=urlsplit(settings.BASE_URL).hostname not in LOOPBACK,
        to_hashtag=found.row.outlet.platform == "weibo",
    )
    return render(request, "desk/kit.html", context, status=422 if fault else 200)


@cache_control(private=True, max_age=600)
@require_safe
def picture(request: HttpRequest, delivery: int, number: int) -> HttpResponse:
    """A picture of a kit as JPEG; ``?save=1`` gives it as a file to keep."""
    content = queries.kit_picture(actor_of(request), delivery, number)
    answer = HttpResponse(content, content_type="image/jpeg")
    if request.GET.get("save"):
        answer["Content-Disposition"] = f'attachment; filename="{delivery}-{number}.jpg"'
    return answer


@cache_control(private=True, no_store=True)
@require_safe
def capture(request: HttpRequest, delivery: int) -> HttpResponse:
    """The picture somebody took of the published item."""
    content, media_type = queries.capture_of(actor_of(request), delivery)
    return HttpResponse(content, content_type=media_type)


def queue_of(sent: Mapping[str, str]) -> dict[str, str]:
    """Which list somebody works off: one story's outlets, one outlet's stories, or everything ({})."""
    story, outlet = sent.get("story", ""), sent.get("outlet", "")
    if number_of(story) is not None:
        return {"story": story}
    if outlet and len(outlet) <= 60 and outlet.replace("-", "").isalnum():  # noqa: PLR2004 - as long as a key may be
        return {"outlet": outlet}
    return {}


def address(delivery: int, queue: Mapping[str, str]) -> str:
    """Where the kit of a delivery is, with the list one is in."""
    return reverse("desk_kit", args=[delivery]) + _queue_query(queue)


def _queue_query(queue: Mapping[str, str]) -> str:
    return f"?{urlencode(queue)}" if queue else ""


def _numbered(found: Kit) -> dict[str, int]:
    """The number of each step that this kit has, in their order: those without content are left out."""
    steps = ["open"]
    steps += [field.name for field in found.fields if field.text]
    steps += ["tags"] if found.tags else []
    steps += ["film"] if found.row.outlet.kind == "video" and found.fields else []
    steps += ["pictures"] if found.pictures else []
    steps += ["link", "publish"] if found.fields else []
    return {name: number for number, name in enumerate(steps, start=1)}
