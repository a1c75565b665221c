"""Robots in the chats of a group: stored, tried, removed. Their addresses are never shown again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.queries import group_card
from lianjian.apps.reminders.actions.remove_robot import remove_robot
from lianjian.apps.reminders.actions.store_robot import store_robot
from lianjian.apps.reminders.actions.try_robot import try_robot
from lianjian.apps.reminders.queries import dispatch
from lianjian.apps.reminders.queries import robot as robot_in_scope
from lianjian.apps.reminders.rules.dispatches import CHANNEL_LABELS, ROBOTS, DispatchState
from lianjian.apps.reminders.tasks.sending import send_one
from lianjian.web.acting import actor_of
from lianjian.web.kit.reminding import trouble
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.groups import page_of, run_by

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SECRET = forms.PasswordInput(attrs={"autocomplete": "off"})
"""Not shown on the screen; and, as all password fields, not sent back where the form has a mistake."""


class RobotForm(OfficeForm):
    """What the chat shows when a robot is added to it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Which chat"),
        choices=[(str(one), gettext_lazy(CHANNEL_LABELS[one])) for one in ROBOTS],
        widget=forms.RadioSelect,
        initial=str(ROBOTS[0]),
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the chat"),
        max_length=60,
        help_text=gettext_lazy("The same name again replaces what is stored."),
    )
    webhook = forms.CharField(
        label=gettext_lazy("Webhook address"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text=gettext_lazy(
            "From the chat's settings. Whoever has it can write there: it is kept sealed and never shown again."
        ),
    )
    secret = forms.CharField(
        label=gettext_lazy("Signing secret"),
        required=False,
        max_length=500,
        widget=SECRET,
        help_text=gettext_lazy("Where the robot asks for a signature: DingTalk and Feishu."),
    )
    keyword = forms.CharField(
        label=gettext_lazy("Keyword"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Where the robot takes only messages that hold it."),
    )


@in_office
def store(request: HttpRequest, group: int) -> HttpResponse:
    """Store the address of a robot in the group's chat."""
    card = run_by(request, group)

    def deed(values: dict[str, Any]) -> str:
        made = store_robot(
            by=actor_of(request),
            group=group,
            kind=values["kind"],
            name=values["name"],
            values={name: values[name] for name in ("webhook", "secret", "keyword")},
        )
        messages.success(request, _("Stored and sealed. Now send a trial message."))
        return reverse("office:robot", args=[made.pk])

    form = RobotForm(request.POST or None)
    return run(request, form, deed, action=_("Store it"), **page_of(card, _("Add a robot")))


@in_office
def robot(request: HttpRequest, robot: int) -> HttpResponse:
    """One robot: when it last brought something, why it did not, and the trial."""
    actor = actor_of(request)
    line = robot_in_scope(actor, robot)
    card = group_card(actor, line.group)
    context = framed(
        request,
        line=line,
        kind=_(CHANNEL_LABELS[line.kind]),
        trouble=trouble(line.cause),
        **page_of(card, line.name),
    )
    return render(request, "office/robot.html", context)


@in_office
@require_POST
def attempt(request: HttpRequest, robot: int) -> HttpResponse:
    """Send a trial message now, and say what became of it."""
    actor = actor_of(request)
    row = try_robot(by=actor, robot=robot)
    send_one(timezone.now(), dispatch=row.pk)
    line = dispatch(actor, row.pk)
    if line.state is DispatchState.SENT:
        messages.success(request, _("The trial message has arrived: look into the chat."))
    elif line.state is DispatchState.REFUSED:
        messages.error(
            request,
            f"{trouble(line.cause)}{_('(%(detail)s)') % {'detail': line.detail} if line.detail else ''}",
        )
    else:
        messages.error(
            request,
            _("The platform did not answer (%(detail)s). Try again later.") % {"detail": line.detail or "…"},
        )
    return redirect("office:robot", robot)


@in_office
def remove(request: HttpRequest, robot: int) -> HttpResponse:
    """Forget a robot and its address."""
    actor = actor_of(request)
    line = robot_in_scope(actor, robot)
    card = group_card(actor, line.group)

    def deed(_values: dict[str, Any]) -> str:
        group = remove_robot(by=actor, robot=robot)
        messages.success(request, _("The robot is forgotten here. Remove it from the chat as well."))
        return reverse("office:group", args=[group])

    return run(
        request,
        OfficeForm(request.POST or None),
        deed,
        action=_("Forget the robot"),
        grave=True,
        quoted=f"{line.name} · {_(CHANNEL_LABELS[line.kind])}",
        **page_of(card, _("Remove a robot")),
    )
