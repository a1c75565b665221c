"""Ways to sign in: opened for a person of an organisation, with a first password that is shown once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.queries import mandates, organisation, with_account
from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.foundation.actor import Actor

CLEAR = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody confuses when one reads them to the other over the telephone."""


class AccountForm(OfficeForm):
    """How somebody signs in."""

    username = forms.CharField(
        label=gettext_lazy("Sign-in name"),
        max_length=60,
        help_text=gettext_lazy("Letters and digits, as in: zhangsan. Nobody shares it."),
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("First password"),
        required=False,
        max_length=128,
        help_text=gettext_lazy("Left empty, one is made for you and shown once."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


def may_open(actor: Actor, house: int) -> bool:
    """Whether ``actor`` administers this organisation, or the network."""
    return actor.holds(Role.ADMINISTRATOR, organisation=house)


def made_up() -> str:
    """A password of three groups of four: about 59 bits."""
    letters = [secrets.choice(CLEAR) for _place in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


@sensitive_post_parameters("password")
@in_office
def begin(request: HttpRequest, key: str, person: int) -> HttpResponse:
    """Open an account for a person who acts for the organisation. The page that answers is the only one that ever shows
    the password: it is kept nowhere else, neither in the session nor in a message."""
    actor, row = actor_of(request), organisation(key)
    if row is None or not may_open(actor, row.pk):
        raise NotThere
    held = mandates(actor, row.pk).filter(Q(ends_on=None) | Q(ends_on__gte=this_day()), person=person).first()
    if held is None:
        raise NotThere
    here = reverse("office:party", args=[key])
    if request.method != "POST" and with_account([person]):
        messages.info(request, _("%(name)s has an account already.") % {"name": held.person.name})
        return redirect(here)
    opened: dict[str, str] = {}

    def deed(values: dict[str, Any]) -> str:
        password = values["password"] or made_up()
        account = open_account(by=actor, person=person, username=values["username"], password=password)
        opened.update(username=account.username, password=password)
        return here

    title = _("Open an account")
    crumbs = [(_("Parties"), reverse("office:parties")), (row.short_name, here), (title, "")]
    page: dict[str, Any] = {"title": title, "crumbs": crumbs, "of": f"{held.person.name} · {row.name}"}
    form = AccountForm(request.POST or None)
    answer = run(request, form, deed, action=_("Open the account"), cancel_url=here, **page)
    if not opened:
        return answer
    return render(
        request,
        "office/account_opened.html",
        framed(request, **page, **opened, back=here, owner=held.person.name),
    )
