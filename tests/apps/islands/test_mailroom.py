"""What a village sends and hears, with a box that is nothing but its keys and the formats both sides agree on."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lianjian.adapters.ferry.mail_keys import FileKeys
from lianjian.apps.islands.actions.answer_request import answer_request
from lianjian.apps.islands.actions.close_inbox import close_inbox
from lianjian.apps.islands.actions.close_request import close_request
from lianjian.apps.islands.actions.destroy_letters import destroy_letters
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.actions.follow_postings import follow_postings
from lianjian.apps.islands.actions.open_inbox import open_inbox
from lianjian.apps.islands.actions.open_request import open_request
from lianjian.apps.islands.actions.pass_on_request import pass_on_request
from lianjian.apps.islands.actions.refuse_request import refuse_request
from lianjian.apps.islands.actions.take_parcel import take_parcel
from lianjian.apps.islands.actions.take_request import take_request
from lianjian.apps.islands.models import Answer, HelpRequest, Inbox, Letter, Station
from lianjian.apps.islands.queries import WantedRequests, requests
from lianjian.apps.islands.tasks import keep_inboxes, take_post
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.post_first_secretary import post_first_secretary
from lianjian.apps.parties.models import Posting
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from lianjian_feed.replies import open_answer
from tests.apps.islands.box import PHONE, WORDS, Box, enrolled, party_inbox, posted
from tests.network import ROOT, today

if TYPE_CHECKING:
    from pathlib import Path

    from tests.network import Network


def the_request() -> HelpRequest:
    return HelpRequest.objects.by(ROOT).get()


def secretary_inbox() -> Inbox:
    return Inbox.objects.by(ROOT).get(role="secretary")


def states(box: Box) -> list[str]:
    return [one.state for one in box.replies().states]


def test_a_villager_is_answered(network: Network, home: Path) -> None:
    """From the parcel to the answer that only the slip opens; nothing of what was written lies in the database or a file."""
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(letter := box.letter(inbox)))
    row = the_request()
    assert (row.state, row.inbox, row.due_on) == ("received", inbox, today() + timedelta(days=7))
    replies = box.replies()
    assert replies.receipts == (letter.digest,)
    assert [(one.request, one.state) for one in replies.states] == [(row.name, "received")]
    by = network.actor("liaison")
    take_request(by=by, request=row.pk)
    opened = open_request(by=by, request=row.pk)
    assert opened.fields == {"text": WORDS, "phone": PHONE}
    answer_request(by=by, request=row.pk, text="喷硫酸亚铁")
    take_post()
    replies = box.replies()
    assert [one.state for one in replies.states] == ["received", "in-hand", "answered"]
    (answer,) = replies.answers
    assert open_answer(answer.sealed, box.slips[answer.request]) == ("喷硫酸亚铁", inbox.name)
    assert open_request(by=by, request=row.pk).answers[0][2] == "喷硫酸亚铁"
    told = list(EventRecord.objects.filter(name="islands.request_opened"))
    assert [one.person for one in told] == [network.people["liaison"].pk] * 2
    payloads = "".join(str(one.payload) for one in EventRecord.objects.all())
    files = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for word in (WORDS, PHONE, "喷硫酸亚铁"):
        assert word not in payloads
        assert word.encode() not in files
        assert word.encode() not in bytes(the_request().letter or b"")


def test_what_a_station_acknowledges_is_not_told_again(network: Network) -> None:
    """And numbers rise only when there is something new to say."""
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(box.letter(inbox)))
    answer_request(by=network.actor("liaison"), request=the_request().pk, text="好")
    take_post()
    first = box.replies().serial
    take_post()
    assert box.replies().serial == first
    posted(box.parcel())
    told = box.replies()
    assert (told.serial, told.receipts, told.states, told.answers) == (first + 1, (), (), ())
    assert Answer.objects.by(ROOT).get().sealed is None


def test_the_same_parcel_again_changes_nothing(network: Network) -> None:
    """Carried twice, by line and on a stick; a gap in the numbers, and a parcel that comes late, are no fault."""
    box, inbox = enrolled(network), party_inbox(network)
    early, late = box.parcel(box.letter(inbox)), box.parcel(box.letter(inbox), serial=7)
    posted(late, early)
    before = EventRecord.objects.filter(name="islands.parcel_taken").count()
    posted(early, late)
    assert EventRecord.objects.filter(name="islands.parcel_taken").count() == before == 2
    assert HelpRequest.objects.by(ROOT).count() == 2
    assert box.replies().taken == 7


def test_strangers_get_nothing_in(network: Network, home: Path) -> None:
    """Noise, a box that nobody enrolled, a lost one: no row, and nothing left in the post."""
    inbox, stranger, lost = party_inbox(network), Box(), enrolled(network)
    Station.objects.by(ROOT).update(lost_at="2026-01-01T00:00:00Z")
    posted(b"noise" * 400, stranger.parcel(stranger.letter(inbox)), lost.parcel(lost.letter(inbox)))
    assert not HelpRequest.objects.by(ROOT).exists()
    assert not list((home / "private" / "islands" / "parcels").iterdir())
    assert not list((home / "feed").rglob("*.age"))


def test_a_withdrawal_destroys_the_letter_wherever_it_is(network: Network) -> None:
    """After it was passed on, too; the station hears that it is done, and nobody opens it any more."""
    box, inbox, other = enrolled(network), party_inbox(network), party_inbox(network, of=network.media.pk)
    posted(box.parcel(letter := box.letter(inbox, purposes=("answer", "pass-on"))))
    row = the_request()
    pass_on_request(by=network.actor("liaison"), request=row.pk, inbox=other.key)
    posted(box.parcel(box.letter(inbox, kind="withdrawal", request=row.name)))
    row.refresh_from_db()
    assert (row.state, row.letter) == ("withdrawn", None)
    assert states(box)[-1] == "withdrawn"
    with pytest.raises(Refused):
        open_request(by=network.actor("editor"), request=row.pk)
    posted(box.parcel(letter, serial=9))
    assert the_request().letter is None


def test_a_withdrawal_that_overtakes_its_letter_holds(network: Network) -> None:
    """The line is quicker than the stick: the letter that comes later is not kept."""
    box, inbox = enrolled(network), party_inbox(network)
    letter = box.letter(inbox, request="ab" * 16)
    posted(box.parcel(box.letter(inbox, kind="withdrawal", request="ab" * 16)), box.parcel(letter))
    assert (the_request().state, the_request().letter) == ("withdrawn", None)
    assert letter.digest in box.replies().receipts


def test_only_where_agreed_is_it_passed_on(network: Network) -> None:
    """Sealed to the other inbox, whose people read it from then on, and nobody else."""
    box, inbox, other = enrolled(network), party_inbox(network), party_inbox(network, of=network.media.pk)
    by = network.actor("liaison")
    posted(box.parcel(box.letter(inbox)), box.parcel(box.letter(inbox, purposes=("answer", "pass-on"))))
    closed, free = HelpRequest.objects.by(ROOT).order_by("pk")
    with pytest.raises(NotAllowed):
        pass_on_request(by=by, request=closed.pk, inbox=other.key)
    pass_on_request(by=by, request=free.pk, inbox=other.key)
    with pytest.raises(NotThere):
        open_request(by=by, request=free.pk)
    assert open_request(by=network.actor("editor"), request=free.pk).fields is not None
    assert len(requests(by, today(), WantedRequests(), limit=9)) == 1


def test_what_no_key_opens_is_lost(network: Network, home: Path) -> None:
    """At arrival under the only name both sides know; later under its own. It is asked again in the village."""
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(box.letter(inbox)))
    row = the_request()
    (home / "keys" / "islands" / "inboxes" / f"{inbox.key}.age").unlink()
    posted(box.parcel(unread := box.letter(inbox)))
    told = box.replies()
    assert (unread.digest[:32], "lost") in {(one.request, one.state) for one in told.states}
    assert unread.digest not in told.receipts
    assert open_request(by=network.actor("liaison"), request=row.pk).fields is None
    take_post()
    assert (row.name, "lost") in {(one.request, one.state) for one in box.replies().states}


def test_a_letter_of_another_village_to_a_first_secretary_is_none(network: Network) -> None:
    """A first secretary is written to from their own village; and a letter says itself for whom it is."""
    box, inbox = enrolled(network), party_inbox(network)
    own = secretary_inbox()
    other = Box()
    enrol_station(by=ROOT, card=other.card("乙村"), village=network.village_b.pk)
    forged = box.letter(inbox, addressee=own.key)
    posted(other.parcel(other.letter(own)), box.parcel(forged))
    assert not HelpRequest.objects.by(ROOT).exists()
    assert Letter.objects.by(ROOT).filter(is_lost=True).count() == 2


def test_a_successor_reads_what_is_open(network: Network) -> None:
    """The old inbox closes with the posting, the village hears of the new one, and what was asked before is the successor's."""
    box, old = enrolled(network), secretary_inbox()
    posted(box.parcel(box.letter(old)))
    assert box.replies().secretary.key == old.key
    posting = Posting.objects.by(ROOT).get(village=network.village_a)
    end_mandate(by=ROOT, mandate=posting.mandate_id, ends_on=today() - timedelta(days=1))
    next_one = network.people["editor"]
    post_first_secretary(
        by=ROOT,
        person=next_one.pk,
        village=network.village_a.pk,
        batch=7,
        starts_on=today(),
        ends_on=today() + timedelta(days=700),
    )
    while follow_postings(by=ROOT, today=today()):
        pass
    take_post()
    told = box.replies().secretary
    assert told.key != old.key
    assert told.name == next_one.name
    with pytest.raises(NotThere):
        open_request(by=network.actor("secretary_a"), request=the_request().pk)
    assert open_request(by=network.actor("editor"), request=the_request().pk).fields["text"] == WORDS


