"""The board of village stations, one station, and what is done about one: enrolled, lost, found, replaced."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.find_station import find_station
from lianjian.apps.islands.actions.replace_station import replace_station
from lianjian.apps.islands.actions.report_lost import report_lost
from lianjian.apps.islands.actions.settle_fault import settle_fault
from lianjian.apps.islands.queries import (
    WantedStations,
    count_stations,
    keeps_network,
    refusing,
    request_numbers,
    stations,
    stations_by_plight,
    status,
)
from lianjian.apps.islands.queries import station as station_in_scope
from lianjian.apps.islands.rules.stations import PLIGHT_LABELS, Plight
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.listing import all_rows
from lianjian.web.kit.paging import page_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.picking import PartyPick, Picking
from lianjian_feed.cards import CAP, Card

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.islands.queries import StationLine
    from lianjian.foundation.actor import Actor

PAGE = 40
CARD = "office-card"
"""Where a session keeps the card that was sent, until its number was compared."""
PLIGHT_WORDS = {plight: gettext_lazy(label) for plight, label in PLIGHT_LABELS.items()}
PLIGHT_MARKS = {
    Plight.LOST: "stop",
    Plight.FAULTY: "late",
    Plight.SILENT: "stuck",
    Plight.BEHIND: "wait",
    Plight.UNKNOWN: "unknown",
    Plight.WELL: "ok",
    Plight.RETIRED: "withdrawn",
}


def station_tabs(here: str) -> list[tuple[str, str, bool, None]]:
    """The registers that belong together."""
    return [
        (str(word), reverse(name), name == here, None)
        for word, name in ((_("Stations"), "office:stations"), (_("Inboxes"), "office:inboxes"))
    ]


def _row(line: StationLine) -> tuple[StationLine, str, Any]:
    return line, PLIGHT_MARKS[line.plight], PLIGHT_WORDS[line.plight]


def _rows(by: Actor, wanted: WantedStations, limit: int, offset: int) -> list[Any]:
    return [_row(line) for line in stations(by, timezone.now(), wanted, limit=limit, offset=offset)]


@in_office
def board(request: HttpRequest) -> HttpResponse:
    """The stations one may see, the worst first; by how they stand, by words, by division. Unknown is said."""
    actor, now, asked = actor_of(request), timezone.now(), request.GET
    plight, division = asked.get("state", ""), asked.get("division", "")
    wanted = WantedStations(
        plight=plight if plight in set(Plight) else "",
        words=" ".join(asked.get("q", "").split())[:60],
        division=division if division.isascii() and division.isdigit() and len(division) <= 12 else "",  # noqa: PLR2004 - digits of a code
    )
    if sheets.wanted(request):
        return _workbook(actor, wanted)
    counted = stations_by_plight(actor, now, wanted)
    kept = asked.copy()
    kept.pop("page", None)
    tabs = []
    for value, word, number in [
        ("", _("All"), sum(counted.values())),
        *((str(p), str(PLIGHT_WORDS[p]), counted[p]) for p in Plight if counted[p]),
    ]:
        kept["state"] = value
        tabs.append((word, f"?{kept.urlencode()}", value == wanted.plight, number))
    feed = status()
    context = framed(
        request,
        page=page_of(request, count_stations(actor, now, wanted), partial(_rows, actor, wanted), PAGE),
        wanted=wanted,
        which=tabs,
        tabs=station_tabs("office:stations"),
        feed=feed,
        narrowed=bool(wanted.words or wanted.plight or wanted.division),
        numbers=request_numbers(actor, this_day()) if keeps_network(actor) else None,
    )
    return render(request, "office/stations.html", context)


def _workbook(by: Actor, wanted: WantedStations) -> HttpResponse:
    titles = [_("Station"), _("Village"), _("How it stands"), _("Last seen"), _("Version"), _("Edition")]
    titles += [_("Behind by"), _("Free disk, MiB"), _("Faults"), _("Reported at")]
    return sheets.workbook(
        _("Stations"),
        titles,
        (
            (
                line.number,
                line.village_name,
                str(word),
                line.seen_at,
                line.version or None,
                line.edition,
                line.behind,
                line.disk_free,
                line.faults,
                line.reported_at,
            )
            for line, _mark, word in all_rows(partial(_rows, by, wanted))
        ),
    )


@in_office
def station(request: HttpRequest, number: str) -> HttpResponse:
    """One station: what it told, what the hub found, and what can be done about it."""
    card = station_in_scope(actor_of(request), number)
    line, mark, word = _row(card.line)
    context = framed(
        request,
        card=card,
        line=line,
        mark=mark,
        word=word,
        in_service=line.lost_at is None and line.retired_at is None,
        crumbs=[(_("Stations"), reverse("office:stations")), (line.name, "")],
    )
    return render(request, "office/station.html", context)


class CardForm(OfficeForm):
    """The file that a box gives of itself."""

    card = forms.FileField(
        label=gettext_lazy("The card of the box"),
        help_text=gettext_lazy(
            "The box shows it under “About this station”; on its command line it is written by lianjian-station card."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )


class EnrolForm(Picking):
    """Where it stands, once its number was compared."""

    village = PartyPick(
        label=gettext_lazy("The village in which it stands"),
        help_text=gettext_lazy("Part of the name or of the place."),
    )
    compared = forms.BooleanField(
        label=gettext_lazy("I compared the number with somebody who stands before the box")
    )
    field_order = ["village", "compared"]


class ReplaceForm(OfficeForm):
    compared = forms.BooleanField(
        label=gettext_lazy("I compared the number with somebody who stands before the box")
    )


def _crumbs(title: str, number: str) -> dict[str, Any]:
    back = reverse("office:station", args=[number]) if number else reverse("office:stations")
    trail = [(_("Stations"), reverse("office:stations")), *([(number, back)] if number else []), (title, "")]
    return {"title": title, "crumbs": trail, "cancel_url": back}


@in_office
def send_card(request: HttpRequest, number: str = "") -> HttpResponse:
    """The first of two steps: send the card of a box to be enrolled, or to take the place of station ``number``."""
    if number and not station_in_scope(actor_of(request), number).may_keep:
        raise NotThere
    form = CardForm(request.POST or None, request.FILES or None)
    where = (
        reverse("office:station-replace-compare", args=[number])
        if number
        else reverse("office:station-enrol-compare")
    )

    def deed(values: dict[str, Any]) -> str:
        data = values["card"].read(CAP + 1)
        with refusing("card"):
            Card.parse(data)
        request.session[CARD] = data.decode()
        return where

    title = _("Replace the box") if number else _("Enrol a station")
    warning = (
        _(
            "With the keys of the recovery sheet it is the same station again. "
            "Where somebody may have had the old disk, take new keys."
        )
        if number
        else ""
    )
    return run(request, form, deed, action=_("Show its number"), warning=warning, **_crumbs(title, number))


def _kept_card(request: HttpRequest) -> tuple[bytes, Card] | None:
    kept = request.session.get(CARD, "")
    return (kept.encode(), Card.parse(kept.encode())) if kept else None


def _shows_another(request: HttpRequest, card: Card) -> bool:
    """Whether the page that was sent showed the number of another card: one sent meanwhile, in another window."""
    if request.method != "POST" or request.POST.get("box") == card.station:
        return False
    messages.error(request, _("Another card was sent meanwhile: compare the number that stands here now."))
    return True


@in_office
def enrol(request: HttpRequest) -> HttpResponse:
    """The second: compare the number, say where it stands."""
    actor, kept = actor_of(request), _kept_card(request)
    if kept is None:
        return redirect("office:station-enrol")
    data, card = kept
    if _shows_another(request, card):
        return redirect("office:station-enrol-compare")
    there = organisations(Kind.VILLAGE).filter(division=card.division).first() if card.division else None
    form = EnrolForm(request.POST or None, by=actor, initial={"village": there.name if there else ""})

    def deed(values: dict[str, Any]) -> str:
        row = enrol_station(by=actor, card=data, village=values["village"])
        del request.session[CARD]
        messages.success(request, _("Enrolled. What it sends is taken in from now on."))
        return reverse("office:station", args=[row.number])

    page = _crumbs(_("Enrol a station"), "")
    return run(request, form, deed, "office/station_card.html", card=card, action=_("Enrol it"), **page)


@in_office
def replace(request: HttpRequest, number: str) -> HttpResponse:
    """The second: compare the number of the new box."""
    actor, kept = actor_of(request), _kept_card(request)
    old = station_in_scope(actor, number)
    if not old.may_keep:
        raise NotThere
    if kept is None:
        return redirect("office:station-replace", number)
    data, card = kept
    if _shows_another(request, card):
        return redirect("office:station-replace-compare", number)
    form = ReplaceForm(request.POST or None)

    def deed(_values: dict[str, Any]) -> str:
        row = replace_station(by=actor, station=number, card=data)
        del request.session[CARD]
        messages.success(request, _("The new box stands in its place."))
        return reverse("office:station", args=[row.number])

    page = _crumbs(_("Replace the box"), number)
    same = card.station == number
    return run(
        request,
        form,
        deed,
        "office/station_card.html",
        card=card,
        same=same,
        old=old,
        action=_("Replace the box"),
        **page,
    )


@in_office
def lose(request: HttpRequest, number: str) -> HttpResponse:
    """Report it lost."""
    actor = actor_of(request)
    card = station_in_scope(actor, number)
    if not card.may_keep:
        raise NotThere

    def deed(_values: dict[str, Any]) -> str:
        report_lost(by=actor, station=number)
        messages.success(request, _("Reported. Nothing is taken from it or sealed to it any more."))
        return reverse("office:station", args=[number])

    warning = _(
        "What it sends is refused from now on, and no answer is sealed to it. Those who have requests of its villagers "
        "in hand are told which. Their keys need no change: the box never held them."
    )
    form, page = OfficeForm(request.POST or None), _crumbs(_("Report it lost or stolen"), number)
    return run(
        request,
        form,
        deed,
        action=_("Report it lost"),
        grave=True,
        warning=warning,
        of=card.line.name,
        **page,
    )


@in_office
def find(request: HttpRequest, number: str) -> HttpResponse:
    """The same box is there again."""
    actor = actor_of(request)
    card = station_in_scope(actor, number)
    if not card.may_keep:
        raise NotThere

    def deed(_values: dict[str, Any]) -> str:
        find_station(by=actor, station=number)
        messages.success(request, _("It is in service again."))
        return reverse("office:station", args=[number])

    warning = _("Only where you are sure that nobody had the box open. Else replace it with new keys.")
    form, page = OfficeForm(request.POST or None), _crumbs(_("It was found"), number)
    return run(
        request, form, deed, action=_("Take it back into service"), warning=warning, of=card.line.name, **page
    )


class SettleForm(OfficeForm):
    because = forms.CharField(label=gettext_lazy("What was found, and why it is settled"), max_length=300)


@in_office
def settle(request: HttpRequest, number: str, fault: int) -> HttpResponse:
    """Say why a fault that the hub found is none any more."""
    actor = actor_of(request)
    card = station_in_scope(actor, number)
    found = next((one for one in card.found if one.id == fault), None)
    if found is None or not card.may_keep:
        raise NotThere

    def deed(values: dict[str, Any]) -> str:
        settle_fault(by=actor, fault=fault, because=values["because"])
        messages.success(request, _("Settled. The evidence stays."))
        return reverse("office:station", args=[number])

    form, page = SettleForm(request.POST or None), _crumbs(_("Settle a fault"), number)
    return run(request, form, deed, action=_("Settle it"), quoted=found.words, **page)
