"""Codes of guests and the union of what doors saw (decision 0026)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.call_off_gathering import call_off_gathering
from lianjian.apps.coordination.actions.forget_guests import forget_guests
from lianjian.apps.coordination.actions.hold_gathering import hold_gathering
from lianjian.apps.coordination.actions.renew_guest_link import renew_guest_link
from lianjian.apps.coordination.actions.reply_by_link import reply_by_link
from lianjian.apps.coordination.actions.sign_in_guest import sign_in_guest
from lianjian.apps.coordination.actions.sign_in_oneself import sign_in_oneself
from lianjian.apps.coordination.actions.withdraw_invitation import withdraw_invitation
from lianjian.apps.coordination.models import SignIn
from lianjian.apps.coordination.queries.gathering_guests import door_list, guests_invited, poster_of, who_came
from lianjian.apps.coordination.queries.gatherings import gathering_card
from lianjian.apps.coordination.rules.signing_in import (
    BEFORE,
    arrival,
    guest_in,
    scanned_code,
    typed_code,
)
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from lianjian.settings import environment
from tests.apps.coordination.gathered import announced, guests
from tests.network import ROOT

if TYPE_CHECKING:
    from tests.network import Network

SECRETS = st.binary(min_size=32, max_size=32)
KEYS = st.integers(1, 10**12)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


@given(SECRETS, KEYS, KEYS)
def test_a_code_is_read_as_scanned_and_as_typed(secret: bytes, gathering: int, guest: int) -> None:
    """Both forms of a code name the guest, typed in small letters, with blanks, and with O for 0 and l for 1 too."""
    assert guest_in(secret, gathering, scanned_code(secret, gathering, guest)) == guest
    typed = typed_code(secret, gathering, guest)
    number, letters = typed.split("-")
    assert guest_in(secret, gathering, typed) == guest
    assert guest_in(secret, gathering, f" {number} {letters.lower()}") == guest
    assert guest_in(secret, gathering, f"{number}-{letters.replace('0', 'o').replace('1', 'l')}") == guest


@given(SECRETS, KEYS, KEYS, st.integers(1, 10**6))
def test_a_code_of_another_gathering_or_guest_is_refused(
    secret: bytes, gathering: int, guest: int, other: int
) -> None:
    """Neither the code of the next gathering nor that of the next guest opens the door."""
    with pytest.raises(Refused):
        guest_in(secret, gathering + other, scanned_code(secret, gathering, guest))
    with pytest.raises(Refused):
        guest_in(secret, gathering + other, typed_code(secret, gathering, guest))
    number, letters = typed_code(secret, gathering, guest).split("-")
    with pytest.raises(Refused):
        guest_in(secret, gathering, f"{int(number) + other}-{letters}")


@given(st.text(max_size=60))
@settings(max_examples=50)
def test_nonsense_is_no_code(typed: str) -> None:
    """Whatever somebody types is a code or is refused, and nothing else happens."""
    with pytest.raises(Refused):
        guest_in(b"x" * 32, 1, typed)


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_an_arrival_lies_between_a_day_before_and_now(
    shown: datetime, sent: datetime, received: datetime, begins: datetime
) -> None:
    """Whatever the clock of a phone says, the moment kept could be true."""
    came = arrival(shown=shown, sent=sent, received=received, begins_at=begins)
    assert min(begins - BEFORE, received) <= came.at <= received


@given(st.integers(-600, 600), st.integers(0, 600))
def test_a_wrong_clock_is_set_right(off: int, waited: int) -> None:
    """A clock wrong by hours, the same at the door and when sending, gives the true moment and says how wrong it was."""
    received = datetime(2026, 11, 26, 10, tzinfo=UTC)
    true = received - timedelta(minutes=waited)
    wrong = timedelta(minutes=off)
    came = arrival(
        shown=true + wrong, sent=received + wrong, received=received, begins_at=received - timedelta(hours=12)
    )
    expected = true if abs(off) > 5 or off == 0 else min(true + wrong, received)
    assert came.at == expected
    assert came.off == (off if abs(off) > 5 else 0)


def test_two_doors_make_one_sign_in(network: Network) -> None:
    """Whichever door is heard first, there is one sign-in, at the earliest moment, and each says what was new."""
    row = announced(network)
    guest = guests(row)[0]
    now = timezone.now()
    seen = [now - timedelta(minutes=minutes) for minutes in (5, 20, 12)]
    for order in permutations(seen):
        SignIn.objects.across_organisations("tests").filter(gathering=row).delete()
        code = scanned_code(bytes(row.secret), row.pk, guest.pk)
        answers = [
            sign_in_guest(by=network.actor(who), gathering=row.pk, code=code, shown_at=shown, sent_at=now)
            for who, shown in zip(("liaison", "leader", "liaison"), order, strict=True)
        ]
        assert [answer.new for answer in answers] == [True, False, False]
        (line,) = who_came(network.actor("liaison"), row.pk)
        assert line.came_at == min(seen)


def test_a_walk_in_sent_twice_is_one(network: Network) -> None:
    """Under one key a walk-in is one guest; two of one name are two, and the list says so."""
    row = announced(network)
    for key in ("a" * 32, "a" * 32, "b" * 32):
        sign_in_guest(
            by=network.actor("liaison"), gathering=row.pk, name="路过的乡亲", house="隔壁村", client_key=key
        )
    came = who_came(network.actor("liaison"), row.pk)
    assert [(line.name, line.house, line.walk_in, line.twice) for line in came] == [
        ("路过的乡亲", "隔壁村", True, True)
    ] * 2
    assert gathering_card(network.actor("liaison"), row.pk).line.came == 2


def test_the_door_is_kept_by_those_who_organise(network: Network) -> None:
    """An invited village sees the gathering and keeps no door; a stranger sees nothing; a withdrawn guest stays out."""
    row = announced(network)
    guest = guests(row)[0]
    with pytest.raises(NotAllowed):
        sign_in_guest(by=network.actor("secretary_b"), gathering=row.pk, guest=guest.pk)
    with pytest.raises(NotThere):
        sign_in_guest(by=network.actor("keeper_a"), gathering=row.pk, guest=guest.pk)
    for who in ("secretary_b", "keeper_a"):
        with pytest.raises(NotThere):
            door_list(network.actor(who), row.pk)
    assert door_list(network.actor("leader"), row.pk)["secret"] == bytes(row.secret).hex()
    withdraw_invitation(by=network.actor("liaison"), gathering=row.pk, guest=guest.pk)
    with pytest.raises(Refused):
        sign_in_guest(by=network.actor("liaison"), gathering=row.pk, guest=guest.pk)
    call_off_gathering(by=network.actor("liaison"), gathering=row.pk, reason="台风")
    with pytest.raises(Refused):
        sign_in_guest(by=network.actor("liaison"), gathering=row.pk, name="某某")


def test_the_poster_signs_in_around_the_time(network: Network) -> None:
    """With the poster's key a guest signs in by link, by code, by account or by name; a wrong key is nothing."""
    row = announced(network)
    by_link, by_code = guests(row)
    key = poster_of(network.actor("liaison"), row.pk)
    link = guests_invited(network.actor("liaison"), row.pk)[0].link
    visitor = Actor.visitor()
    for _twice in range(2):
        sign_in_oneself(by=visitor, gathering=row.pk, poster=key, link=link)
        sign_in_oneself(
            by=visitor, gathering=row.pk, poster=key, code=typed_code(bytes(row.secret), row.pk, by_code.pk)
        )
        sign_in_oneself(by=network.actor("secretary_b"), gathering=row.pk, poster=key, may_be_named=True)
        sign_in_oneself(by=visitor, gathering=row.pk, poster=key, name="自己来的", client_key="k" * 32)
    assert {line.name for line in who_came(network.actor("liaison"), row.pk)} == {
        by_link.name,
        by_code.name,
        "乙书记",
        "自己来的",
    }
    with pytest.raises(NotThere):
        sign_in_oneself(by=visitor, gathering=row.pk, poster=key[::-1], name="x")
    later = announced(network, begins_at=timezone.now() + timedelta(days=2))
    with pytest.raises(Refused):
        sign_in_oneself(
            by=visitor, gathering=later.pk, poster=poster_of(network.actor("liaison"), later.pk), name="x"
        )


