"""The form of a story at the desk."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StreamBlockValidationError

from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.queries import pictures
from lianjian.apps.parties.queries import actor_for, divisions_matching
from lianjian.web.desk.widgets import CoverChooser, DayInput, DivisionInput, MomentInput

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.apps.newsroom.models import StoryPicture


class DivisionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A division by its code, or by a path that fits just one."""

    widget = DivisionInput

    def to_python(self, value: Any) -> Any:
        """The division; what fits none or several is said beside the field."""
        text = str(value or "").strip()
        if not text:
            return None
        code = text.split()[0]
        rows = divisions_matching(code if code.isdigit() else text)
        exact = [row for row in rows if row.code == code]
        if exact:
            return exact[0]
        if len(rows) == 1:
            return rows[0]
        message = (
            gettext("Several places fit: choose one from the list.")
            if rows
            else gettext("There is no such place.")
        )
        raise forms.ValidationError(message)

    def prepare_value(self, value: Any) -> Any:
        """The code, from which the widget makes the line."""
        return getattr(value, "pk", value)


class StoryForm(WagtailAdminModelForm):
    """What an editor fills in. ``submission`` names one sending, so that a form sent twice makes one story."""

    submission = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "division" in self.fields:
            queryset = self.fields["division"].queryset
            self.fields["division"] = DivisionField(
                queryset=queryset,
                required=False,
                label=_("Place"),
                help_text=_("Type part of the name, as in: 涵江 张洋村"),
            )
        for name, widget in (("cover", CoverChooser), ("happened_on", DayInput), ("go_live_at", MomentInput)):
            if name in self.fields:
                self.fields[name].widget = widget()
        if "cover" in self.fields:
            self.fields["cover"].queryset = self._pictures()
        if "column" in self.fields:
            self.fields["column"].widget = forms.Select(choices=self.fields["column"].choices)
        if self.instance.pk is None:
            self.fields["submission"].initial = secrets.token_urlsafe(24)
        else:
            del self.fields["submission"]

    def clean_digest(self) -> str:
        """One paragraph: the field grows with its two sentences, and a line break in it is a slip of the hand."""
        return "".join(line.strip() for line in self.cleaned_data["digest"].splitlines())

    def clean(self) -> dict[str, Any]:
        """Pictures are the newsroom's own: a guessed number of another one's is as good as none."""
        cleaned: dict[str, Any] = super().clean()
        body = cleaned.get("body")
        if body is not None:
            wanted = {block.picture for block in blocks_in(body) if block.picture is not None}
            if self._pictures().filter(pk__in=wanted).count() != len(wanted):
                gone = gettext("A picture of this story is not there any more.")
                # a stream shows errors of its own kind only
                self.add_error("body", StreamBlockValidationError(non_block_errors=[gone]))
        return cleaned

    def _pictures(self) -> QuerySet[StoryPicture]:
        return pictures(actor_for(self.for_user))
