"""What forms choose from: the parties at hand, their people, areas, units. Any other organisation is picked
(``picking``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.parties.queries import holders, organisation_names, person_names
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.rules.evidence import MOST_FILES, File
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office.marks import UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.core.files.uploadedfile import UploadedFile

    from lianjian.foundation.actor import Actor


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
