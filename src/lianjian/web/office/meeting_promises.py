"""A decision of a meeting becomes a commitment: giver, receiver, work area and day, filled in as far as it says them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lianjian.apps.coordination.actions.link_decision import link_decision
from lianjian.apps.coordination.queries import decision as decision_in_scope
from lianjian.apps.coordination.queries import group_card
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.dates import say
from lianjian.web.office.choosing import area_field, houses, number_field, offer, unit_field
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.groups import may_run, parties_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DecidedForm(OfficeForm):
    """Who promises what to whom, between the parties of the group."""

    giver = forms.TypedChoiceField(label=gettext_lazy("Who promises"), coerce=int)
    receiver = forms.TypedChoiceField(label=gettext_lazy("To whom"), coerce=int)
    text = forms.CharField(
        label=gettext_lazy("What is promised"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    work_area = area_field()
    due_on = Day(label=gettext_lazy("Due on"))
    indicator = forms.CharField(
        label=gettext_lazy("What is counted"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Only where it can be counted, as in: villagers trained."),
    )
    target = number_field(gettext_lazy("Target"))
    unit = unit_field()


@in_office
def promise(request: HttpRequest, decision: int) -> HttpResponse:
    """Make a commitment of a decision; the same decision becomes one commitment, however often the form is sent."""
    actor = actor_of(request)
    meeting, line = decision_in_scope(actor, decision)
    card = group_card(actor, meeting.group)
    if not may_run(actor, card) or line.became:
        raise NotThere
    parties = houses(parties_of(card))
    form = DecidedForm(
        request.POST or None,
        initial={"text": line.text, "giver": line.organisation, "due_on": line.due_on},
    )
    for name in ("giver", "receiver"):
        offer(form, name, [("", "—"), *parties])

    def deed(values: dict[str, Any]) -> str:
        made = make_commitment(
            by=actor,
            agreement=card.agreement,
            client_key=f"decision-{decision}",
            **{
                name: values[name]
                for name in ("giver", "receiver", "work_area", "text", "due_on", "indicator", "unit")
            },
            target=values["target"] or None,
        )
        link_decision(by=actor, decision=decision, became=f"projects/commitment:{made.pk}")
        words = _("Written down: due on %(day)s. Both sides see it; the receiver confirms it.")
        messages.success(request, words % {"day": say(made.due_on).absolute})
        return back

    back = reverse("office:meeting", args=[meeting.id])
    title = _("Make it a commitment")
    crumbs = [
        (pgettext("of coordination", "Groups"), reverse("office:groups")),
        (meeting.group_name, reverse("office:group", args=[meeting.group])),
        (meeting.title, back),
        (title, ""),
    ]
    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Write it down"),
        crumbs=crumbs,
        cancel_url=back,
        wide=True,
        quoted=line.text,
    )
