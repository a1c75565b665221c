"""Changing one's own password: the old one is asked for, the session goes on, all others of the account end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lianjian.apps.parties.queries import organisation_names
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PasswordForm(PasswordChangeForm):
    """Django's form in plain words; its validators stand in the settings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = gettext_lazy("The password you have now")
        self.fields["new_password1"].label = gettext_lazy("New password")
        self.fields["new_password1"].help_text = gettext_lazy(
            "Ten characters or more, not digits alone, not your name, not one that everybody uses."
        )
        self.fields["new_password2"].label = gettext_lazy("The new password once more")
        self.fields["new_password2"].help_text = ""


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The form; afterwards one lands where one works, still signed in."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, _("The password is changed. The old one opens nothing any more."))
        return redirect("entrance:sign-in")
    actor = actor_of(request)
    names = organisation_names(actor.organisations)
    context = {
        "form": form,
        "person": actor.name,
        "organisation": "、".join(names[key] for key in sorted(names)),
        "home_url": reverse("entrance:sign-in"),
        "sign_out_url": reverse("entrance:sign-out"),
    }
    return render(request, "entrance/password.html", context, status=422 if form.errors else 200)