def test_many_postings_that_end_together_are_followed_in_one_go(network: Network, monkeypatch) -> None:
    """Terms end on one day in all villages: inboxes close, and those of the successors open, however many there are; one
    that was closed by hand keeps no other waiting."""
    monkeypatch.setattr("lianjian.apps.islands.actions.follow_postings.AT_A_TIME", 1)
    close_inbox(by=ROOT, inbox=open_inbox(by=ROOT, role="secretary", of=network.village_a.pk).key)
    other = Box()
    enrol_station(by=ROOT, card=other.card("乙村"), village=network.village_b.pk)
    old = Inbox.objects.by(ROOT).get(organisation=network.village_b, role="secretary")
    posting = Posting.objects.by(ROOT).get(village=network.village_b)
    end_mandate(by=ROOT, mandate=posting.mandate_id, ends_on=today() - timedelta(days=1))
    post_first_secretary(
        by=ROOT,
        person=network.people["editor"].pk,
        village=network.village_b.pk,
        batch=7,
        starts_on=today(),
        ends_on=today() + timedelta(days=700),
    )
    keep_inboxes()
    take_post()
    assert other.replies().secretary.key not in {"", old.key}


def test_a_first_secretary_who_comes_after_the_station_is_written_to(network: Network) -> None:
    """Nobody was posted when the box was enrolled; the first posting opens the inbox by itself, and one that was closed by
    hand stays so."""
    posting = Posting.objects.by(ROOT).get(village=network.village_a)
    end_mandate(by=ROOT, mandate=posting.mandate_id, ends_on=today() - timedelta(days=1))
    box = enrolled(network)
    keep_inboxes()
    take_post()
    assert box.replies().secretary is None
    post_first_secretary(
        by=ROOT,
        person=network.people["editor"].pk,
        village=network.village_a.pk,
        batch=7,
        starts_on=today(),
        ends_on=today() + timedelta(days=700),
    )
    keep_inboxes()
    take_post()
    assert box.replies().secretary.name == network.people["editor"].name
    close_inbox(by=ROOT, inbox=box.replies().secretary.key)
    keep_inboxes()
    take_post()
    assert box.replies().secretary is None


