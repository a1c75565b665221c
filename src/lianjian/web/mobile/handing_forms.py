"""The forms of a handover on the phone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.parties.rules.open_things import SPOKEN
from lianjian.foundation.wording import explain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.kernel.refusals import Refused


class HandingForm(forms.Form):
    """A form that says a refusal beside its field, or above itself."""

    def stand_beside(self, refused: Refused) -> None:
        self.add_error(refused.field if refused.field in self.fields else None, explain(refused))


class BeginForm(HandingForm):
    """To whom; the mandate was chosen before."""

    mandate = forms.IntegerField(widget=forms.HiddenInput)
    successor = forms.TypedChoiceField(
        label=gettext_lazy("To whom"),
        coerce=int,
        help_text=gettext_lazy("Somebody of the organisation, also one whose mandate begins later."),
    )

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = [("", "—"), *people]  # type: ignore[attr-defined] # a choice field


class SayForm(HandingForm):
    """What only people know."""

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of thing"),
        choices=[(str(kind), gettext_lazy(label)) for kind, label in SPOKEN.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In one sentence"),
        strip=False,
        help_text=gettext_lazy("To whom, what, where: “promised to old Chen: a street light by the school”."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    more = forms.CharField(
        label=gettext_lazy("Particulars"),
        required=False,
        strip=False,
        help_text=gettext_lazy(
            "A telephone number, where the key hangs. Only those of the organisation see it."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4().hex


class OwnSayForm(SayForm):
    """The same outside a handover: for which of one's organisations."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("For which organisation"), coerce=int)
    field_order = ["client_key", "organisation", "kind", "words", "more"]

    def __init__(self, *args: Any, houses: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = list(houses)  # type: ignore[attr-defined] # a choice field
        if len(self.fields["organisation"].choices) == 1:  # type: ignore[attr-defined] # a choice field
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = self.fields["organisation"].choices[0][0]  # type: ignore[attr-defined] # a choice field


class WhyForm(HandingForm):
    """Not taken over, because…"""

    reason = forms.CharField(
        label=gettext_lazy("Not taken over, because"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class GiveForm(HandingForm):
    """To somebody else of the organisation."""

    person = forms.TypedChoiceField(label=gettext_lazy("Who takes it"), coerce=int)
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, strip=False)

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "—"), *people]  # type: ignore[attr-defined] # a choice field


class AnswerForm(HandingForm):
    """What was not clear."""

    answer = forms.CharField(
        label=gettext_lazy("Your explanation"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemarkForm(HandingForm):
    """A word at the end."""

    remark = forms.CharField(
        label=gettext_lazy("A remark for the record"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(HandingForm):
    """Why a handover is called off."""

    reason = forms.CharField(
        label=gettext_lazy("The reason"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class HowForm(HandingForm):
    """What became of something that was known by word."""

    how = forms.CharField(
        label=gettext_lazy("What became of it"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def people_words(rows: Iterable[tuple[int, str, str, Any]], roles: dict[str, Any]) -> list[tuple[int, str]]:
    """People to choose from, each with the role."""
    return [
        (key, _("%(name)s, %(role)s") % {"name": name, "role": roles[role]}) for key, name, role, _day in rows
    ]
