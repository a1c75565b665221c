"""The verbs about stations, inboxes and parcels of ``lianjian islands``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianjian.cli.setting_up import json_option, print_json, somebody
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.islands.queries import StationLine

CARD = click.argument("card", type=click.Path(path_type=Path, exists=True, dir_okay=False))
CARD_LENGTH = 4096  # bytes
ALL = 1_000_000
as_option = click.option(
    "--as", "username", help="Act as the person with this account, not as the command line."
)


def add(group: click.Group) -> None:
    """Put the verbs into ``lianjian islands``."""
    for verb in (enrol, lost, found, replace, listed, take, inbox):
        group.add_command(verb)


def _card(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(CARD_LENGTH + 1)


def _village(key: str) -> int:
    from lianjian.apps.parties.queries import organisation

    house = organisation(key)
    if house is None:
        raise Refused(gettext_noop("There is no organisation “%(key)s”."), key=key)
    return house.pk


@click.command()
@CARD
@click.option("--village", required=True, help="Key of the village in which the box stands.")
@as_option
@json_option
def enrol(card: Path, village: str, username: str | None, *, as_json: bool) -> None:
    """Believe the box whose CARD this is from now on; compare the number it prints with the one on the box's screen."""
    from lianjian.apps.islands.actions.enrol_station import enrol_station
    from lianjian.apps.islands.queries import card_number

    row = enrol_station(by=somebody(username), card=_card(card), village=_village(village))
    told = {"station": row.number, "number": card_number(row.key), "village": village}
    if as_json:
        print_json(told)
        return
    click.echo(f"{row.number} is enrolled. Its number: {told['number']}")


@click.command()
@click.argument("station")
@as_option
def lost(station: str, username: str | None) -> None:
    """Say that STATION was stolen or is missing: nothing is taken from it or sealed to it any more."""
    from lianjian.apps.islands.actions.report_lost import report_lost

    report_lost(by=somebody(username), station=station)
    click.echo(f"{station} is reported lost. Those who have requests from it in hand are told.", err=True)


@click.command()
@click.argument("station")
@as_option
def found(station: str, username: str | None) -> None:
    """Say that the same box, unopened, is there again."""
    from lianjian.apps.islands.actions.find_station import find_station

    find_station(by=somebody(username), station=station)
    click.echo(f"{station} is in service again.", err=True)


@click.command()
@click.argument("station")
@CARD
@as_option
@json_option
def replace(station: str, card: Path, username: str | None, *, as_json: bool) -> None:
    """Let the box whose CARD this is take the place of STATION: the same keys from the recovery sheet, or new ones."""
    from lianjian.apps.islands.actions.replace_station import replace_station

    row = replace_station(by=somebody(username), station=station, card=_card(card))
    if as_json:
        print_json({"station": row.number, "replaces": station, "run": row.run})
        return
    click.echo(f"{row.number} stands in the place of {station}.")


@click.command(name="stations")
@as_option
@json_option
def listed(username: str | None, *, as_json: bool) -> None:
    """List the stations, the worst first; what a station has not told is null (unknown), never zero."""
    from django.utils import timezone

    from lianjian.apps.islands.queries import WantedStations, stations

    rows = stations(somebody(username), timezone.now(), WantedStations(), limit=ALL)
    if as_json:
        print_json([_told(row) for row in rows])
        return
    for row in rows:
        seen = f"{row.seen_at:%Y-%m-%d %H:%M}" if row.seen_at else "never"
        click.echo(f"{row.number}  {row.plight:<8} seen {seen:<16}  {row.village_name}  {row.name}")


def _told(row: StationLine) -> dict[str, object]:
    return {
        "station": row.number,
        "name": row.name,
        "village": row.village_name,
        "state": row.plight,
        "seen_at": row.seen_at,
        "reported_at": row.reported_at,
        "version": row.version or None,
        "edition": row.edition,
        "behind": row.behind,
        "disk_free": row.disk_free,
        "stale": row.is_stale,
        "faults": row.faults,
    }


