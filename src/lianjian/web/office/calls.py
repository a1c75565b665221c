"""Calls: written, published, closed; their answers looked at and taken on step by step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements import queries
from lianjian.apps.agreements.actions.advance_response import advance_response
from lianjian.apps.agreements.actions.close_initiative import close_initiative
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.actions.publish_initiative import publish_initiative
from lianjian.apps.agreements.rules.responses import NEXT, ResponseState, reference
from lianjian.apps.parties.queries import divisions_matching, organisation_names
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.office import call_exports
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import run
from lianjian.web.office.frame import framed
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking
from lianjian.web.office.words import ANSWER_MARKS, ANSWER_WORDS, CALL_MARKS, CALL_WORDS, STEP_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import Answer, Call
    from lianjian.foundation.actor import Actor


ON_A_PAGE = 30


class CallForm(Picking):
    """A call as it is written."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Who calls"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    key = forms.CharField(
        label=gettext_lazy("Word in addresses"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits, hyphens, as in: first-call. It stays for ever."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 14}))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if by.network_wide:  # may call for every organisation: too many for a list
            self.fields["organisation"] = PartyPick(label=_("Who calls"), help_text=PARTY_HELP)
            self.order_fields(["organisation"])
            self.offer()
            return
        names = organisation_names(by.organisations, full=True)
        mine = [(key, name) for key, name in names.items() if by.holds(*STEWARDS, organisation=key)]
        self.fields["organisation"].choices = mine  # type: ignore[attr-defined] # a choice field


class StepForm(Picking):
    """The next step of an answer."""

    to = forms.ChoiceField(label=gettext_lazy("Next step"), widget=forms.RadioSelect)
    organisation = PartyPick(
        label=gettext_lazy("Its entry in the register"),
        required=False,
        help_text=gettext_lazy("Needed to join. Part of the name or the place, as in: 涵江 张洋村."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        help_text=gettext_lazy("For the people of your organisation; the one who answered does not see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = [step for step in ResponseState if step in NEXT[answer.state]]
        self.fields["to"].choices = [(str(step), STEP_WORDS[step]) for step in order]  # type: ignore[attr-defined]
        if ResponseState.JOINED not in order:
            for name in ("organisation", "organisation_which"):
                self.fields.pop(name, None)


def _mine(actor: Actor, one: Call) -> bool:
    return actor.holds(*STEWARDS, organisation=one.organisation)


def own_call(request: HttpRequest, key: str) -> Call:
    """A call for which the person may act. Raises NotThere for any other."""
    one = queries.call(actor_of(request), key)
    if not _mine(actor_of(request), one):
        raise NotThere
    return one


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """All calls one may see."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return call_exports.calls(actor)
    page = page_of(request, queries.count_calls(actor), partial(queries.calls, actor), ON_A_PAGE)
    context = framed(
        request,
        rows=[(one, CALL_MARKS[one.state], CALL_WORDS[one.state]) for one in page],
        page=page,
        may_write=actor.holds(*STEWARDS),
    )
    return render(request, "office/calls.html", context)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Write a call."""
    actor = actor_of(request)
    if not actor.holds(*STEWARDS):
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        made = draft_initiative(
            by=actor,
            organisation=values["organisation"],
            key=values["key"],
            title=values["title"],
            text=values["text"],
        )
        messages.success(request, _("The call is written. It is public once you publish it."))
        return reverse("office:call", args=[made.key])

    title = _("Write a call")
    crumbs = [(_("Calls"), reverse("office:calls")), (title, "")]
    form = CallForm(request.POST or None, by=actor)
    cancel = reverse("office:calls")
    return run(request, form, deed, title=title, action=_("Save the draft"), crumbs=crumbs, cancel_url=cancel)


@in_office
def call(request: HttpRequest, key: str) -> HttpResponse:
    """One call; to the people who called, its answers with their contacts."""
    actor = actor_of(request)
    one = queries.call(actor, key)
    if sheets.wanted(request):
        return call_exports.answers(actor, one)
    page = page_of(
        request, queries.count_answers(actor, one.id), partial(queries.answers, actor, one.id), ON_A_PAGE
    )
    unverified, to_print, out = queries.count_unverified(actor, one.id)
    context = framed(
        request,
        call=one,
        unverified=unverified,
        letters_to_print=to_print,
        letters_out=out,
        mark=CALL_MARKS[one.state],
        state=CALL_WORDS[one.state],
        mine=_mine(actor, one),
        page=page,
        answers=[
            (answer, ANSWER_MARKS[answer.state], ANSWER_WORDS[answer.state], reference(one.id, answer.id))
            for answer in page
        ],
        crumbs=[(_("Calls"), reverse("office:calls")), (one.title, "")],
    )
    return render(request, "office/call.html", context)


@in_office
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Make a call public. Whoever opens the address is led to the call."""
    one = own_call(request, key)
    if request.method != "POST":
        return redirect("office:call", key)
    publish_initiative(by=actor_of(request), initiative=one.id)
    messages.success(request, _("The call is public. Organisations can answer it now."))
    return redirect("office:call", key)


@in_office
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Take no more answers. Whoever opens the address is led to the call."""
    one = own_call(request, key)
    if request.method != "POST":
        return redirect("office:call", key)
    close_initiative(by=actor_of(request), initiative=one.id)
    messages.success(request, _("The call takes no more answers. Those under way go on."))
    return redirect("office:call", key)


@in_office
def advance(request: HttpRequest, key: str, answer: int) -> HttpResponse:
    """Look at an answer and take it one step on."""
    actor = actor_of(request)
    one = own_call(request, key)
    row = queries.answer(actor, one.id, answer)

    def deed(values: dict[str, Any]) -> str:
        moved = advance_response(
            by=actor,
            response=answer,
            to=values["to"],
            note=values["note"],
            organisation=values.get("organisation"),
        )
        words = _("“%(name)s”: %(state)s.")
        said = {"name": row.organisation_name, "state": ANSWER_WORDS[ResponseState(moved.state)]}
        messages.success(request, words % said)
        return reverse("office:call", args=[key])

    here = reverse("office:call", args=[key])
    place = divisions_matching(row.division)[:1] if row.division else []
    entry = organisation_names([row.organisation], full=True) if row.organisation is not None else {}
    return run(
        request,
        StepForm(
            request.POST or None,
            by=actor,
            answer=row,
            initial={"organisation": entry.get(row.organisation or 0, ""), "note": row.note},
        ),
        deed,
        title=row.organisation_name,
        action=_("Take the step"),
        crumbs=[(_("Calls"), reverse("office:calls")), (one.title, here), (row.organisation_name, "")],
        cancel_url=here,
        answer=row,
        reference=reference(one.id, row.id),
        place=place[0].path if place else "",
        mark=ANSWER_MARKS[row.state],
        state=ANSWER_WORDS[row.state],
        finished=not NEXT[row.state],
    )
