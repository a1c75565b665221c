"""What villagers ask at their station, under the thumb of whoever is to answer: the list, one letter, the answer.

A letter is opened by pressing a button, never by following a link: opening is a deed, and who did it stands beside it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianjian.apps.islands.actions.acknowledge_loss import acknowledge_loss
from lianjian.apps.islands.actions.answer_request import answer_request
from lianjian.apps.islands.actions.close_request import close_request
from lianjian.apps.islands.actions.open_request import open_request
from lianjian.apps.islands.actions.pass_on_request import pass_on_request
from lianjian.apps.islands.actions.refuse_request import refuse_request
from lianjian.apps.islands.actions.take_request import take_request
from lianjian.apps.islands.queries import (
    WantedRequests,
    count_requests,
    field_words,
    losses,
    others_taking,
    purpose_words,
    requests,
)
from lianjian.apps.islands.queries import loss as loss_in_scope
from lianjian.apps.islands.queries import request as request_in_scope
from lianjian.apps.islands.rules.inboxes import ROLE_LABELS
from lianjian.apps.islands.rules.requests import LONGEST, STATE_LABELS, RequestMove, RequestState
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.templatetags.kit import content
from lianjian.web.mobile.dues import dated
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.islands.queries import RequestLine

ON_A_PAGE = 30
MARKS = {
    RequestState.RECEIVED: "hand",
    RequestState.IN_HAND: "wait",
    RequestState.PASSED_ON: "hand",
    RequestState.ANSWERED: "ok",
    RequestState.CLOSED: "ok",
    RequestState.REFUSED: "stop",
    RequestState.WITHDRAWN: "withdrawn",
    RequestState.LOST: "unknown",
}
TITLES = {
    RequestMove.ANSWER: gettext_lazy("Answer the villager"),
    RequestMove.PASS_ON: gettext_lazy("Give it to another inbox"),
    RequestMove.REFUSE: gettext_lazy("Say that nothing can be done here"),
}
FIELD_NAMES = {
    "text": gettext_lazy("What is asked"),
    "name": pgettext_lazy("of a villager", "Name"),
    "phone": gettext_lazy("Telephone"),
    "place": gettext_lazy("Where"),
}


class TextForm(forms.Form):
    """Words to the villager, under a key of their own: sent twice, they are one."""

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)
    text = forms.CharField(
        max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 6, "lang": "zh-Hans"})
    )

    def __init__(self, data: Any, move: RequestMove) -> None:
        super().__init__(data, initial={"client_key": uuid.uuid4().hex})
        field = self.fields["text"]
        if move is RequestMove.REFUSE:
            field.label = _("Why, and whom they can ask instead")
            field.help_text = _("The villager reads this at the station.")
        else:
            field.label = _("Your words to the villager")
            field.help_text = _(
                "Short sentences; the station reads them aloud. You can ask back: the villager answers with a new request."
            )


class PassForm(forms.Form):
    """To whom."""

    inbox = forms.ChoiceField(label=gettext_lazy("To whom"), widget=forms.RadioSelect)


def marked(line: RequestLine) -> tuple[RequestLine, str, str]:
    """A line with the mark and the words of its state; how far its day is while nobody has answered."""
    if line.state in {RequestState.RECEIVED, RequestState.IN_HAND, RequestState.PASSED_ON}:
        _when, mark, words = dated(line.due_on, this_day())
        return line, mark, words
    return line, MARKS[line.state], _(STATE_LABELS[line.state])


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What is mine to answer, what is due first before."""
    actor, day = actor_of(request), this_day()
    state = request.GET.get("state", "waiting")
    wanted = WantedRequests(
        state=state if state in {"waiting", "answered", "over"} else "waiting",
        inbox=request.GET.get("inbox", "")[:40],
    )
    page = page_of(
        request,
        count_requests(actor, day, wanted),
        lambda limit, offset: [
            marked(one) for one in requests(actor, day, wanted, limit=limit, offset=offset)
        ],
        ON_A_PAGE,
    )
    here, of = reverse("mobile:asked"), f"&inbox={wanted.inbox}" if wanted.inbox else ""
    tabs = [
        (word, f"{here}?state={value}{of}", value == wanted.state, None)
        for word, value in (
            (_("Waiting for an answer"), "waiting"),
            (pgettext("requests", "Answered"), "answered"),
            (pgettext("requests", "Over"), "over"),
        )
    ]
    context = framed(request, page=page, tabs=tabs, wanted=wanted, losses=losses(actor))
    return render(request, "mobile/asked.html", context)


def _shown(request: HttpRequest, key: int, status: int = 200, **more: Any) -> HttpResponse:
    card = request_in_scope(actor_of(request), key, this_day())
    _line, mark, words = marked(card.line)
    context = framed(
        request,
        card=card,
        mark=mark,
        words=words,
        titles=[(move, TITLES[move]) for move in TITLES if move in card.moves],
        may_take=RequestMove.TAKE in card.moves,
        may_close=RequestMove.CLOSE in card.moves,
        is_open=bool(card.moves),
        purposes=[purpose_words(one) for one in card.purposes],
        steps=[(one, _(STATE_LABELS[one.state])) for one in card.steps],
        **more,
    )
    return render(request, "mobile/asked_one.html", context, status=status)


