"""Finding a division: while typing where there are scripts, by one more step where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.queries import divisions_matching
from lianjian.web.office.door import in_office

if TYPE_CHECKING:
    from django.http import HttpRequest

SHOWN = 12


@in_office
def suggest(request: HttpRequest) -> JsonResponse:
    """Up to twelve divisions that fit ``q``, each as the line the form takes."""
    rows = divisions_matching(request.GET.get("q", "")[:60], limit=SHOWN)
    return JsonResponse({"places": [f"{row.code} {row.path}" for row in rows]})


class WithPlace(forms.Form):
    """A form with a place: typed as a code, as part of a name, or chosen from what fitted the last time."""

    division = forms.CharField(
        label=_("Administrative division"),
        required=False,
        max_length=200,
        help_text=_("Type part of the name, as in: 涵江 张洋村. A code does as well."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-office-places": ""}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = str(self.data.get("division", ""))
        fitting = _fitting(typed)
        if len(fitting) > 1:
            self.fields["place"] = forms.ChoiceField(
                label=_("Which of these places"),
                required=False,
                choices=[(row.code, f"{row.path} {row.code}") for row in fitting],
                widget=forms.RadioSelect,
            )
            names = list(self.fields)
            names.insert(names.index("division") + 1, names.pop())
            self.order_fields(names)

    def clean_division(self) -> str:
        """The code, "" where nothing was typed."""
        typed = self.cleaned_data["division"]
        if not typed.strip():
            return ""
        fitting = _fitting(typed)
        if len(fitting) == 1:
            return str(fitting[0].code)
        chosen = str(self.data.get("place", ""))
        if any(row.code == chosen for row in fitting):
            return chosen
        if fitting:
            raise forms.ValidationError(_("Several places fit: choose one below."))
        raise forms.ValidationError(_("There is no such place."))


def _fitting(typed: str) -> list[Any]:
    words = typed.split()
    if not words:
        return []
    if words[0].isdigit():
        return [row for row in divisions_matching(words[0], limit=SHOWN) if row.code == words[0]]
    return divisions_matching(typed[:60], limit=SHOWN)
