"""Letters, parcels, replies and cards: what is written comes back; what a stranger changes is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import sealing, statements
from lianjian_feed.book import Addressee, Book
from lianjian_feed.cards import Card, is_moment, write_card
from lianjian_feed.fields import CATEGORIES, FIELDS, minimised, said
from lianjian_feed.letters import Letter
from lianjian_feed.parcels import Counts, LogPart, Parcel, Posted, Report
from lianjian_feed.refusals import Refused, chinese
from lianjian_feed.replies import Answer, Replies, State, open_answer, seal_answer

if TYPE_CHECKING:
    from collections.abc import Callable

BOX = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HUB = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
MAILROOM, INBOX, ASKER = sealing.Identity.make(), sealing.Identity.make(), sealing.Identity.make()
NOW = "2026-11-02T08:00:00+00:00"
words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)


def letter(**changes: object) -> Letter:
    told = {
        "kind": "request",
        "request": "0f" * 16,
        "addressee": "agronomy",
        "category": "farming",
        "asked_on": "2026-11-02",
        "until": "2027-02-02",
        "answer_to": ASKER.recipient,
        "fields": {"text": "柚子树叶子发黄，怎么办？"},
        "purposes": ("answer", "visit"),
    }
    return Letter(**(told | changes))


@given(st.binary(max_size=70_000))
def test_padding_takes_nothing_away_and_leaves_few_sizes(data: bytes) -> None:
    padded = sealing.pad(data)
    assert sealing.unpad(padded) == data
    assert len(padded) in sealing.BUCKETS or len(padded) % sealing.BUCKETS[-1] == 0


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_changed_padding_is_refused(data: bytes, draw: st.DataObject) -> None:
    padded = bytearray(sealing.pad(data))
    at = draw.draw(st.integers(len(data) + 4, len(padded) - 1))
    padded[at] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(Refused):
        sealing.unpad(bytes(padded))


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=4000))
def test_a_letter_comes_back_as_it_was_written_and_says_which_box_wrote_it(text: str) -> None:
    sent = letter(fields={"text": text})
    back = Letter.unseal(sent.seal(BOX, INBOX.recipient), INBOX)
    assert (back.fields, back.purposes, back.request) == (sent.fields, sent.purposes, sent.request)
    assert back.key == statements.public_hex(BOX)


def test_only_the_addressee_opens_a_letter() -> None:
    with pytest.raises(Refused, match="cannot be opened"):
        Letter.unseal(letter().seal(BOX, INBOX.recipient), MAILROOM)


def test_a_sealed_letter_adds_no_more_than_400_bytes_before_its_padding() -> None:
    """Figure R1 of the station's acceptance."""
    inside = sealing.pad(b"x")
    assert len(sealing.seal(inside, [INBOX.recipient])) - len(inside) <= 400


