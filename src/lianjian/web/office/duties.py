"""Duties: given to an organisation of a group by a day, and cancelled with the reason. Finished they are on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.cancel_duty import cancel_duty
from lianjian.apps.coordination.queries import duty as duty_in_scope
from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.dates import say
from lianjian.web.office.choosing import houses, offer, people_of, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import this_day
from lianjian.web.office.groups import page_of, parties_of, run_by

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor


class DutyForm(OfficeForm):
    """Who is to do what by when."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Which organisation"), coerce=int)
    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=200)
    due_on = Day(label=gettext_lazy("Due on"))
    person = forms.TypedChoiceField(
        label=gettext_lazy("Who does it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Left open, it falls to whoever answers for the organisation."),
    )


class CancelForm(OfficeForm):
    """Why it is not needed any more."""

    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _may_give(actor: Actor, house: int) -> bool:
    return actor.holds(*NEGOTIATORS, organisation=house) or house in organisations_looked_after(actor)


@in_office
def assign(request: HttpRequest, group: int) -> HttpResponse:
    """Give an organisation of the group something to do."""
    actor, card = actor_of(request), run_by(request, group)
    parties = [key for key in parties_of(card) if _may_give(actor, key)]
    form = DutyForm(request.POST or None)
    offer(form, "organisation", houses(parties))
    offer(form, "person", [("", "—"), *people_of(parties, this_day())])

    def deed(values: dict[str, Any]) -> str:
        # the key of the form is the source: the same form sent twice is one duty
        assign_duty(
            by=actor,
            organisation=values["organisation"],
            what=values["what"],
            due_on=values["due_on"],
            person=values["person"],
            source_app="office",
            source_key=values["client_key"][:40],
        )
        messages.success(request, _("It stands among what is due there."))
        return reverse("office:group", args=[group])

    return run(request, form, deed, action=_("Give the duty"), **page_of(card, _("Give a duty")))


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Give one's own organisation something to do, without a group."""
    actor = actor_of(request)
    own = spoken_for(actor)
    if not own:
        raise NotThere
    form = DutyForm(request.POST or None, initial={"organisation": own[0]})
    offer(form, "organisation", houses(own))
    offer(form, "person", [("", "—"), *people_of(own, this_day())])

    def deed(values: dict[str, Any]) -> str:
        made = assign_duty(
            by=actor,
            organisation=values["organisation"],
            what=values["what"],
            due_on=values["due_on"],
            person=values["person"],
            source_app="office",
            source_key=values["client_key"][:40],
        )
        messages.success(request, _("It stands among what is due there."))
        return reverse("mobile:duty", args=[made.pk])

    title, back = _("Note a duty of our own"), reverse("office:home")
    crumbs = [(_("What is due"), back), (title, "")]
    return run(request, form, deed, title=title, action=_("Note the duty"), crumbs=crumbs, cancel_url=back)


@in_office
def cancel(request: HttpRequest, duty: int) -> HttpResponse:
    """Say that a duty is no longer needed."""
    actor = actor_of(request)
    line = duty_in_scope(actor, duty, this_day()).line
    if not _may_give(actor, line.organisation):
        raise NotThere
    group = whole_number(request.GET.get("group", ""))
    back = reverse("office:groups") if group is None else reverse("office:group", args=[group])

    def deed(values: dict[str, Any]) -> str:
        cancel_duty(by=actor, duty=duty, reason=values["reason"])
        messages.success(request, _("Cancelled. The duty and your reason stay readable."))
        return back

    title = _("Cancel a duty")
    return run(
        request,
        CancelForm(request.POST or None),
        deed,
        title=title,
        action=_("Cancel the duty"),
        crumbs=[(pgettext("of coordination", "Groups"), back), (title, "")],
        cancel_url=back,
        quoted=f"{line.organisation_name} · {say(line.due_on).absolute}\n{line.what}",
        warning="" if line.state is DutyState.OPEN else _("This duty is closed already."),
        grave=True,
    )
