"""A villager asks and looks: sealed at once, with the line cut, and a slip opens its own request only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian_feed.fields import CATEGORIES, FIELDS
from lianjian_feed.refusals import Refused
from lianjian_station.journal import Journal
from lianjian_station.requests import states
from lianjian_station.requests.asking import NotRight, Slip, check
from lianjian_station.requests.keeping import listed, waiting
from lianjian_station.requests.looking import look
from lianjian_station.requests.register import Register
from tests.lianjian_station.mailrooms import Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def test_a_slip_shows_what_was_asked_and_where_it_stands(village: Village) -> None:
    slip = village.ask("柚子树叶子发黄")
    seen = look(village.home, slip.number, slip.code, village.now)
    assert (seen.text, seen.state, seen.category) == ("柚子树叶子发黄", states.WAITING, "farming")
    assert seen.addressee_name == "农技专家组"
    assert (seen.asked_on, seen.until) == ("2026-11-01", "2027-01-30")
    assert seen.can_withdraw
    assert [what for _, what in seen.steps] == ["asked"]


def test_numbers_are_short_and_codes_are_twelve_digits_in_three_groups(village: Village) -> None:
    slips = [village.ask() for _ in range(3)]
    assert [slip.number for slip in slips] == ["1", "2", "3"]
    for slip in slips:
        groups = slip.code.split(" ")
        assert [len(group) for group in groups] == [4, 4, 4]
        assert all(group.isdecimal() for group in groups)
    assert len({slip.code for slip in slips}) == 3


@pytest.mark.parametrize("spell", ["{}", " {} ", "{}\n"])
def test_a_code_is_taken_as_people_type_it(village: Village, spell: str) -> None:
    slip = village.ask()
    typed = spell.format(slip.code.replace(" ", "－").translate({48 + n: 0xFF10 + n for n in range(10)}))
    assert look(village.home, f"{slip.number}号", typed, village.now).number == slip.number


def test_a_slip_opens_its_own_request_and_no_other(village: Village) -> None:
    mine, other = village.ask("我的事"), village.ask("别人的事")
    with pytest.raises(Refused, match="do not fit"):
        look(village.home, other.number, mine.code, village.now)
    with pytest.raises(Refused, match="do not fit"):
        look(village.home, "99", mine.code, village.now)
    assert look(village.home, other.number, other.code, village.now).text == "别人的事"


def test_guessing_at_one_number_waits_and_the_owner_is_let_in_again(village: Village) -> None:
    slip = village.ask()
    wrong = "0000 0000 0000" if slip.code != "0000 0000 0000" else "1" * 12
    for _ in range(5):
        with pytest.raises(Refused, match="do not fit"):
            look(village.home, slip.number, wrong, village.now)
    with pytest.raises(Refused, match="wait"):
        look(village.home, slip.number, slip.code, village.now)
    assert look(village.home, slip.number, slip.code, village.now + timedelta(seconds=30)).text


def test_guessing_over_many_numbers_waits_too(village: Village) -> None:
    slip = village.ask()
    for number in range(60):
        with pytest.raises(Refused, match="do not fit"):
            look(village.home, str(number + 10), "1" * 12, village.now)
    with pytest.raises(Refused, match="wait"):
        look(village.home, slip.number, slip.code, village.now)
    village.wait(minutes=1)
    for _ in range(3):
        assert look(village.home, slip.number, slip.code, village.now).text  # and nobody is shut out for long
        village.wait(minutes=1)


def test_it_can_be_asked_before_any_book_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)
    village = Village.make(tmp_path, has_book=False)
    slip = village.ask(addressee="")
    assert look(village.home, slip.number, slip.code, village.now).addressee_name == ""
    with pytest.raises(NotRight) as refused:
        village.ask(addressee="agronomy")
    assert set(refused.value.fields) == {"addressee"}


def test_nothing_is_taken_in_where_nobody_keeps_the_station(tmp_path: Path) -> None:
    village = Village.make(tmp_path, keepers=0)
    with pytest.raises(Refused, match="Nobody keeps this station"):
        village.ask()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "gossip"}, "category"),
        ({"addressee": "legal"}, "addressee"),  # answers for law, not for crops
        ({"given": {"text": " \u3000\n"}}, "text"),
        ({"given": {"text": "字" * 4001}}, "text"),
        ({"agreed": {"phone"}}, "text"),
        ({"given": {"text": "x", "phone": "1" * 81}}, "phone"),
        ({"given": {"text": "x", "phone": "1\n2"}}, "phone"),
        ({"given": {"text": "x", "identity": "1"}}, "identity"),
        ({"purposes": {"visit"}}, "purposes"),
        ({"purposes": {"answer", "sell"}}, "purposes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"typed_by": "外人"}, "typed_by"),
    ],
)
def test_what_is_not_right_is_said_beside_its_field_and_nothing_is_kept(
    village: Village, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(NotRight) as refused:
        village.ask(**changes)
    assert set(refused.value.fields) == {field}
    assert listed(village.home) == []


def test_the_form_can_be_checked_before_it_is_taken(village: Village) -> None:
    from lianjian_station.requests.asking import Draft

    assert set(check(village.home, Draft("farming"), village.now)) == {"text"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    category=st.sampled_from(sorted(CATEGORIES)),
    agreed=st.sets(st.sampled_from(sorted(FIELDS))),
    given_=st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text("甲乙丙丁", min_size=1, max_size=20)),
)
def test_what_leaves_and_what_stays_are_everything_that_was_given(
    village: Village, category: str, agreed: set[str], given_: dict[str, str]
) -> None:
    given_, agreed = given_ | {"text": "问一件事"}, agreed | {"text"}
    slip = village.ask(category=category, addressee="", given=given_, agreed=agreed)
    shown = village.open(slip)
    assert set(shown.leaves) | set(shown.stays) == set(given_)
    assert not set(shown.leaves) & set(shown.stays)
    assert set(shown.leaves) <= agreed & set(CATEGORIES[category].fields)
    assert shown.given == given_


def test_who_typed_is_told_to_keepers_and_is_in_no_table_by_name(village: Village) -> None:
    slip = village.ask(typed_by="陈会计")
    (line,) = waiting(village.home)
    assert line.typed_by == "陈会计"
    assert village.open(slip).typed_by == "陈会计"
    assert "陈会计".encode() not in (village.home.path / "requests.db").read_bytes()
    with Journal.open(village.home) as journal:
        assert [entry.act for entry in journal.of_request(line.id)] == ["type", "agree", "open"]


def test_the_list_opens_nothing_and_logs_nothing(village: Village) -> None:
    village.ask()
    village.ask(category="law", addressee="legal")
    assert [(one.number, one.category, one.state) for one in waiting(village.home)] == [
        ("1", "farming", states.WAITING),
        ("2", "law", states.WAITING),
    ]
    with Journal.open(village.home) as journal:
        assert "open" not in {entry.act for entry in journal.entries()}


def test_reading_is_written_down_once_an_hour_for_each_keeper(village: Village) -> None:
    slip = village.ask()
    for _ in range(3):
        village.open(slip)
    village.open(slip, "陈会计")
    village.wait(hours=1)
    village.open(slip)
    seen = look(village.home, slip.number, slip.code, village.now)
    assert [what for _, what in seen.steps].count("open") == 3


def test_a_clock_behind_the_feed_dates_nothing_before_it(village: Village) -> None:
    """Threat 21: a dead battery must not make a consent that began in 1970."""
    village.hub.now -= timedelta(days=4000)
    slip = village.ask()
    assert look(village.home, slip.number, slip.code, village.now).asked_on == "2026-11-01"


def test_a_jammed_key_cannot_fill_the_disk(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianjian_station.requests.asking.MOST_WAITING", 2)
    village.ask()
    village.ask()
    with pytest.raises(NotRight, match="ask them first"):
        village.ask()


def test_two_who_ask_at_once_get_two_numbers(village: Village) -> None:
    """Real processes on one box."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    askers = [context.Process(target=village.ask, args=(f"第{number}件",)) for number in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(one.number for one in listed(village.home)) == ["1", "2", "3", "4"]


def test_a_slip_of_a_row_moved_by_hand_opens_nothing(village: Village) -> None:
    """Somebody with the disk puts one villager's lock beside another's text."""
    mine, other = village.ask("我的事"), village.ask("别人的事")
    with Register.opened(village.home) as register:
        register.db.execute("UPDATE request SET slip = (SELECT slip FROM request WHERE number = 1)")
    with pytest.raises(Refused, match="do not fit"):
        look(village.home, other.number, mine.code, village.now)


def test_slips_say_nothing_when_printed_by_accident(village: Village) -> None:
    slip = village.ask()
    assert slip.code not in repr(slip)
    assert isinstance(slip, Slip)
