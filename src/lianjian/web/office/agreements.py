"""Agreements: drafting, terms, parties, freezing, who has signed, and the paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.revise_terms import revise_terms
from lianjian.apps.agreements.actions.set_parties import set_parties
from lianjian.apps.agreements.queries import (
    agreement_card,
    agreements_of,
    count_agreements,
    pen_card,
    reading,
    signatures,
    supplements,
    talks,
    template_choices,
    texts,
)
from lianjian.apps.agreements.rules.drafts import PartyDraft
from lianjian.apps.agreements.rules.ending import LONGEST_NOTICE
from lianjian.apps.agreements.rules.frozen import NOTICE_DAYS
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.rules.supplements import ordinal_name
from lianjian.apps.parties.queries import organisation_names
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.office import exports
from lianjian.web.office.beside import of_agreement
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.life import course, of_life
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking
from lianjian.web.office.typed import clauses_typed
from lianjian.web.office.untyped import untyped
from lianjian.web.office.words import AGREEMENT_MARKS, KINDS, METHOD_WORDS, ROLE_WORDS, STATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import AgreementCard
    from lianjian.apps.agreements.rules.drafts import ClauseDraft
    from lianjian.foundation.actor import Actor

ROWS = 6
"""Rows for parties on an empty form: most agreements have three."""
MORE_ROWS = 6
MOST_ROWS = 60
OLDER = 60
"""Older agreements offered to begin with, the newest first."""
ON_A_PAGE = 30
DRAFTED = {State.DRAFT, State.SIGNING, State.PARTIAL}
"""States in which somebody holds a pen."""


class PartiesForm(Picking):
    """The parties in their order, each with what it is in this agreement. As many rows as were sent, two more than are
    known already, or (sent by the button for it) some more than there were."""

    more_word = gettext_lazy("More rows for parties")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.rows = _rows(self.data or self.initial, grown=not self.is_bound)
        for place in range(1, self.rows + 1):
            self.fields[f"party_{place}"] = PartyPick(
                label=_("Party %(place)s") % {"place": place},
                required=False,
                help_text=PARTY_HELP if place == 1 else "",
            )
            self.fields[f"role_{place}"] = forms.CharField(
                label=_("What party %(place)s is here") % {"place": place},
                required=False,
                max_length=60,
                help_text=_("As in: leading unit, village, publicity.") if place == 1 else "",
            )
        self.offer()

    def below(self, name: str) -> str:
        return name.replace("party_", "role_")

    def parties(self) -> list[PartyDraft]:
        """Those that were named, in order."""
        values = self.cleaned_data
        places = range(1, self.rows + 1)
        return [PartyDraft(values[f"party_{n}"], values[f"role_{n}"]) for n in places if values[f"party_{n}"]]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the parties stands beside the first of them."""
        if refused.field == "parties":
            self.add_error("party_1", explain(refused))
        else:
            super().stand_beside(refused)


def _chosen(words_of: str, what: str) -> int | None:
    """The key of the template, or of the older agreement, with whose words a draft begins."""
    kind, _colon, key = words_of.partition(":")
    return whole_number(key) if kind == what else None


def _rows(values: Mapping[str, Any], *, grown: bool) -> int:
    """How many rows ``values`` fill, and as many as are to be offered beside them."""
    named = [int(name[6:]) for name in values if name.startswith("party_") and name[6:].isdecimal()]
    most = min(max(named, default=0), MOST_ROWS)
    if not grown:
        return most
    return min(most + MORE_ROWS, MOST_ROWS) if "more" in values else max(ROWS, min(most + 2, MOST_ROWS))


def _sent(request: HttpRequest) -> dict[str, Any]:
    """What a form gets of a request: its data, or, where more rows are wanted, the same as a beginning."""
    if "more" in request.POST:
        return {"initial": request.POST.dict()}
    return {"data": request.POST} if request.method == "POST" else {}


