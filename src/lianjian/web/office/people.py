"""People of an organisation: mandates given and ended, first secretaries posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.queries import mandates, organisation
from lianjian.apps.parties.queries.handovers import count_open_of
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit.dates import say
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import this_day
from lianjian.web.office.picking import PersonPick, Picking
from lianjian.web.office.words import ROLE_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor

GRANTED_HERE = [role for role in Role if role != Role.FIRST_SECRETARY]
"""A first secretary comes with a posting, a batch and a term: on a page of its own."""


class WhoForm(Picking):
    """A person who is known already, or a new one by name."""

    person = PersonPick(
        label=gettext_lazy("Somebody in the register"),
        required=False,
        help_text=gettext_lazy("Part of the name."),
    )
    name = forms.CharField(
        label=gettext_lazy("Or a new person"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The name only. Nothing else about people is kept here."),
    )


class MandateForm(WhoForm):
    """Who may act, as what, from when."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(str(role), ROLE_WORDS[role]) for role in GRANTED_HERE]
    )
    title = forms.CharField(label=pgettext_lazy("of a person", "Title"), required=False, max_length=60)
    starts_on = Day(label=gettext_lazy("First day"))
    ends_on = Day(label=gettext_lazy("Last day"), required=False)


class PostingForm(WhoForm):
    """A first secretary's term."""

    batch = forms.IntegerField(label=gettext_lazy("Batch"), min_value=1, max_value=99)
    sent_by = forms.CharField(label=gettext_lazy("Sent by"), required=False, max_length=120)
    starts_on = Day(label=gettext_lazy("First day"))
    ends_on = Day(label=gettext_lazy("Last day"))


class EndForm(OfficeForm):
    """The last day of a mandate: typed by whoever ends it, never proposed."""

    ends_on = Day(label=gettext_lazy("Last day"))


class OwnEndForm(EndForm):
    """The last day of one's own mandate, which one cannot give back to oneself."""

    own = forms.BooleanField(
        label=gettext_lazy("This is my own mandate: after that day I cannot act in it, nor undo this.")
    )


def _house(actor: Actor, key: str) -> Any:
    row = organisation(key)
    if row is None or not actor.holds(*STEWARDS, organisation=row.pk):
        raise NotThere
    return row


def _who(actor: Actor, values: dict[str, Any]) -> int:
    """The person chosen, or the new one, entered now."""
    if values["person"] is not None and values["name"].strip():
        raise Refused(gettext_noop("Choose somebody or enter a new person, not both."), field="name")
    if values["person"] is not None:
        return int(values["person"])
    if not values["name"].strip():
        raise Refused(gettext_noop("Choose somebody, or write the name of a new person."), field="person")
    return register_person(by=actor, name=values["name"]).pk


def _page(row: Any, title: str) -> dict[str, Any]:
    here = reverse("office:party", args=[row.key])
    return {
        "title": title,
        "crumbs": [(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")],
        "cancel_url": here,
        "of": row.name,
    }


@in_office
def grant(request: HttpRequest, key: str) -> HttpResponse:
    """Let a person act for the organisation."""
    actor = actor_of(request)
    row = _house(actor, key)

    def deed(values: dict[str, Any]) -> str:
        held = grant_mandate(
            by=actor,
            person=_who(actor, values),
            organisation=row.pk,
            role=values["role"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            title=values["title"],
        )
        words = _("%(name)s now acts for %(house)s.")
        messages.success(request, words % {"name": held.person.name, "house": row.short_name})
        return reverse("office:party", args=[row.key])

    form = MandateForm(request.POST or None, by=actor, initial={"starts_on": this_day()})
    return run(request, form, deed, action=_("Give the mandate"), **_page(row, _("Give a mandate")))


@in_office
def post(request: HttpRequest, key: str) -> HttpResponse:
    """Post a first secretary to the village."""
    actor = actor_of(request)
    row = _house(actor, key)
    if row.kind != Kind.VILLAGE:
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        posting = post_first_secretary(
            by=actor,
            person=_who(actor, values),
            village=row.pk,
            batch=values["batch"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            sent_by=values["sent_by"],
        )
        words = _("%(name)s is posted to %(house)s until %(day)s.")
        said = {"name": posting.person.name, "house": row.short_name, "day": say(posting.ends_on).absolute}
        messages.success(request, words % said)
        return reverse("office:party", args=[row.key])

    form = PostingForm(request.POST or None, by=actor)
    return run(request, form, deed, action=_("Post"), **_page(row, _("Post a first secretary")))


@in_office
def end(request: HttpRequest, mandate: int) -> HttpResponse:
    """Set the last day of a mandate."""
    actor = actor_of(request)
    held = mandates(actor).filter(pk=mandate).first()
    if held is None or not actor.holds(*STEWARDS, organisation=held.organisation_id):
        raise NotThere
    row = held.organisation

    def deed(values: dict[str, Any]) -> str:
        end_mandate(by=actor, mandate=mandate, ends_on=values["ends_on"])
        words = _("The mandate of %(name)s ends on %(day)s.")
        messages.success(request, words % {"name": held.person.name, "day": say(values["ends_on"]).absolute})
        return reverse("office:party", args=[row.key])

    kind = OwnEndForm if held.person_id == actor.person else EndForm
    form = kind(request.POST or None, initial={"ends_on": held.ends_on})
    about = f"{held.person.name} · {ROLE_WORDS[held.role]}"
    page = {**_page(row, _("End a mandate")), "of": about}
    # nothing is stranded by an end: what is open falls to others, and whoever ends it sees that a handover is better
    page |= {"open_things": count_open_of(actor, mandate, this_day()), "mandate": mandate}
    return run(request, form, deed, action=_("Set the last day"), **page)
