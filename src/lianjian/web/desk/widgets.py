"""Fields of the story form that need no script inside the page: the house's policy allows none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html
from wagtail.images.widgets import AdminImageChooser

from lianjian.apps.parties.queries import divisions_matching

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


class CoverChooser(AdminImageChooser):
    """Wagtail's picture chooser, started by the desk's own script from a mark in the page."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The chooser, and what it is to be started with."""
        attrs = attrs or {}
        value_data = self.get_value_data(value)
        options = self.get_js_init_options(attrs["id"], name, value_data)
        return format_html(
            '{}<span hidden data-desk-chooser="{}" data-options="{}"></span>',
            self.render_html(name, value_data, attrs),
            attrs["id"],
            json.dumps(options),
        )


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DivisionInput(forms.TextInput):
    """A line in which a place is found as it is typed; the value starts with its code."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-desk-places": "", "autocomplete": "off", "inputmode": "text"})

    def format_value(self, value: Any) -> str | None:
        """The code and the path of the chosen place."""
        text = str(value or "").strip()
        if text.isdigit():
            found = [row for row in divisions_matching(text) if row.code == text]
            return f"{found[0].code} {found[0].path}" if found else text
        return text or None