@never_cache
@login_required
@require_safe
def one(request: HttpRequest, asked: int) -> HttpResponse:
    """One request, its letter closed."""
    return _shown(request, asked)


def _letter(request: HttpRequest, key: int) -> dict[str, Any]:
    """What is in the letter, opened now."""
    opened = open_request(by=actor_of(request), request=key)
    if opened.fields is None:
        return {"gone": True}
    fields = [
        (name, FIELD_NAMES.get(name, name), value, field_words(name))
        for name, value in opened.fields.items()
        if name != "text"
    ]
    return {
        "opened": True,
        "text": opened.fields.get("text", ""),
        "fields": sorted(fields, key=lambda found: list(FIELD_NAMES).index(found[0])),
        "answers": opened.answers,
    }


@never_cache
@login_required
@require_POST
def unseal(request: HttpRequest, asked: int) -> HttpResponse:
    """Open the letter and show it, once."""
    request_in_scope(actor_of(request), asked, this_day())
    try:
        found = _letter(request, asked)
    except Refused as refused:
        messages.error(request, explain(refused))
        return redirect("mobile:asked-one", asked)
    return _shown(request, asked, **found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, asked: int, move: str) -> HttpResponse:
    """Answer it, pass it on, or say why not, by its form; the letter can be read beside it."""
    actor = actor_of(request)
    card = request_in_scope(actor, asked, this_day())
    if move not in {str(one) for one in TITLES} or RequestMove(move) not in card.moves:
        raise NotThere
    doing = RequestMove(move)
    reading = request.method == "POST" and "unseal" in request.POST
    sent = request.POST if request.method == "POST" and not reading else None
    form = _form(request, card.line, doing, sent)
    if reading:  # what was typed before stays
        form.initial |= {name: request.POST[name] for name in ("text", "inbox") if name in request.POST}
    if sent is not None and form.is_valid():
        try:
            _do(request, card.line, doing, form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            field = {"reason": "text"}.get(refused.field, refused.field)
            form.add_error(field if field in form.fields else None, explain(refused))
        else:
            return redirect(
                "mobile:asked" if doing is RequestMove.PASS_ON else "mobile:asked-one",
                *(() if doing is RequestMove.PASS_ON else (asked,)),
            )
    context = framed(
        request,
        form=form,
        line=card.line,
        move=move,
        title=TITLES[doing],
        action=_("Send") if doing is not RequestMove.PASS_ON else TITLES[doing],
        **(_letter(request, asked) if reading else {}),
    )
    return render(request, "mobile/asked_step.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, line: RequestLine, move: RequestMove, sent: Any) -> Any:
    if move is not RequestMove.PASS_ON:
        return TextForm(sent, move)
    form = PassForm(sent)
    others = others_taking(actor_of(request), line.id, this_day())
    form.fields["inbox"].choices = [  # type: ignore[attr-defined] # a choice field
        (one.key, format_html("{} · {}", content(one.name), _(ROLE_LABELS[one.role]))) for one in others
    ]
    if not others:
        form.fields["inbox"].help_text = _("No other inbox takes such a request now.")
    return form


def _do(request: HttpRequest, line: RequestLine, move: RequestMove, values: dict[str, Any]) -> None:
    by, asked = actor_of(request), line.id
    if move is RequestMove.ANSWER:
        answer_request(by=by, request=asked, text=values["text"], client_key=values["client_key"])
        words = _("Sealed for the villager. It reaches the station with the next line or stick.")
    elif move is RequestMove.REFUSE:
        refuse_request(by=by, request=asked, reason=values["text"], client_key=values["client_key"])
        words = _("The villager reads why at the station.")
    else:
        pass_on_request(by=by, request=asked, inbox=values["inbox"])
        messages.success(request, _("Passed on. You cannot read it any more."))
        return
    if line.station_lost:
        words = _(
            "Its station was lost or replaced: an answer does not reach the villager there. "
            "Call, if a telephone is in the letter."
        )
    (messages.warning if line.station_lost else messages.success)(request, words)


@never_cache
@login_required
@require_POST
def press(request: HttpRequest, asked: int, what: str) -> HttpResponse:
    """One press: taken in hand, or closed."""
    verbs = {
        "take": (take_request, _("It is in your hands now; the villager sees that somebody is at it.")),
        "close": (close_request, _("Closed. The letter is destroyed in thirty days.")),
    }
    if what not in verbs:
        raise NotThere
    request_in_scope(actor_of(request), asked, this_day())
    verb, words = verbs[what]
    try:
        verb(by=actor_of(request), request=asked)
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, words)
    return redirect("mobile:asked-one", asked)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def loss(request: HttpRequest, loss: int) -> HttpResponse:
    """A station was lost: which requests of its villagers are in my hands."""
    actor = actor_of(request)
    if request.method == "POST":
        acknowledge_loss(by=actor, loss=loss)
        messages.success(request, _("Noted."))
        return redirect("mobile:asked")
    line, concerned = loss_in_scope(actor, loss, this_day())
    context = framed(request, loss=line, rows=[marked(one) for one in concerned])
    return render(request, "mobile/asked_loss.html", context)
