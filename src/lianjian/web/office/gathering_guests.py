"""Who is invited to a gathering: organisations, people of the network, guests by name with a link of their own; their
replies; the list as a workbook and on paper; the poster at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from lianjian.apps.agreements.queries import party_keys
from lianjian.apps.coordination.actions.invite_to_gathering import invite_to_gathering
from lianjian.apps.coordination.actions.renew_guest_link import renew_guest_link
from lianjian.apps.coordination.actions.withdraw_invitation import withdraw_invitation
from lianjian.apps.coordination.queries.gathering_guests import guests_invited, houses_invited, poster_of
from lianjian.apps.coordination.rules.gatherings import Answer
from lianjian.apps.coordination.rules.signing_in import WAY_LABELS, Way
from lianjian.foundation.wording import explain
from lianjian.kernel.clock import CHINA
from lianjian.kernel.documents import Document, Paragraph, Table
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.kit.papers import document_answer
from lianjian.web.office.choosing import houses, offer
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import run
from lianjian.web.office.frame import framed
from lianjian.web.office.gatherings import ANSWER_MARKS, ANSWER_WORDS, crumbs_to, organised_by, page_about
from lianjian.web.office.picking import PARTY_HELP, PartyPick, PersonPick, Picking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries.gatherings import GatheringCard
    from lianjian.foundation.actor import Actor

PARTIES, PEOPLE, ON_A_PAGE = 4, 3, 50


class InviteForm(Picking):
    """Parties of the agreement to tick, other organisations and people to pick, names of guests to type."""

    parties = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Parties of the agreement"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    names = forms.CharField(
        label=gettext_lazy("Guests without an account, one a line"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The name, and after a comma where they belong, as in: 林老师，莆田学院."),
    )

    def __init__(self, *args: Any, by: Actor, parties: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        if parties:
            offer(self, "parties", parties)
        else:
            del self.fields["parties"]
        for place in range(1, PARTIES + 1):
            label = _("Organisation %(place)s") % {"place": place}
            self.fields[f"house_{place}"] = PartyPick(
                label=label, required=False, help_text=PARTY_HELP if place == 1 else ""
            )
        for place in range(1, PEOPLE + 1):
            label = _("Person of the network %(place)s") % {"place": place}
            self.fields[f"person_{place}"] = PersonPick(label=label, required=False)
        self.order_fields([*(name for name in self.fields if name != "names"), "names"])
        self.offer()

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with one of several stands beside the first."""
        field = {"organisations": "house_1", "people": "person_1"}.get(refused.field, refused.field)
        self.add_error(field if field in self.fields else None, explain(refused))

    def invited(self) -> dict[str, Any]:
        """As the verb wants it."""
        values = self.cleaned_data
        picked = [values[f"house_{n}"] for n in range(1, PARTIES + 1)]
        people = [values[f"person_{n}"] for n in range(1, PEOPLE + 1)]
        lines = [line for line in values["names"].splitlines() if line.strip()]
        return {
            "organisations_invited": [
                *values.get("parties", []),
                *(key for key in picked if key is not None),
            ],
            "people_invited": [key for key in people if key is not None],
            "names": [_name_and_house(line) for line in lines],
        }


def _name_and_house(line: str) -> tuple[str, str]:
    name, _comma, house = line.replace("，", ",").partition(",")
    return name, house


@in_office
def invite(request: HttpRequest, gathering: int) -> HttpResponse:
    """Invite organisations, people and guests."""
    card = organised_by(request, gathering)
    actor = actor_of(request)
    hosts = {key for key, _name in card.hosts}
    parties = [key for key in party_keys([card.agreement] if card.agreement else []) if key not in hosts]
    form = InviteForm(request.POST or None, by=actor, parties=houses(parties), initial={"parties": parties})

    def deed(_values: dict[str, Any]) -> str:
        invite_to_gathering(by=actor, gathering=gathering, **form.invited())
        messages.success(request, _("They are on the list."))
        return reverse("office:gathering-guests", args=[gathering])

    page = page_about(card, _("Invite"))
    return run(request, form, deed, action=_("Put them on the list"), wide=True, **page)


