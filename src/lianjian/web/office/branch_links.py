"""Branch links (支部联建): proposed, answered, filled with what both did, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.projects.actions.answer_branch_link import answer_branch_link
from lianjian.apps.projects.actions.end_branch_link import end_branch_link
from lianjian.apps.projects.actions.propose_branch_link import propose_branch_link
from lianjian.apps.projects.actions.record_branch_activity import record_branch_activity
from lianjian.apps.projects.queries import branch_link, branch_links, count_branch_links
from lianjian.apps.projects.rules.branch_links import LinkState
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.office.choosing import ProofField, houses, offer, people_of, proof, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.linked_marks import LINK_MARKS, LINK_WORDS, linked_tabs
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import BranchLinkCard, BranchLinkLine

PAGE = 40


class LinkForm(Picking):
    """Which branches, with whom, and what is agreed."""

    proposer = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int)
    proposer_branch = forms.CharField(
        label=gettext_lazy("Its Party branch"),
        max_length=120,
        help_text=gettext_lazy("The branch's own name."),
    )
    contact = forms.TypedChoiceField(label=gettext_lazy("Contact person on your side"), coerce=int)
    partner = PartyPick(label=gettext_lazy("Linked with"), help_text=PARTY_HELP)
    partner_branch = forms.CharField(label=gettext_lazy("Its branch"), max_length=120)
    agreed = forms.CharField(
        label=gettext_lazy("What is agreed"),
        max_length=4000,
        help_text=gettext_lazy("What each branch does for the other, how often they meet."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(OfficeForm):
    """Accepted or declined."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[("yes", gettext_lazy("We accept")), ("no", gettext_lazy("We decline"))],
        widget=forms.RadioSelect,
    )
    contact = forms.TypedChoiceField(
        label=gettext_lazy("Contact person on your side"), coerce=int, required=False, empty_value=None
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you decline"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ActivityForm(OfficeForm):
    """What both did on a day."""

    happened_on = Day(label=gettext_lazy("On which day"))
    what = forms.CharField(label=gettext_lazy("What was done together"), max_length=300)
    took_part = forms.CharField(
        label=gettext_lazy("Who took part"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("As in: 12 members of both branches. No names of villagers."),
    )
    files = ProofField(label=gettext_lazy("Photos or PDF documents"), required=False)  # type: ignore[assignment] # a field of that name


class ReasonForm(OfficeForm):
    """Why it ends."""

    reason = forms.CharField(
        label=gettext_lazy("Why it ends"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def rows_of(lines: list[BranchLinkLine]) -> list[tuple[BranchLinkLine, str, Any]]:
    """Lines with the mark and word of their state."""
    return [(line, LINK_MARKS[line.state], LINK_WORDS[line.state]) for line in lines]


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The branch links I may see, newest first."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return sheets.workbook(
            _("Branch links"),
            [
                _("Organisation"),
                _("Its Party branch"),
                _("Linked with"),
                _("Its branch"),
                _("State"),
                _("Since"),
                _("Ended on"),
                _("Joint activities"),
                _("The latest"),
            ],
            (
                (
                    one.proposer_name,
                    one.proposer_branch,
                    one.partner_name,
                    one.partner_branch,
                    str(LINK_WORDS[one.state]),
                    one.answered_on,
                    one.ended_on,
                    one.activities,
                    one.last_on,
                )
                for one in branch_links(actor, limit=sheets.MOST_ROWS + 1)
            ),
        )
    page = paging.page_of(
        request,
        count_branch_links(actor),
        lambda limit, offset: branch_links(actor, limit=limit, offset=offset),
        PAGE,
    )
    context = framed(
        request,
        page=page,
        rows=rows_of(list(page)),
        may_begin=bool(spoken_for(actor)),
        tabs=linked_tabs("branch-links"),
    )
    return render(request, "office/branch_links.html", context)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Propose a link."""
    actor = actor_of(request)
    own = spoken_for(actor)
    if not own:
        raise NotThere
    form = LinkForm(request.POST or None, by=actor)
    offer(form, "proposer", houses(own))
    offer(form, "contact", people_of(own, this_day()))

    def deed(values: dict[str, Any]) -> str:
        names = ("proposer", "partner", "proposer_branch", "partner_branch", "agreed", "contact")
        row = propose_branch_link(
            by=actor, client_key=values["client_key"], **{name: values[name] for name in names}
        )
        messages.success(request, _("Proposed. The other side accepts or declines."))
        return reverse("office:branch-link", args=[row.pk])

    title = _("Propose a branch link")
    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Propose the link"),
        crumbs=[(_("Branch links"), reverse("office:branch-links")), (title, "")],
        cancel_url=reverse("office:branch-links"),
        wide=True,
    )


@in_office
def link(request: HttpRequest, link: int) -> HttpResponse:
    """One link with what was agreed and done."""
    actor = actor_of(request)
    card = branch_link(actor, link)
    own = set(spoken_for(actor))
    line = card.line
    context = framed(
        request,
        card=card,
        line=line,
        mark=LINK_MARKS[line.state],
        word=LINK_WORDS[line.state],
        may_answer=line.state is LinkState.PROPOSED and line.partner in own,
        may_record=line.state is LinkState.LINKED
        and bool({line.proposer, line.partner} & actor.organisations),
        may_end=(line.state is LinkState.LINKED and bool({line.proposer, line.partner} & own))
        or (line.state is LinkState.PROPOSED and line.proposer in own),
        crumbs=[(_("Branch links"), reverse("office:branch-links")), (_title(card), "")],
    )
    return render(request, "office/branch_link.html", context)


@in_office
def answer(request: HttpRequest, link: int) -> HttpResponse:
    """Accept or decline a proposal."""
    actor = actor_of(request)
    card = branch_link(actor, link)
    if card.line.partner not in spoken_for(actor):
        raise NotThere
    form = AnswerForm(request.POST or None, initial={"answer": "yes"})
    offer(form, "contact", [("", "—"), *people_of([card.line.partner], this_day())])

    def deed(values: dict[str, Any]) -> str:
        accepted = values["answer"] == "yes"
        answer_branch_link(
            by=actor, link=link, accepted=accepted, contact=values["contact"], reason=values["reason"]
        )
        messages.success(request, _("The two branches are linked.") if accepted else _("Declined."))
        return reverse("office:branch-link", args=[link])

    page = _page(card, _("Answer the proposal"))
    return run(request, form, deed, action=_("Say so"), quoted=card.agreed, **page)


@in_office
def record(request: HttpRequest, link: int) -> HttpResponse:
    """Write down a joint activity."""
    card = branch_link(actor_of(request), link)

    def deed(values: dict[str, Any]) -> str:
        record_branch_activity(
            by=actor_of(request),
            link=link,
            what=values["what"],
            happened_on=values["happened_on"],
            took_part=values["took_part"],
            files=proof(values["files"]),
            client_key=values["client_key"],
        )
        messages.success(request, _("Written down. Both sides see it."))
        return reverse("office:branch-link", args=[link])

    form = ActivityForm(request.POST or None, request.FILES or None, initial={"happened_on": this_day()})
    return run(request, form, deed, action=_("Write it down"), **_page(card, _("Record an activity")))


@in_office
def end(request: HttpRequest, link: int) -> HttpResponse:
    """End a link, or take a proposal back."""
    card = branch_link(actor_of(request), link)

    def deed(values: dict[str, Any]) -> str:
        end_branch_link(by=actor_of(request), link=link, reason=values["reason"])
        messages.success(request, _("Ended. What was done stays readable."))
        return reverse("office:branch-link", args=[link])

    form = ReasonForm(request.POST or None)
    return run(request, form, deed, action=_("End it"), grave=True, **_page(card, _("End the link")))


def _title(card: BranchLinkCard) -> str:
    return f"{card.line.proposer_name} – {card.line.partner_name}"


def _page(card: BranchLinkCard, title: str) -> dict[str, Any]:
    here = reverse("office:branch-link", args=[card.line.id])
    crumbs = [(_("Branch links"), reverse("office:branch-links")), (_title(card), here), (title, "")]
    return {"title": title, "crumbs": crumbs, "cancel_url": here}
