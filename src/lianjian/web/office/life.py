"""The life of an agreement in force: who is to sign, supplements, leaving, the end by consent, and its course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.consent_to_end import consent_to_end
from lianjian.apps.agreements.actions.draft_supplement import draft_supplement
from lianjian.apps.agreements.actions.give_notice import give_notice
from lianjian.apps.agreements.actions.name_signatory import name_signatory
from lianjian.apps.agreements.actions.take_back_end_proposal import take_back_end_proposal
from lianjian.apps.agreements.actions.take_back_notice import take_back_notice
from lianjian.apps.agreements.queries import (
    agreement_card,
    course_of,
    end_proposed,
    notices,
    reading,
    timeline,
)
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.signing import Kind, State
from lianjian.apps.agreements.rules.supplements import DEED_LABELS, Deed
from lianjian.apps.parties.queries import holders, person_names
from lianjian.apps.parties.rules.roles import SIGNATORIES, Role
from lianjian.apps.projects.queries import commitments
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit.banding import band_of, due_days
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking
from lianjian.web.office.promises import rows_of
from lianjian.web.office.words import AGREEMENT_MARKS, ENDING_WORDS, KINDS, MOMENT_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import AgreementCard
    from lianjian.foundation.actor import Actor

MOST_NEWCOMERS = 4


def signing_for(actor: Actor, card: AgreementCard) -> list[tuple[int, str]]:
    """The parties bound today whose signatory the reader is: key and name."""
    return [
        (p.organisation, p.short_name)
        for p in card.parties
        if p.left_on is None and actor.roles_in(p.organisation) & SIGNATORIES
    ]


def _page(card: AgreementCard, title: Any) -> dict[str, Any]:
    here = reverse("office:agreement", args=[card.id])
    crumbs = [(_("Agreements"), reverse("office:agreements")), (card.title, here), (title, "")]
    return {"title": title, "crumbs": crumbs, "cancel_url": here}


class DeedForm(OfficeForm):
    """What a clause of a supplement does to the agreement."""

    deed = forms.ChoiceField(label=gettext_lazy("What it does"), required=False)
    target = forms.TypedChoiceField(
        label=gettext_lazy("To which clause"), coerce=int, empty_value=None, required=False
    )
    heading = forms.CharField(label=gettext_lazy("Name of the clause"), required=False, max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        help_text=gettext_lazy("The whole clause as it is to read; empty where a clause is taken out."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, targets: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deeds = [Deed.REPLACES, Deed.ADDS, Deed.REMOVES, Deed.SAYS]
        offered: dict[str, list[Any]] = {
            "deed": [(deed.value, _(DEED_LABELS[deed])) for deed in deeds],
            "target": [("", "—"), *targets],
        }
        self.fields["deed"].initial = Deed.REPLACES
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined] # both are choice fields


class AmendmentForm(DeedForm):
    """The first change of an amendment; more are added on its page."""

    field_order = ["deed", "target", "heading", "text"]


class RenewalForm(OfficeForm):
    """The new last day."""

    ends_on = Day(label=gettext_lazy("New last day"))


class AccessionForm(Picking):
    """Who joins, and as what."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, MOST_NEWCOMERS + 1):
            self.fields[f"party_{place}"] = PartyPick(
                label=_("Newcomer %(place)s") % {"place": place},
                required=place == 1,
                help_text=PARTY_HELP if place == 1 else "",
            )
            self.fields[f"role_{place}"] = forms.CharField(
                label=_("What newcomer %(place)s is here") % {"place": place}, required=False, max_length=60
            )
        self.offer()

    def below(self, name: str) -> str:
        return name.replace("party_", "role_")

    def newcomers(self) -> list[PartyDraft]:
        """Those that were named."""
        values = self.cleaned_data
        places = [n for n in range(1, MOST_NEWCOMERS + 1) if values.get(f"party_{n}")]
        return [PartyDraft(values[f"party_{n}"], values[f"role_{n}"]) for n in places]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the newcomers stands beside the first of them."""
        if refused.field == "newcomers":
            self.add_error("party_1", explain(refused))
        else:
            super().stand_beside(refused)


def targets_of(actor: Actor, agreement: int) -> list[tuple[int, str]]:
    """The clauses of an agreement as it reads today: number and name, for a choice; none to whoever may not see it."""
    try:
        clauses = reading(actor, agreement)
    except NotThere:
        return []
    return [(c.number, f"{c.name} {c.heading}".strip()) for c in clauses if not c.removed]


@in_office
def supplement(request: HttpRequest, agreement: int, kind: str) -> HttpResponse:
    """Begin an amendment, a renewal or an accession."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    if kind not in set(Kind) - {Kind.AGREEMENT} or card.parent is not None:
        raise NotThere
    if not card.speaks_for and not actor.network_wide:
        raise NotAllowed(gettext_noop("You hold no mandate to speak for this organisation."))
    sent = request.POST or None
    form: OfficeForm
    if kind == Kind.AMENDMENT:
        form = AmendmentForm(sent, targets=targets_of(actor, agreement))
    elif kind == Kind.RENEWAL:
        form = RenewalForm(sent)
    else:
        form = AccessionForm(sent, by=actor)

    def deed(values: dict[str, Any]) -> str:
        change = (
            [ClauseDraft(values["heading"], values["text"], None, values["deed"], values["target"] or 0)]
            if (kind == Kind.AMENDMENT)
            else []
        )
        row = draft_supplement(
            by=actor,
            agreement=agreement,
            kind=kind,
            clauses=change,
            newcomers=form.newcomers() if isinstance(form, AccessionForm) else [],
            ends_on=values.get("ends_on"),
            key=values["client_key"].lower(),
        )
        messages.success(request, _("The supplement is drafted. All parties sign it before it is in force."))
        return reverse("office:agreement", args=[row.pk])

    page = _page(card, KINDS[Kind(kind)])
    return run(request, form, deed, action=_("Make the draft"), **page)


