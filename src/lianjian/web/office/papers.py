"""The papers of an agreement: its PDF and .docx, the scans of what was signed at a ceremony, and attesting them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lianjian.apps.agreements.actions.attest_scan import attest_scan
from lianjian.apps.agreements.actions.bring_scan import bring_scan
from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.actions.refuse_scan import refuse_scan
from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.queries import (
    agreement_card,
    document_bytes,
    open_scan_file,
    scan_card,
    signatories,
    text_of,
)
from lianjian.apps.agreements.rules.attesting import ScanState
from lianjian.apps.agreements.rules.scans import LARGEST_FILE, MOST_FILES, Page
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit.sending import DOCX, PDF, paper_answer, paper_name
from lianjian.web.kit.templatetags.kit import content
from lianjian.web.office.choosing import ProofField, houses, offer, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.words import ROLE_WORDS, SCAN_MARKS, SCAN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import AgreementCard, ScanCard
    from lianjian.foundation.actor import Actor


class ScanForm(OfficeForm):
    """The scan, the day, and for each party that has not signed yet who signed for it."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("You bring it for"), coerce=int)
    signed_on = Day(label=gettext_lazy("Signed on"))
    pages = ProofField(
        label=gettext_lazy("The scan"),
        help_text=gettext_lazy(
            "One PDF, or photographs of all pages (JPEG, PNG, WebP, HEIC), up to 20 MB each. Place and "
            "time in photographs are removed."
        ),
    )
    sha256 = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, by: Actor, card: AgreementCard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = set(spoken_for(by))
        offer(self, "organisation", houses(p.organisation for p in card.parties if p.organisation in spoken))
        self.missing = [party for party in card.parties if party.signed_at is None]
        keys = [party.organisation for party in self.missing]
        people = signatories(keys, this_day())
        if card.frozen_at is not None:  # whoever signed at the ceremony may have left since
            for key, known in signatories(keys, civil_date(card.frozen_at)).items():
                people[key] = list(dict.fromkeys([*people.get(key, []), *known]))
        for party in self.missing:
            known = people.get(party.organisation, [])
            self.fields[f"hand_{party.organisation}"] = forms.TypedChoiceField(
                label=content(_("For %(name)s signed") % {"name": party.name}),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("not on this paper")), *known],
            )
        hands = [f"hand_{party.organisation}" for party in self.missing]
        self.order_fields(["organisation", "signed_on", *hands, "pages"])

    def hands(self) -> dict[int, int]:
        """Who signed for which party."""
        values = {
            party.organisation: self.cleaned_data.get(f"hand_{party.organisation}") for party in self.missing
        }
        return {party: person for party, person in values.items() if person is not None}

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the parties as a whole stands beside the first of them, with the text above the form."""
        if refused.field == "sha256":
            self.add_error(None, explain(refused))
        elif refused.field == "hands" and self.missing:
            self.add_error(f"hand_{self.missing[0].organisation}", explain(refused))
        else:
            super().stand_beside(refused)


class ReasonForm(OfficeForm):
    """Why a scan does not count."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("You say so for"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("What is wrong with it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As in: the second page is of an earlier text."),
    )


@in_office
@require_safe
def pdf(request: HttpRequest, agreement: int, version: int | None = None) -> HttpResponse:
    """The document of a text with the electronic signatures it has."""
    actor = actor_of(request)
    key, text = text_of(actor, agreement, version)
    prepare_document(by=actor, text=key)
    name = paper_name(text.title, text.version, "pdf")
    return paper_answer(document_bytes(actor, key), name=name, media_type=PDF)


@in_office
@require_safe
def docx(request: HttpRequest, agreement: int, version: int | None = None) -> HttpResponse:
    """The same words to be worked on."""
    _key, text = text_of(actor_of(request), agreement, version)
    name = paper_name(text.title, text.version, "docx")
    return paper_answer(paper_office().word(text), name=name, media_type=DOCX, keep=True)


