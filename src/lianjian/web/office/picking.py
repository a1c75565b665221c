"""Picking an organisation or a person out of thousands: while typing where there are scripts, by one more step where
there are none. A form with such fields derives from ``Picking`` and is told for whom it is (``by``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.parties.queries import organisations_matching, organisations_named, people_matching
from lianjian.web.acting import actor_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from lianjian.foundation.actor import Actor

SHOWN = 12
LONGEST = 120

Choice = tuple[int, str, str]
"""What fits: its key, the line that a field takes as it stands, and the words by which people tell it from others."""


@in_office
def suggest_parties(request: HttpRequest) -> JsonResponse:
    """Up to twelve organisations that fit ``q``, each as the line a field takes and where it is."""
    return _suggested(_parties(actor_of(request), request.GET.get("q", "")))


@in_office
def suggest_people(request: HttpRequest) -> JsonResponse:
    """Up to twelve people of one's own organisations whose name holds ``q``."""
    return _suggested(_people(actor_of(request), request.GET.get("q", "")))


def _suggested(found: Iterable[Choice]) -> JsonResponse:
    return JsonResponse({"lines": [{"value": line, "label": words} for _key, line, words in found]})


class Pick(forms.CharField):
    """Part of a name, or a line that was suggested. Its value is the key of the one that is meant, None for none."""

    def __init__(self, **more: Any) -> None:
        self.fitting: list[Choice] = []
        self.chosen = ""
        super().__init__(max_length=200, **more)

    def fit(self, by: Actor, typed: str) -> list[Choice]:
        """What fits the words that were typed."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """The key. Says beside the field where none fits, or several and none of them is chosen."""
        if not super().clean(value):
            return None
        keys = [key for key, _line, _words in self.fitting]
        if len(keys) == 1:
            return keys[0]
        if self.chosen in map(str, keys):
            return int(self.chosen)
        if keys:
            raise forms.ValidationError(_("Several fit: choose one below."))
        raise forms.ValidationError(_("Nothing in the register fits."))


class PartyPick(Pick):
    """An organisation of the register: by full name, short name or place."""

    widget = forms.TextInput(
        attrs={"autocomplete": "off", "data-office-suggest": reverse_lazy("office:suggest-parties")}
    )

    def fit(self, by: Actor, typed: str) -> list[Choice]:
        return _parties(by, typed)


class PersonPick(Pick):
    """A person one may see: by name."""

    widget = forms.TextInput(
        attrs={"autocomplete": "off", "data-office-suggest": reverse_lazy("office:suggest-people")}
    )

    def fit(self, by: Actor, typed: str) -> list[Choice]:
        return _people(by, typed)


class Which(forms.ChoiceField):
    """Which of several is meant: judged by the pick above it, which says what is wrong."""

    widget = forms.RadioSelect

    def clean(self, value: Any) -> Any:
        return value


class Picking(OfficeForm):
    """A form with picks. Where several fit what was typed, it asks which of them, in a field of its own."""

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.offer()

    def below(self, name: str) -> str:
        """The field below which the question stands which one is meant."""
        return name

    def offer(self) -> None:
        """Look up what was typed. To be called again by forms that make their fields themselves."""
        typed = {
            name: " ".join(str(self.data.get(name, "")).split())[:LONGEST]
            for name, field in self.fields.items()
            if isinstance(field, Pick)
        }
        exact = organisations_named(self.by, [words for name, words in typed.items() if self._is_party(name)])
        for name, words in typed.items():
            field = self.fields[name]
            if not words or not isinstance(field, Pick):
                continue
            row = exact.get(words) if self._is_party(name) else None
            field.fitting = [(row.pk, row.name, "")] if row is not None else field.fit(self.by, words)
            field.chosen = str(self.data.get(f"{name}_which", ""))
            if len(field.fitting) > 1:
                self._ask(name, field.fitting)

    def _is_party(self, name: str) -> bool:
        return isinstance(self.fields[name], PartyPick)

    def _ask(self, name: str, fitting: list[Choice]) -> None:
        some = len(fitting) == SHOWN
        self.fields[f"{name}_which"] = Which(
            label=_("Which of these"),
            choices=[(str(key), " · ".join(filter(None, (line, words)))) for key, line, words in fitting],
            help_text=_("There may be more: with more of the name or the place, others show.")
            if some
            else "",
        )
        names = list(self.fields)
        names.insert(names.index(self.below(name)) + 1, names.pop())
        self.order_fields(names)


def _parties(by: Actor, typed: str) -> list[Choice]:
    rows = organisations_matching(by, typed[:LONGEST], limit=SHOWN)
    return [(row.pk, row.name, _told_apart(row.name, row.short_name, row.division)) for row in rows]


def _told_apart(name: str, short_name: str, division: Any) -> str:
    """The short name, where the full one does not hold it, and the place."""
    said = "" if short_name in name else short_name
    return " · ".join(filter(None, (said, division.path if division else "")))


def _people(by: Actor, typed: str) -> list[Choice]:
    """A line begins with the key, for people of one name."""
    first = typed.strip().partition(" ")[0]
    keyed = first.isascii() and first.isdigit()
    found = people_matching(by, first if keyed else typed[:LONGEST], limit=SHOWN)
    return [(one.pk, " ".join(filter(None, (str(one.pk), one.name, houses))), "") for one, houses in found]


PARTY_HELP = gettext_lazy("Part of the name or the place, as in: 涵江 张洋村.")
