"""Signing in and out. Whoever is signed in lands on the page of the mandate held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect
from django.utils.translation import activate
from django.views.decorators.http import require_POST

from lianjian.apps.parties.queries import actor_for
from lianjian.apps.parties.rules.roles import Role
from lianjian.web.entrance.demonstration import accounts_to_try

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEWSROOM = {Role.EDITOR, Role.REVIEWER}


class SignIn(LoginView):
    """The sign-in page; guessing is slowed down by django-axes."""

    template_name = "kit/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the accounts to try where this is a demonstration."""
        context = super().get_context_data(**kwargs)
        context.pop(
            "site_name", None
        )  # Django means the host by it; the masthead wants the name of the paper
        return {**context, "demonstration_accounts": accounts_to_try()}

    def get_default_redirect_url(self) -> str:
        """The desk for editors and reviewers, the office for administrators, the phone pages for everybody else."""
        user = self.request.user
        if not user.is_authenticated:
            return "/m/"
        if user.language:
            activate(user.language)
        actor = actor_for(user)
        roles = {mandate.role for mandate in actor.mandates}
        if roles & NEWSROOM:
            return "/desk/"
        return "/office/" if actor.network_wide or Role.ADMINISTRATOR in roles else "/m/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and go to the public site."""
    logout(request)
    return redirect("/")