def test_letters_go_when_their_time_is_over(network: Network) -> None:
    """With the consent, and thirty days after the end; the answer's copy too."""
    box, inbox, by = enrolled(network), party_inbox(network), network.actor("liaison")
    short = box.letter(inbox, until=today().isoformat())
    posted(box.parcel(short, box.letter(inbox), box.letter(inbox)))
    first, closed, stays = HelpRequest.objects.by(ROOT).order_by("pk")
    answer_request(by=by, request=closed.pk, text="好")
    close_request(by=by, request=closed.pk)
    refuse_request(by=by, request=stays.pk, reason="不归我们管")
    assert destroy_letters(by=ROOT, today=today()) == 0
    assert destroy_letters(by=ROOT, today=today() + timedelta(days=1)) == 1
    first.refresh_from_db()
    assert (first.state, first.letter) == ("closed", None)
    assert destroy_letters(by=ROOT, today=today() + timedelta(days=31)) == 2
    assert not HelpRequest.objects.by(ROOT).exclude(letter=None).exists()
    assert not Answer.objects.by(ROOT).exclude(copy=None).exists()
    take_post()
    assert [open_answer(one.sealed, box.slips[one.request])[0] for one in box.replies().answers] == [
        "好",
        "不归我们管",
    ]


def test_a_clock_that_is_ahead_keeps_no_letter_longer_than_a_year(network: Network) -> None:
    """What a box with a wrong clock says of the consent is cut off a year after the letter came."""
    box, inbox = enrolled(network), party_inbox(network)
    posted(box.parcel(box.letter(inbox, asked_on="2099-01-01", until="2099-12-01")))
    assert the_request().until == today() + timedelta(days=365)
    assert destroy_letters(by=ROOT, today=today() + timedelta(days=366)) == 1
    assert the_request().letter is None


