"""Commitments: the list, one with its history, and the steps that giver and receiver take."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.agreements.queries import agreement_titles, clause_words
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.coordination.queries.gathering_records import resolution_behind
from lianjian.apps.projects.queries import (
    commitment_card,
    commitments_between,
    count_commitments_between,
    may_divide,
    obstacles_open,
    outcomes_under,
    periods_of,
)
from lianjian.apps.projects.rules.commitments import (
    MOVE_LABELS,
    RUNNING,
    STANDING_LABELS,
    STATE_LABELS,
    Move,
    Side,
    Standing,
)
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.apps.reminders.queries import told_about
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.reminding import told_rows
from lianjian.web.mobile import exports
from lianjian.web.mobile.dues import dated
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.period_words import COUNTING_WORDS, PERIOD_MARKS, PERIOD_WORDS
from lianjian.web.mobile.steps import STEPS, bound, form_for, refuse

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import ClauseLine
    from lianjian.apps.projects.queries import CommitmentCard, CommitmentLine, Whose
    from lianjian.foundation.actor import Actor

SHOWN = 12
ON_A_PAGE = 30
MARKS = {
    Standing.RUNNING: "due",
    Standing.LATE: "late",
    Standing.AWAITING: "wait",
    Standing.KEPT: "ok",
    Standing.KEPT_LATE: "ok",
    Standing.BROKEN: "stop",
    Standing.RELEASED: "withdrawn",
}

BY_ENTRY = frozenset({Move.REPORT, Move.DONE, Move.EVIDENCE})
"""Steps that an entry of the log makes as well."""


def row(line: CommitmentLine, today: date) -> dict[str, Any]:
    """A commitment for a list: the line, its area, and its state as mark and words."""
    words = _(STANDING_LABELS[line.standing])
    if line.standing in {Standing.LATE, Standing.RUNNING}:
        words = dated(line.due_on, today)[2]
    area = _(WORK_AREA_LABELS[line.work_area])
    return {"line": line, "area": area, "mark": MARKS[line.standing], "words": words}


@never_cache
@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All commitments I may see: ours, theirs towards us, and those of the groups I run; the first of each."""
    actor, day = actor_of(request), this_day()
    sections = []
    for whose, name in _sections().items():
        open_count, closed_count = count_commitments_between(actor, whose)
        if open_count or closed_count:
            first = partial(commitments_between, actor, day, whose, SHOWN)
            opened = [row(line, day) for line in first()] if open_count else []
            closed = [row(line, day) for line in first(closed=True)] if closed_count else []
            sections.append((whose, name, opened, open_count, closed, closed_count))
    return render(request, "mobile/commitments.html", framed(request, sections=sections))


def _sections() -> dict[Whose, str]:
    return {
        "ours": _("What we owe"),
        "theirs": _("What others owe us"),
        "others": _("Between others"),
    }


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest, whose: str, state: str) -> HttpResponse:
    """All of one section that are open, or all that are closed."""
    actor, day = actor_of(request), this_day()
    side = next((one for one in _sections() if one == whose), None)
    if side is None or state not in {"open", "closed"}:
        raise NotThere
    closed = state == "closed"

    def rows(limit: int, offset: int) -> list[dict[str, Any]]:
        return [row(li, day) for li in commitments_between(actor, day, side, limit, offset, closed=closed)]

    if sheets.wanted(request):
        return exports.commitments(actor, day, side, _sections()[side], closed=closed)
    page = page_of(request, count_commitments_between(actor, side)[closed], rows, ON_A_PAGE)
    context = framed(request, name=_sections()[side], closed=closed, page=page)
    return render(request, "mobile/commitment_list.html", context)


@never_cache
@login_required
@require_safe
def commitment(request: HttpRequest, commitment: int) -> HttpResponse:
    """Who owes what to whom, how it stands, what was done about it, and what the reader may do now."""
    card = commitment_card(actor_of(request), commitment, this_day())
    return _page(request, card, {})


