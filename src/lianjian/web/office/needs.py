"""What organisations need: the list with its filters, one need with what was done about it, and the steps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.queries import log_entry
from lianjian.apps.exchange.actions.record_need import record_need
from lianjian.apps.exchange.actions.show_need import show_need
from lianjian.apps.exchange.queries import WantedNeeds, count_needs
from lianjian.apps.exchange.queries import need as need_in_scope
from lianjian.apps.exchange.queries import needs as needs_in_scope
from lianjian.apps.exchange.rules.needs import MOVE_LABELS, NeedMove, NeedState
from lianjian.apps.parties.queries import organisation
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.paging import page_of
from lianjian.web.narrowing import AREA_WORDS
from lianjian.web.office.choosing import houses, offer, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.marks import NEED_MARKS, NEED_WORDS, UNIT_WORDS
from lianjian.web.office.need_forms import STEPS, NeedForm, form_for
from lianjian.web.office.projects import together_tabs

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import LogLine
    from lianjian.apps.exchange.queries import NeedLine
    from lianjian.foundation.actor import Actor

PAGE = 40
LATE = "late"


def _row(line: NeedLine) -> tuple[NeedLine, Any, Any, str, Any]:
    """A line with the words of its area and unit, its mark and the words of its state."""
    late = line.days_late is not None
    return (
        line,
        AREA_WORDS[line.work_area],
        UNIT_WORDS[line.unit] if line.unit else "",
        "late" if late else NEED_MARKS[line.state],
        NEED_WORDS[line.state],
    )


def _wanted(request: HttpRequest, house: Any) -> tuple[WantedNeeds, str]:
    """What the address narrows the list to, with the word of its tab."""
    asked = request.GET
    state = asked.get("state", NeedState.OPEN)
    state = state if state in {*NeedState, LATE} else NeedState.OPEN
    area = asked.get("area", "")
    wanted = WantedNeeds(
        state=NeedState.OPEN if state == LATE else state,
        late=state == LATE,
        work_area=area if area in AREA_WORDS else "",
        organisation=house.pk if house is not None else None,
        words=" ".join(asked.get("q", "").split())[:60],
    )
    return wanted, state


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The needs one may see, what is wanted first before; by state, area, organisation and words."""
    actor, today = actor_of(request), this_day()
    house = _house(request)
    wanted, state = _wanted(request, house)
    rows = partial(_rows, actor, wanted)
    if sheets.wanted(request):
        return _workbook(actor, wanted)
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs = []
    for word, value in (
        (pgettext("needs", "Open"), str(NeedState.OPEN)),
        (_("Late"), LATE),
        (pgettext("needs", "Met"), str(NeedState.MET)),
        (pgettext("needs", "Given up"), str(NeedState.GIVEN_UP)),
    ):
        kept["state"] = value
        tabs.append((word, f"?{kept.urlencode()}", value == state, None))
    context = framed(
        request,
        page=page_of(request, count_needs(actor, today, wanted), rows, PAGE),
        wanted=wanted,
        state=state,
        of=house,
        areas=AREA_WORDS.items(),
        narrowed=bool(wanted.work_area or wanted.words or house),
        which=tabs,
        tabs=together_tabs("needs"),
        may_record=bool(actor.acting_for),
    )
    return render(request, "office/needs.html", context)


def _rows(by: Actor, wanted: WantedNeeds, limit: int, offset: int) -> list[Any]:
    return [_row(line) for line in needs_in_scope(by, this_day(), wanted, limit=limit, offset=offset)]


def _workbook(by: Actor, wanted: WantedNeeds) -> HttpResponse:
    titles = [
        _("Who needs it"),
        _("What is needed"),
        _("Work area"),
        _("Quantity"),
        _("Unit"),
        _("Wanted by"),
    ]
    titles += [_("Days late"), _("State"), _("Who looks after it"), _("Recorded on"), _("Met or given up on")]
    titles += [_("Met by"), _("Public")]
    yes, no = pgettext("in a table", "yes"), pgettext("in a table", "no")
    return sheets.workbook(
        _("Needs"),
        titles,
        (
            (
                line.organisation_name,
                line.text,
                str(area),
                line.quantity,
                str(unit) or None,
                line.wanted_by,
                line.days_late,
                str(word),
                line.owner_name or None,
                line.recorded_on,
                line.closed_on,
                line.met_by_name or line.met_by_words or None,
                yes if line.public else no,
            )
            for line, area, unit, _mark, word in all_rows(partial(_rows, by, wanted))
        ),
    )