@in_office
def bring(request: HttpRequest, agreement: int) -> HttpResponse:
    """Bring the scan of a paper that parties signed."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    if not may_bring(actor, card) and request.method != "POST":
        raise NotThere
    initial = {"sha256": card.sha256}
    posted = request.method == "POST"
    form = ScanForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial=initial,
        by=actor,
        card=card,
    )
    if posted and form.is_valid():
        values = form.cleaned_data
        try:
            scan = bring_scan(
                by=actor,
                agreement=agreement,
                organisation=values["organisation"],
                sha256=values["sha256"],
                hands=form.hands(),
                signed_on=values["signed_on"],
                pages=_pages(values["pages"]),
                client_key=values["client_key"],
            )
        except NotThere:
            raise
        except Refused as refused:
            form.stand_beside(refused)
        else:
            messages.success(
                request, _("The scan is there. It counts when two people of two parties have attested it.")
            )
            return redirect("office:scan", scan.pk)
    title = _("Bring a signed paper")
    here = reverse("office:agreement", args=[agreement])
    context = framed(
        request,
        form=form,
        title=title,
        action=_("Bring it"),
        wide=True,
        of=_("Text %(version)s, SHA-256 %(sha256)s") % {"version": card.version, "sha256": card.sha256},
        crumbs=[(_("Agreements"), reverse("office:agreements")), (card.title, here), (title, "")],
        cancel_url=here,
    )
    return render(request, "office/form.html", context, status=422 if form.errors else 200)


@in_office
@require_safe
def scan(request: HttpRequest, scan: int) -> HttpResponse:
    """A scan and the text it is to show, side by side."""
    return _show(request, scan, "")


def _show(request: HttpRequest, scan: int, refusal: str) -> HttpResponse:
    card = scan_card(actor_of(request), scan)
    here = reverse("office:agreement", args=[card.agreement])
    mark, state = scan_words(card)
    context = framed(
        request,
        card=card,
        mark=mark,
        state=state,
        hands=[(hand, ROLE_WORDS.get(hand.role, hand.role)) for hand in card.hands],
        refusal=refusal,
        crumbs=[(_("Agreements"), reverse("office:agreements")), (card.title, here), (_("Signed paper"), "")],
    )
    return render(request, "office/scan.html", context, status=422 if refusal else 200)


@in_office
def attest(request: HttpRequest, scan: int) -> HttpResponse:
    """Say that the scan shows the text. Whoever opens the address is led to the scan."""
    if request.method != "POST":
        return redirect("office:scan", scan_card(actor_of(request), scan).id)
    organisation = whole_number(request.POST.get("organisation", ""))
    if organisation is None:
        raise NotThere
    try:
        attest_scan(
            by=actor_of(request),
            scan=scan,
            organisation=organisation,
            sha256=request.POST.get("sha256", "")[:64],
        )
    except NotThere:
        raise
    except Refused as refused:
        return _show(request, scan, explain(refused))
    card = scan_card(actor_of(request), scan)
    if card.state is ScanState.ACCEPTED:
        messages.success(request, _("Attested. The signatures on this paper count from now on."))
    else:
        messages.success(request, _("Attested. One more person, of another party, is needed."))
    return redirect("office:scan", scan)


@in_office
def refuse(request: HttpRequest, scan: int) -> HttpResponse:
    """Say that it does not show the text, and why."""
    actor = actor_of(request)
    card = scan_card(actor, scan)
    if not card.speak_for and request.method != "POST":
        raise NotThere
    form = ReasonForm(request.POST or None)
    offer(form, "organisation", card.speak_for)

    def deed(values: dict[str, Any]) -> str:
        refuse_scan(by=actor, scan=scan, organisation=values["organisation"], reason=values["reason"])
        messages.success(request, _("Refused. Its parties see the reason and can bring another scan."))
        return reverse("office:scan", args=[scan])

    title = _("Refuse the scan")
    here = reverse("office:scan", args=[scan])
    crumbs = [
        (card.title, reverse("office:agreement", args=[card.agreement])),
        (_("Signed paper"), here),
        (title, ""),
    ]
    return run(
        request, form, deed, title=title, action=_("Refuse it"), grave=True, crumbs=crumbs, cancel_url=here
    )


@in_office
@require_safe
def scan_file(request: HttpRequest, file: int) -> HttpResponse:
    """A page of a scan, for whoever sees the agreement."""
    page, opened = open_scan_file(actor_of(request), file)
    with opened:
        return paper_answer(opened.read(), name=page.name, media_type=page.media_type)


def scan_words(card: ScanCard) -> tuple[str, Any]:
    """Mark and word for where a scan stands."""
    if card.state is ScanState.WAITING and not card.open:
        return "withdrawn", _("its text is not open for signature any more")
    return SCAN_MARKS[card.state], SCAN_WORDS[card.state]


def may_bring(actor: Actor, card: AgreementCard) -> bool:
    """Whether ``actor`` may bring a scan for a party now."""
    open_now = bool(card.sha256) and any(party.signed_at is None for party in card.parties)
    return open_now and bool(set(spoken_for(actor)) & {party.organisation for party in card.parties})


def _pages(sent: Iterable[UploadedFile[Any]]) -> list[Page]:
    """Of a file that is too large only as much is read as shows that it is."""
    return [Page(file.name or "", file.read(LARGEST_FILE + 1)) for file in list(sent)[: MOST_FILES + 1]]
