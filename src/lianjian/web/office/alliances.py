"""Industry alliances (产业联盟): founded, described, members invited and answered, the shared brand allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lianjian.apps.coordination.rules.photographs import LARGEST_FILE
from lianjian.apps.projects.actions.allow_brand import allow_brand
from lianjian.apps.projects.actions.answer_invitation import answer_invitation
from lianjian.apps.projects.actions.describe_alliance import describe_alliance
from lianjian.apps.projects.actions.found_alliance import found_alliance
from lianjian.apps.projects.actions.invite_member import invite_member
from lianjian.apps.projects.actions.leave_alliance import leave_alliance
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.queries import (
    alliance_card,
    alliances,
    count_alliances,
    count_enquiries_waiting,
)
from lianjian.apps.projects.rules.alliances import PartState
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.kit.seasons import season_words
from lianjian.web.office.choosing import houses, offer, spoken_for
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed
from lianjian.web.office.linked_marks import MEMBER_MARKS, MEMBER_WORDS, linked_tabs
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking
from lianjian.web.supplying import GOODS_WORDS, supply_of

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import AllianceCard, DemandLine, ProductLine

PAGE = 40


class FoundForm(OfficeForm):
    """Who founds it and what it is called."""

    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Your organisation"),
        coerce=int,
        help_text=gettext_lazy("It keeps the alliance: invites members, answers for the brand."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    key = forms.CharField(
        label=gettext_lazy("Word in addresses"),
        max_length=60,
        help_text=gettext_lazy("Small letters, digits, hyphens, as in: xinghua-loquat. It stays for ever."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    about = forms.CharField(
        label=gettext_lazy("Aim of the alliance"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DescribeForm(OfficeForm):
    """What the alliance is, and its shared brand."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    about = forms.CharField(
        label=gettext_lazy("Aim of the alliance"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    brand = forms.CharField(label=gettext_lazy("Shared brand"), required=False, max_length=60)
    brand_rules = forms.CharField(
        label=gettext_lazy("Rules for using the brand"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy(
            "Which goods may bear it, who checks them, what happens where they do not hold."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture of the mark"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP. It replaces the one before."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    public = forms.BooleanField(
        label=gettext_lazy("Show the alliance to everybody on the public site"),
        required=False,
        help_text=gettext_lazy("Of products and demands, only those that their members made public."),
    )


class InviteForm(Picking):
    """Whom to invite."""

    organisation = PartyPick(label=gettext_lazy("Organisation"), help_text=PARTY_HELP)


class LeaveForm(OfficeForm):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed where the keeper lets somebody else go."),
    )


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The alliances I may see, newest first."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return sheets.workbook(
            _("Industry alliances"),
            [_("Alliance"), _("Led by"), _("Shared brand"), _("Founded on"), _("Members"), _("Products")],
            (
                (one.name, one.keeper_name, one.brand or None, one.founded_on, one.members, one.products)
                for one in alliances(actor, limit=sheets.MOST_ROWS + 1)
            ),
        )
    page = paging.page_of(
        request,
        count_alliances(actor),
        lambda limit, offset: alliances(actor, limit=limit, offset=offset),
        PAGE,
    )
    context = framed(
        request,
        page=page,
        rows=[
            (line, MEMBER_MARKS[line.part], MEMBER_WORDS[line.part]) if line.part else (line, "", "")
            for line in page
        ],
        may_found=bool(spoken_for(actor)),
        tabs=linked_tabs("alliances", count_enquiries_waiting(actor)),
    )
    return render(request, "office/alliances.html", context)


@in_office
def begin(request: HttpRequest) -> HttpResponse:
    """Found one."""
    actor = actor_of(request)
    own = spoken_for(actor)
    if not own:
        raise NotThere
    form = FoundForm(request.POST or None)
    offer(form, "organisation", houses(own))

    def deed(values: dict[str, Any]) -> str:
        names = ("organisation", "name", "key", "about")
        row = found_alliance(by=actor, **{name: values[name] for name in names})
        messages.success(request, _("The alliance is there. Now invite its members."))
        return reverse("office:alliance", args=[row.pk])

    title = _("Found an alliance")
    return run(
        request,
        form,
        deed,
        title=title,
        action=_("Found it"),
        crumbs=[(_("Industry alliances"), reverse("office:alliances")), (title, "")],
        cancel_url=reverse("office:alliances"),
    )


@in_office
def alliance(request: HttpRequest, alliance: int) -> HttpResponse:
    """One alliance: members, products with seasons, supply and demand month by month."""
    actor = actor_of(request)
    card = alliance_card(actor, alliance)
    own = set(spoken_for(actor))
    if sheets.wanted(request):
        return _sheet(card)
    living = [one for one in card.members if one.state in {PartState.INVITED, PartState.MEMBER}]
    members = {one.organisation for one in living if one.state is PartState.MEMBER}
    context = framed(
        request,
        card=card,
        line=card.line,
        keeps=card.line.keeper in own,
        joined=bool(own & members),
        members=[
            (
                one,
                MEMBER_MARKS[one.state],
                MEMBER_WORDS[one.state],
                one.organisation in own,
            )
            for one in living
        ],
        former=[(one, MEMBER_WORDS[one.state]) for one in card.members if one not in living],
        products=[
            (
                one,
                GOODS_WORDS[one.unit],
                season_words(one.first_month, one.last_month),
                one.organisation in own,
            )
            for one in card.products
        ],
        demands=[
            (
                one,
                GOODS_WORDS[one.unit],
                season_words(one.first_month, one.last_month),
                one.organisation in own,
            )
            for one in card.demands
        ],
        supply=supply_of(card.calendar),
        crumbs=[(_("Industry alliances"), reverse("office:alliances")), (card.line.name, "")],
    )
    return render(request, "office/alliance.html", context)


def _sheet(card: AllianceCard) -> HttpResponse:
    """Products and demands as a workbook."""
    lines: list[tuple[str, ProductLine | DemandLine, Decimal | None, Decimal | None]] = [
        (_("offered"), one, one.lowest_price, one.highest_price) for one in card.products
    ]
    lines += [(_("sought"), one, None, None) for one in card.demands]
    return sheets.workbook(
        card.line.name,
        [
            _("Offered or sought"),
            _("Product"),
            _("Member"),
            _("Season"),
            _("Amount"),
            _("Unit"),
            _("Lowest price, yuan"),
            _("Highest price, yuan"),
        ],
        (
            (
                side,
                one.name,
                one.organisation_name,
                season_words(one.first_month, one.last_month),
                one.amount,
                str(GOODS_WORDS[one.unit]),
                low,
                high,
            )
            for side, one, low, high in lines
        ),
    )


@in_office
def describe(request: HttpRequest, alliance: int) -> HttpResponse:
    """Change what the keeper says of it."""
    actor = actor_of(request)
    card = kept(request, alliance)
    names = ("name", "about", "brand", "brand_rules", "public")
    initial = {
        "name": card.line.name,
        "about": card.line.about,
        "brand": card.line.brand,
        "brand_rules": card.brand_rules,
        "public": card.line.public,
    }
    form = DescribeForm(request.POST or None, request.FILES or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        row = describe_alliance(by=actor, alliance=alliance, **{name: values[name] for name in names})
        if values["picture"]:
            show_picture(
                by=actor, alliance=alliance, data=values["picture"].read(LARGEST_FILE + 1), caption=row.brand
            )
        messages.success(
            request,
            _("Saved. Everybody sees it now.") if row.public else _("Saved. Only the network sees it."),
        )
        return reverse("office:alliance", args=[alliance])

    return run(request, form, deed, action=_("Save"), **page_of(card, _("Describe the alliance")))


@in_office
def invite(request: HttpRequest, alliance: int) -> HttpResponse:
    """Invite a member."""
    actor = actor_of(request)
    card = kept(request, alliance)

    def deed(values: dict[str, Any]) -> str:
        invite_member(by=actor, alliance=alliance, organisation=values["organisation"])
        messages.success(request, _("Invited. It joins once it accepts."))
        return reverse("office:alliance", args=[alliance])

    form = InviteForm(request.POST or None, by=actor)
    return run(request, form, deed, action=_("Invite it"), **page_of(card, _("Invite a member")))


@require_POST
@in_office
def answer(request: HttpRequest, alliance: int, organisation: int) -> HttpResponse:
    """Join, or decline."""
    accepted = request.POST.get("answer") == "yes"
    answer_invitation(by=actor_of(request), alliance=alliance, organisation=organisation, accepted=accepted)
    messages.success(
        request,
        _("Joined. Now list what you offer or look for.") if accepted else _("Declined."),
    )
    return redirect("office:alliance", alliance) if accepted else redirect("office:alliances")


@in_office
def leave(request: HttpRequest, alliance: int, organisation: int) -> HttpResponse:
    """Leave, or let a member go."""
    actor = actor_of(request)
    card = alliance_card(actor, alliance)
    if not {organisation, card.line.keeper} & set(spoken_for(actor)):
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        leave_alliance(by=actor, alliance=alliance, organisation=organisation, reason=values["reason"])
        messages.success(request, _("It has left the alliance; its products are off the list."))
        return reverse("office:alliances")

    form = LeaveForm(request.POST or None)
    page = page_of(card, _("Leave the alliance"))
    page["of"] = dict(houses([organisation])).get(organisation, "")
    return run(request, form, deed, action=_("Leave the alliance"), grave=True, **page)


@require_POST
@in_office
def brand(request: HttpRequest, alliance: int, organisation: int) -> HttpResponse:
    """Allow the brand, or no longer."""
    allowed = request.POST.get("allowed") == "yes"
    allow_brand(by=actor_of(request), alliance=alliance, organisation=organisation, allowed=allowed)
    messages.success(
        request,
        _("It may use the brand from today on.") if allowed else _("It may no longer use the brand."),
    )
    return redirect("office:alliance", alliance)


def kept(request: HttpRequest, alliance: int) -> AllianceCard:
    """The alliance, for those who speak for its keeper. Raises NotThere to everybody else."""
    card = alliance_card(actor_of(request), alliance)
    if card.line.keeper not in spoken_for(actor_of(request)):
        raise NotThere
    return card


def page_of(card: AllianceCard, title: str) -> dict[str, Any]:
    """What a form about an alliance says around its fields."""
    here = reverse("office:alliance", args=[card.line.id])
    crumbs = [(_("Industry alliances"), reverse("office:alliances")), (card.line.name, here), (title, "")]
    return {"title": title, "crumbs": crumbs, "cancel_url": here}
