"""A draft under negotiation: who agrees to which words, who proposes which others, what was remarked under each clause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.agreements.actions.delete_comment import delete_comment
from lianjian.apps.agreements.actions.propose_change import propose_change
from lianjian.apps.agreements.actions.settle_proposal import settle_proposal
from lianjian.apps.agreements.actions.support_proposal import support_proposal
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_comment import write_comment
from lianjian.apps.agreements.queries import newer_words, talks
from lianjian.apps.agreements.rules.negotiating import ProposalKind, ProposalState, StandKind
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import run
from lianjian.web.office.frame import framed
from lianjian.web.office.talk_forms import (
    AnswerForm,
    CommentForm,
    NewClauseForm,
    ObjectionForm,
    RemovalForm,
    SpeakingForm,
    WordsForm,
)
from lianjian.web.office.untyped import untyped
from lianjian.web.office.words import (
    AGREEMENT_MARKS,
    PROPOSAL_KIND_WORDS,
    PROPOSAL_MARKS,
    PROPOSAL_WORDS,
    STAND_MARKS,
    STAND_WORDS,
    STATE_WORDS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import ProposalLine, TalkedClause, Talks


@in_office
def shown(request: HttpRequest, agreement: int) -> HttpResponse:
    """The draft clause by clause, with the overview of what is still open."""
    return show(request, agreement, "")


def show(request: HttpRequest, agreement: int, refusal: str) -> HttpResponse:
    """The page of the talks; with a refusal above it where something could not be done."""
    talk = talks(actor_of(request), agreement)
    clauses = [
        (clause, stands_of(talk, clause), [_line(one) for one in clause.proposals]) for clause in talk.clauses
    ]
    context = framed(
        request,
        talk=talk,
        state=STATE_WORDS[talk.state],
        mark=AGREEMENT_MARKS[talk.state],
        clauses=clauses,
        new=[_line(one) for one in talk.new],
        settled=[_line(one) for one in talk.settled],
        open_lines=[_line(one) for one in talk.open_proposals],
        newer=len(newer_words(actor_of(request), agreement)) if talk.may_edit else 0,
        untyped=untyped(talk.title, talk.clauses) if talk.is_open else (),
        refusal=refusal,
        crumbs=[
            (_("Agreements"), reverse("office:agreements")),
            (talk.title, reverse("office:agreement", args=[agreement])),
            (_("Talks"), ""),
        ],
    )
    return render(request, "office/talks.html", context, status=422 if refusal else 200)


def stands_of(talk: Talks, clause: TalkedClause) -> list[tuple[Any, str, Any]]:
    """Each party's stand with its mark and word; who holds the pen stands behind its own words."""
    lines: list[tuple[Any, str, Any]] = []
    for stand in clause.stands:
        if stand.settled_by:
            lines.append((stand, "wait", _("objection settled")))
        elif stand.kind:
            lines.append((stand, STAND_MARKS[stand.kind], STAND_WORDS[stand.kind]))
        elif stand.organisation == talk.pen:
            lines.append((stand, "ok", _("holds the pen")))
        else:
            lines.append((stand, "unknown", _("has not said")))
    return lines


def _line(one: ProposalLine) -> tuple[ProposalLine, Any, str, Any]:
    return one, PROPOSAL_KIND_WORDS[one.kind], PROPOSAL_MARKS[one.state], PROPOSAL_WORDS[one.state]


def _clause(talk: Talks, clause: int) -> TalkedClause:
    found = next((one for one in talk.clauses if one.id == clause), None)
    if found is None:
        raise NotThere
    return found


def _speaker(request: HttpRequest, talk: Talks) -> int:
    """The party for which somebody speaks: the one that was chosen, or the only one."""
    chosen = whole_number(request.POST.get("organisation", ""))
    keys = [key for key, _name in talk.speaks_for]
    if chosen is not None and chosen in keys:
        return chosen
    if not keys:
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))
    return keys[0]