@in_office
def need(request: HttpRequest, need: int) -> HttpResponse:
    """One need: what is needed, what was done about it, what the reader can do now."""
    actor = actor_of(request)
    card = need_in_scope(actor, need, this_day())
    line = card.line
    context = framed(
        request,
        card=card,
        rows=[_row(line)],
        crumbs=[(_("Needs"), reverse("office:needs")), (line.text[:24], "")],
        entry=_entry(actor, line),
        acts=[(move, STEPS[move].title) for move in STEPS if move in card.moves],
        may_show=bool({NeedMove.SHOW, NeedMove.HIDE} & card.moves),
        history=[(step, _(MOVE_LABELS[step.kind])) for step in reversed(card.steps)],
    )
    return render(request, "office/need.html", context)


def _entry(by: Actor, line: NeedLine) -> LogLine | None:
    """The log entry it was written with, where the reader may see it."""
    if line.log_entry is None:
        return None
    try:
        found = log_entry(by, line.log_entry)
    except NotThere:
        return None
    return None if found.withdrawn else found


@in_office
def record(request: HttpRequest) -> HttpResponse:
    """Write down what one of one's own organisations needs."""
    actor = actor_of(request)
    own = sorted(actor.acting_for)
    if not own:
        raise NotThere
    form = NeedForm(request.POST or None, initial={"organisation": getattr(_house(request), "pk", None)})
    offer(form, "organisation", houses(own))
    offer(form, "owner", [("", "—"), *people_of(own, this_day())])

    def deed(values: dict[str, Any]) -> str:
        row = record_need(by=actor, **values)
        messages.success(request, _("Written down. It goes into handovers until it is met or given up."))
        return reverse("office:need", args=[row.pk])

    title = _("Record a need")
    page: dict[str, Any] = {"title": title, "crumbs": [(_("Needs"), reverse("office:needs")), (title, "")]}
    back = reverse("office:needs")
    return run(request, form, deed, action=_("Write it down"), wide=True, cancel_url=back, **page)


def _house(request: HttpRequest) -> Any:
    """The organisation that the address names, None where it names none."""
    key = request.GET.get("of", "")
    return organisation(key) if key else None


@in_office
def step(request: HttpRequest, need: int, move: str) -> HttpResponse:
    """One step about a need, by its form."""
    actor, day = actor_of(request), this_day()
    line = need_in_scope(actor, need, day).line
    if move not in set(STEPS) or not actor.acts_for(line.organisation):
        raise NotThere
    doing = STEPS[NeedMove(move)]
    form = form_for(NeedMove(move), actor, line, day, request.POST or None, request.FILES or None)
    here = reverse("office:need", args=[need])

    def deed(values: dict[str, Any]) -> str:
        doing.do(actor, need, values)
        messages.success(request, _(doing.done))
        return here

    crumbs = [(_("Needs"), reverse("office:needs")), (line.text[:24], here), (doing.title, "")]
    return run(
        request,
        form,
        deed,
        title=doing.title,
        crumbs=crumbs,
        cancel_url=here,
        action=doing.act,
        grave=doing.grave,
        quoted=line.text if move != NeedMove.CHANGE else "",
    )


@require_POST
@in_office
def show(request: HttpRequest, need: int) -> HttpResponse:
    """Show it to everybody, or only to the network again."""
    public = request.POST.get("public") == "yes"
    show_need(by=actor_of(request), need=need, public=public)
    messages.success(request, _("Everybody sees it now.") if public else _("Only the network sees it now."))
    return redirect("office:need", need)
