"""The forms of topics and assignments."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.matrix.queries import outlets
from lianjian.apps.newsroom.queries import columns, newsrooms
from lianjian.apps.newsroom.queries.planning import people_to_assign
from lianjian.apps.newsroom.rules.drafts import TITLE_LIMIT
from lianjian.apps.newsroom.rules.planning import ABOUT_LIMIT, PLACE_LIMIT, WORD_LIMIT
from lianjian.apps.parties.queries import organisation_names
from lianjian.web.desk.widgets import DayInput, MomentInput

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import Topic
    from lianjian.foundation.actor import Actor


class TopicForm(forms.Form):
    """What a topic is, and when and where it is to appear. A new one asks for the newsroom where there are several."""

    newsroom = forms.TypedChoiceField(label=gettext_lazy("Which newsroom"), coerce=int)
    submission = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Topic"), max_length=TITLE_LIMIT)
    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=ABOUT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    column = forms.ChoiceField(label=gettext_lazy("Column"), required=False)
    planned_on = forms.DateField(label=gettext_lazy("Planned day"), required=False, widget=DayInput())
    outlets = forms.MultipleChoiceField(
        label=gettext_lazy("Outlets it is meant for"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Actor, row: Topic | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = [("", _("not known")), *((c.slug, c.name) for c in columns())]  # type: ignore[attr-defined] # a choice field
        known = {line.key: line.name for line in outlets(by)}
        known |= {key: key for key in (row.outlets if row is not None else ()) if key not in known}
        self.fields["outlets"].choices = list(known.items())  # type: ignore[attr-defined] # a choice field
        if row is not None:
            del self.fields["newsroom"], self.fields["submission"]
            return
        self.fields["submission"].initial = uuid.uuid4().hex
        houses = sorted(organisation_names(newsrooms(by)).items())
        self.fields["newsroom"].choices = houses  # type: ignore[attr-defined] # a choice field
        if len(houses) == 1:
            self.fields["newsroom"].initial = houses[0][0]
            self.fields["newsroom"].widget = forms.HiddenInput()


class AssignForm(forms.Form):
    """Who, until when, where."""

    submission = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    person = forms.TypedChoiceField(label=gettext_lazy("Given to"), coerce=int)
    due_at = forms.DateTimeField(label=gettext_lazy("Deadline"), widget=MomentInput())
    place = forms.CharField(label=gettext_lazy("Where to go"), max_length=PLACE_LIMIT, required=False)
    what = forms.CharField(label=gettext_lazy("What is to be done"), max_length=WORD_LIMIT, required=False)

    def __init__(self, *args: Any, newsroom: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4().hex
        self.fields["person"].choices = people_to_assign(newsroom)  # type: ignore[attr-defined] # a choice field


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=WORD_LIMIT)
