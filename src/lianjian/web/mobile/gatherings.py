"""Gatherings on the phone: what comes, a reply with the thumb, one's own code, notes and photographs."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianjian.apps.coordination.actions.accept_resolution import accept_resolution
from lianjian.apps.coordination.actions.reply_to_gathering import reply_to_gathering
from lianjian.apps.coordination.actions.write_gathering_note import write_gathering_note
from lianjian.apps.coordination.queries.gathering_guests import own_invitation, who_came
from lianjian.apps.coordination.queries.gathering_records import (
    notes_of_gathering,
    open_gathering_photo,
    resolution,
    resolutions_of,
    resolutions_waiting,
)
from lianjian.apps.coordination.queries.gatherings import count_gatherings, gathering_card, gatherings_of
from lianjian.apps.coordination.rules.gatherings import (
    ANSWER_LABELS,
    GATHERING_LABELS,
    GATHERING_STATE_LABELS,
    Answer,
    GatheringState,
)
from lianjian.apps.coordination.rules.log import MOST_PHOTOS
from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.parties.rules.roles import SIGNATORIES, STEWARDS
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.pictures import as_jpeg, is_small
from lianjian.web.mobile.sent import answered, moment, wants_json
from lianjian.web.replying import ReplyForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from lianjian.apps.coordination.queries.gathering_guests import OwnInvitation
    from lianjian.apps.coordination.queries.gatherings import GatheringLine, When
    from lianjian.foundation.actor import Actor

ON_A_PAGE, NAMES = 20, 60
MARKS = {
    GatheringState.PLANNED: "hand",
    GatheringState.ANNOUNCED: "wait",
    GatheringState.HELD: "ok",
    GatheringState.CALLED_OFF: "withdrawn",
}


def kind_of(line: GatheringLine) -> str:
    """The kind in words."""
    return line.kind_word or _(GATHERING_LABELS[line.kind])


def speaks_for(by: Actor) -> list[int]:
    """Keys of the organisations for which ``by`` may promise."""
    return [m.organisation for m in by.mandates if m.role in STEWARDS | SIGNATORIES]


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those to come with the next first, or those that are over; before them what waits for us."""
    actor, now = actor_of(request), timezone.now()
    when: When = "past" if request.GET.get("when") == "past" else "coming"
    if sheets.wanted(request):
        return exports.gatherings(actor, when, now)
    counts = {each: count_gatherings(actor, each, now) for each in ("coming", "past")}
    page = page_of(request, counts[when], partial(gatherings_of, actor, when, now), ON_A_PAGE)
    here = reverse("mobile:gatherings")
    context = framed(
        request,
        page=page,
        when=when,
        rows=[
            (line, kind_of(line), MARKS[line.state], _(GATHERING_STATE_LABELS[line.state])) for line in page
        ],
        waiting=resolutions_waiting(actor, speaks_for(actor)) if when == "coming" else [],
        tabs=[
            (_("To come"), here, when == "coming", counts["coming"]),
            (_("Over"), f"{here}?when=past", when == "past", counts["past"]),
        ],
    )
    return render(request, "mobile/gatherings.html", context)


@never_cache
@login_required
@require_safe
def gathering(request: HttpRequest, gathering: int) -> HttpResponse:
    """One gathering: when and where, the reply, one's code, what was kept of it."""
    return _page(request, gathering)


