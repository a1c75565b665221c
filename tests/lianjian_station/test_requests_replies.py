"""Answers and states come back, in whatever order and however often somebody carries them; requests are taken back and end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian_feed.book import Addressee
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_station import clock, outbox
from lianjian_station.directory_source import DirectorySource
from lianjian_station.journal import Journal
from lianjian_station.keys import Keys
from lianjian_station.receiving import receive
from lianjian_station.requests import states
from lianjian_station.requests.addressees import addressees
from lianjian_station.requests.asking import Slip
from lianjian_station.requests.ending import end
from lianjian_station.requests.keeping import listed
from lianjian_station.requests.looking import look
from lianjian_station.requests.register import Register
from lianjian_station.requests.withdrawing import withdraw
from lianjian_station.rounds import pack_all
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_feed.letters import Letter
    from lianjian_station.requests.looking import Seen

CHIEF, CLERK = PHRASES


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def carry(village: Village) -> None:
    """Everything in the outbox to the mailroom."""
    pack_all(village.home, village.now)
    for path in sorted(outbox.folder(village.home).glob("*.age")):
        village.mailroom.take(path.read_bytes())


def hear(village: Village, data: bytes | None = None) -> bool:
    source = village.source()
    if data is not None:
        (village.hub.feed / "replies" / f"{village.mailroom.station}.age").write_bytes(data)
    try:
        return receive(village.home, source, village.now).is_new
    finally:
        source.close()


def see(village: Village, slip: Slip) -> Seen:
    return look(village.home, slip.number, slip.code, village.now)


def there(village: Village, slip: Slip) -> Letter:
    """Release it, carry it, and answer the letter as the mailroom has it."""
    village.release(slip)
    carry(village)
    return list(village.mailroom.letters.values())[-1]


def test_the_answer_is_read_with_the_slip_and_by_a_keeper_and_by_nobody_else(village: Village) -> None:
    slip = village.ask()
    village.mailroom.answer(there(village, slip), "先停氮肥，补硼。")
    assert hear(village)
    seen = see(village, slip)
    assert (seen.state, [(name, text) for _, name, text in seen.answers]) == (
        "answered",
        [("林教授", "先停氮肥，补硼。")],
    )
    assert village.open(slip).answers == seen.answers
    for path in village.home.path.rglob("*"):
        if path.is_file():
            assert "先停氮肥".encode() not in path.read_bytes()


def test_what_was_received_leaves_the_outbox(village: Village) -> None:
    there(village, village.ask())
    assert len(list(outbox.folder(village.home).iterdir())) == 1
    hear(village)
    assert list(outbox.folder(village.home).iterdir()) == []
    assert outbox.pack(village.home, village.now) is None


def test_the_same_replies_twice_and_older_ones_change_nothing(village: Village) -> None:
    slip = village.ask()
    letter = there(village, slip)
    old = village.mailroom.replies()
    village.mailroom.answer(letter, "一")
    new = village.mailroom.replies()
    assert hear(village, new)
    before = see(village, slip)
    with Journal.open(village.home) as journal:
        size = journal.size
    for data in (new, old, new):
        assert not hear(village, data)
    assert see(village, slip) == before
    with Journal.open(village.home) as journal:
        assert journal.size == size


@pytest.mark.parametrize("whose", ["another key", "another station"])
def test_replies_that_are_not_the_hubs_word_to_this_box_are_refused(village: Village, whose: str) -> None:
    slip = village.ask()
    village.mailroom.answer(there(village, slip), "假的")
    if whose == "another key":
        village.mailroom.signs = Ed25519PrivateKey.generate()
    else:
        village.mailroom.station = "st-" + "0" * 16
    data = village.mailroom.replies()
    village.mailroom.station = Keys.open_or_create(village.home).id
    with pytest.raises(Refused):
        hear(village, data)
    assert see(village, slip).answers == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(order=st.permutations(range(4)), twice=st.sets(st.integers(0, 3)))
def test_in_whatever_order_replies_are_carried_the_newest_counts(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    order: list[int],
    twice: set[int],
) -> None:
    """Threat 25: a carrier delays, repeats and holds back. What the last file says is what is seen in the end."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path_factory.mktemp("village"))
    slip = village.ask()
    letter = there(village, slip)
    told = [village.mailroom.replies()]
    village.mailroom.say(letter.request, "in-hand")
    told.append(village.mailroom.replies())
    village.mailroom.answer(letter, "第一次答复")
    told.append(village.mailroom.replies())
    village.mailroom.say(letter.request, "closed")
    told.append(village.mailroom.replies())
    for number in order:
        hear(village, told[number])
        if number in twice:
            hear(village, told[number])
    hear(village, told[3])
    seen = see(village, slip)
    assert seen.state == "closed"
    assert [text for _, _, text in seen.answers] == ["第一次答复"]
    whats = [what for _, what in seen.steps]
    assert len(whats) == len(set(whats) - {"open", "half"}) + whats.count("open") + whats.count("half")


