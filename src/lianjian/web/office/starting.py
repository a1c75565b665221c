"""Starting a joint project: between parties of an agreement, who are ticked, or with others, who are typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.projects.actions.start_project import start_project
from lianjian.apps.projects.rules.stages import OVER as OVER_STAGES
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.choosing import area_field, houses, offer, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import run
from lianjian.web.office.marks import PROJECT_WORDS, STAGE_WORDS
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking
from lianjian.web.office.promises import OVER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.kernel.refusals import Refused

BEGINNINGS = [pair for pair in STAGE_WORDS.items() if pair[0] not in OVER_STAGES]
"""Stages in which a project can be when it is entered."""
MOST_OTHERS = 4
"""Fields for parties beside one's own, where there is no agreement to tick them from."""


class ProjectForm(Picking):
    """What is built, in which area, how far it is and where it stands."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "—"), *PROJECT_WORDS.items()])
    work_area = area_field()
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        choices=[pair for pair in STAGE_WORDS.items() if pair[0] not in OVER_STAGES],
    )
    place = PartyPick(label=gettext_lazy("Village where it stands"), required=False, help_text=PARTY_HELP)
    about = forms.CharField(
        label=gettext_lazy("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def parties(self) -> list[int]:
        """Keys of the parties in their order."""
        return [int(key) for key in self.cleaned_data["parties"]]


class AgreedProjectForm(ProjectForm):
    """Between parties of an agreement."""

    parties_help = gettext_lazy("Two or more.")
    field_order = ["title", "parties"]

    def __init__(self, *args: Any, parties: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parties"] = forms.TypedMultipleChoiceField(
            label=_("Parties"),
            help_text=self.parties_help,
            choices=houses(parties),
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(self.field_order)


class FreeProjectForm(ProjectForm):
    """One's own organisation with any others."""

    own = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int)

    def __init__(self, *args: Any, own: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "own", houses(own))
        others = [f"with_{place}" for place in range(1, MOST_OTHERS + 1)]
        for place, name in enumerate(others, start=1):
            label = _("Together with, %(place)s") % {"place": place}
            self.fields[name] = PartyPick(
                label=label, required=place == 1, help_text=PARTY_HELP if place == 1 else ""
            )
        self.order_fields(["title", "own", *others])
        self.offer()

    def parties(self) -> list[int]:
        """One's own first."""
        others = [self.cleaned_data[f"with_{place}"] for place in range(1, MOST_OTHERS + 1)]
        return [self.cleaned_data["own"], *(key for key in others if key is not None)]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the parties stands beside the first of the others."""
        if refused.field == "parties":
            self.add_error("with_1", explain(refused))
        else:
            super().stand_beside(refused)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a project with any organisations."""
    own = spoken_for(actor_of(request))
    if not own:
        raise NotThere
    form = FreeProjectForm(request.POST or None, by=actor_of(request), own=own)
    return _start(request, form, [(_("Projects"), reverse("office:projects"))], agreement=None)


@in_office
def agreed(request: HttpRequest, agreement: int) -> HttpResponse:
    """Begin a project between parties of an agreement."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    keys = [party.organisation for party in card.parties]
    speaks = actor.network_wide or set(keys) & set(spoken_for(actor))
    if not speaks or card.state in OVER:
        raise NotThere
    form = AgreedProjectForm(request.POST or None, by=actor, parties=keys, initial={"parties": keys})
    crumbs = [
        (_("Agreements"), reverse("office:agreements")),
        (card.title, reverse("office:agreement", args=[agreement])),
    ]
    return _start(request, form, crumbs, agreement=agreement)


def _start(
    request: HttpRequest, form: ProjectForm, crumbs: list[tuple[Any, str]], *, agreement: int | None
) -> HttpResponse:
    title = _("Start a project")

    def deed(values: dict[str, Any]) -> str:
        fields = ("title", "kind", "work_area", "stage", "place", "about")
        row = start_project(
            by=actor_of(request),
            parties=form.parties(),
            agreement=agreement,
            key=values["client_key"].lower(),
            **{name: values[name] for name in fields},
        )
        messages.success(request, _("The project is there. Now plan its milestones."))
        return reverse("office:project", args=[row.pk])

    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Start it"),
        crumbs=[*crumbs, (title, "")],
        cancel_url=crumbs[-1][1],
        wide=True,
    )