class TermsForm(OfficeForm):
    """The title and the term."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    number = forms.CharField(label=gettext_lazy("Document number"), required=False, max_length=60)
    starts_on = Day(label=gettext_lazy("In force from"), required=False)
    ends_on = Day(label=gettext_lazy("Until"), required=False)
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice before a party leaves"),
        required=False,
        min_value=1,
        max_value=LONGEST_NOTICE,
        initial=NOTICE_DAYS,
    )


class DraftForm(TermsForm, PartiesForm):
    """A new agreement."""

    clauses = forms.CharField(
        label=gettext_lazy("Clauses"),
        required=False,
        help_text=gettext_lazy(
            "An empty line begins the next clause. Where a clause has more than one line, its first line is its heading."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    words_of = forms.ChoiceField(
        label=gettext_lazy("Words to begin with"),
        required=False,
        help_text=gettext_lazy("Clauses that you type below go before a template or an older agreement."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # the parties' rows are there now
        older = [
            (f"like:{one.id}", one.title) for one in agreements_of(self.by, OLDER) if one.kind == "agreement"
        ]
        offered = [(f"template:{key}", title) for key, title in template_choices(self.by)]
        self.fields["words_of"].choices = [  # type: ignore[attr-defined] # a choice field
            ("", _("none: an empty draft")),
            (_("Templates"), offered),
            (_("Agreements"), older),
        ]
        houses = [name for name in self.fields if name.startswith(("party_", "role_"))]
        self.order_fields(
            ["title", "number", *houses, "starts_on", "ends_on", "notice_days", "words_of", "clauses"]
        )

    def drafts(self) -> list[ClauseDraft]:
        """The clauses as they were typed."""
        return clauses_typed(self.cleaned_data["clauses"])

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the words to begin with stands beside their choice."""
        if refused.field in {"template", "like"}:
            self.add_error("words_of", explain(refused))
        else:
            super().stand_beside(refused)


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The agreements of one's own parties."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.agreements(actor)
    page = paging.page_of(request, count_agreements(actor), partial(agreements_of, actor), ON_A_PAGE)
    lines = [(line, AGREEMENT_MARKS[line.state], STATE_WORDS[line.state]) for line in page]
    return render(request, "office/agreements.html", framed(request, lines=lines, page=page))


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Draft an agreement."""
    actor = actor_of(request)
    own = organisation_names(actor.organisations, full=True)
    begun = {
        "initial": {
            "party_1": own[min(own)] if own else "",
            "words_of": f"template:{request.GET.get('template', '')}",
        }
    }
    form = DraftForm(by=actor, **(begun | _sent(request)))

    def deed(values: dict[str, Any]) -> str:
        row = draft_agreement(
            by=actor,
            title=values["title"],
            parties=form.parties(),
            clauses=form.drafts(),
            number=values["number"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            notice_days=values["notice_days"] or NOTICE_DAYS,
            template=_chosen(values["words_of"], "template"),
            like=_chosen(values["words_of"], "like"),
            key=values["client_key"],
        )
        messages.success(request, _("The draft is there. Its parties see it, nobody else."))
        return reverse("office:agreement", args=[row.pk])

    title = _("Draft an agreement")
    crumbs = [(_("Agreements"), reverse("office:agreements")), (title, "")]
    cancel = reverse("office:agreements")
    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Make the draft"),
        crumbs=crumbs,
        cancel_url=cancel,
        wide=True,
    )


@in_office
def agreement(request: HttpRequest, agreement: int) -> HttpResponse:
    """One agreement: what it says, who has signed, what can be done next."""
    return show(request, agreement, "")


def show(request: HttpRequest, agreement: int, refusal: str) -> HttpResponse:
    """The page of an agreement; with a refusal above it where something could not be done."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    more = supplements(actor, agreement) if card.parent is None else []
    talk = talks(actor, agreement) if card.state is State.DRAFT else None
    context = framed(
        request,
        card=card,
        mark=AGREEMENT_MARKS[card.state],
        state=STATE_WORDS[card.state],
        signatures=[
            (one, ROLE_WORDS.get(one.role, one.role), METHOD_WORDS[one.method])
            for one in signatures(actor, agreement)
        ],
        **course(actor, agreement),
        kind=KINDS[card.kind],
        ordinal=ordinal_name(card.ordinal) if card.ordinal else "",
        supplements=[
            (one, AGREEMENT_MARKS[one.state], STATE_WORDS[one.state], KINDS[one.kind]) for one in more
        ],
        reading=reading(actor, agreement) if any(one.effective_at for one in more) else (),
        talk=talk,
        untyped=untyped(card.title, card.clauses) if card.state is State.DRAFT else (),
        texts=texts(actor, agreement),
        pen=pen_card(actor, agreement) if card.state in DRAFTED else None,
        reopens=bool(card.sha256) and card.may_edit,
        signed=sum(party.signed_at is not None for party in card.parties),
        refusal=refusal,
        crumbs=[(_("Agreements"), reverse("office:agreements")), (card.title, "")],
        **of_agreement(actor, card),
        **of_life(actor, card),
    )
    return render(request, "office/agreement.html", context, status=422 if refusal else 200)