def _page(
    request: HttpRequest,
    gathering: int,
    refused: ReplyForm | None = None,
    house: int | None = None,
    *,
    note_fault: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    card = gathering_card(actor, gathering)
    own = own_invitation(actor, gathering)
    late = card.line.replies_until is not None and this_day() > card.line.replies_until
    came = who_came(actor, gathering)
    context = framed(
        request,
        card=card,
        line=card.line,
        kind=kind_of(card.line),
        mark=MARKS[card.line.state],
        word=_(GATHERING_STATE_LABELS[card.line.state]),
        own=own,
        replies=_replies(own, refused, house),
        takes_replies=card.line.state is GatheringState.ANNOUNCED and not late,
        takes_notes=card.line.state in {GatheringState.ANNOUNCED, GatheringState.HELD},
        came=came[:NAMES],
        came_more=max(0, len(came) - NAMES),
        notes=notes_of_gathering(actor, gathering),
        resolutions=[
            (
                one,
                _(WORK_AREA_LABELS[area]) if (area := _area(one.work_area)) else "",
                one.giver in speaks_for(actor),
            )
            for one in resolutions_of(actor, gathering)
        ],
        most=MOST_PHOTOS,
        note_fault=note_fault,
        note_text=request.POST.get("text", "") if note_fault else "",
        note_key=(note_fault and request.POST.get("client_key", "")) or uuid.uuid4().hex,
        code={"gathering": gathering, "title": card.line.title, "typed": own.typed} if own.typed else None,
    )
    return render(
        request, "mobile/gathering.html", context, status=422 if refused is not None or note_fault else 200
    )


def _area(slug: str) -> Any:
    return next((area for area in WORK_AREA_LABELS if area == slug), None)


def _replies(
    own: OwnInvitation, refused: ReplyForm | None, house: int | None
) -> list[tuple[Any, str, ReplyForm]]:
    """For each organisation one may speak for, and then for oneself (None): the reply so far and the form."""
    forms: list[tuple[Any, str, ReplyForm]] = []
    for line in own.houses:
        initial = {"people": line.people, "remark": line.remark}
        form = ReplyForm(initial=initial, house=True, prefix=f"h{line.organisation}")
        forms.append(
            (line, _(ANSWER_LABELS[line.answer]), refused if refused and house == line.organisation else form)
        )
    initial = {"people": own.people or None, "remark": own.remark, "may_be_named": own.may_be_named}
    mine = refused if refused is not None and house is None else ReplyForm(initial=initial, prefix="me")
    forms.append((None, _(ANSWER_LABELS[Answer(own.answer)]), mine))
    return forms


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, gathering: int) -> HttpResponse:
    """Take a reply. What opens the address otherwise is led to the gathering."""
    if request.method != "POST":
        return redirect("mobile:gathering", gathering)
    house = whole_number(request.POST.get("organisation", ""))
    if house is None and request.POST.get("organisation"):
        raise NotThere
    prefix = f"h{house}" if house is not None else "me"
    sent = request.POST.copy()
    sent[f"{prefix}-answer"] = sent.get("answer", "")
    form = ReplyForm(sent, prefix=prefix, house=house is not None)
    if form.is_valid():
        said = form.said()
        try:
            reply_to_gathering(by=actor_of(request), gathering=gathering, organisation=house, **said)
        except NotThere:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Your reply is kept. You can change it until the day named."))
            return redirect("mobile:gathering", gathering)
    return _page(request, gathering, form, house)


@never_cache
@login_required
@require_POST
def accept(request: HttpRequest, gathering: int, resolution_key: int) -> HttpResponse:
    """Make a resolution a promise of one's organisation."""
    actor = actor_of(request)
    if resolution(actor, resolution_key).gathering != gathering:
        raise NotThere
    try:
        made = accept_resolution(by=actor, resolution=resolution_key)
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        said = _("It is a commitment now.") if made.commitment else _("It is a duty now.")
        messages.success(request, said)
    return redirect("mobile:gathering", gathering)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, gathering: int) -> HttpResponse:
    """Keep a note with its photographs: a page for people, JSON for the script that sends what was kept."""
    as_json = wants_json(request)
    if as_json and request.method == "POST" and (away := answered(request)) is not None:
        return away
    return _note(request, gathering, as_json=as_json)


@login_required
def _note(request: HttpRequest, gathering: int, *, as_json: bool) -> HttpResponse:
    here = reverse("mobile:gathering", args=[gathering])
    if request.method != "POST":
        return redirect(here)
    files = [file for file in request.FILES.getlist("photos") if file][: MOST_PHOTOS + 1]
    try:
        write_gathering_note(
            by=actor_of(request),
            gathering=gathering,
            text=request.POST.get("text", ""),
            photos=[file.read(LARGEST_FILE + 1) for file in files],
            client_key=request.POST.get("client_key", "")[:64] or None,
            shown_at=moment(request, "written_at"),
            sent_at=moment(request, "sent_at"),
        )
    except Refused as refused:
        if as_json:
            return JsonResponse({"errors": {refused.field or "text": [explain(refused)]}}, status=422)
        if isinstance(refused, NotThere):
            raise
        return _page(request, gathering, note_fault=explain(refused))
    if as_json:
        return JsonResponse({"url": here, "remark": ""})
    messages.success(request, _("It is kept with the gathering."))
    return redirect(here)


@login_required
@require_safe
def photo(request: HttpRequest, photo: int, size: str) -> HttpResponseBase:
    """A photograph of a gathering, for whoever sees it."""
    opening = partial(open_gathering_photo, actor_of(request), photo, small=is_small(size))
    return as_jpeg(request, f"gathering-photo-{photo}-{size}", opening)