def test_parcels_wait_while_the_key_is_not_at_hand(network: Network, home: Path) -> None:
    """A backup that brings it back finds them there."""
    box, inbox = enrolled(network), party_inbox(network)
    parcel, path = box.parcel(box.letter(inbox)), home / "keys" / "islands" / "mailroom.age"
    kept = path.read_bytes()
    path.unlink()
    posted(parcel)
    assert not HelpRequest.objects.by(ROOT).exists()
    path.write_bytes(kept)
    path.chmod(0o600)
    take_post()
    assert the_request().state == "received"


def test_a_key_that_cannot_be_read_just_now_loses_no_letter(network: Network, home: Path) -> None:
    """A restored folder whose rights are too wide: the parcel waits, the request stays open, and both are read when it is
    put right."""
    box, inbox, by = enrolled(network), party_inbox(network), network.actor("liaison")
    posted(box.parcel(box.letter(inbox)))
    row, path = the_request(), home / "keys" / "islands" / "inboxes" / f"{inbox.key}.age"
    path.chmod(0o644)
    posted(box.parcel(box.letter(inbox)))
    with pytest.raises(Refused, match="chmod"):
        open_request(by=by, request=row.pk)
    row.refresh_from_db()
    assert (row.state, Letter.objects.by(ROOT).count()) == ("received", 1)
    path.chmod(0o600)
    (waiting,) = (home / "private" / "islands" / "parcels").iterdir()
    os.utime(waiting, (1, 1))  # ten minutes later
    take_post()
    assert [open_request(by=by, request=one.pk).fields["text"] for one in HelpRequest.objects.by(ROOT)] == [
        WORDS
    ] * 2


def test_keys_are_never_made_anew_beside_others(network: Network, home: Path) -> None:
    """A missing one is said, with the cure."""
    FileKeys().mailroom()
    (home / "keys" / "islands" / "replies.key").unlink()
    with pytest.raises(Refused, match="backup"):
        FileKeys().replies()
    assert (home / "keys" / "islands").stat().st_mode & 0o077 == 0


def test_only_the_system_takes_parcels_in(network: Network) -> None:
    """Nobody brings one in their own name."""
    with pytest.raises(NotAllowed):
        take_parcel(by=network.actor("liaison"), data=b"x")
