"""A handover on the phone: begun, walked through line by line, finished; what is in it stays readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.cancel_handover import cancel_handover
from lianjian.apps.parties.actions.complete_handover import complete_handover
from lianjian.apps.parties.actions.explain_item import explain_item
from lianjian.apps.parties.actions.give_item import give_item
from lianjian.apps.parties.actions.return_item import return_item
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.queries.by_word import by_words_held
from lianjian.apps.parties.queries.handovers import count_handovers, handovers_of, pack
from lianjian.apps.parties.queries.people_in_office import own_mandates, successors_for, who_could_take
from lianjian.apps.parties.rules.handovers import HANDOVER_LABELS, ITEM_LABELS, HandoverState, ItemState
from lianjian.apps.parties.rules.open_things import THING_LABELS
from lianjian.apps.parties.rules.roles import ROLE_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.handing_forms import (
    AnswerForm,
    BeginForm,
    GiveForm,
    HandingForm,
    ReasonForm,
    RemarkForm,
    SayForm,
    WhyForm,
    people_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.parties.queries.handovers import HandoverLine, ItemLine, Pack

ON_A_PAGE = 60
SHOWN = 20
ROLE_WORDS = {str(role): gettext_lazy(label) for role, label in ROLE_LABELS.items()}
THING_WORDS = {thing: gettext_lazy(label) for thing, label in THING_LABELS.items()}
STATE_WORDS = {state: gettext_lazy(label) for state, label in HANDOVER_LABELS.items()}
ITEM_WORDS = {state: gettext_lazy(label) for state, label in ITEM_LABELS.items()}
STATE_MARKS = {
    HandoverState.BEGUN: "wait",
    HandoverState.COMPLETED: "ok",
    HandoverState.CANCELLED: "withdrawn",
}
ITEM_MARKS = {
    ItemState.OPEN: "due",
    ItemState.ACCEPTED: "ok",
    ItemState.GIVEN: "ok",
    ItemState.RETURNED: "stuck",
}


def post_of(line: HandoverLine) -> str:
    """What is handed over: the role, and for a first secretary the batch."""
    role = str(ROLE_WORDS[line.role])
    return _("%(role)s, batch %(batch)s") % {"role": role, "batch": line.batch} if line.batch else role


def shown(item: ItemLine) -> dict[str, Any]:
    """A line of the list with its kind, mark and words."""
    return {
        "item": item,
        "kind": THING_WORDS[item.kind],
        "mark": "withdrawn" if item.gone else ITEM_MARKS[item.state],
        "words": _("closed meanwhile") if item.gone else ITEM_WORDS[item.state],
    }


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The handovers I may see, and what I know by word."""
    actor = actor_of(request)
    page = page_of(
        request,
        count_handovers(actor),
        lambda most, skip: handovers_of(actor, limit=most, offset=skip),
        SHOWN,
    )
    context = framed(
        request,
        page=page,
        rows=[(line, post_of(line), STATE_MARKS[line.state], STATE_WORDS[line.state]) for line in page],
        may_begin=bool(own_mandates(actor, this_day())),
        spoken=[(one, THING_WORDS[one.kind]) for one in by_words_held(actor, limit=SHOWN)],
        of_somebody=bool(actor.acting_for),
    )
    return render(request, "mobile/handovers.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin to hand over what I have open."""
    actor, day = actor_of(request), this_day()
    held = own_mandates(actor, day)
    if not held:
        raise NotThere
    asked = whole_number(request.POST.get("mandate", "") or request.GET.get("mandate", ""))
    chosen = next((one for one in held if one.pk == asked), held[0])
    if len(held) > 1 and chosen.pk != asked:
        choices = [(one, ROLE_WORDS[one.role]) for one in held]
        return render(request, "mobile/handover_begin.html", framed(request, choices=choices))
    people = successors_for(actor, chosen.pk, day)
    form = BeginForm(
        request.POST or None,
        people=people_words(people, ROLE_WORDS),
        initial={"mandate": chosen.pk},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = begin_handover(by=actor, mandate=chosen.pk, successor=form.cleaned_data["successor"])
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            messages.success(
                request, _("Begun. Add what is known by word only, then walk through the list together.")
            )
            return redirect("mobile:handover", made.pk)
    context = framed(request, form=form, chosen=chosen, role=ROLE_WORDS[chosen.role], people=people)
    return render(request, "mobile/handover_begin.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def handover(request: HttpRequest, handover: int) -> HttpResponse:
    """The whole list: what is open, what was decided, who has it."""
    actor = actor_of(request)
    found = pack(actor, handover, this_day())
    page = page_of(request, len(found.items), lambda most, skip: found.items[skip : skip + most], ON_A_PAGE)
    context = framed(
        request,
        pack=found,
        line=found.line,
        page=page,
        rows=[shown(item) for item in page],
        **_stand(found),
    )
    return render(request, "mobile/handover.html", context)


def _stand(found: Pack) -> dict[str, Any]:
    """How far it is."""
    left = len(found.open)
    every = left + len(found.decided)
    return {
        "post": post_of(found.line),
        "state": STATE_WORDS[found.line.state],
        "mark": STATE_MARKS[found.line.state],
        "left": left,
        "every": every,
        "done": every - left,
    }


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def walk(request: HttpRequest, handover: int) -> HttpResponse:
    """One line after the other, decided with one thumb. ``item`` names a line, ``after`` the one to pass over."""
    actor, day = actor_of(request), this_day()
    found = pack(actor, handover, day)
    item = _line_of(request, found)
    if request.method == "POST":
        return _decided(request, found, item)
    if item is None:
        return redirect("mobile:handover", handover)
    return _walk_page(request, found, item, {})


def _line_of(request: HttpRequest, found: Pack) -> ItemLine | None:
    """The line that is named, else the first that is open after the one that is passed over."""
    sent = request.method == "POST"
    asked = request.POST.get("item", "") if sent else request.GET.get("item", "")
    if asked or sent:
        line = next((one for one in found.items if one.ref == asked), None)
        if line is None and not sent:
            raise NotThere
        return line
    refs = [one.ref for one in found.open]
    after = request.GET.get("after", "")
    place = refs.index(after) + 1 if after in refs else 0
    return found.open[place % len(refs)] if refs else None


def _walk_page(
    request: HttpRequest, found: Pack, item: ItemLine, forms: dict[str, HandingForm]
) -> HttpResponse:
    others = _others(request, found)
    context = framed(
        request,
        pack=found,
        line=found.line,
        row=shown(item),
        item=item,
        late=item.due_on is not None and item.due_on < this_day(),
        why=forms.get("return") or WhyForm(),
        give=forms.get("give") or GiveForm(people=others),
        answer=forms.get("explain") or AnswerForm(),
        fault=forms.get("accept"),
        opened=next(iter(forms), ""),
        others=others,
        last=len(found.open) <= 1,
        **_stand(found),
    )
    bad = any(form.errors for form in forms.values())
    return render(request, "mobile/handover_walk.html", context, status=422 if bad else 200)


def _others(request: HttpRequest, found: Pack) -> list[tuple[int, str]]:
    """Who else can take a line: the people of the organisation of today."""
    rows = who_could_take(actor_of(request), found.line.id, this_day()) if found.may_give else []
    return people_words(rows, ROLE_WORDS)


def _decided(request: HttpRequest, found: Pack, item: ItemLine | None) -> HttpResponse:
    """Do what the button says; refused, the page of the line comes back with what was typed."""
    actor, key = actor_of(request), found.line.id
    what, ref = request.POST.get("do", ""), request.POST.get("item", "")
    verbs: dict[str, tuple[Callable[..., object], HandingForm]] = {
        "accept": (accept_item, HandingForm({})),
        "return": (return_item, WhyForm(request.POST)),
        "give": (give_item, GiveForm(request.POST, people=_others(request, found))),
        "explain": (explain_item, AnswerForm(request.POST)),
    }
    if what not in verbs:
        raise NotThere
    verb, form = verbs[what]
    said = {
        "accept": _("Taken over."),
        "return": _("Returned with your words."),
        "give": _("Given."),
        "explain": _("Explained. It is open again."),
    }[what]
    if form.is_valid():
        try:
            verb(by=actor, handover=key, item=ref, **({} if what == "accept" else form.cleaned_data))
        except NotThere:
            raise
        except Refused as refused:
            if item is None or item.gone:
                messages.warning(request, explain(refused))
                return redirect("mobile:handover-walk", key)
            form.stand_beside(refused)
        else:
            messages.success(request, said)
            if what == "explain":
                return redirect("mobile:handover", key)
            after = urlencode({"after": ref}) if what == "return" else ""
            return redirect(f"{reverse('mobile:handover-walk', args=[key])}{'?' if after else ''}{after}")
    if item is None:
        return redirect("mobile:handover-walk", key)
    return _walk_page(request, found, item, {what: form})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, handover: int) -> HttpResponse:
    """Add to the list what is known by word only."""
    actor = actor_of(request)
    found = pack(actor, handover, this_day())
    if not found.may_write:
        raise NotThere
    form = SayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_by_word(
                by=actor, organisation=found.line.organisation, handover=handover, **form.cleaned_data
            )
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            messages.success(request, _("It stands in the list."))
            if "another" in request.POST:
                return redirect("mobile:handover-say", handover)
            return redirect("mobile:handover", handover)
    context = framed(request, form=form, line=found.line)
    return render(request, "mobile/handover_say.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, handover: int) -> HttpResponse:
    """Complete the handover."""

    def deed(form: HandingForm) -> None:
        complete_handover(by=actor_of(request), handover=handover, remark=form.cleaned_data["remark"])
        messages.success(request, _("Handed over. Both of you keep the list and its paper."))

    return _ending(request, handover, RemarkForm(request.POST or None), deed, finishing=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, handover: int) -> HttpResponse:
    """Call the handover off."""

    def deed(form: HandingForm) -> None:
        cancel_handover(by=actor_of(request), handover=handover, reason=form.cleaned_data["reason"])
        messages.success(request, _("Called off. What has gone over already stays where it is."))

    return _ending(request, handover, ReasonForm(request.POST or None), deed, finishing=False)


def _ending(
    request: HttpRequest,
    handover: int,
    form: HandingForm,
    deed: Callable[[HandingForm], None],
    *,
    finishing: bool,
) -> HttpResponse:
    found = pack(actor_of(request), handover, this_day())
    if not found.may_end:
        if found.line.state is not HandoverState.BEGUN:
            return redirect("mobile:handover", handover)
        raise NotAllowed(gettext_noop("This is for somebody else of this handover to do."))
    if request.method == "POST" and form.is_valid():
        try:
            deed(form)
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            return redirect("mobile:handover", handover)
    context = framed(request, form=form, line=found.line, finishing=finishing, **_stand(found))
    return render(request, "mobile/handover_end.html", context, status=422 if form.errors else 200)
