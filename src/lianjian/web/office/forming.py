"""One form, one verb: parse, call it, and on refusal stand the words beside the field with what was typed."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.shortcuts import redirect, render

from lianjian.foundation.wording import explain
from lianjian.kernel.cells import day_of
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.office.frame import framed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

DONE = "office-done"
KEPT = 40
"""How many sent forms a session remembers: more than anybody has open at a time."""


class Day(forms.DateField):
    """A date, with the browser's own calendar; without one, as people write it: 2026年3月1日, 2026/3/1, in full width."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            with suppress(Refused):
                return day_of(value)
        return super().to_python(value)


class OfficeForm(forms.Form):
    """A form that names its sending, so that the same page sent twice does its deed once."""

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4().hex

    def stand_beside(self, refused: Refused) -> None:
        """Say a refusal beside the field it is about, or above the form."""
        self.add_error(refused.field if refused.field in self.fields else None, explain(refused))


def run(
    request: HttpRequest,
    form: OfficeForm,
    deed: Callable[[dict[str, Any]], str],
    template: str = "office/form.html",
    **page: Any,
) -> HttpResponse:
    """Show ``form``; when it is sent, do ``deed`` with its values and go to the address it gives. A form that was sent
    before leads to where the first sending led."""
    status = 200
    if request.method == "POST":
        key = request.POST.get("client_key", "")
        sent: dict[str, str] = request.session.get(DONE, {})
        if key in sent:
            return redirect(sent[key])
        if not form.is_bound:  # it asked for more rows only
            return render(request, template, framed(request, form=form, **page))
        if form.is_valid():
            try:
                with transaction.atomic():
                    where = deed(form.cleaned_data)
            except NotThere:
                raise
            except Refused as refused:
                form.stand_beside(refused)
            else:
                request.session[DONE] = dict([*sent.items(), (key, where)][-KEPT:])
                return redirect(where)
        status = 422
    return render(request, template, framed(request, form=form, **page), status=status)