@never_cache
@login_required
def step(request: HttpRequest, commitment: int, move: str) -> HttpResponse:
    """One step by the form of the page; refused, it comes back with what was typed.

    A refused form stands under this address: what opens it (the language link, the history) is led to the row.
    """
    actor, day = actor_of(request), this_day()
    card = commitment_card(actor, commitment, day)
    if move not in STEPS:
        raise NotThere
    if request.method != "POST":
        return redirect("mobile:commitment", commitment)
    form = bound(Move(move), request.POST, request.FILES, counted=card.line.counting is not None)
    if form.is_valid():
        try:
            STEPS[Move(move)].do(actor, commitment, form.cleaned_data)
        except NotThere:
            raise
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _(STEPS[Move(move)].done))
            return redirect("mobile:commitment", commitment)
    return _page(request, card, {Move(move): form})


def _page(request: HttpRequest, card: CommitmentCard, refused: dict[Move, forms.Form]) -> HttpResponse:
    line = card.line
    today, actor = this_day(), actor_of(request)
    counted = line.counting is not None
    steps = [
        (move, STEPS[move], refused.get(move) or form_for(move, counted=counted))
        for move in card.moves
        if move in STEPS
    ]
    steps += [(move, STEPS[move], form) for move, form in refused.items() if move not in card.moves]
    giving = card.side is Side.GIVER and Move.REPORT in card.moves
    # one entry is the way to report; the same by form is folded away beside it
    folded = [one for one in steps if giving and one[0] in BY_ENTRY]
    titles = agreement_titles(actor_of(request), [line.agreement] if line.agreement is not None else [])
    known = line.reached is not None and line.target
    share = min(100, int(100 * line.reached / line.target)) if known and line.reached and line.target else 0
    context = framed(
        request,
        card=card,
        line=line,
        row=row(line, this_day()),
        state=_(STATE_LABELS[line.state]),
        unit=_(UNIT_LABELS[line.unit]) if line.unit else "",
        share=share if known else None,
        clause=article(line.clause_position) if line.clause_position is not None else "",
        agreement=titles.get(line.agreement or 0, ""),
        words=_clause(actor, line),
        achieved=outcomes_under(actor, commitment=line.id, limit=SHOWN),
        behind=resolution_behind(actor_of(request), line.id),
        history=[(one, _(MOVE_LABELS[one.kind]), _past(one.kind)) for one in reversed(card.steps)],
        steps=[one for one in steps if one not in folded],
        folded=folded,
        folded_moves={move for move, _step, _form in folded},
        opened=next(iter(refused), None),
        giving=giving,
        periods=[
            (one, PERIOD_WORDS[one.standing], PERIOD_MARKS[one.standing])
            for one in (periods_of(actor, line.id, today) if counted else [])
        ],
        counting=COUNTING_WORDS[line.counting] if line.counting else "",
        obstacles=obstacles_open(actor, today, commitment=line.id),
        may_hinder=line.state in RUNNING and (actor.acts_for(line.giver) or actor.acts_for(line.receiver)),
        may_cut=card.side is Side.GIVER
        and Move.WITHDRAW in card.moves
        and line.state in RUNNING
        and may_divide(actor, line.id),
        answering=Move.CONFIRM in card.moves,
        told=told_rows(told_about(actor_of(request), Kind.COMMITMENT, [line.id]).get(line.id, ())),
    )
    return render(request, "mobile/commitment.html", context, status=422 if refused else 200)


def _clause(actor: Actor, line: CommitmentLine) -> tuple[ClauseLine, int, bool] | None:
    """The clause it comes from in the words of the text that stood then, None for whoever may not read that."""
    if line.agreement is None or line.clause_position is None:
        return None
    try:
        return clause_words(actor, line.agreement, line.clause_position, line.clause_sha256)
    except NotThere:
        return None


def _past(kind: Move) -> str:
    """How a step is marked on the timeline."""
    marks = {
        Move.CONFIRM: "past",
        Move.APPROVE: "past",
        Move.SEND_BACK: "late",
        Move.RETURN: "late",
        Move.RENEGOTIATE: "now",
    }
    return marks.get(kind, "")
