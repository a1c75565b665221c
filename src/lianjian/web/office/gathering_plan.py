"""The form of a gathering's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lianjian.apps.agreements.queries import agreements_of
from lianjian.apps.coordination.rules.gatherings import GATHERING_LABELS, MOST_PEOPLE
from lianjian.apps.projects.queries import projects_of
from lianjian.foundation.wording import explain
from lianjian.web.office.choosing import houses, offer, spoken_for
from lianjian.web.office.forming import Day
from lianjian.web.office.frame import this_day
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.refusals import Refused

HOSTS, MOST_TO_CHOOSE = 3, 100


class PlanForm(Picking):
    """What a plan says. In words, and little of it is needed: a title and when."""

    organiser = forms.TypedChoiceField(label=gettext_lazy("Who holds it"), coerce=int)
    title = forms.CharField(label=pgettext_lazy("of a gathering", "Title"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of gathering"),
        choices=[(str(kind), gettext_lazy(label)) for kind, label in GATHERING_LABELS.items()],
    )
    kind_word = forms.CharField(label=gettext_lazy("Another kind, in a word"), required=False, max_length=20)
    begins_at = forms.DateTimeField(
        label=gettext_lazy("Begins"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    ends_at = forms.DateTimeField(
        label=pgettext_lazy("of a gathering", "Ends"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    place = forms.CharField(
        label=gettext_lazy("Where, in words"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("As in: the meeting room on the second floor of the village committee."),
    )
    replies_until = Day(label=gettext_lazy("Replies are asked for until"), required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("How many people fit"), required=False, min_value=1, max_value=MOST_PEOPLE
    )
    bring = forms.CharField(label=gettext_lazy("What to bring"), required=False, max_length=300)
    agenda = forms.CharField(
        label=gettext_lazy("Agenda, one point a line"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    agreement = forms.TypedChoiceField(
        label=gettext_lazy("Belongs to an agreement"), required=False, coerce=int, empty_value=None
    )
    project = forms.TypedChoiceField(
        label=gettext_lazy("Belongs to a project"), required=False, coerce=int, empty_value=None
    )
    public = forms.BooleanField(
        label=gettext_lazy("Show it on the public site once it is announced"), required=False
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        for place in range(1, HOSTS + 1):
            self.fields[f"host_{place}"] = PartyPick(
                label=_("Held together with (%(place)s)") % {"place": place},
                required=False,
                help_text=PARTY_HELP if place == 1 else "",
            )
        others = [name for name in self.fields if name.startswith("host_")]
        first = ["client_key", "title", "organiser"]
        self.order_fields(
            [*first, "kind", "kind_word", "begins_at", "ends_at", "place", "replies_until", *others]
        )
        self.order_fields([*(name for name in self.fields if name != "public"), "public"])
        self.offer()
        offer(self, "organiser", houses(spoken_for(by)))
        signed = [(line.id, line.title) for line in agreements_of(by, limit=MOST_TO_CHOOSE)]
        joint = [(line.id, line.title) for line in projects_of(by, this_day(), limit=MOST_TO_CHOOSE)]
        offer(self, "agreement", [("", "—"), *signed])
        offer(self, "project", [("", "—"), *joint])

    def plan(self) -> dict[str, Any]:
        """The fields as the verbs want them, without the organiser."""
        values = self.cleaned_data
        names = (
            "title",
            "kind",
            "kind_word",
            "begins_at",
            "ends_at",
            "place",
            "replies_until",
            "capacity",
            "bring",
            "agenda",
            "agreement",
            "project",
            "public",
        )
        hosts = [values[f"host_{place}"] for place in range(1, HOSTS + 1)]
        return {name: values[name] for name in names} | {
            "co_organisers": [key for key in hosts if key is not None]
        }

    def stand_beside(self, refused: Refused) -> None:
        """Who holds it too was written in several fields."""
        if refused.field == "co_organisers":
            self.add_error("host_1", explain(refused))
        else:
            super().stand_beside(refused)