@click.command()
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path))
@json_option
def take(places: tuple[Path, ...], *, as_json: bool) -> None:
    """Take in the sealed parcels at PLACES: files, folders, or sticks with an outbox. What is no parcel is named and left."""
    from lianjian.adapters.ferry.post import parcels_at
    from lianjian.apps.islands.actions.seal_replies import seal_replies
    from lianjian.apps.islands.actions.take_parcel import take_parcel
    from lianjian.apps.islands.queries.replies import stations_with_replies_due
    from lianjian.foundation.wording import explain

    by, rows = somebody(None), []
    for place in places:
        for name, data in parcels_at(place):
            try:
                if data is None:
                    raise Refused(gettext_noop("It is no regular file of a parcel's size."))
                one = take_parcel(by=by, data=data)
                rows.append({"file": name, "station": one.station, "serial": one.serial, "letters": one.letters,
                             "known": one.is_known, "refused": None})  # fmt: skip
            except Refused as refused:
                rows.append({"file": name, "station": None, "serial": None, "letters": 0,
                             "known": False, "refused": explain(refused)})  # fmt: skip
    for number in stations_with_replies_due(ALL):
        seal_replies(by=by, station=number)
    if as_json:
        print_json(rows)
    for row in rows if not as_json else ():
        said = row["refused"] or (
            "was there already" if row["known"] else f"taken in, {row['letters']} new letters"
        )
        click.echo(f"{row['file']}: {said}")
    if not any(row["refused"] is None for row in rows):
        raise Refused(gettext_noop("No parcel was taken in."))


@click.group()
def inbox() -> None:
    """Open, close and list the inboxes to which villages can write."""


@inbox.command(name="open")
@click.option(
    "--role", type=click.Choice(["party", "expert", "secretary"]), required=True, help="Whose inbox."
)
@click.option(
    "--of", required=True, help="Key of the organisation or village, or number of the expert's entry."
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    help="A kind of request that it takes; all where none is named.",
)
@click.option("--days", type=int, default=7, show_default=True, help="How long an answer takes at most.")
@as_option
def open_(role: str, of: str, categories: tuple[str, ...], days: int, username: str | None) -> None:
    """Let villages write to an organisation, an expert or a village's first secretary."""
    from lianjian.apps.islands.actions.open_inbox import open_inbox
    from lianjian.kernel.keys import whole_number

    if role == "expert":
        key = whole_number(of)
        if key is None:
            raise Refused(gettext_noop("An expert is named by the number of the entry in the think tank."))
    else:
        key = _village(of)
    row = open_inbox(by=somebody(username), role=role, of=key, categories=categories, days=days)
    click.echo(f"{row.key} is open: {row.name}, {row.days} days.")


@inbox.command()
@click.argument("key")
@as_option
def close(key: str, username: str | None) -> None:
    """Let nobody write to the inbox KEY any more; what is open in it stays with its people."""
    from lianjian.apps.islands.actions.close_inbox import close_inbox

    close_inbox(by=somebody(username), inbox=key)
    click.echo(f"{key} is closed.", err=True)


@inbox.command(name="list")
@as_option
@json_option
def list_(username: str | None, *, as_json: bool) -> None:
    """List the inboxes, with how many requests are open and late in each."""
    from django.utils import timezone

    from lianjian.apps.islands.queries import inboxes
    from lianjian.kernel.clock import civil_date

    rows = inboxes(somebody(username), civil_date(timezone.now()), limit=ALL)
    if as_json:
        print_json(
            [
                {"inbox": row.key, "role": row.role, "name": row.name, "categories": row.categories, "days": row.days,
                 "until": row.until, "open": row.is_open, "requests": row.open_requests, "late": row.late}
                for row in rows
            ]
        )  # fmt: skip
        return
    for row in rows:
        state = "open" if row.is_open else "closed"
        waiting, late = ("?" if one is None else one for one in (row.open_requests, row.late))
        click.echo(f"{row.key:<18} {state:<7} {waiting:>4} open {late:>4} late  {row.name}")
