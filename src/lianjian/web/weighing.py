"""The shares of an outcome on a page: what is proposed, who has said what, and the form that proposes others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.foundation.wording import explain
from lianjian.kernel.quantities import parse_amount
from lianjian.kernel.refusals import Refused
from lianjian.web.kit.templatetags.kit import content

if TYPE_CHECKING:
    from lianjian.apps.projects.queries import OutcomeLine
    from lianjian.foundation.actor import Actor


def spoken_among(actor: Actor, line: OutcomeLine) -> list[tuple[int, str]]:
    """The parties of an outcome for which ``actor`` may promise: key and name. A network administrator is nobody's voice
    without a mandate."""
    own = {one.organisation for one in actor.mandates if one.role in NEGOTIATORS}
    return [(key, name) for key, name in line.parties if key in own]


def may_agree_for(actor: Actor, line: OutcomeLine) -> list[tuple[int, str]]:
    """Those of them that have not agreed to the proposed shares yet."""
    open_ones = {one.organisation for one in line.shares if one.agreed_at is None}
    return [(key, name) for key, name in spoken_among(actor, line) if key in open_ones]


class WeightsForm(forms.Form):
    """A weight for each party, or none for equal shares."""

    organisation = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, line: OutcomeLine, own: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        self.fields["organisation"].label = _("You speak for")
        self.fields["organisation"].choices = own  # type: ignore[attr-defined] # a choice field
        there = {one.organisation: one.weight for one in line.shares}
        for key, name in line.parties:
            self.fields[f"weight_{key}"] = forms.CharField(
                label=content(name),
                required=False,
                max_length=40,
                initial=f"{there[key]:f}" if key in there else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.fields[self._first].help_text = _("Shares as in 2 and 1. Left empty for all: equal shares.")

    @property
    def _first(self) -> str:
        return f"weight_{self.line.parties[0][0]}"

    def clean(self) -> dict[str, Any]:
        """What is no number stands beside its own party."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for key, _name in self.line.parties:
            field = f"weight_{key}"
            if typed := said.get(field, "").strip():
                try:
                    parse_amount(typed, field=field)
                except Refused as refused:
                    self.add_error(field, explain(refused))
        return said

    def weights(self) -> dict[int, str] | None:
        """As typed; None where all are empty."""
        typed = {key: self.cleaned_data[f"weight_{key}"].strip() for key, _name in self.line.parties}
        return typed if any(typed.values()) else None

    def stand_beside(self, refused: Refused) -> None:
        """Say a refusal beside the field it is about; what is wrong with the weights beside the first of them."""
        field = self._first if refused.field == "weights" else refused.field
        self.add_error(field if field in self.fields else None, explain(refused))