class SignatoryForm(OfficeForm):
    """Who is to sign."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Who signs"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "Whoever signs must be leader, first secretary or administrator on the day of signing."
        ),
    )


@in_office
def signatory(request: HttpRequest, agreement: int, organisation: int) -> HttpResponse:
    """Name who is to sign for one's own party."""
    card = agreement_card(actor_of(request), agreement)
    party = next((one for one in card.parties if one.organisation == organisation), None)
    if party is None or organisation not in card.speaks_for:
        raise NotThere
    names = person_names(holders(organisation, list(Role), this_day()))
    form = SignatoryForm(request.POST or None, initial={"person": party.signatory_key})
    choices = [("", "—"), *sorted(names.items(), key=lambda pair: pair[1])]
    form.fields["person"].choices = choices  # type: ignore[attr-defined] # a choice field

    def deed(values: dict[str, Any]) -> str:
        name_signatory(
            by=actor_of(request), agreement=agreement, organisation=organisation, person=values["person"]
        )
        return reverse("office:agreement", args=[agreement])

    title = _("Who signs for %(name)s") % {"name": party.short_name}
    return run(request, form, deed, action=_("Save"), **_page(card, title))


class LeavingForm(OfficeForm):
    """For whom, from when, and why."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int)
    leaves_on = Day(label=gettext_lazy("Leaves on"))
    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    sure = forms.BooleanField(label=gettext_lazy("We know what we still owe"))


@in_office
def leave(request: HttpRequest, agreement: int) -> HttpResponse:
    """Give notice for one's own party."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    own = signing_for(actor, card)
    if not own:
        raise NotAllowed(gettext_noop("Only a signatory of a party can do this."))
    if card.state is not State.EFFECTIVE and request.method != "POST":
        raise NotThere
    form = LeavingForm(request.POST or None, initial={"organisation": own[0][0]})
    form.fields["organisation"].choices = own  # type: ignore[attr-defined] # a choice field

    def deed(values: dict[str, Any]) -> str:
        give_notice(
            by=actor,
            agreement=agreement,
            organisation=values["organisation"],
            reason=values["reason"],
            leaves_on=values["leaves_on"],
        )
        messages.success(
            request, _("The notice is given; all parties see it. It can be taken back until its day.")
        )
        return reverse("office:agreement", args=[agreement])

    page = _page(card, _("Leave the agreement"))
    said = _(
        "At least %(days)s days of notice are agreed. The others go on. What your party promised stays owed: %(open)s open."
    )
    page["warning"] = said % {
        "days": card.notice_days,
        "open": _owed(actor, agreement, [key for key, _n in own]),
    }
    return run(request, form, deed, action=_("Give notice"), grave=True, **page)


