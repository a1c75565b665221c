"""Experts of the think tank: listed by their organisation, reachable or not, taken off the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.exchange.actions.list_expert import list_expert
from lianjian.apps.exchange.actions.retire_expert import retire_expert
from lianjian.apps.exchange.actions.say_reachable import say_reachable
from lianjian.apps.exchange.queries import expert as expert_in_scope
from lianjian.apps.exchange.queries import experts
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office import exports
from lianjian.web.office.choosing import houses, offer, people_of
from lianjian.web.office.door import in_network
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.exchange.queries import ExpertLine
    from lianjian.foundation.actor import Actor


class ExpertForm(OfficeForm):
    """Who knows what, in which areas."""

    person = forms.ChoiceField(label=gettext_lazy("Who"))
    fields_known = forms.CharField(
        label=gettext_lazy("What this expert knows"),
        max_length=500,
        help_text=gettext_lazy("A word or two each, separated by commas, as in: fruit trees, soil."),
    )
    work_areas = forms.MultipleChoiceField(
        label=gettext_lazy("Work areas"),
        required=False,
        choices=list(AREA_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    profile = forms.CharField(
        label=gettext_lazy("A few words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reachable = forms.BooleanField(label=gettext_lazy("Takes questions now"), required=False)
    public = forms.BooleanField(
        label=gettext_lazy("Show the name to everybody"),
        required=False,
        help_text=gettext_lazy("Only the expert can decide this."),
    )

    def stand_beside(self, refused: Any) -> None:
        """What somebody knows is typed in one line."""
        if refused.field == "fields":
            refused.field = "fields_known"
        elif refused.field == "organisation":
            refused.field = "person"
        super().stand_beside(refused)


def _may(actor: Actor, line: ExpertLine) -> bool:
    own = actor.person is not None and actor.person == line.person
    return own or actor.holds(*STEWARDS, organisation=line.organisation)


def _stewarded(actor: Actor) -> list[int]:
    return sorted(m.organisation for m in actor.mandates if m.role in STEWARDS)


@in_network
def listed(request: HttpRequest) -> HttpResponse:
    """Whom one can ask, the reachable first."""
    actor = actor_of(request)
    area = request.GET.get("area", "")
    area = area if area in AREA_WORDS else ""
    if sheets.wanted(request):
        return exports.think_tank(actor, area)
    rows = [
        (line, [AREA_WORDS[one] for one in line.work_areas], _may(actor, line))
        for line in experts(actor, work_area=area)
    ]
    context = framed(
        request, rows=rows, area=area, areas=AREA_WORDS.items(), may_list=bool(actor.organisations)
    )
    return render(request, "office/experts.html", context)


def _page(title: str) -> dict[str, Any]:
    back = reverse("office:experts")
    return {"title": title, "crumbs": [(_("Experts"), back), (title, "")], "cancel_url": back}


@in_network
def begin(request: HttpRequest) -> HttpResponse:
    """Put oneself, or a person of an organisation one keeps the register of, on the list."""
    actor = actor_of(request)
    stewarded = _stewarded(actor)
    choices = []
    for key, name in houses(sorted(actor.organisations)):
        known = [pair for _house, people in people_of([key], this_day()) for pair in people]
        rows = [
            (f"{key}:{person}", called)
            for person, called in known
            if key in stewarded or person == actor.person
        ]
        choices.append((name, rows))
    form = ExpertForm(request.POST or None, initial={"reachable": True})
    offer(form, "person", [("", "—"), *choices])
    return _list(request, form, _page(_("List an expert")))


@in_network
def edit(request: HttpRequest, expert: int) -> HttpResponse:
    """Bring an entry up to date."""
    actor = actor_of(request)
    line = expert_in_scope(actor, expert)
    if not _may(actor, line):
        raise NotThere
    who = f"{line.organisation}:{line.person}"
    initial = {
        "person": who,
        "fields_known": "，".join(line.fields),
        "work_areas": list(line.work_areas),
        "profile": line.profile,
        "reachable": line.reachable,
        "public": line.public,
    }
    form = ExpertForm(request.POST or None, initial=initial)
    offer(form, "person", [(who, f"{line.name} · {line.organisation_name}")])
    return _list(request, form, _page(line.name))


def _list(request: HttpRequest, form: ExpertForm, page: dict[str, Any]) -> HttpResponse:
    def deed(values: dict[str, Any]) -> str:
        house, person = values["person"].split(":")
        list_expert(
            by=actor_of(request),
            person=int(person),
            organisation=int(house),
            fields=[word for word in re.split(r"[,，、;；]", values["fields_known"]) if word.strip()],
            work_areas=values["work_areas"],
            profile=values["profile"],
            reachable=values["reachable"],
            public=values["public"],
        )
        messages.success(request, _("The entry is on the list."))
        return reverse("office:experts")

    return run(request, form, deed, action=_("Save"), **page)


@require_POST
@in_network
def reachable(request: HttpRequest, expert: int) -> HttpResponse:
    """Say whether an expert takes questions now."""
    actor = actor_of(request)
    if not _may(actor, expert_in_scope(actor, expert)):
        raise NotThere
    now = request.POST.get("reachable") == "yes"
    say_reachable(by=actor, expert=expert, reachable=now)
    messages.success(request, _("Takes questions now.") if now else _("Takes no questions for now."))
    return redirect("office:experts")


@in_network
def retire(request: HttpRequest, expert: int) -> HttpResponse:
    """Take an expert off the list."""
    actor = actor_of(request)
    line = next((one for one in experts(actor) if one.id == expert), None)
    if (line is None and request.method != "POST") or (line is not None and not _may(actor, line)):
        raise NotThere

    def deed(_values: dict[str, Any]) -> str:
        retire_expert(by=actor, expert=expert)
        messages.success(request, _("Off the list. Advice that was given stays."))
        return reverse("office:experts")

    form, page = OfficeForm(request.POST or None), _page(_("Take an expert off the list"))
    about = f"{line.name} · {line.organisation_name}" if line else ""
    return run(request, form, deed, action=_("Take off the list"), grave=True, quoted=about, **page)
