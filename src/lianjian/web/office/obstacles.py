"""Obstacles of a project: raised with the person who is to remove it, and removed with the way it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.remove_obstacle import remove_obstacle
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import houses, offer, own_among, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import this_day
from lianjian.web.office.projects import page_of, worked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import ProjectCard
    from lianjian.foundation.actor import Actor


class ObstacleForm(OfficeForm):
    """What stands in whose way."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("In whose way"), coerce=int)
    text = forms.CharField(
        label=gettext_lazy("What stands in the way"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Who is to remove it"),
        coerce=int,
        help_text=gettext_lazy("A person with a mandate: an obstacle that is nobody's stays."),
    )


class RemovedForm(OfficeForm):
    """How it was done."""

    how = forms.CharField(
        label=gettext_lazy("How it was removed"),
        max_length=2000,
        help_text=gettext_lazy("The next one who meets it will read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def known_parties(actor: Actor, card: ProjectCard) -> list[int]:
    """The parties whose people may be chosen: all of them where they have signed an agreement, else one's own. A project
    can be begun with anybody, and must not open their list of people."""
    signed = card.agreement is not None and agreement_card(actor, card.agreement).state is State.EFFECTIVE
    return list(card.party_keys) if signed else own_among(actor, card.party_keys)


@in_office
def raised(request: HttpRequest, project: int) -> HttpResponse:
    """Say what stands in the way of a project."""
    card = worked(request, project)
    form = ObstacleForm(request.POST or None)
    offer(form, "organisation", houses(card.party_keys))
    offer(form, "owner", [("", "—"), *people_of(known_parties(actor_of(request), card), this_day())])

    def deed(values: dict[str, Any]) -> str:
        raise_obstacle(
            by=actor_of(request),
            organisation=values["organisation"],
            text=values["text"],
            project=project,
            owner=values["owner"],
            client_key=values["client_key"],
        )
        messages.success(request, _("Written down. All parties of the project see it."))
        return reverse("office:project", args=[project])

    return run(request, form, deed, action=_("Write it down"), **page_of(card, _("Name an obstacle")))


@in_office
def removed(request: HttpRequest, project: int, obstacle: int) -> HttpResponse:
    """Say how an obstacle was removed."""
    card = worked(request, project)
    line = next((one for one in card.obstacles if one.id == obstacle), None)
    if line is None:
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        remove_obstacle(by=actor_of(request), obstacle=obstacle, how=values["how"])
        messages.success(request, _("Removed. How it was done stays readable."))
        return reverse("office:project", args=[project])

    form = RemovedForm(request.POST or None)
    page = page_of(card, _("Remove an obstacle"))
    return run(request, form, deed, action=_("It is removed"), quoted=line.text, **page)