def _owed(actor: Actor, agreement: int, own: list[int]) -> int:
    return sum(line.giver in own for line in open_commitments(actor, agreement))


def open_commitments(actor: Actor, agreement: int) -> list[Any]:
    """The commitments under an agreement that are not settled, as far as the reader may see them."""
    over = {CommitmentState.CONFIRMED, CommitmentState.WITHDRAWN}
    return [one for one in commitments(actor, this_day(), agreement=agreement) if one.state not in over]


def _done(request: HttpRequest, agreement: int, deed: Callable[[], str]) -> HttpResponse:
    """A deed without a form: by POST only; a refusal is said on the page of the agreement."""
    from lianjian.web.office.agreements import show  # noqa: PLC0415 - the page of the agreement knows this one

    if request.method != "POST":
        return redirect("office:agreement", agreement_card(actor_of(request), agreement).id)
    try:
        said = deed()
    except NotThere:
        raise
    except Refused as refused:
        return show(request, agreement, explain(refused))
    messages.success(request, said)
    return redirect("office:agreement", agreement)


@in_office
def stay(request: HttpRequest, agreement: int, notice: int) -> HttpResponse:
    """Take a notice back."""

    def deed() -> str:
        take_back_notice(by=actor_of(request), notice=notice)
        return _("The notice is taken back; the party stays.")

    return _done(request, agreement, deed)


@in_office
def consent(request: HttpRequest, agreement: int, proposal: int) -> HttpResponse:
    """Consent to the end for one's own party."""

    def deed() -> str:
        own = signing_for(actor_of(request), agreement_card(actor_of(request), agreement))
        sent = request.POST.get("organisation", "")
        chosen = next((key for key, _name in own if str(key) == sent), own[0][0] if own else 0)
        consent_to_end(by=actor_of(request), proposal=proposal, organisation=chosen)
        return _("Your party has consented to the end.")

    return _done(request, agreement, deed)


@in_office
def keep(request: HttpRequest, agreement: int, proposal: int) -> HttpResponse:
    """Take back the proposal to end it."""

    def deed() -> str:
        take_back_end_proposal(by=actor_of(request), proposal=proposal)
        return _("The proposal is taken back; the agreement goes on.")

    return _done(request, agreement, deed)


def course(actor: Actor, agreement: int) -> dict[str, Any]:
    """The timeline with its words, and the band above it."""
    told, today = timeline(actor, agreement), this_day()
    return {
        "moments": [(moment, MOMENT_WORDS[moment.what]) for moment in told],
        "band": band_of(course_of(actor, agreement, told), due_days(actor, today, agreement), today),
    }


@in_office
def timeline_page(request: HttpRequest, agreement: int) -> HttpResponse:
    """The course of an agreement from the first draft to the end, to read and to print."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    title = _("Course of events")
    context = framed(
        request,
        card=card,
        mark=AGREEMENT_MARKS[card.state],
        state=STATE_WORDS[card.state],
        ending=ENDING_WORDS.get(card.closed_how, ""),
        **course(actor, agreement),
        **_page(card, title),
    )
    return render(request, "office/timeline.html", context)


def of_life(actor: Actor, card: AgreementCard) -> dict[str, Any]:
    """What the page of an agreement says of its life: notices with what the leaving party still owes, the end that is
    proposed, and what the reader may begin."""
    going = notices(actor, card.id) if card.state is not State.DRAFT else []
    still = open_commitments(actor, card.id) if going else []
    in_force = card.state is State.EFFECTIVE and card.parent is None
    return {
        "notices": [
            (one, rows_of(actor, [line for line in still if line.giver == one.organisation])) for one in going
        ],
        "end": end_proposed(actor, card.id) if in_force else None,
        "may_supplement": in_force and (bool(card.speaks_for) or actor.network_wide),
        "may_leave": in_force and bool(signing_for(actor, card)),
        "ending": ENDING_WORDS.get(card.closed_how, ""),
    }