@pytest.mark.parametrize(
    "changes",
    [
        {"fields": {"text": "x", "name": "陈"}},  # farming needs no name
        {"fields": {"text": "x", "home": "1"}},
        {"fields": {"phone": "138"}},
        {"category": "gossip"},
        {"purposes": ("visit",)},
        {"purposes": ("answer", "sell")},
        {"until": "2028-02-02"},
        {"until": "2026-11-01"},
        {"until": "soon"},
        {"request": "12"},
        {"answer_to": "age1nothing"},
        {"kind": "withdrawal"},
        {"kind": "present"},
        {"addressee": "../x"},
    ],
)
def test_a_letter_with_more_than_its_category_allows_is_never_sealed(changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        letter(**changes).seal(BOX, INBOX.recipient)


def test_a_withdrawal_carries_nothing_of_the_villager() -> None:
    sent = letter(kind="withdrawal", fields={}, purposes=())
    assert Letter.unseal(sent.seal(BOX, INBOX.recipient), INBOX).fields == {}


def parcel(**changes: object) -> Parcel:
    sealed = letter().seal(BOX, INBOX.recipient)
    told = {
        "serial": 3,
        "made_at": NOW,
        "acknowledged": 2,
        "log": LogPart("origin\n1\nroot\n", 0, ('{"act":"send"}',)),
        "letters": (Posted("agronomy", sealed),),
        "counts": (Counts("2026-07-01", "2026-09-30", "1", {"farming": -1}),),
        "report": Report(
            "0.1.0", 7, 900, is_stale=False, faults=("The clock of this box is behind: set it.",)
        ),
    }
    return Parcel(**(told | changes))


def test_a_parcel_comes_back_as_it_was_packed() -> None:
    sent = parcel()
    back = Parcel.unseal(sent.seal(BOX, MAILROOM.recipient), MAILROOM)
    assert back == sent
    assert back.station == Card.parse(card()).station


def test_outside_a_parcel_nothing_tells_the_addressee_or_how_many_letters() -> None:
    one, none = (parcel(letters=found).seal(BOX, MAILROOM.recipient) for found in (parcel().letters, ()))
    assert b"agronomy" not in one
    # age adds a random stanza: the length of what is inside is the bucket's in both cases or the next one's
    assert {len(sealing.unseal(data, [MAILROOM], cap=1 << 20)) for data in (one, none)} <= set(
        sealing.BUCKETS
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"serial": 0},
        {"serial": True},
        {"acknowledged": -1},
        {"made_at": "2026-11-02"},
        {"report": Report("0.1", 1, 1, is_stale=False, faults=("a\nb",))},
        {"counts": (Counts("2026-07-01", "2026-09-31", "1", {}),)},
        {"letters": (Posted("agronomy", b"x"),) * 17},
        {"log": LogPart("", 0, ("x" * 2000,))},
    ],
)
def test_a_parcel_that_is_not_as_agreed_is_never_sealed(changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        parcel(**changes).seal(BOX, MAILROOM.recipient)


def replies() -> Replies:
    return Replies(
        station=Card.parse(card()).station,
        serial=4,
        made_at=NOW,
        taken=3,
        log_size=12,
        receipts=("ab" * 32,),
        states=(State("0f" * 16, "in-hand", NOW),),
        answers=(Answer("0f" * 16, 1, NOW, seal_answer("先停氮肥。", "林教授", ASKER.recipient)),),
        secretary=Addressee(
            "secretary", "secretary", "陈书记", INBOX.recipient, ("farming",), 5, "2027-06-30"
        ),
    )


def test_replies_come_back_and_the_answer_opens_for_its_asker_only() -> None:
    box = sealing.Identity.make()
    sealed = replies().seal(HUB, box.recipient)
    back = Replies.unseal(sealed, box, key=statements.public_hex(HUB), station=replies().station)
    assert open_answer(back.answers[0].sealed, ASKER) == ("先停氮肥。", "林教授")
    assert back.secretary == replies().secretary
    with pytest.raises(Refused, match="cannot be opened"):
        open_answer(back.answers[0].sealed, box)


def test_replies_of_another_key_or_for_another_station_are_refused() -> None:
    box = sealing.Identity.make()
    sealed = replies().seal(BOX, box.recipient)
    with pytest.raises(Refused, match="another key"):
        Replies.unseal(sealed, box, key=statements.public_hex(HUB), station=replies().station)
    sealed = replies().seal(HUB, box.recipient)
    with pytest.raises(Refused, match="another station"):
        Replies.unseal(sealed, box, key=statements.public_hex(HUB), station="st-" + "0" * 16)


def card() -> bytes:
    return write_card(
        BOX,
        recipient=ASKER.recipient,
        village="石井村",
        division="350304100201",
        made_at=datetime(2026, 11, 2, tzinfo=UTC),
    )


@given(st.data())
def test_a_statement_with_any_byte_changed_is_refused(draw: st.DataObject) -> None:
    data = bytearray(card())
    data[draw.draw(st.integers(0, len(data) - 1))] ^= draw.draw(st.integers(1, 255))
    with pytest.raises(Refused):
        Card.parse(bytes(data))


@pytest.mark.parametrize(
    "spell", [lambda d: d + b"\n", lambda d: json.dumps(json.loads(d), indent=1).encode()]
)
def test_a_statement_has_one_spelling(spell: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Refused):
        Card.parse(spell(card()))


def test_a_statement_of_one_form_is_none_of_another() -> None:
    with pytest.raises(Refused, match="update this software"):
        statements.read("lianjian-parcel/1", card(), cap=10_000)


@given(name=words, days=st.integers(1, 90), categories=st.sets(st.sampled_from(sorted(CATEGORIES))))
def test_the_book_comes_back_as_it_was_written(name: str, days: int, categories: set[str]) -> None:
    held = Book(
        mailroom=MAILROOM.recipient,
        replies=statements.public_hex(HUB),
        witness="",
        upload="https://hub.example/islands/parcels",
        addressees=(Addressee("a-1", "party", name, INBOX.recipient, tuple(sorted(categories)), days),),
    )
    assert Book.parse(held.to_bytes()) == held


@pytest.mark.parametrize(
    "upload", ["ftp://x/", "http://", "http://x:port/", "javascript:1", "http://a b/", "x" * 300]
)
def test_a_book_with_no_proper_address_is_refused(upload: str) -> None:
    held = Book(MAILROOM.recipient, statements.public_hex(HUB), "", upload, ())
    with pytest.raises(Refused):
        Book.parse(held.to_bytes())


def test_an_addressee_is_gone_after_the_last_day_of_the_posting() -> None:
    held = Addressee("a", "secretary", "陈", INBOX.recipient, (), 5, "2026-11-02")
    last = date(2026, 11, 2)
    assert held.is_there(last)
    assert not held.is_there(last + timedelta(days=1))


@given(
    category=st.sampled_from(sorted(CATEGORIES)),
    given_=st.dictionaries(st.sampled_from([*FIELDS, "home", "id"]), words),
    agreed=st.sets(st.sampled_from([*FIELDS, "home"])),
)
def test_nothing_leaves_that_is_not_needed_given_and_agreed_to(
    category: str, given_: dict[str, str], agreed: set[str]
) -> None:
    if not ("text" in given_ and "text" in agreed):
        with pytest.raises(Refused):
            minimised(category, given_, agreed)
        return
    left = minimised(category, given_, agreed)
    assert set(left) <= set(given_) & agreed & set(CATEGORIES[category].fields)


def test_every_kind_of_request_and_purpose_has_a_chinese_name() -> None:
    for found in CATEGORIES.values():
        assert found.name in chinese()
        assert said(found.name, "zh") != found.name
    assert all(purpose in chinese() for purpose in FIELDS.values())


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_utc_does_not_have_is_none(at: str) -> None:
    """It would be refused only where somebody reckons with it."""
    assert not is_moment(at)
    assert is_moment("2026-11-27T08:00:00+08:00")
