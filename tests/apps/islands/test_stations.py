"""Stations on the hub's board: enrolled, lost, found, replaced; and what the hub finds in their logs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian.adapters.ferry.feed_writing import own_feed
from lianjian.adapters.ferry.mail_keys import FileKeys
from lianjian.apps.islands.actions.acknowledge_loss import acknowledge_loss
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.find_station import find_station
from lianjian.apps.islands.actions.replace_station import replace_station
from lianjian.apps.islands.actions.report_lost import report_lost
from lianjian.apps.islands.actions.settle_fault import settle_fault
from lianjian.apps.islands.models import HelpRequest, LogLine, NoisyCount, Station, StationFault
from lianjian.apps.islands.queries import (
    WantedStations,
    loss,
    losses,
    station,
    stations,
    stations_by_plight,
)
from lianjian.apps.islands.queries.dated import losses_dated
from lianjian.apps.islands.queries.witnessing import witness_key
from lianjian.apps.islands.rules.stations import Plight
from lianjian.apps.islands.tasks import take_post
from lianjian.kernel.refusals import NotAllowed, Refused
from lianjian_feed.notes import Note, VerifierKey
from lianjian_feed.parcels import Counts, Report
from tests.apps.islands.box import Box, enrolled, party_inbox, posted
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network

NOW = datetime.now(UTC)
REPORT = Report("0.3.0", 4, 20_000, is_stale=False)


def the_station() -> Station:
    return Station.objects.by(ROOT).get()


def faults() -> list[str]:
    return list(StationFault.objects.by(ROOT).values_list("kind", flat=True))


def test_a_card_is_enrolled_once_by_those_who_keep_the_village(network: Network) -> None:
    """Another village, a forged card and a box that stands elsewhere are refused; the first secretary has an inbox."""
    box, by = Box(), network.actor("secretary_a")
    with pytest.raises(NotAllowed):
        enrol_station(by=network.actor("secretary_b"), card=box.card(), village=network.village_a.pk)
    with pytest.raises(Refused):
        enrol_station(
            by=by, card=box.card().replace(b"350303108203", b"350303108204"), village=network.village_a.pk
        )
    for _ in range(2):
        row = enrol_station(by=by, card=box.card(), village=network.village_a.pk)
    assert row.number == box.id
    assert Station.objects.by(ROOT).count() == 1
    with pytest.raises(Refused):
        enrol_station(by=ROOT, card=box.card(), village=network.village_b.pk)
    with pytest.raises(Refused):
        enrol_station(by=ROOT, card=Box().card(), village=network.association.pk)
    take_post()
    assert box.replies().secretary.name == "张书记"


def test_what_was_not_told_is_unknown(network: Network) -> None:
    """Until it reports; what it closes again gets older and does not vanish."""
    box, by = enrolled(network), network.actor("secretary_a")
    (line,) = stations(by, NOW, WantedStations(), limit=9)
    assert (line.plight, line.edition, line.behind, line.disk_free, line.seen_at, line.faults) == (
        Plight.UNKNOWN,
        None,
        None,
        None,
        None,
        None,
    )
    posted(box.parcel(report=REPORT), box.parcel())
    (line,) = stations(by, datetime.now(UTC), WantedStations(), limit=9)
    assert (line.plight, line.edition, line.disk_free, line.version) == (Plight.WELL, 4, 20_000, "0.3.0")
    assert line.faults == 0
    assert stations(by, datetime.now(UTC) + timedelta(days=9), WantedStations(plight="silent"), limit=9)
    posted(box.parcel(report=Report("0.3.0", 5, 100, is_stale=False, faults=("The disk is full.",))))
    counted = stations_by_plight(by, datetime.now(UTC), WantedStations())
    assert {plight: number for plight, number in counted.items() if number} == {Plight.FAULTY: 1}


def test_numbers_of_a_quarter_are_kept_once(network: Network) -> None:
    """Noise drawn anew for the same quarter would wear it off."""
    box = enrolled(network)
    for number in (3, 8):
        posted(box.parcel(counts=(Counts("2026-07-01", "2026-09-30", "1", {"farming": number}),)))
    assert [row.numbers for row in NoisyCount.objects.by(ROOT)] == [{"farming": 3}]


def test_a_lost_station_is_told_nothing_and_its_people_are_told(network: Network) -> None:
    """Its file goes; addressees hear how many requests are concerned, until they say so; their keys stay."""
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(box.letter(inbox)))
    assert (own_feed() / "replies" / f"{box.id}.age").exists()
    report_lost(by=network.actor("secretary_a"), station=box.id)
    posted(box.parcel(box.letter(inbox)))
    assert not (own_feed() / "replies" / f"{box.id}.age").exists()
    assert HelpRequest.objects.by(ROOT).count() == 1
    liaison = network.actor("liaison")
    (told,) = losses(liaison)
    assert told.requests == 1
    assert [one.station_lost for one in loss(liaison, told.id, today())[1]] == [True]
    (dated,) = losses_dated(ROOT, until=today(), after=0, limit=9, keys=None)
    assert dated.organisations == (network.association.pk,)
    acknowledge_loss(by=liaison, loss=told.id)
    assert not losses(liaison)
    assert not losses_dated(ROOT, until=today(), after=0, limit=9, keys=None)
    find_station(by=network.actor("secretary_a"), station=box.id)
    posted(box.parcel(box.letter(inbox)))
    assert HelpRequest.objects.by(ROOT).count() == 2


def test_a_station_that_was_found_is_told_what_it_has_not_heard(network: Network) -> None:
    """Its file went when it was lost; with nothing new to say, it lies there again all the same."""
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(box.letter(inbox)))
    before = box.replies()
    report_lost(by=ROOT, station=box.id)
    take_post()
    find_station(by=ROOT, station=box.id)
    take_post()
    assert box.replies().receipts == before.receipts


def test_the_recovery_sheet_gives_the_same_station_with_a_new_log(network: Network) -> None:
    """Same keys: it stays enrolled, its parcels count from one again; a new key retires the old box."""
    box, inbox = enrolled(network), party_inbox(network)
    box.write()
    posted(box.parcel(box.letter(inbox)), box.parcel())
    report_lost(by=ROOT, station=box.id)
    again = Box(box.signing, box.identity)
    assert replace_station(by=ROOT, station=box.id, card=again.card()).number == box.id
    again.write("begin")
    anew = again.checkpoint(origin=f"lianjian-station/{box.id}/2")
    posted(again.parcel(again.letter(inbox), checkpoint=anew))
    assert faults() == []
    assert Note.parse(again.replies().checkpoint.encode()).text == Note.parse(anew.encode()).text
    assert HelpRequest.objects.by(ROOT).count() == 2
    assert (again.replies().taken, again.replies().log_size) == (1, 1)
    fresh = Box()
    replace_station(by=ROOT, station=box.id, card=fresh.card())
    posted(again.parcel(again.letter(inbox)), fresh.parcel(fresh.letter(inbox)))
    assert HelpRequest.objects.by(ROOT).count() == 3
    assert station(ROOT, box.id).replaced_by == fresh.id
    with pytest.raises(Refused):
        find_station(by=ROOT, station=box.id)


def test_the_log_grows_and_is_cosigned(network: Network) -> None:
    """Lines that come twice are one; a gap is asked for again; the hub's witness signs what fits."""
    box = enrolled(network)
    box.write()
    box.write()
    posted(box.parcel())
    told = box.replies()
    assert told.log_size == 2
    note = Note.parse(told.checkpoint.encode())
    assert set(note.verified([witness_key(FileKeys())])) == {witness_key(FileKeys())}
    assert note.verified([VerifierKey.of(box.signing, f"lianjian-station/{box.id}")])
    for _ in range(3):
        box.write()
    posted(box.parcel(start=4))
    assert box.replies().log_size == 2
    posted(box.parcel(start=1))
    assert box.replies().log_size == 5
    assert faults() == []
    assert list(LogLine.objects.by(ROOT).values_list("text", flat=True)) == box.lines