def test_a_dropped_parcel_is_carried_again_with_the_next(village: Village) -> None:
    """The first stick is lost, the second arrives: the hub's receipts name the second letter only."""
    first, second = village.ask("第一件"), village.ask("第二件")
    village.release(first)
    assert outbox.pack(village.home, village.now) is not None
    village.release(second)
    path = outbox.pack(village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())
    hear(village)
    carry(village)
    assert {letter.fields["text"] for letter in village.mailroom.letters.values()} == {"第一件", "第二件"}
    hear(village)
    assert see(village, first).state == see(village, second).state == "received"


def test_a_letter_that_no_key_opens_waits_for_the_keepers_again(village: Village) -> None:
    slip = village.ask("要紧的事")
    village.mailroom.gone.add("agronomy")
    village.release(slip)
    carry(village)
    lost = village.mailroom.replies()
    hear(village, lost)
    (line,) = listed(village.home)
    assert (line.state, line.reason, line.agreed_by) == (states.WAITING, "lost", ())
    village.mailroom.gone.clear()
    village.mailroom.inboxes["agronomy"] = Identity.make()
    village.publish_book()
    letter = there(village, slip)
    assert letter.fields["text"] == "要紧的事"
    hear(village)
    assert (
        see(village, slip).state == "received"
    )  # although the hub still repeats that the first one was lost


def test_the_first_secretary_comes_first_and_is_gone_after_the_posting(village: Village) -> None:
    village.ask()
    posted = Addressee("secretary", "secretary", "陈书记", Identity.make().recipient, (), 5, "2026-12-31")
    village.mailroom.secretary = posted
    hear(village)
    with Register.opened(village.home) as register:
        found = [one.key for one in addressees(village.home, register, "farming", clock.day(village.now))]
        assert found == ["secretary", "agronomy"]
        later = clock.day(village.now + timedelta(days=90))
        assert [one.key for one in addressees(village.home, register, "farming", later)] == ["agronomy"]


def test_that_an_answer_came_is_told_a_day_later_where_nothing_else_leaves(village: Village) -> None:
    """A hub with many answers sends the rest when the first are acknowledged; then it is quiet again."""
    slip = village.ask()
    village.mailroom.answer(there(village, slip), "答复")
    hear(village)
    assert pack_all(village.home, village.now) == 0
    village.wait(days=1)
    carry(village)
    assert village.mailroom.acknowledged == 1
    with Journal.open(village.home) as journal:
        last = journal.entries()[-1]
    assert (last.act, last.to, last.why, last.request) == ("send", "hub", "acknowledgement", "")
    for _ in range(3):
        hear(village)
        village.wait(days=1)
        assert pack_all(village.home, village.now) == 0


# -- taking back


def test_taken_back_before_it_left_nothing_is_left(village: Village) -> None:
    slip = village.ask("不想让人知道的事")
    village.release(slip)
    assert withdraw(village.home, slip, village.now) == states.WITHDRAWN
    assert outbox.pack(village.home, village.now) is None
    seen = see(village, slip)
    assert (seen.state, seen.text, seen.answers, seen.can_withdraw) == (states.WITHDRAWN, "", [], False)
    with Register.opened(village.home) as register:
        row = register.numbered(1)
    assert row is not None
    assert (row.body, row.frozen, row.opening, row.note) == (None, None, None, None)


def test_taken_back_while_it_lies_packed_the_parcel_is_given_up(village: Village) -> None:
    slip, other = village.ask("撤回的"), village.ask("留下的")
    village.release(slip)
    village.release(other)
    first = outbox.pack(village.home, village.now)
    assert first is not None
    assert withdraw(village.home, slip, village.now) == states.WITHDRAWN
    assert not first.exists()
    carry(village)
    assert [letter.fields["text"] for letter in village.mailroom.letters.values()] == ["留下的"]