def _done(request: HttpRequest, agreement: int, deed: Callable[[], str], anchor: str = "") -> HttpResponse:
    """A deed without a form: by POST only, and back to its place."""
    address = reverse("office:talks", args=[agreement])
    if request.method != "POST":
        talks(actor_of(request), agreement)  # whoever may not see it learns nothing
        return redirect(address)
    try:
        said = deed()
    except NotThere:
        raise
    except Refused as refused:
        return show(request, agreement, explain(refused))
    messages.success(request, said)
    return redirect(f"{address}{anchor}")


@in_office
def stand(request: HttpRequest, agreement: int, clause: int) -> HttpResponse:
    """Agree to the words of a clause, or take back what was said."""

    def deed() -> str:
        talk = talks(actor_of(request), agreement)
        agrees = request.POST.get("stand") == StandKind.AGREES
        take_stand(
            by=actor_of(request),
            agreement=agreement,
            clause=clause,
            organisation=_speaker(request, talk),
            stand=StandKind.AGREES if agrees else "",
            seen_words=request.POST.get("seen_words", ""),
        )
        return _("Your party agrees to these words.") if agrees else _("It is taken back.")

    return _done(request, agreement, deed, f"#c{clause}")


def _page(talk: Talks, title: str, clause: TalkedClause | None = None) -> dict[str, Any]:
    here = reverse("office:talks", args=[talk.agreement])
    back = f"{here}#c{clause.id}" if clause is not None else here
    words = f"{clause.name} {clause.heading}\n{clause.text}" if clause is not None else ""
    return {
        "title": title,
        "crumbs": [
            (_("Agreements"), reverse("office:agreements")),
            (talk.title, reverse("office:agreement", args=[talk.agreement])),
            (_("Talks"), here),
            (title, ""),
        ],
        "cancel_url": back,
        "quoted": words,
    }


def _speaking(request: HttpRequest, agreement: int) -> Talks:
    """The talks, for whoever negotiates for a party."""
    talk = talks(actor_of(request), agreement)
    if not talk.speaks_for:
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))
    return talk


@in_office
def disagree(request: HttpRequest, agreement: int, clause: int) -> HttpResponse:
    """Object to the words of a clause, with the reason."""
    talk = _speaking(request, agreement)
    about = _clause(talk, clause)
    form = ObjectionForm(request.POST or None, houses=talk.speaks_for, initial={"seen_words": about.words})

    def deed(values: dict[str, Any]) -> str:
        take_stand(
            by=actor_of(request),
            agreement=agreement,
            clause=clause,
            organisation=values["organisation"],
            stand=StandKind.OBJECTS,
            reason=values["reason"],
            seen_words=values["seen_words"],
        )
        messages.success(request, _("The objection stands under the clause; all parties see it."))
        return reverse("office:talks", args=[agreement]) + f"#c{clause}"

    title = _("Object to %(clause)s") % {"clause": about.name}
    return run(request, form, deed, action=_("Object"), **_page(talk, title, about))


@in_office
def propose(request: HttpRequest, agreement: int, clause: int) -> HttpResponse:
    """Propose other words for a clause."""
    talk = _speaking(request, agreement)
    about = _clause(talk, clause)
    initial = {"seen_words": about.words, "heading": about.heading, "text": about.text}
    form = WordsForm(request.POST or None, houses=talk.speaks_for, initial=initial)
    title = _("Propose other words for %(clause)s") % {"clause": about.name}
    return _propose(request, talk, form, ProposalKind.CHANGE, title, about)


@in_office
def propose_removal(request: HttpRequest, agreement: int, clause: int) -> HttpResponse:
    """Propose that a clause goes."""
    talk = _speaking(request, agreement)
    about = _clause(talk, clause)
    form = RemovalForm(request.POST or None, houses=talk.speaks_for, initial={"seen_words": about.words})
    title = _("Propose to take out %(clause)s") % {"clause": about.name}
    return _propose(request, talk, form, ProposalKind.REMOVE, title, about)


@in_office
def propose_new(request: HttpRequest, agreement: int) -> HttpResponse:
    """Propose a clause that is not there yet."""
    talk = _speaking(request, agreement)
    form = NewClauseForm(request.POST or None, talk=talk)
    return _propose(request, talk, form, ProposalKind.NEW, _("Propose a new clause"), None)


