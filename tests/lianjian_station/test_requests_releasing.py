"""The airlock's door: two keepers, exactly the copy that was shown, and nothing else opens it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.letters import Letter
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_station import outbox
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.requests import states
from lianjian_station.requests.keeping import opened
from lianjian_station.requests.looking import look
from lianjian_station.requests.register import Register
from lianjian_station.requests.releasing import choose, refuse, release
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_station.requests.asking import Slip

CHIEF, CLERK = PHRASES


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def agree(village: Village, slip: Slip, keeper: str) -> str:
    shown = village.open(slip, keeper)
    return release(village.home, village.sessions[keeper], shown.id, shown.frozen_digest, village.now)


def third(village: Village) -> str:
    village.sessions["阿梅"] = Keepers(village.home).add(
        "阿梅", "第三位站长的口令", by=village.sessions[CHIEF]
    )
    return "阿梅"


def whys(village: Village) -> list[tuple[str, str]]:
    with Journal.open(village.home) as journal:
        return [(one.act, one.why) for one in journal.entries() if one.act.startswith("release")]


def test_one_agreement_lets_nothing_out_and_the_second_does(village: Village) -> None:
    slip = village.ask()
    assert agree(village, slip, CHIEF) == "half"
    assert outbox.pack(village.home, village.now) is None
    assert agree(village, slip, CLERK) == "released"
    assert outbox.pack(village.home, village.now) is not None
    assert whys(village) == [("release-one", ""), ("release", "")]


def test_one_keeper_counts_once_however_often(village: Village) -> None:
    slip = village.ask()
    assert [agree(village, slip, CHIEF) for _ in range(3)] == ["half"] * 3
    assert len(whys(village)) == 1


def test_nobody_agrees_to_another_copy_than_was_shown(village: Village) -> None:
    slip, other = village.ask("一件事"), village.ask("另一件事")
    strange = village.open(other).frozen_digest
    with pytest.raises(Refused, match="not as it was shown"):
        release(village.home, village.sessions[CHIEF], village.id_of(slip), strange, village.now)


def test_another_addressee_asks_for_new_agreements(village: Village) -> None:
    slip = village.ask(category="farming", addressee="")
    with pytest.raises(Refused, match="to whom"):
        agree(village, slip, CHIEF)
    choose(village.home, village.sessions[CHIEF], village.id_of(slip), "agronomy", village.now)
    before = village.open(slip).frozen_digest
    assert agree(village, slip, CHIEF) == "half"
    choose(village.home, village.sessions[CLERK], village.id_of(slip), "agronomy", village.now)
    assert village.open(slip).agreed_by == ()
    assert village.open(slip).frozen_digest == before  # the same copy to the same addressee
    with pytest.raises(Refused, match="choose another"):
        choose(village.home, village.sessions[CLERK], village.id_of(slip), "legal", village.now)


def test_who_typed_it_does_not_release_it_where_two_others_can(village: Village) -> None:
    third(village)
    slip = village.ask(typed_by=CHIEF)
    with pytest.raises(Refused, match="You wrote this"):
        agree(village, slip, CHIEF)
    assert agree(village, slip, CLERK) == "half"
    assert agree(village, slip, "阿梅") == "released"


def test_a_keeper_who_asks_for_herself_does_not_release_it(village: Village) -> None:
    third(village)
    slip = village.ask(
        category="jobs", addressee="", given={"text": "想学电工", "name": CLERK}, agreed={"text", "name"}
    )
    with pytest.raises(Refused, match="to whom"):
        agree(village, slip, CHIEF)
    with Register.opened(village.home) as register:
        register.db.execute("UPDATE request SET category = 'market', addressee = 'agronomy'")
    with pytest.raises(Refused, match="You wrote this"):
        agree(village, slip, CLERK)


def test_with_two_keepers_one_of_whom_typed_both_agree_and_the_log_says_so(village: Village) -> None:
    slip = village.ask(typed_by=CHIEF)
    assert agree(village, slip, CHIEF) == "half"
    assert agree(village, slip, CLERK) == "released"
    assert whys(village) == [("release-one", "typed by one of them"), ("release", "typed by one of them")]


def test_the_only_keeper_releases_alone_and_the_log_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=1)
    slip = village.ask(typed_by=CHIEF)
    assert agree(village, slip, CHIEF) == "released"
    assert whys(village) == [("release", "one keeper only")]


def test_removing_the_other_keeper_does_not_make_one_enough_for_a_week(village: Village) -> None:
    """A keeper who wants to let something out alone must not get there by removing the second."""
    slip = village.ask()
    shown = village.open(slip)
    now = village.now
    Keepers(village.home).remove(CLERK, by=village.sessions[CHIEF], now=now)
    with pytest.raises(Refused, match="within the last week"):
        release(village.home, village.sessions[CHIEF], shown.id, shown.frozen_digest, now + timedelta(days=6))
    done = release(
        village.home, village.sessions[CHIEF], shown.id, shown.frozen_digest, now + timedelta(days=8)
    )
    assert done == "released"


def test_the_week_is_a_week_by_any_clock(village: Village) -> None:
    """Removed in 1970, by a box that had not heard the time: counted from the newest signed word. Removed in a year that is still
    to come: the village does not wait for it.
    """
    shown, only = village.open(village.ask()), village.sessions[CHIEF]
    Keepers(village.home).remove(CLERK, by=only, now=datetime(1970, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused, match="within the last week"):
        release(village.home, only, shown.id, shown.frozen_digest, village.now + timedelta(days=1))
    Keepers(village.home).add(CLERK, PHRASES[CLERK], by=only)
    Keepers(village.home).remove(CLERK, by=only, now=village.now + timedelta(days=700))
    assert release(village.home, only, shown.id, shown.frozen_digest, village.now) == "released"


def test_the_agreement_of_a_keeper_who_was_removed_does_not_count(village: Village) -> None:
    third(village)
    slip = village.ask()
    assert agree(village, slip, CLERK) == "half"
    Keepers(village.home).remove(CLERK, by=village.sessions[CHIEF])
    assert agree(village, slip, CHIEF) == "half"
    assert agree(village, slip, "阿梅") == "released"


def test_an_ended_session_opens_and_releases_nothing(village: Village) -> None:
    slip = village.ask()
    shown = village.open(slip, CLERK)
    Keepers(village.home).remove(CLERK, by=village.sessions[CHIEF])
    for act in (
        lambda: opened(village.home, village.sessions[CLERK], shown.id, village.now),
        lambda: release(village.home, village.sessions[CLERK], shown.id, shown.frozen_digest, village.now),
        lambda: refuse(village.home, village.sessions[CLERK], shown.id, "不行", village.now),
    ):
        with pytest.raises(Refused, match="unlock again"):
            act()


def test_without_a_book_it_waits_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)
    village = Village.make(tmp_path, has_book=False)
    slip = village.ask(addressee="")
    with pytest.raises(Refused, match="waits until it has"):
        choose(village.home, village.sessions[CHIEF], village.id_of(slip), "agronomy", village.now)
    village.publish_book()
    choose(village.home, village.sessions[CHIEF], village.id_of(slip), "agronomy", village.now)
    assert village.release(slip) == "released"


def test_the_letter_is_sealed_to_the_key_of_the_newest_book(village: Village) -> None:
    slip = village.ask()
    assert agree(village, slip, CHIEF) == "half"
    old, village.mailroom.inboxes["agronomy"] = village.mailroom.inboxes["agronomy"], Identity.make()
    village.publish_book()
    assert agree(village, slip, CLERK) == "released"
    with Register.opened(village.home) as register:
        (data,) = register.db.execute("SELECT data FROM letter").fetchone()
    assert Letter.unseal(data, village.mailroom.inboxes["agronomy"]).fields["text"]
    with pytest.raises(Refused):
        Letter.unseal(data, old)


def test_the_letter_carries_the_frozen_copy_and_a_name_of_its_own(village: Village) -> None:
    slip = village.ask("叶子黄了", purposes={"answer", "visit"}, days=30)
    village.release(slip)
    inner = village.id_of(slip)
    path = outbox.pack(village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())
    (letter,) = village.mailroom.letters.values()
    assert letter.fields == {"text": "叶子黄了", "phone": "13800000000"}  # the name is not needed for crops
    assert (letter.purposes, letter.asked_on, letter.until) == (
        ("answer", "visit"),
        "2026-11-01",
        "2026-12-01",
    )
    assert letter.request != inner


def test_what_is_refused_never_leaves_and_the_villager_reads_why(village: Village) -> None:
    slip = village.ask()
    inner, session = village.id_of(slip), village.sessions[CHIEF]
    with pytest.raises(Refused, match="Tell the villager why"):
        refuse(village.home, session, inner, "  ", village.now)
    refuse(village.home, session, inner, "村里就能办，来找我", village.now)
    seen = look(village.home, slip.number, slip.code, village.now)
    assert (seen.state, seen.note) == (states.DECLINED, "村里就能办，来找我")
    with pytest.raises(Refused, match="not wait"):
        agree(village, slip, CLERK)
    for path in village.home.path.glob("*.db*"):
        assert "村里就能办".encode() not in path.read_bytes()


def test_after_its_term_nothing_is_released(village: Village) -> None:
    slip = village.ask(days=10)
    village.wait(days=11)
    with pytest.raises(Refused, match="has ended"):
        agree(village, slip, CHIEF)


def test_it_is_released_once(village: Village) -> None:
    slip = village.ask()
    village.release(slip)
    with pytest.raises(Refused, match="not wait"):
        agree(village, slip, CLERK)
