"""The register of parties: who is in it, and entering a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.queries import organisation, organisations
from lianjian.apps.parties.rules.kinds import KIND_LABELS, Kind
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.office import exports
from lianjian.web.office.accounts import may_open
from lianjian.web.office.beside import of_party
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.of_people import of_people
from lianjian.web.office.places import WithPlace
from lianjian.web.office.words import KIND_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 40


class PartyForm(OfficeForm, WithPlace):
    """An organisation as it is entered."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", "—"), *((str(kind), KIND_WORDS[kind]) for kind in KIND_LABELS)],
    )
    name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"), max_length=30, help_text=gettext_lazy("As it stands in lists.")
    )
    key = forms.CharField(
        label=gettext_lazy("Word in addresses"),
        max_length=60,
        help_text=gettext_lazy(
            "Small letters, digits, hyphens, as in: zhangyang-village. It stays for ever."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    joined_on = Day(label=gettext_lazy("Joined on"), required=False)
    profile = forms.CharField(
        label=gettext_lazy("A few words about it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["kind", "division", "name", "short_name", "key", "joined_on", "profile"]


@in_office
def register(request: HttpRequest) -> HttpResponse:
    """All organisations, found by name, place and kind."""
    sought, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    rows = organisations(kind if kind in set(Kind) else "")
    for word in sought.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(division__path__icontains=word)
        )
    if sheets.wanted(request):
        return exports.register(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = framed(
        request,
        page=page,
        rows=[(row, KIND_WORDS[row.kind]) for row in page],
        sought=sought,
        kind=kind,
        kinds=list(KIND_WORDS.items()),
        may_enter=actor_of(request).holds(Role.ADMINISTRATOR),
        may_import=actor_of(request).network_wide,
        keeps_people=actor_of(request).holds(*STEWARDS),
    )
    return render(request, "office/parties.html", context)


@in_office
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    actor = actor_of(request)
    if not actor.holds(Role.ADMINISTRATOR):
        raise NotAllowed(gettext_noop("Only an administrator can register organisations."))

    def deed(values: dict[str, Any]) -> str:
        made = register_organisation(
            by=actor,
            key=values["key"],
            name=values["name"],
            short_name=values["short_name"],
            kind=values["kind"],
            division=values["division"] or None,
            profile=values["profile"],
            joined_on=values["joined_on"],
        )
        messages.success(
            request, _("“%(name)s” is in the register. Now enter its people.") % {"name": made.name}
        )
        return reverse("office:party", args=[made.key])

    return run(
        request,
        PartyForm(request.POST or None, initial={"joined_on": this_day()}),
        deed,
        title=_("Enter an organisation"),
        action=_("Enter it"),
        crumbs=[(_("Parties"), reverse("office:parties")), (_("Enter an organisation"), "")],
        cancel_url=reverse("office:parties"),
    )


@in_office
def party(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation: the public facts, and to its own people who acts for it in which role."""
    actor, today = actor_of(request), this_day()
    row = organisation(key)
    if row is None:
        raise NotThere
    if row.key != key:  # merged into another
        return redirect("office:party", row.key)
    if sheets.wanted(request):
        found = exports.possessions if request.GET.get("of") == "endowments" else exports.people
        return found(actor, row)
    context = framed(
        request,
        row=row,
        kind=KIND_WORDS[row.kind],
        may_open=may_open(actor, row.pk),
        of_the_house=actor.acts_for(row.pk),
        may_steward=actor.holds(*STEWARDS, organisation=row.pk),
        village=row.kind == Kind.VILLAGE,
        today=today,
        crumbs=[(_("Parties"), reverse("office:parties")), (row.short_name, "")],
        **of_people(request, row),
        **of_party(actor, row.pk),
    )
    return render(request, "office/party.html", context)