@in_office
@require_safe
def listed(request: HttpRequest, gathering: int) -> HttpResponse:
    """Everybody on the list, with replies, links and when they came."""
    card = organised_by(request, gathering)
    actor = actor_of(request)
    invited, guests = houses_invited(actor, gathering), guests_invited(actor, gathering)
    if sheets.wanted(request):
        return _sheet(card, invited, guests)
    page = paging.page_of(
        request, len(guests), lambda limit, offset: guests[offset : offset + limit], ON_A_PAGE
    )
    context = framed(
        request,
        card=card,
        line=card.line,
        invited=[(one, ANSWER_MARKS[one.answer], ANSWER_WORDS[one.answer]) for one in invited],
        page=page,
        guests=[
            (
                one,
                ANSWER_MARKS[one.answer],
                ANSWER_WORDS[one.answer],
                _(WAY_LABELS[Way(one.way)]) if one.way else "",
                _address(gathering, one.link) if one.link else "",
            )
            for one in page
        ],
        open=card.line.state in {"planned", "announced"},
        crumbs=crumbs_to(card, _("The list")),
    )
    return render(request, "office/gathering_guests.html", context)


def _address(gathering: int, token: str) -> str:
    return f"{settings.BASE_URL}{reverse('site:invitation', args=[gathering, token])}"


def _sheet(card: GatheringCard, invited: Any, guests: Any) -> HttpResponse:
    columns = [
        pgettext("of a person", "Name"),
        _("Belongs to"),
        _("Reply"),
        _("People"),
        _("Remark"),
        _("Replied"),
        _("Came at"),
        _("How"),
    ]
    rows: list[tuple[Any, ...]] = [
        ("", one.name, str(ANSWER_WORDS[one.answer]), one.people, one.remark, one.replied_at, None, "")
        for one in invited
    ]
    rows += [
        (
            one.name,
            one.house,
            "" if one.walk_in else str(ANSWER_WORDS[one.answer]),
            one.people + 1 if one.answer == Answer.YES else None,
            one.remark,
            None,
            one.came_at,
            _(WAY_LABELS[Way(one.way)]) if one.way else "",
        )
        for one in guests
    ]
    return sheets.workbook(card.line.title, columns, rows)


@in_office
@require_safe
def paper(request: HttpRequest, gathering: int) -> HttpResponse:
    """The list to sign by hand, as PDF: for the day on which no phone works at all."""
    card = organised_by(request, gathering)
    begins = card.line.begins_at.astimezone(CHINA)
    guests = [one for one in guests_invited(actor_of(request), gathering) if one.answer != Answer.NO]
    rows = [(str(n), one.name, one.house, "") for n, one in enumerate(guests, start=1)]
    rows += [(str(n), "", "", "") for n in range(len(rows) + 1, len(rows) + 11)]
    when = f"{begins.year}年{begins.month}月{begins.day}日 {begins:%H:%M}"
    document = Document(
        title=f"{card.line.title}签到表",
        blocks=(
            Paragraph(when, lead="时间："),
            *((Paragraph(card.line.place, lead="地点："),) if card.line.place else ()),
            Table(("序号", "姓名", "单位", "签名"), tuple(rows), widths=(1, 2, 4, 3)),
        ),
        author=card.line.organiser_name,
    )
    return document_answer(document, f"{card.line.title} {_('sign-in sheet')}")


@in_office
@require_safe
def poster(request: HttpRequest, gathering: int) -> HttpResponse:
    """A page to print and hang up at the door: its code leads a guest's phone to the sign-in."""
    card = organised_by(request, gathering)
    token = poster_of(actor_of(request), gathering)
    address = f"{settings.BASE_URL}{reverse('site:here', args=[gathering, token])}"
    context = framed(request, card=card, line=card.line, address=address, crumbs=crumbs_to(card, _("Poster")))
    return render(request, "office/gathering_poster.html", context)


@in_office
@require_POST
def withdraw(request: HttpRequest, gathering: int) -> HttpResponse:
    """Take back the invitation of an organisation or a guest."""
    card = organised_by(request, gathering)
    house, guest = (whole_number(request.POST.get(name, "")) for name in ("organisation", "guest"))
    return _done(
        request,
        card,
        lambda by: withdraw_invitation(by=by, gathering=gathering, organisation=house, guest=guest),
        _("The invitation is taken back."),
    )


@in_office
@require_POST
def renew(request: HttpRequest, gathering: int) -> HttpResponse:
    """Give a guest another personal address."""
    card = organised_by(request, gathering)
    guest = whole_number(request.POST.get("guest", ""))
    if guest is None:
        raise NotThere
    return _done(
        request,
        card,
        lambda by: renew_guest_link(by=by, gathering=gathering, guest=guest),
        _("The old link leads nowhere any more; send the new one."),
    )


def _done(request: HttpRequest, card: GatheringCard, verb: Any, said: str) -> HttpResponse:
    try:
        verb(actor_of(request))
    except NotThere:
        raise
    except Refused as refused:
        messages.error(request, explain(refused))
    else:
        messages.success(request, said)
    return redirect("office:gathering-guests", card.line.id)
