"""Public gatherings with a calendar file each; the personal page of a guest without an account; the poster's page."""

from __future__ import annotations

from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Calendar, Event

from lianjian.apps.coordination.actions.reply_by_link import reply_by_link
from lianjian.apps.coordination.actions.sign_in_oneself import sign_in_oneself
from lianjian.apps.coordination.queries.gathering_links import gathering_by_poster, guest_by_link
from lianjian.apps.coordination.queries.gatherings import (
    count_public_gatherings,
    public_gathering,
    public_gatherings,
)
from lianjian.apps.coordination.rules.gatherings import (
    ANSWER_LABELS,
    GATHERING_LABELS,
    GATHERING_STATE_LABELS,
    Answer,
    GatheringKind,
    GatheringState,
)
from lianjian.apps.coordination.rules.signing_in import scanned_code, typed_code
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.replying import ReplyForm
from lianjian.web.site import exports
from lianjian.web.site.frame import framed
from lianjian.web.site.pacing import Pace
from lianjian.web.site.visitors import visitor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.coordination.queries.gatherings import PublicGathering, When

ON_A_PAGE = 20
REPLIES, ARRIVALS = Pace(12), Pace(20)
MARKS = {
    GatheringState.PLANNED: "hand",
    GatheringState.ANNOUNCED: "wait",
    GatheringState.HELD: "ok",
    GatheringState.CALLED_OFF: "withdrawn",
}


class ArrivalForm(forms.Form):
    """One's code, or one's name; those who are signed in need neither."""

    code = forms.CharField(
        label=gettext_lazy("My code, where I have one"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=gettext_lazy("Otherwise my name"), required=False, max_length=60)
    house = forms.CharField(label=gettext_lazy("Belongs to"), required=False, max_length=60)
    may_be_named = forms.BooleanField(
        label=gettext_lazy("My name may stand in a story about it"), required=False
    )
    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)


def kind_of(line: Any) -> str:
    """The kind in words."""
    return line.kind_word or _(GATHERING_LABELS[GatheringKind(line.kind)])


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Those to come, then those that are over."""
    now = timezone.now()
    when: When = "past" if request.GET.get("when") == "past" else "coming"
    if exports.wanted(request):
        return exports.too_often(request) or exports.gatherings(partial(public_gatherings, when, now))
    counts = {each: count_public_gatherings(each, now) for each in ("coming", "past")}
    page = page_of(request, counts[when], partial(public_gatherings, when, now), ON_A_PAGE)
    here = reverse("site:gatherings")
    tabs = [
        (_("To come"), here, when == "coming", counts["coming"]),
        (_("Over"), f"{here}?when=past", when == "past", counts["past"]),
    ]
    rows = [(one, kind_of(one), MARKS[one.state], _(GATHERING_STATE_LABELS[one.state])) for one in page]
    return render(
        request, "site/gatherings.html", framed(request, page=page, rows=rows, tabs=tabs, when=when)
    )


@require_safe
def gathering(request: HttpRequest, gathering: int) -> HttpResponse:
    """When, where, what about, who holds it; how many came, and nobody's name."""
    one = _public(gathering)
    context = framed(
        request,
        one=one,
        kind=kind_of(one),
        mark=MARKS[one.state],
        word=_(GATHERING_STATE_LABELS[one.state]),
        address=f"{settings.BASE_URL}{reverse('site:gathering', args=[gathering])}",
    )
    return render(request, "site/gathering.html", context)


@require_safe
def calendar(request: HttpRequest, gathering: int) -> HttpResponse:  # noqa: ARG001 - the shape of a view
    """The gathering for a calendar (RFC 5545): the same UID each time, so that a moved one moves there too."""
    one = _public(gathering)
    event = Event()
    host = urlsplit(settings.BASE_URL).hostname or "lianjian"
    event.add("uid", f"gathering-{one.id}@{host}")
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", one.begins_at.astimezone(UTC))
    event.add("dtend", one.ends_at.astimezone(UTC))
    event.add("summary", one.title)
    if one.place:
        event.add("location", one.place)
    event.add(
        "description", "\n".join(["、".join(one.hosts), *one.agenda, *([one.bring] if one.bring else [])])
    )
    event.add("url", f"{settings.BASE_URL}{reverse('site:gathering', args=[one.id])}")
    event.add("status", "CANCELLED" if one.state is GatheringState.CALLED_OFF else "CONFIRMED")
    held = Calendar()
    held.add("prodid", "-//Lianjian//Gatherings//ZH")
    held.add("version", "2.0")
    held.add_component(event)
    answer = HttpResponse(held.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="gathering-{one.id}.ics"'
    return answer


def _public(gathering: int) -> PublicGathering:
    found = public_gathering(gathering)
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, gathering: int, token: str) -> HttpResponse:
    """The personal page of a guest without an account. Opening it says nothing to anybody; the buttons do."""
    now = timezone.now()
    guest = guest_by_link(gathering, token, now=now)
    row, secret = guest.gathering, bytes(guest.gathering.secret)
    status = 200
    initial = {"people": guest.people or None, "remark": guest.remark, "may_be_named": guest.may_be_named}
    form = ReplyForm(initial=initial)
    if request.method == "POST":
        form, status = ReplyForm(request.POST), 422
        if not REPLIES.allows(visitor_of(request)):
            form.add_error(None, _("Too often. Wait a minute."))
            status = 429
        elif form.is_valid():
            try:
                reply_by_link(by=actor_of(request), gathering=gathering, token=token, **form.said())
            except NotThere:
                raise
            except Refused as refused:
                form.refuse(refused)
            else:
                messages.success(request, _("Your reply is kept. You can change it until the day named."))
                return redirect("site:invitation", gathering, token)
    late = row.replies_until is not None and civil_date(now) > row.replies_until
    context = framed(
        request,
        guest=guest,
        row=row,
        host=row.organiser.short_name,
        kind=kind_of(row),
        agenda=row.agenda.splitlines(),
        said=_(ANSWER_LABELS[Answer(guest.answer)]),
        form=form,
        called_off=row.state == GatheringState.CALLED_OFF,
        takes_replies=row.state == GatheringState.ANNOUNCED and not late,
        typed=typed_code(secret, row.pk, guest.pk),
        scanned=scanned_code(secret, row.pk, guest.pk),
    )
    answer = render(request, "site/invitation.html", context, status=status)
    return _private(answer)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, gathering: int, token: str) -> HttpResponse:
    """What the poster at the door opens: sign in with one tap, with one's code, or by name."""
    row = gathering_by_poster(gathering, token)
    actor = actor_of(request)
    status = 200
    form = ArrivalForm(initial={"client_key": uuid4().hex})
    if request.method == "POST":
        form, status = ArrivalForm(request.POST), 422
        if not ARRIVALS.allows(visitor_of(request)):
            form.add_error(None, _("Too often. Wait a minute."))
            status = 429
        elif form.is_valid():
            try:
                sign_in_oneself(by=actor, gathering=gathering, poster=token, **form.cleaned_data)
            except NotThere:
                raise
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
            else:
                messages.success(request, _("You are signed in. Welcome."))
                return redirect("site:here", gathering, token)
    context = framed(
        request, row=row, host=row.organiser.short_name, form=form, person=actor.name if actor.person else ""
    )
    return _private(render(request, "site/here.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """An address that is a key is neither indexed nor told to the next site."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "same-origin"
    return answer
