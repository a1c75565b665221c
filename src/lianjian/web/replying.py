"""The reply to an invitation, as the phone and the site ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from lianjian.apps.coordination.rules.gatherings import MOST_PEOPLE
from lianjian.foundation.wording import explain

if TYPE_CHECKING:
    from lianjian.kernel.refusals import Refused


class ReplyForm(forms.Form):
    """With how many, a remark, and whether one's name may stand in a story; yes or no is said by the button. An
    organisation has no name to be asked about."""

    answer = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    people = forms.IntegerField(
        label=gettext_lazy("How many come along"),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    remark = forms.CharField(label=gettext_lazy("Remark"), required=False, max_length=300)
    may_be_named = forms.BooleanField(
        label=gettext_lazy("My name may stand in a story about it"), required=False
    )

    def __init__(self, *args: Any, house: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if house:
            self.fields["people"].label = gettext_lazy("How many people come")
            del self.fields["may_be_named"]

    def said(self) -> dict[str, Any]:
        """As the verbs want it."""
        values = self.cleaned_data
        return {
            "answer": values["answer"],
            "people": values["people"],
            "remark": values["remark"],
            "may_be_named": values.get("may_be_named", False),
        }

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside its field; what is wrong with yes or no stands above the form."""
        field = refused.field if refused.field in self.fields and refused.field != "answer" else None
        self.add_error(field, explain(refused))