def test_taken_back_afterwards_the_addressee_is_told_and_confirms(village: Village) -> None:
    slip = village.ask()
    letter = there(village, slip)
    with Register.opened(village.home) as register:
        outbox.leaving(register, 1, village.now)  # the line carried it
    village.mailroom.answer(letter, "答复")
    hear(village)
    assert withdraw(village.home, slip, village.now) == states.WITHDRAWING
    assert (see(village, slip).text, see(village, slip).answers) == ("", [])
    carry(village)
    told = list(village.mailroom.letters.values())[-1]
    assert (told.kind, told.request, told.fields) == ("withdrawal", letter.request, {})
    assert see(village, slip).state == states.WITHDRAWING
    hear(village)
    assert see(village, slip).state == states.WITHDRAWN
    with Journal.open(village.home) as journal:
        acts = [entry.act for entry in journal.of_request(see(village, slip).id)]
    assert acts[-4:] == ["withdraw", "send", "receive", "withdrawn"]


def test_an_answer_that_comes_after_it_was_taken_back_is_not_kept(village: Village) -> None:
    slip = village.ask()
    letter = there(village, slip)
    hear(village)
    withdraw(village.home, slip, village.now)
    village.mailroom.answer(letter, "太晚的答复")
    hear(village)
    assert see(village, slip).state == states.WITHDRAWING
    with Register.opened(village.home) as register:
        assert register.db.execute("SELECT count(*) FROM answer").fetchone() == (0,)


def test_a_keeper_takes_back_on_the_villagers_word_and_only_once(village: Village) -> None:
    slip = village.ask()
    assert (
        withdraw(village.home, village.sessions[CLERK], village.now, village.id_of(slip)) == states.WITHDRAWN
    )
    with pytest.raises(Refused, match="taken back already"):
        withdraw(village.home, slip, village.now)


def test_a_wrong_slip_takes_nothing_back(village: Village) -> None:
    slip, other = village.ask(), village.ask()
    with pytest.raises(Refused, match="do not fit"):
        withdraw(village.home, Slip(slip.number, other.code), village.now)
    assert see(village, slip).state == states.WAITING


# -- ending


@pytest.mark.parametrize("is_there", [False, True])
def test_after_its_last_day_everything_of_it_is_destroyed(village: Village, is_there: bool) -> None:  # noqa: FBT001
    slip = village.ask("期限到了就没了", days=10)
    if is_there:
        village.mailroom.answer(there(village, slip), "答复也没了")
        hear(village)
    village.wait(days=10)
    assert end(village.home, village.now) == 0  # the last day itself is still covered
    village.wait(days=1)
    assert end(village.home, village.now) == 1
    assert end(village.home, village.now) == 0
    seen = see(village, slip)
    assert (seen.state, seen.text, seen.answers) == (states.ENDED, "", [])
    with Register.opened(village.home) as register:
        blobs = register.db.execute("SELECT body, frozen, opening, note FROM request").fetchall()
        assert blobs == [(None, None, None, None)]
    with Journal.open(village.home) as journal:
        assert journal.of_request(seen.id)[-1].act == "forget"


def test_a_month_after_closing_it_is_destroyed(village: Village) -> None:
    slip = village.ask(days=300)
    village.mailroom.say(there(village, slip).request, "closed")
    hear(village)
    village.wait(days=29)
    assert end(village.home, village.now) == 0
    village.wait(days=1, minutes=1)
    assert end(village.home, village.now) == 1


def test_a_clock_behind_ends_by_the_newest_signed_time(village: Village) -> None:
    village.ask(days=10)
    village.wait(days=30)
    village.publish_book()
    assert end(village.home, village.now - timedelta(days=4000)) == 1


def test_a_clock_far_ahead_destroys_nothing(village: Village) -> None:
    """Threat 21: forward is never loss of data."""
    village.ask(days=10)
    assert end(village.home, village.now + timedelta(days=20_000)) == 0


def test_a_stick_without_replies_is_no_trouble(village: Village, tmp_path: Path) -> None:
    village.ask()
    (tmp_path / "stick").mkdir()
    source = DirectorySource(tmp_path / "stick")
    assert not receive(village.home, source, village.now).is_new
    source.close()
