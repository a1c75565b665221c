"""The one entry: a photograph, a sentence, and, for whoever wants, what it is about and on which day."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.coordination.rules.log import LONGEST, MOST_PHOTOS
from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.exchange.rules.counting import check_quantity
from lianjian.apps.exchange.rules.needs import check_wanted_by
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import CHINA, civil_date
from lianjian.kernel.quantities import UNIT_LABELS, parse_amount
from lianjian.kernel.refusals import Refused
from lianjian.web.mobile.frame import this_day
from lianjian.web.mobile.subjects import About, read_about

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from lianjian.foundation.actor import Actor, HeldMandate
    from lianjian.web.mobile.subjects import Choices

DEEDS = (
    ("", gettext_lazy("only keep it")),
    ("progress", gettext_lazy("report progress with it")),
    ("done", gettext_lazy("it is done")),
)


class Photographs(forms.FileField):
    """Several files in one input; what they are is judged when they are drawn anew."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:  # noqa: ARG002 - the shape Django asks for
        return [file for file in data or () if file]


class Several(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - the shape Django asks for
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class EntryForm(forms.Form):
    """What comes from the phone. ``client_key`` is made when the form is opened: sent twice, it is one entry."""

    most = MOST_PHOTOS

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)
    written_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("One sentence"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    photos = Photographs(
        label=gettext_lazy("Photos"),
        required=False,
        widget=Several(attrs={"accept": "image/*", "capture": "environment"}),
    )
    about = forms.CharField(label=gettext_lazy("What it is about"), required=False)
    deed = forms.ChoiceField(
        label=gettext_lazy("What this entry does for it"),
        choices=DEEDS,
        required=False,
        widget=forms.RadioSelect,
    )
    value = forms.CharField(
        label=gettext_lazy("Reached so far"),
        required=False,
        help_text=gettext_lazy("Only where a number was promised: the sum up to today, digits only."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    work_area = forms.ChoiceField(
        label=gettext_lazy("Work area"),
        required=False,
        choices=[("", "—"), *((str(area), gettext_lazy(label)) for area, label in WORK_AREA_LABELS.items())],
    )
    quantity = forms.CharField(
        label=gettext_lazy("Quantity"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Left empty it is unknown, which is not nothing."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"),
        required=False,
        choices=[("", "—"), *((str(unit), gettext_lazy(label)) for unit, label in UNIT_LABELS.items())],
    )
    wanted_by = forms.DateField(
        label=gettext_lazy("Wanted by"),
        required=False,
        help_text=gettext_lazy("Left empty, it is wanted at any time."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    happened_on = forms.DateField(
        label=gettext_lazy("On which day"),
        required=False,
        help_text=gettext_lazy("Left empty, it is today."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    organisation = forms.TypedChoiceField(label=gettext_lazy("Written for"), coerce=int)

    def __init__(self, by: Actor, choices: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = organisation_names(by.acting_for)
        houses = [(key, names[key]) for key in sorted(names)]
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = houses
        if len(houses) == 1:
            field.widget = forms.HiddenInput()
        if houses:
            field.initial = houses[0][0]
        self.fields["about"].widget = forms.Select(choices=choices)
        self.fields["text"].widget.attrs |= {
            "placeholder": _("Take a photo, write a sentence: where you were, what was done"),
            "data-longest": LONGEST,
        }
        self.fields["photos"].help_text = _("Up to %(most)d photos.") % {"most": MOST_PHOTOS}

    def clean_about(self) -> About:
        about = read_about(self.cleaned_data["about"])
        if about is None:
            raise forms.ValidationError(_("Choose it from the list, or leave it empty."))
        return about

    def clean_value(self) -> str:
        typed: str = self.cleaned_data["value"].strip()
        if typed:
            try:
                parse_amount(typed, field="value")
            except Refused as refused:
                raise forms.ValidationError(explain(refused)) from refused
        return typed

    def clean(self) -> dict[str, Any]:
        """A need is said in words and belongs to an area: it is refused here, before its entry is kept without it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        about = said.get("about")
        if about is None or about.what != "need":
            return said
        if not said.get("text", "").strip():
            self.add_error("text", _("Say in words what is needed."))
        if "work_area" in said and not said["work_area"]:
            self.add_error("work_area", _("Choose the work area of what is needed."))
        try:
            check_quantity(said.get("quantity", "").strip(), said.get("unit", ""))
            check_wanted_by(said.get("wanted_by"))
        except Refused as refused:
            self.refuse(refused)
        return said

    def pictures(self) -> list[bytes]:
        """The files as bytes; of one that is too large only as much as shows that it is."""
        return [file.read(LARGEST_FILE + 1) for file in self.cleaned_data["photos"][: MOST_PHOTOS + 1]]

    def moment(self) -> datetime | None:
        """When it happened: the moment of writing on the day chosen, else that day at noon; None is now."""
        written: datetime | None = self.cleaned_data["written_at"]
        day = self.cleaned_data["happened_on"]
        if written is not None and (day is None or civil_date(written) == day):
            return written
        if day is None or day == this_day():
            return None
        return written_at_noon(day)

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside its field, keeping what was typed."""
        field = {"happened_at": "happened_on", "target": "about"}.get(refused.field, refused.field)
        self.add_error(field if field in self.fields else None, explain(refused))


def written_at_noon(day: Any) -> datetime:
    """Noon in China of a calendar day: an hour nobody named, and on that day everywhere in the network."""
    from datetime import datetime, time  # noqa: PLC0415 - only here at run time

    return datetime.combine(day, time(12), CHINA)


def blank_form(
    by: Actor, choices: Choices, *, about: str = "", deed: str = "", organisation: int | None = None
) -> EntryForm:
    """A form to begin with, under a key of its own; ``organisation`` is whose business it is about, None
    where the place of work says for whom it is written."""
    initial: dict[str, Any] = {"client_key": uuid.uuid4().hex, "about": about, "deed": deed}
    if organisation not in by.acting_for:
        own = (m for m in sorted(by.mandates, key=_at_work) if not m.enters_only)
        organisation = next((m.organisation for m in own), None)
    if organisation is not None:
        initial["organisation"] = organisation
    return EntryForm(by, choices, initial=initial)


def _at_work(mandate: HeldMandate) -> tuple[bool, bool, int]:
    """Where somebody works first: the village they are posted to, its station, then any other house."""
    return (mandate.role != Role.FIRST_SECRETARY, mandate.role != Role.KEEPER, mandate.organisation)
