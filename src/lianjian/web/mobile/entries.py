"""The log: writing an entry, reading them, taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.coordination.actions.withdraw_log_entry import withdraw_log_entry
from lianjian.apps.coordination.queries import log_entry, log_of
from lianjian.apps.coordination.rules.log import LOG_LABELS
from lianjian.apps.parties.queries import organisation_names
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.mobile.entry_form import EntryForm, blank_form
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.leads import of_entry
from lianjian.web.mobile.one_entry import note
from lianjian.web.mobile.owing import balance
from lianjian.web.mobile.subjects import kept_for_offline, subjects, with_subject
from lianjian.web.mobile.targets import named, targets_of, whose

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.web.mobile.one_entry import Noted

SHOWN = 60


@never_cache
def entry_new(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends: a page for people, JSON for the script that sends what was kept."""
    as_json = request.headers.get("Accept", "").startswith("application/json")
    if not request.user.is_authenticated and as_json:
        return JsonResponse({"sign_in": reverse("entrance:sign-in")}, status=401)
    return _entry_new(request, as_json=as_json)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def _entry_new(request: HttpRequest, *, as_json: bool) -> HttpResponse:
    actor, day = actor_of(request), this_day()
    if as_json and request.POST.get("account", str(actor.account)) != str(actor.account):
        return JsonResponse({"sign_in": reverse("entrance:sign-in")}, status=401)  # kept by somebody else
    if not actor.acting_for:
        page = "mobile/figures_only.html" if actor.organisations else "mobile/no_mandate.html"
        return render(request, page, framed(request), status=403)
    owed = balance(actor, day)
    choices = subjects(actor, day, owed)
    about = request.POST.get("about") or request.GET.get("about", "")
    if about:
        choices = with_subject(choices, about, named(actor, about, day))
    if request.method != "POST":
        deed, house = request.GET.get("deed", ""), whose(actor, about, day)
        form = blank_form(actor, choices, about=about, deed=deed, organisation=house)
    else:
        form = EntryForm(actor, choices, request.POST, request.FILES)
        if form.is_valid():
            try:
                noted = note(actor, form)
            except NotThere:
                raise
            except Refused as refused:
                form.refuse(refused)
            else:
                return _answer(request, noted, as_json=as_json)
        if as_json:
            return JsonResponse({"errors": form.errors}, status=422)
    context = framed(
        request, form=form, about=about, kept=kept_for_offline(actor, subjects(actor, day, owed), owed)
    )
    return render(request, "mobile/entry_new.html", context, status=422 if form.errors else 200)


def _answer(request: HttpRequest, noted: Noted, *, as_json: bool) -> HttpResponse:
    address = reverse("mobile:entry", args=[noted.entry])
    if noted.need is not None:
        address = reverse("mobile:need", args=[noted.need])
    if as_json:
        return JsonResponse({"entry": noted.entry, "url": address, "remark": noted.remark})
    messages.success(request, _("The entry is kept. Its place was not asked for and is not stored."))
    if noted.remark:
        messages.warning(request, noted.remark)
    return redirect(address)


@never_cache
@login_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The latest entries of my organisations and of those I look after, with their photographs."""
    actor = actor_of(request)
    chosen = request.GET.get("village", "")
    village = whole_number(chosen)
    lines = log_of(actor, village=village, limit=SHOWN)
    everywhere = log_of(actor, limit=200) if village is None else []
    villages = {line.village: line.village_name for line in everywhere}
    context = framed(
        request,
        lines=[
            (line, _(LOG_LABELS[line.kind]), about) for line, about in targets_of(actor, lines, this_day())
        ],
        villages=sorted(villages.items()) if len(villages) > 1 else [],
        village_name=organisation_names([village]).get(village, "") if village is not None else "",
        shown=SHOWN,
    )
    return render(request, "mobile/log.html", context)


@never_cache
@login_required
@require_safe
def entry(request: HttpRequest, entry: int) -> HttpResponse:
    """One entry with its photographs and what it is about."""
    actor = actor_of(request)
    line = log_entry(actor, entry)
    ((_line, about),) = targets_of(actor, [line], this_day())
    context = framed(
        request,
        line=line,
        kind=_(LOG_LABELS[line.kind]),
        about=about,
        mine=line.person == actor.person and not line.withdrawn,
        **of_entry(actor, line),
    )
    return render(request, "mobile/entry.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, entry: int) -> HttpResponse:
    """Ask once, then take the entry back."""
    actor = actor_of(request)
    line = log_entry(actor, entry)
    if request.method == "POST":
        withdraw_log_entry(by=actor, entry=entry)
        messages.success(request, _("The entry is taken back: its words and photos are deleted."))
        return redirect("mobile:log")
    context = framed(
        request,
        title=_("Take this entry back?"),
        text=line.text,
        consequences=[
            _("Words and photos are deleted for good, also where they serve as evidence."),
            _("That there was an entry stays on record."),
            _("A newsroom to which it was offered reads it no more; a draft made of it stays there."),
        ],
        action=_("Take it back"),
        grave=True,
        cancel_url=reverse("mobile:entry", args=[entry]),
    )
    return render(request, "mobile/confirm.html", context)