def editable(request: HttpRequest, agreement: int) -> AgreementCard:
    """The card, for whoever may change it. Raises NotThere to strangers, NotAllowed to those who may only read."""
    card = agreement_card(actor_of(request), agreement)
    if not card.may_edit:
        raise NotAllowed(gettext_noop("This agreement cannot be changed, or not by you."))
    return card


def page_of(card: AgreementCard, title: str) -> dict[str, Any]:
    """What a form about an agreement says around its fields."""
    here = reverse("office:agreement", args=[card.id])
    warning = ""
    if card.sha256:
        warning = _(
            "This text is open for signature. A change reopens it: all parties sign the new text anew."
        )
    return {
        "title": title,
        "crumbs": [(_("Agreements"), reverse("office:agreements")), (card.title, here), (title, "")],
        "cancel_url": here,
        "warning": warning,
    }


class SeenTermsForm(TermsForm):
    """Title and term, with the revision that was before the writer's eyes."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


class SeenPartiesForm(PartiesForm):
    """The parties, with the revision that was before the writer's eyes."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)


@in_office
def terms(request: HttpRequest, agreement: int) -> HttpResponse:
    """Change title, number and term."""
    card = editable(request, agreement)

    def deed(values: dict[str, Any]) -> str:
        revise_terms(
            by=actor_of(request),
            agreement=agreement,
            title=values["title"],
            number=values["number"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            notice_days=values["notice_days"],
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("Title and term are changed."))
        return reverse("office:agreement", args=[agreement])

    initial = {
        "title": card.title,
        "number": card.number,
        "starts_on": card.starts_on,
        "ends_on": card.ends_on,
        "notice_days": card.notice_days,
        "seen_revision": card.revision,
    }
    form = SeenTermsForm(request.POST or None, initial=initial)
    return run(request, form, deed, action=_("Save"), **page_of(card, _("Title and term")))


@in_office
def parties(request: HttpRequest, agreement: int) -> HttpResponse:
    """Say who the parties are."""
    card = editable(request, agreement)
    initial: dict[str, Any] = {"seen_revision": card.revision}
    for place, party in enumerate(card.parties, start=1):
        initial[f"party_{place}"], initial[f"role_{place}"] = party.name, party.role
    form = SeenPartiesForm(by=actor_of(request), **({"initial": initial} | _sent(request)))

    def deed(values: dict[str, Any]) -> str:
        set_parties(
            by=actor_of(request),
            agreement=agreement,
            parties=form.parties(),
            seen_revision=values["seen_revision"],
        )
        messages.success(request, _("The parties are changed."))
        return reverse("office:agreement", args=[agreement])

    return run(request, form, deed, action=_("Save"), wide=True, **page_of(card, _("Parties")))


@in_office
def paper(request: HttpRequest, agreement: int) -> HttpResponse:
    """The agreement for the printer."""
    card = agreement_card(actor_of(request), agreement)
    context = framed(request, card=card, state=STATE_WORDS[card.state], open_text=bool(card.sha256))
    return render(request, "office/paper.html", context)
