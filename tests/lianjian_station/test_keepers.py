"""Keepers: who can read what villagers wrote, who comes and goes, and how slow guessing is."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
import stat
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_station import locks
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers, Session
from lianjian_station.requests.rules import rule_for
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

CHIEF, CLERK = PHRASES
NAMES = st.sets(st.sampled_from("甲乙丙丁戊"), min_size=1)


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path, has_book=False)


def acts(village: Village) -> list[str]:
    with Journal.open(village.home) as journal:
        return [entry.act for entry in journal.entries()]


def test_every_keeper_unlocks_the_same_store_with_an_own_passphrase(village: Village) -> None:
    keepers = Keepers(village.home)
    opened = {keepers.unlock(name, phrase).store for name, phrase in PHRASES.items()}
    assert {store.recipient for store in opened} == {keepers.recipient}
    with pytest.raises(Refused, match="is wrong"):
        keepers.unlock(CHIEF, PHRASES[CLERK])


def test_the_store_key_and_the_passphrases_are_nowhere_on_the_disk(village: Village) -> None:
    secret = village.sessions[CHIEF].store.secret.encode()
    for path in village.home.path.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert secret not in held
            assert not any(phrase.encode() in held for phrase in PHRASES.values())
    assert stat.S_IMODE((village.home.path / "keepers.json").stat().st_mode) == 0o600
    assert "AGE-SECRET" not in repr(village.sessions[CHIEF])


def test_a_further_keeper_needs_one_who_is_there(village: Village) -> None:
    keepers = Keepers(village.home)
    with pytest.raises(Refused, match="has to unlock first"):
        keepers.add("外人", "一个够长的口令哦")
    made_up = Session(CHIEF, Identity.make(), "0" * 32)
    with pytest.raises(Refused, match="unlock again"):
        keepers.add("外人", "一个够长的口令哦", by=made_up)
    assert keepers.names() == list(PHRASES)


@pytest.mark.parametrize(
    ("name", "phrase", "why"),
    [
        ("新人", "太短", "characters at least"),
        ("", "一个够长的口令哦", "one line"),
        ("两\n行", "一个够长的口令哦", "one line"),
        (f" {CHIEF} ", "一个够长的口令哦", "already"),
    ],
)
def test_a_keeper_is_taken_only_with_a_proper_name_and_passphrase(
    village: Village, name: str, phrase: str, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        Keepers(village.home).add(name, phrase, by=village.sessions[CHIEF])


def test_who_was_removed_opens_nothing_and_the_last_one_stays(village: Village) -> None:
    keepers, gone = Keepers(village.home), village.sessions[CLERK]
    keepers.remove(CLERK, by=village.sessions[CHIEF])
    with pytest.raises(Refused, match="is wrong"):
        keepers.unlock(CLERK, PHRASES[CLERK])
    with pytest.raises(Refused, match="unlock again"):
        keepers.require(gone)
    with pytest.raises(Refused, match="last keeper"):
        keepers.remove(CHIEF, by=village.sessions[CHIEF])
    assert acts(village).count("keeper-remove") == 1


def test_a_changed_passphrase_ends_older_sessions(village: Village) -> None:
    keepers, new = Keepers(village.home), "换了一个新的口令"
    fresh = keepers.change_passphrase(CHIEF, PHRASES[CHIEF], new)
    assert fresh.store.recipient == keepers.unlock(CHIEF, new).store.recipient
    with pytest.raises(Refused, match="unlock again"):
        keepers.require(village.sessions[CHIEF])
    with pytest.raises(Refused, match="is wrong"):
        keepers.unlock(CHIEF, PHRASES[CHIEF])


def test_guessing_waits_longer_each_time_and_across_restarts(village: Village) -> None:
    now, keepers = village.now, Keepers(village.home)
    for _ in range(5):
        with pytest.raises(Refused, match="is wrong"):
            keepers.unlock(CHIEF, "猜猜看这一个口令", now)
    for wait in (30, 60, 120):
        with pytest.raises(Refused, match="wait"):
            Keepers(village.home).unlock(CHIEF, PHRASES[CHIEF], now + timedelta(seconds=wait - 1))
        now += timedelta(seconds=wait)
        with pytest.raises(Refused, match="is wrong"):
            keepers.unlock(CHIEF, "猜猜看这一个口令", now)
    assert acts(village).count("unlock-failed") == 8
    keepers.unlock(CLERK, PHRASES[CLERK], now)  # another keeper is not held up
    keepers.unlock(CHIEF, PHRASES[CHIEF], now + timedelta(hours=1))
    keepers.unlock(CHIEF, PHRASES[CHIEF], now + timedelta(hours=1))


def test_a_clock_set_back_makes_nobody_wait_longer_than_the_wait(village: Village) -> None:
    keepers = Keepers(village.home)
    for _ in range(5):
        with pytest.raises(Refused, match="is wrong"):
            keepers.unlock(CHIEF, "猜猜看这一个口令", village.now)
    with pytest.raises(Refused, match="wait 30 seconds"):
        keepers.unlock(CHIEF, PHRASES[CHIEF], village.now - timedelta(hours=20))


def test_a_sheet_brings_a_keeper_back_and_that_of_another_village_does_not(village: Village) -> None:
    keepers = Keepers(village.home)
    back = keepers.adopt(village.sessions[CHIEF].store, "新站长", "新站长换的新口令")
    assert keepers.unlock("新站长", "新站长换的新口令").store.recipient == back.store.recipient
    with pytest.raises(Refused, match="another station"):
        keepers.adopt(Identity.make(), "外人", "一个够长的口令哦")


def test_two_first_keepers_at_once_end_with_one_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real processes: the one who comes second is asked for the first."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=0, has_book=False)
    context = multiprocessing.get_context("fork")
    racers = [context.Process(target=_race, args=(village, f"站长{number}")) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(Keepers(village.home).names()) == 1


def _race(village: Village, name: str) -> None:
    try:
        Keepers(village.home).add(name, "一个够长的口令哦")
    except Refused:
        return


def test_a_lock_moved_to_another_keeper_does_not_open(village: Village) -> None:
    path = village.home.path / "keepers.json"
    told = json.loads(path.read_bytes())
    first, second = told["keepers"]
    second["lock"] = first["lock"]
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(Refused, match="is wrong"):
        Keepers(village.home).unlock(CLERK, PHRASES[CHIEF])


@pytest.mark.parametrize(
    "change", [{"n": 1 << 30}, {"n": True}, {"kdf": "none"}, {"salt": "zz"}, {"proof": 1}]
)
def test_a_damaged_lock_is_refused_before_it_costs_anything(change: dict[str, object]) -> None:
    held = locks.lock("四个好记的词语啊", b"x", "here") | change
    with pytest.raises(Refused, match="cannot be read"):
        locks.unlock(held, "四个好记的词语啊", "here")


def test_a_lock_as_it_ships_costs_what_is_promised() -> None:
    held = locks.lock("四个好记的词语啊", b"content", "here")
    assert (held["n"], held["r"], held["kdf"], held["cipher"]) == (1 << 15, 8, "scrypt", "chacha20-poly1305")
    assert locks.unlock(held, "四个好记的词语啊", "here") == b"content"
    assert locks.unlock(locks.emptied(held), "四个好记的词语啊", "here") == b""
    for secret, about in (("别的", "here"), ("四个好记的词语啊", "there")):
        with pytest.raises(locks.Wrong):
            locks.unlock(locks.emptied(held), secret, about)


@given(keepers=NAMES, involved=NAMES)
def test_two_people_agree_wherever_there_are_two(keepers: set[str], involved: set[str]) -> None:
    rule = rule_for(keepers, involved)
    able = keepers - rule.barred
    assert len(able) >= rule.needed  # it can always be met
    assert rule.needed == min(len(keepers), 2)
    if not rule.why:  # the whole rule: two, neither of whom asked
        assert rule.needed == 2
        assert not able & involved
    else:
        assert len(keepers - involved) < 2


def test_nobody_reads_the_tables_but_their_owner(village: Village) -> None:
    village.ask(addressee="")
    for name in ("requests.db", "keepers.json", "keys/box.json"):
        assert stat.S_IMODE((village.home.path / name).stat().st_mode) == 0o600, name
    with sqlite3.connect(village.home.path / "requests.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
