"""What forms choose from: the parties at hand, their people, areas, units. Any other organisation is found while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.http import JsonResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.parties.queries import holders, organisation_names, organisations, person_names
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.rules.evidence import MOST_FILES, File
from lianjian.web.office.door import in_office
from lianjian.web.office.marks import AREA_WORDS, UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from lianjian.foundation.actor import Actor

SHOWN = 12
LONGEST = 60


def offer(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    """Set what a select or a row of boxes offers."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined] # a choice field


def houses(keys: Iterable[int]) -> list[tuple[int, str]]:
    """Organisations by key with their short names, in the order given."""
    order = list(dict.fromkeys(keys))
    names = organisation_names(order)
    return [(key, names[key]) for key in order if key in names]


def spoken_for(by: Actor) -> list[int]:
    """Keys of the organisations for which ``by`` may promise and negotiate: one's own. A network administrator is
    nobody's voice without a mandate."""
    return sorted(m.organisation for m in by.mandates if m.role in NEGOTIATORS)


def own_among(by: Actor, parties: Iterable[int]) -> list[int]:
    """Those of ``parties`` that ``by`` acts for (all of them for the network administrator), in order."""
    return [key for key in parties if by.acts_for(key)]


def people_of(parties: Iterable[int], day: date) -> list[tuple[str, list[tuple[int, str]]]]:
    """The people with a mandate on ``day``, by organisation. The caller runs what these organisations do together."""
    found = []
    for key, house in houses(parties):
        names = person_names(holders(key, list(Role), day))
        if names:
            found.append((house, sorted(names.items(), key=lambda pair: pair[1])))
    return found


def area_field(*, required: bool = True) -> forms.ChoiceField:
    """One of the six work areas."""
    return forms.ChoiceField(
        label=gettext_lazy("Work area"), choices=[("", "—"), *AREA_WORDS.items()], required=required
    )


def unit_field(*, required: bool = False) -> forms.ChoiceField:
    """A unit in which things are counted."""
    return forms.ChoiceField(
        label=gettext_lazy("Unit"), choices=[("", "—"), *UNIT_WORDS.items()], required=required
    )


def number_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A number as people type it (12,000 or １２０００); the verb reads it."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=40,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def fitting(typed: str) -> list[Any]:
    """The organisation of exactly this name or address, or up to twelve that fit the words."""
    text = typed.strip()[:LONGEST]
    if not text:
        return []
    rows = organisations()
    exact = rows.filter(Q(name=text) | Q(key=text)).first() or (
        rows.filter(short_name=text).first() if rows.filter(short_name=text).count() == 1 else None
    )
    if exact is not None:
        return [exact]
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(division__path__icontains=word)
        )
    return list(rows[:SHOWN])


class HouseField(forms.CharField):
    """Any organisation of the network, typed: the register may hold fourteen thousand. Cleaned, it is its key, or None."""

    widget = forms.TextInput(
        attrs={"autocomplete": "off", "data-office-places": reverse_lazy("office:houses")}
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Type part of the name or of the place, then choose."))
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Raises ValidationError where nothing fits, and names what fits where it is more than one."""
        text = super().clean(value)
        if not text:
            return None
        rows = fitting(text)
        if not rows:
            raise forms.ValidationError(_("No organisation of that name is in the register."))
        if len(rows) > 1:
            names = "、".join(row.name for row in rows)
            raise forms.ValidationError(
                _("Several fit: %(names)s. Write one of these names in full.") % {"names": names}
            )
        return int(rows[0].pk)


@in_office
def suggest(request: HttpRequest) -> JsonResponse:
    """Up to twelve organisations that fit ``q``, each by the full name the form takes."""
    return JsonResponse({"places": [row.name for row in fitting(request.GET.get("q", ""))]})


class Several(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002 - the shape Django asks for
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class ProofField(forms.FileField):
    """Photographs and PDF documents in one input; the verb judges what they are."""

    widget = Several(attrs={"accept": "image/*,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:  # noqa: ARG002 - the shape Django asks for
        return [file for file in data or () if file]


def proof(sent: Iterable[UploadedFile[Any]]) -> list[File]:
    """Of a file that is too large only as much is read as shows that it is."""
    taken = list(sent)[: MOST_FILES + 1]
    return [File(name=file.name or "", data=file.read(LARGEST_FILE + 1)) for file in taken]
