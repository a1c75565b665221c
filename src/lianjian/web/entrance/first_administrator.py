"""The page behind the one-time link that ``./start --no-demo`` prints."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lianjian.apps.parties.actions.name_first_administrator import name_first_administrator
from lianjian.apps.parties.rules.kinds import KIND_LABELS, Kind
from lianjian.apps.parties.rules.one_time import fits
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

OPENERS = (Kind.ASSOCIATION, Kind.MEDIA_CENTRE, Kind.AUTHORITY, Kind.INSTITUTE)


class FirstAdministratorForm(forms.Form):
    """Who runs this installation."""

    organisation_name = forms.CharField(label=_("Your organisation"), max_length=120)
    organisation_key = forms.SlugField(
        label=_("Its key in addresses"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens, for example cujinhui."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, _(KIND_LABELS[kind])) for kind in OPENERS]
    )
    person = forms.CharField(label=_("Your name"), max_length=60)
    username = forms.CharField(label=_("Sign-in name"), max_length=60)
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(render_value=False), min_length=10
    )


def kept_token() -> Path:
    """Where the fingerprint of the link lies until it is used."""
    return Path(settings.HOME) / "keys" / "first-administrator"


@never_cache
@sensitive_post_parameters("password")
def first_administrator(request: HttpRequest, token: str) -> HttpResponse:
    """Show and take the form; the link is gone once it has been used."""
    kept = ""
    with suppress(OSError):
        kept = kept_token().read_text(encoding="utf-8").strip()
    if not kept or not fits(token, kept):
        raise NotThere
    form = FirstAdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = name_first_administrator(division=None, **form.cleaned_data)
        except Refused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, explain(refused))
        else:
            kept_token().unlink(missing_ok=True)
            login(request, account, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("office:home")
    return render(
        request, "entrance/first_administrator.html", {"form": form}, status=422 if form.errors else 200
    )