def _propose(
    request: HttpRequest,
    talk: Talks,
    form: SpeakingForm,
    kind: ProposalKind,
    title: str,
    about: TalkedClause | None,
) -> HttpResponse:
    def deed(values: dict[str, Any]) -> str:
        propose_change(
            by=actor_of(request),
            agreement=talk.agreement,
            organisation=values["organisation"],
            kind=kind,
            clause=about.id if about is not None else values.get("after"),
            heading=values.get("heading", ""),
            text=values.get("text", ""),
            reason=values["reason"],
            seen_words=values["seen_words"],
            client_key=values["client_key"],
        )
        messages.success(request, _("The proposal is there; all parties see it."))
        return reverse("office:talks", args=[talk.agreement]) + (f"#c{about.id}" if about else "#new")

    page = _page(talk, title, about)
    return run(request, form, deed, action=_("Propose it"), **page)


@in_office
def remark(request: HttpRequest, agreement: int, clause: int) -> HttpResponse:
    """Write a remark under a clause."""
    talk = talks(actor_of(request), agreement)
    about = _clause(talk, clause)
    if not talk.belongs_to:
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))
    form = CommentForm(request.POST or None, houses=talk.belongs_to)

    def deed(values: dict[str, Any]) -> str:
        write_comment(
            by=actor_of(request),
            agreement=agreement,
            clause=clause,
            organisation=values["organisation"],
            text=values["text"],
            inner=values["whom"] == "inner",
            client_key=values["client_key"],
        )
        return reverse("office:talks", args=[agreement]) + f"#c{clause}"

    title = _("Remark on %(clause)s") % {"clause": about.name}
    return run(request, form, deed, action=_("Write it"), **_page(talk, title, about))


@in_office
def unremark(request: HttpRequest, agreement: int, comment: int) -> HttpResponse:
    """Take back one's own remark."""

    def deed() -> str:
        delete_comment(by=actor_of(request), comment=comment)
        return _("The remark is deleted.")

    return _done(request, agreement, deed)


@in_office
def support(request: HttpRequest, agreement: int, proposal: int) -> HttpResponse:
    """Say that one's own party supports a proposal."""

    def deed() -> str:
        talk = talks(actor_of(request), agreement)
        one = support_proposal(
            by=actor_of(request),
            proposal=proposal,
            organisation=_speaker(request, talk),
            seen_words=request.POST.get("seen_words", ""),
        )
        if one.state == ProposalState.TAKEN:
            return _("All parties support it: it is in the text now.")
        return _("Your party supports the proposal.")

    return _done(request, agreement, deed)


@in_office
def take(request: HttpRequest, agreement: int, proposal: int) -> HttpResponse:
    """Take a proposal over into the words."""

    def deed() -> str:
        settle_proposal(
            by=actor_of(request),
            proposal=proposal,
            to=ProposalState.TAKEN,
            seen_words=request.POST.get("seen_words", ""),
        )
        return _("The proposal is in the text now. Who had agreed to the old words says so anew.")

    return _done(request, agreement, deed)


@in_office
def withdraw(request: HttpRequest, agreement: int, proposal: int) -> HttpResponse:
    """Withdraw one's own party's proposal."""

    def deed() -> str:
        settle_proposal(by=actor_of(request), proposal=proposal, to=ProposalState.WITHDRAWN)
        return _("The proposal is withdrawn.")

    return _done(request, agreement, deed)


@in_office
def decline(request: HttpRequest, agreement: int, proposal: int) -> HttpResponse:
    """Decline a proposal, with an answer."""
    talk = talks(actor_of(request), agreement)
    one = next((each for each in (*talk.open_proposals, *talk.settled) if each.id == proposal), None)
    if one is None:
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        settle_proposal(
            by=actor_of(request),
            proposal=proposal,
            to=ProposalState.DECLINED,
            answer=values["answer"],
        )
        messages.success(request, _("The proposal is declined; its party reads your answer."))
        return reverse("office:talks", args=[agreement])

    page = _page(talk, _("Decline the proposal"))
    page["quoted"] = f"{one.clause_name} {one.new_heading}\n{one.new_text}".strip()
    return run(request, AnswerForm(request.POST or None), deed, action=_("Decline it"), **page)