def test_more_lines_than_a_parcel_holds_come_one_after_the_other(network: Network) -> None:
    """A checkpoint that is ahead of the lines waits; it is cosigned when they are there."""
    box = enrolled(network)
    for _ in range(6):
        box.write()
    ahead = box.checkpoint()
    whole, box.lines = box.lines, box.lines[:3]
    posted(box.parcel(checkpoint=ahead))
    assert (box.replies().log_size, box.replies().checkpoint) == (3, "")
    box.lines = whole
    posted(box.parcel(start=3))
    assert Note.parse(box.replies().checkpoint.encode()).text == Note.parse(ahead.encode()).text


@pytest.mark.parametrize(
    "fork", ["line", "unshown", "fork", "shrunk", "unreadable", "nul", "foreign", "anew"]
)
def test_a_log_that_contradicts_itself_is_found(network: Network, fork: str) -> None:
    """With both sides kept; letters are still taken, lines no more until somebody has looked."""
    box, inbox = enrolled(network), party_inbox(network)
    for _ in range(3):
        box.write()
    posted(box.parcel())
    held = list(box.lines)
    if fork == "line":
        box.lines[1] = box.lines[1].replace('"send"', '"sold"')
        parcel = box.parcel(box.letter(inbox))
    elif fork == "fork":
        box.lines[1] = box.lines[1].replace('"send"', '"sold"')
        parcel = box.parcel(box.letter(inbox), start=3)
    elif fork == "unshown":
        box.lines[1] = box.lines[1].replace('"send"', '"sold"')
        box.write()
        parcel = box.parcel(box.letter(inbox), start=3)
    elif fork == "shrunk":
        parcel = box.parcel(box.letter(inbox), checkpoint=box.checkpoint(2), start=3)
    elif fork == "anew":  # a log under the next name, and nobody said that the box was made anew
        parcel = box.parcel(
            box.letter(inbox), checkpoint=box.checkpoint(origin=f"lianjian-station/{box.id}/2"), start=3
        )
    elif fork == "nul":  # PostgreSQL keeps none, not even as evidence
        parcel = box.parcel(box.letter(inbox), checkpoint="a\0b", start=3)
    elif fork == "foreign":
        other = Box(Ed25519PrivateKey.generate(), lines=held)
        parcel = box.parcel(
            box.letter(inbox), checkpoint=other.checkpoint(origin=f"lianjian-station/{box.id}")
        )
    else:
        box.lines.append("{}")
        parcel = box.parcel(box.letter(inbox))
    posted(parcel)
    assert faults() == [{"foreign": "unreadable", "nul": "unreadable", "anew": "fork"}.get(fork, fork)]
    assert HelpRequest.objects.by(ROOT).count() == 1
    assert list(LogLine.objects.by(ROOT).values_list("text", flat=True)) == held
    card = station(network.actor("secretary_a"), box.id)
    assert card.line.plight == Plight.FAULTY
    assert card.found[0].offered
    box.lines = held
    box.write()
    posted(box.parcel(start=3))
    assert the_station().log_size == 3
    settle_fault(by=network.actor("secretary_a"), fault=card.found[0].id, because="换了盘")
    posted(box.parcel(start=3))
    assert (the_station().log_size, faults()) == (4, faults())


def test_two_boxes_with_one_key_are_found(network: Network) -> None:
    """Two different parcels under one number; an old checkpoint that comes late is no fault."""
    box = enrolled(network)
    box.write()
    late = box.parcel()
    box.write()
    posted(box.parcel(), late)
    assert faults() == []
    posted(box.parcel(serial=2))
    assert faults() == ["twice"]


def test_evidence_names_no_villager(network: Network) -> None:
    """A line of the log is canonical JSON with hashes; what is kept of it says no more."""
    box = enrolled(network)
    box.write()
    posted(box.parcel())
    (line,) = LogLine.objects.by(ROOT)
    assert set(json.loads(line.text)) == {
        "act",
        "at",
        "entry",
        "format",
        "request",
        "sha256",
        "to",
        "until",
        "who",
        "why",
    }