def test_a_link_is_void_when_it_is_renewed(network: Network) -> None:
    """The personal address answers for the guest until another one is given or the invitation is taken back."""
    row = announced(network)
    liaison, visitor = network.actor("liaison"), Actor.visitor()
    old = guests_invited(liaison, row.pk)[0]
    guest = reply_by_link(
        by=visitor, gathering=row.pk, token=old.link, answer="yes", people=2, remark="两个人"
    )
    assert (guest.answer, guest.people) == ("yes", 2)
    assert gathering_card(liaison, row.pk).line.expected == 3
    renew_guest_link(by=liaison, gathering=row.pk, guest=old.id)
    new = guests_invited(liaison, row.pk)[0]
    for token in (old.link, "", "x", f"{old.id}-", "²-AAAA", new.link.lower()):
        with pytest.raises(NotThere):
            reply_by_link(by=visitor, gathering=row.pk, token=token, answer="no")
    assert reply_by_link(by=visitor, gathering=row.pk, token=new.link, answer="no").answer == "no"


def test_names_are_deleted_and_numbers_stay(network: Network) -> None:
    """Ninety days on, guests without an account are gone with their sign-ins; how many came is what it was."""
    row = announced(network)
    liaison = network.actor("liaison")
    for guest in guests(row):
        sign_in_guest(by=liaison, gathering=row.pk, guest=guest.pk)
    sign_in_oneself(by=network.actor("secretary_b"), gathering=row.pk, poster=poster_of(liaison, row.pk))
    hold_gathering(by=liaison, gathering=row.pk)
    late = row.ends_at + timedelta(days=90, minutes=1)
    assert forget_guests(by=ROOT, now=row.ends_at + timedelta(days=89), days=90) == 0
    assert forget_guests(by=ROOT, now=late, days=90) == 1
    assert forget_guests(by=ROOT, now=late, days=90) == 0
    assert [guest.name for guest in guests(row)] == ["乙书记"]
    assert gathering_card(liaison, row.pk).line.came == 3
    with pytest.raises(NotAllowed):
        forget_guests(by=liaison, now=late, days=90)
    with pytest.raises(Refused):
        sign_in_guest(by=liaison, gathering=row.pk, name="迟到的")


def test_how_long_names_are_kept_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ninety days where nothing is said, the number that is said, and one line where it makes no sense."""
    name = "LIANJIAN_GUEST_NAMES_DAYS"
    monkeypatch.delenv(name, raising=False)
    assert environment.read().guest_names_days == 90
    monkeypatch.setenv(name, "30")
    assert environment.read().guest_names_days == 30
    for wrong in ("0", "-1", "²", "forever", "3651", "9" * 40):
        monkeypatch.setenv(name, wrong)
        with pytest.raises(environment.EnvironmentRefusedError):
            environment.read()
