"""Cutting a counted commitment into periods: which these are, and the target of each. The total is never typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.actions.divide_commitment import divide_commitment
from lianjian.apps.projects.queries import commitment_card, may_divide, periods_of
from lianjian.apps.projects.rules.commitments import RUNNING
from lianjian.apps.projects.rules.periods import (
    COUNTING_LABELS,
    CUT_LABELS,
    MOST_PERIODS,
    Cut,
    PeriodDraft,
    Span,
    cut_into,
)
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.office.choosing import number_field
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import this_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

COUNTING_WORDS = [(str(one), gettext_lazy(label)) for one, label in COUNTING_LABELS.items()]
DAYS = "days"
CUT_WORDS = [
    *((str(one), gettext_lazy(label)) for one, label in CUT_LABELS.items()),
    (DAYS, gettext_lazy("on days of your own")),
]
FEWEST_ROWS = 3


class Cutting(OfficeForm):
    """How a commitment is cut, and as soon as that is known, a target for each period."""

    counting = forms.ChoiceField(
        label=gettext_lazy("Counted by periods"),
        required=False,
        choices=[("", gettext_lazy("no: one number at the end")), *COUNTING_WORDS],
    )
    cut = forms.ChoiceField(
        label=gettext_lazy("Which periods"), required=False, choices=[("", "—"), *CUT_WORDS]
    )
    first_day = Day(
        label=gettext_lazy("First day of the first period"),
        required=False,
        help_text=gettext_lazy(
            "Left empty it is today. The last period ends on the day on which all is due."
        ),
    )
    more_word = gettext_lazy("Show the periods")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spans: list[Span] = []
        self.wrong: Refused | None = None
        self.free_rows = 0
        self._offer_rows(self.data or self.initial)

    def last_day(self, values: Mapping[str, Any]) -> date | None:
        """The day on which all is due, None while it is not known."""
        return _day(values.get("due_on"))

    def _offer_rows(self, values: Mapping[str, Any]) -> None:
        cut, last = str(values.get("cut", "")), self.last_day(values)
        if not values.get("counting") or last is None:
            return
        if cut == DAYS:
            self._offer_free_rows(values)
        elif cut in set(Cut):
            first = _day(values.get("first_day")) or this_day()
            try:
                self.spans = cut_into(first, last, Cut(cut))
            except Refused as refused:
                self.wrong = refused
        for place, span in enumerate(self.spans, start=1):
            label = _("Target for %(period)s") % {"period": span_name(span.starts_on, span.ends_on)}
            self.fields[f"target_{place}"] = number_field(label, required=True)

    def _offer_free_rows(self, values: Mapping[str, Any]) -> None:
        named = [
            int(name[5:])
            for name in values
            if name.startswith("from_") and name[5:].isdecimal() and values[name]
        ]
        self.free_rows = min(max(FEWEST_ROWS, max(named, default=0) + 2), MOST_PERIODS)
        for place in range(1, self.free_rows + 1):
            number = {"place": place}
            self.fields[f"from_{place}"] = Day(label=_("Period %(place)s from") % number, required=False)
            self.fields[f"to_{place}"] = Day(label=_("Period %(place)s to") % number, required=False)
            self.fields[f"target_{place}"] = number_field(_("Target of period %(place)s") % number)

    def clean(self) -> dict[str, Any]:
        """Periods and how they add up go together; a row of free days is filled or empty."""
        values = super().clean() or {}
        if values.get("counting") and not values.get("cut"):
            self.add_error("cut", _("Choose the periods too."))
        if values.get("cut") and not values.get("counting"):
            self.add_error("counting", _("Say whether it adds up or is a level."))
        if self.wrong is not None:
            self.stand_beside(self.wrong)
        for place in range(1, self.free_rows + 1):
            row = [values.get(f"{name}_{place}") for name in ("from", "to", "target")]
            if any(row) and not all(row) and not any(f"{n}_{place}" in self.errors for n in ("from", "to")):
                self.add_error(
                    f"from_{place}", _("Fill in first day, last day and target, or leave the row empty.")
                )
        return values

    def drafts(self) -> list[PeriodDraft]:
        """The periods with their targets as typed."""
        values = self.cleaned_data
        if self.free_rows:
            rows = [
                (values[f"from_{n}"], values[f"to_{n}"], values[f"target_{n}"])
                for n in range(1, self.free_rows + 1)
            ]
            return [PeriodDraft(first, last, target) for first, last, target in rows if first]
        return [
            PeriodDraft(span.starts_on, span.ends_on, values[f"target_{place}"])
            for place, span in enumerate(self.spans, start=1)
        ]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the periods stands beside the choice of them."""
        if refused.field == "periods":
            self.add_error("cut", explain(refused))
        else:
            super().stand_beside(refused)


def _day(typed: Any) -> date | None:
    if isinstance(typed, date):
        return typed
    try:
        found: date | None = forms.DateField(required=False).clean(typed)
    except ValidationError:
        return None
    return found


def sent(request: HttpRequest) -> dict[str, Any]:
    """What a form gets of a request: its data, or, where the periods are to be shown first, the same as a beginning."""
    if "more" in request.POST:
        return {"initial": request.POST.dict()}
    return {"data": request.POST} if request.method == "POST" else {}


class DivideForm(Cutting):
    """Cutting a commitment that is there already."""

    field_order = ["counting", "cut", "first_day"]

    def __init__(self, *args: Any, due_on: date, **kwargs: Any) -> None:
        self.due_on = due_on
        super().__init__(*args, **kwargs)
        for name in ("counting", "cut"):
            self.fields[name].required = True

    def last_day(self, values: Mapping[str, Any]) -> date | None:  # noqa: ARG002 - known without the form
        return self.due_on


@in_office
def divide(request: HttpRequest, commitment: int) -> HttpResponse:
    """Cut a counted commitment into periods, or cut it anew while no value has been reported."""
    actor = actor_of(request)
    line = commitment_card(actor, commitment, this_day()).line
    if not may_divide(actor, commitment) or line.state not in RUNNING:
        raise NotThere
    begun: dict[str, Any] = {"initial": {}}
    there = periods_of(actor, commitment, this_day())
    if there and request.method != "POST":
        begun["initial"] = {
            "counting": str(line.counting),
            "cut": DAYS,
            **{f"from_{one.position}": one.starts_on for one in there},
            **{f"to_{one.position}": one.ends_on for one in there},
            **{f"target_{one.position}": f"{one.target:f}" for one in there},
        }
    form = DivideForm(due_on=line.due_on, **(begun | sent(request)))
    here = reverse("mobile:commitment", args=[commitment])

    def deed(values: dict[str, Any]) -> str:
        divide_commitment(by=actor, commitment=commitment, counting=values["counting"], periods=form.drafts())
        messages.success(request, _("Cut into periods. Each waits for its value."))
        return here

    title = _("Cut into periods")
    return run(
        request,
        form,
        deed,
        title=title,
        of=line.text,
        action=_("Keep the periods"),
        crumbs=[(_("Commitments"), reverse("office:commitments")), (line.text, here), (title, "")],
        cancel_url=here,
        wide=True,
    )
