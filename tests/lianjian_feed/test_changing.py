"""Changes of keys by holders: nothing moves without the thresholds of old and new, and readers follow what does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian_feed import drilling
from lianjian_feed.changing import Changing, root_of
from lianjian_feed.keys import KeyStore
from lianjian_feed.memory import RECORD, Memory
from lianjian_feed.proposals import Proposal, changes
from lianjian_feed.publishing import Publisher
from lianjian_feed.refusals import Refused
from lianjian_feed.standing import standing
from lianjian_feed.waiting import asked
from tests.lianjian_feed.holding import Person, changing, hand_over, people, signed
from tests.lianjian_feed.simulators import START, Hub, Reader, files, story


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub with its own root keys, two organisations and one edition."""
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)), village_7=files(story(2)))
    return hub


@pytest.fixture
def reader(hub: Hub) -> Reader:
    """A reader that has seen edition 1."""
    reader = Reader(hub.first_root)
    reader.refresh(hub.tree(), hub.now)
    return reader


def held_root(hub: Hub) -> tuple[int, bytes]:
    memory = Memory(hub.keys.path / RECORD)
    try:
        return memory.newest("root")
    finally:
        memory.close()


# -- the ceremony


def test_a_network_moves_to_holders_without_new_trust(hub: Hub, reader: Reader) -> None:
    """A reader that trusts the first root follows; the hub keeps no key of the root; publishing goes on."""
    hand_over(hub, people(3), 2)
    hub.publish(media=files(story(3)))
    assert reader.refresh(hub.tree(), hub.now).number == 2
    assert hub.keys.keys("root") == []
    assert b"private" not in b"".join(p.read_bytes() for p in hub.keys.path.glob("root.*"))
    for _ in range(20):  # nearly two years without a holder
        hub.wait(days=30)
        hub.publish(media=files(story(4)))
    assert reader.refresh(hub.tree(), hub.now).told["media"].claim.entries == 1


def test_a_network_can_begin_with_holders(tmp_path: Path) -> None:
    """Then no root key was ever on the hub, and nothing is published before they signed."""
    keys = KeyStore.create(tmp_path / "keys", roots=0, threshold=0)
    three = people(3)
    publisher = Publisher(tmp_path / "feed", keys, now=lambda: START)
    with pytest.raises(Refused, match="The key of root is not at hand"):
        publisher.publish({"media": files(story(1))})
    ceremony = Changing(keys, now=lambda: START)
    proposal = ceremony.ceremony([person.holder for person in three], 2)
    with pytest.raises(Refused, match="1 of 2 signatures are there for the next root"):
        ceremony.apply([signed(proposal, three[0])])
    ceremony.apply([signed(proposal, three[0], three[2])])
    assert publisher.publish({"media": files(story(1))}).version == 1
    tree = {str(p.relative_to(tmp_path / "feed")): p.read_bytes() for p in (tmp_path / "feed").rglob("*.*")}
    assert Reader(tree["metadata/1.root.json"]).refresh(tree, START).told["media"].version == 1


def test_one_signature_too_few_changes_nothing(hub: Hub) -> None:
    """Of the next root, and then of the root in force."""
    three, others = people(3), people(3)
    hand_over(hub, three, 2)
    before = held_root(hub)
    proposal = changing(hub).propose(
        add=[person.holder for person in others], remove=[person.keyid for person in three]
    )
    with pytest.raises(Refused, match="1 of 2 signatures are there for the root in force"):
        changing(hub).apply([signed(proposal, three[0], *others)])
    with pytest.raises(Refused, match="1 of 2 signatures are there for the next root"):
        changing(hub).apply([signed(proposal, *three, others[1])])
    assert held_root(hub) == before
    changing(hub).apply([signed(proposal, three[0], three[1], others[0], others[2])])
    assert held_root(hub)[0] == before[0] + 1


def test_copies_signed_apart_are_joined(hub: Hub, reader: Reader) -> None:
    """Two holders who never met; copies of another proposal are not mixed in."""
    three = people(3)
    proposal = changing(hub).ceremony([person.holder for person in three], 2)
    copies = [Proposal.parse(signed(proposal, person).to_bytes()) for person in three[:2]]
    other = changing(hub).ceremony([person.holder for person in three], 3)
    with pytest.raises(Refused, match="not copies of one proposal"):
        changing(hub).apply([copies[0], signed(other, three[1])])
    changing(hub).apply(copies)
    hub.publish()
    reader.refresh(hub.tree(), hub.now)


def test_a_proposal_says_what_it_changes(hub: Hub) -> None:
    """In words, before anybody signs."""
    three = people(3)
    hand_over(hub, three, 2)
    new = Person.named("新人")
    proposal = changing(hub).propose(
        add=[new.holder], remove=[three[0].keyid], rotate=["timestamp"], threshold=3, why="换届"
    )
    told = [sentence.format(**values) for sentence, values in changes(proposal)]
    assert told == [
        f"root 3, good until {hub.now + timedelta(days=730):%Y-%m-%d}",
        "3 of 3 holders must sign",
        f"holder stays: 保管人2, {three[1].holder.number}",
        f"holder stays: 保管人3, {three[2].holder.number}",
        f"holder in: 新人, {new.holder.number}",
        f"holder out: {three[0].holder.number}",
        "new key for timestamp",
    ]


def test_a_stranger_cannot_sign(hub: Hub) -> None:
    """A stick that nobody asks is told so."""
    proposal = changing(hub).ceremony([person.holder for person in people(2)], 1)
    with pytest.raises(Refused, match="Nobody asks for a signature"):
        signed(proposal, Person.named("路人"))


def test_a_proposal_of_yesterday_is_refused(hub: Hub) -> None:
    """Two proposals from one root: the second to come is not applied on top of the first."""
    three = people(3)
    hand_over(hub, three, 2)
    first, second = (changing(hub).propose(rotate=[role]) for role in ("timestamp", "snapshot"))
    changing(hub).apply([signed(first, *three)])
    with pytest.raises(Refused, match="another root than the one in force"):
        changing(hub).apply([signed(second, *three)])
    assert list(hub.keys.path.glob("*.next")) == []


def test_a_proposal_without_its_private_key_is_refused(hub: Hub) -> None:
    """A root that names a key which is not here would end publishing."""
    three = people(3)
    hand_over(hub, three, 2)
    proposal = changing(hub).propose(rotate=["timestamp"])
    next(hub.keys.path.glob("timestamp.*.next")).unlink()
    before = held_root(hub)
    with pytest.raises(Refused, match="The key of timestamp that the proposal names is not here"):
        changing(hub).apply([signed(proposal, *three)])
    assert held_root(hub) == before


@pytest.mark.parametrize("threshold", [0, 4, -1])
def test_a_threshold_fits_its_holders(hub: Hub, threshold: int) -> None:
    """Neither none nor more than there are."""
    with pytest.raises(Refused, match="A threshold of"):
        changing(hub).ceremony([person.holder for person in people(3)], threshold)
    hand_over(hub, people(3), 2)
    with pytest.raises(Refused, match="A threshold of"):
        changing(hub).propose(threshold=threshold)


def test_root_keys_of_holders_are_not_rotated_here(hub: Hub) -> None:
    """The hub says so, and makes no key for it."""
    hand_over(hub, people(3), 2)
    for role in ("timestamp", "root"):
        with pytest.raises(Refused, match="make a proposal"):
            changing(hub).rotate(role)
    assert list(hub.keys.path.glob("*.next")) == []


def test_a_lost_holder_is_replaced_by_the_reserve(hub: Hub, reader: Reader) -> None:
    """Two of three can let the third go and take another in, and readers follow."""
    three, new = people(3), Person.named("新人")
    hand_over(hub, three, 2)
    proposal = changing(hub).propose(add=[new.holder], remove=[three[2].keyid], why="丢了")
    changing(hub).apply([signed(proposal, three[0], three[1])])
    hub.publish()
    reader.refresh(hub.tree(), hub.now)
    later = changing(hub).propose(rotate=["timestamp"])
    with pytest.raises(Refused, match="Nobody asks"):
        signed(later, three[2])
    changing(hub).apply([signed(later, three[0], new)])
    hub.publish()
    assert reader.refresh(hub.tree(), hub.now).timestamp == 3


def test_a_run_cut_short_after_the_root_is_finished_by_the_next(
    hub: Hub, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The root is committed and the key files are not yet: publishing signs with the new key all the same."""
    three = people(3)
    hand_over(hub, three, 2)
    proposal = changing(hub).propose(rotate=["timestamp", "snapshot", "targets"])
    with monkeypatch.context() as cut:
        cut.setattr(KeyStore, "settle", lambda *_: (_ for _ in ()).throw(OSError("cut")))
        with pytest.raises(OSError, match="cut"):
            changing(hub).apply([signed(proposal, *three)])
    hub.publish(media=files(story(5)))
    assert reader.refresh(hub.tree(), hub.now).number == 2


@given(data=st.data())
@settings(max_examples=40)
def test_no_file_passes_for_a_proposal(data: st.DataObject) -> None:
    """Whatever a stick brings is a proposal or a refusal."""
    whole = _SAMPLE.to_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = Proposal.parse(bytes(changed))
    except Refused:
        return
    assert found.to_bytes() == bytes(changed)


def _sample() -> Proposal:

    with TemporaryDirectory() as folder:
        keys = KeyStore.create(Path(folder) / "keys", roots=0, threshold=0)
        made = Changing(keys, now=lambda: START)
        return made.ceremony([person.holder for person in people(2)], 2)


_SAMPLE = _sample()


# -- organisations with keys of their own


def test_an_organisation_holds_its_own_keys(hub: Hub, reader: Reader) -> None:
    """Two of three of its people sign; what they have not signed is not published, and stops nobody."""
    three = people(3)
    proposal = changing(hub).entrust("media", [person.holder for person in three], 2)
    with pytest.raises(Refused, match="1 of 2 signatures are there for the organisation"):
        changing(hub).apply([signed(proposal, three[0])])
    changing(hub).apply([signed(proposal, three[0], three[1])])
    assert hub.keys.keys("org-media") == []
    hub.publish()
    assert reader.refresh(hub.tree(), hub.now).told["media"].signers == tuple(p.keyid for p in three)

    published = hub.publish(media=files(story(1), story(9)), village_7=files(story(8)))
    assert published.left == {"media": "2 of its keys must sign, and they are not here"}
    edition = reader.refresh(hub.tree(), hub.now)
    assert (edition.told["media"].claim.entries, edition.told["village-7"].version) == (1, 2)

    word = asked(hub.keys.path, "media")
    with pytest.raises(Refused, match="1 of 2 signatures are there for media"):
        changing(hub).apply([signed(word, three[2])])
    changing(hub).apply([signed(word, three[2], three[0])])
    assert hub.publish().left == {}
    assert reader.refresh(hub.tree(), hub.now).told["media"].claim.entries == 2


def test_a_word_counts_for_the_content_it_was_made_for(hub: Hub) -> None:
    """Where the content changed since, it waits again."""
    one = Person.named("站长")
    changing(hub).apply([signed(changing(hub).entrust("media", [one.holder], 1), one)])
    hub.publish(media=files(story(1), story(9)))
    word = signed(asked(hub.keys.path, "media"), one)
    hub.publish(media=files(story(1), story(9), story(10)))
    changing(hub).apply([word])
    assert list(hub.publish().left) == ["media"]
    changing(hub).apply([signed(asked(hub.keys.path, "media"), one)])
    assert hub.publish().left == {}


def test_a_new_organisation_begins_with_its_own_keys(hub: Hub, reader: Reader) -> None:
    """Software, say, whose key was never on the hub."""
    two = people(2)
    changing(hub).apply([signed(changing(hub).entrust("software", [p.holder for p in two], 2), *two)])
    hub.publish()
    assert reader.refresh(hub.tree(), hub.now).told["software"].claim.entries == 0
    hub.publish(software={"1.0/list.json": b"{}"})
    changing(hub).apply([signed(asked(hub.keys.path, "software"), *two)])
    hub.publish()
    assert reader.refresh(hub.tree(), hub.now).told["software"].claim.entries == 1
    assert list(hub.keys.path.glob("org-software.*")) == []


def test_an_organisation_off_the_list_is_shown_no_more(hub: Hub, reader: Reader) -> None:
    """Its stolen key signs nothing; it comes back with new ones, and nobody else noticed."""
    one, new = Person.named("站长"), Person.named("新站长")
    changing(hub).apply([signed(changing(hub).entrust("media", [one.holder], 1), one)])
    hub.publish()
    changing(hub).drop("media")
    published = hub.publish(village_7=files(story(11)))
    assert list(published.left) == ["media"]
    assert list(reader.refresh(hub.tree(), hub.now).told) == ["village-7"]
    changing(hub).apply([signed(changing(hub).entrust("media", [new.holder], 1), new)])
    hub.publish()
    changing(hub).apply([signed(asked(hub.keys.path, "media"), new)])
    assert hub.publish().left == {}
    assert reader.refresh(hub.tree(), hub.now).told["media"].claim.entries == 1


def test_an_organisation_whose_signature_ran_out_stops_nobody(hub: Hub, reader: Reader) -> None:
    """Its last word stays and is marked; a reader that comes new gets it, marked; others go on."""
    for path in hub.keys.path.glob("org-media.*.key"):
        path.unlink()
    for _ in range(20):
        hub.wait(days=10)
        hub.publish(village_7=files(story(12)))
    for one in (reader, Reader(hub.first_root)):
        told = one.refresh(hub.tree(), hub.now).told
        assert {name: word.is_past for name, word in told.items()} == {"media": True, "village-7": False}
        assert told["media"].claim.entries == 1
    todo = standing(hub.keys, hub.now).todo
    assert [said for said in todo if said.startswith("org-media ran out on")]


# -- alarms and drills


def test_what_runs_out_is_said_in_time(hub: Hub) -> None:
    """The root of holders is not renewed by itself: 90 days before its end it is said, 14 days before it is urgent."""
    three = people(3)
    assert standing(hub.keys, hub.now).todo == ()
    hand_over(hub, three, 2)
    hub.publish()
    drill = drilling.Drill.begin(2, hub.now)
    for person in three:
        drill = drill.sign(person.key)
    drilling.keep(hub.keys.path, drill, drill.proved([p.key.public for p in three]), hub.now)
    assert standing(hub.keys, hub.now).todo == ()
    hub.wait(days=366)
    hub.publish()
    alarms = {}
    for days in (730 - 366 - 91, 730 - 366 - 89, 730 - 366 - 13, 730 - 366 + 1):
        found = standing(hub.keys, hub.now + timedelta(days=days))
        alarms[days] = found.roles[0].alarm
    assert list(alarms.values()) == ["", "soon", "now", "past"]
    proposal = changing(hub).propose()
    changing(hub).apply([signed(proposal, *three[:2])])
    hub.publish()
    assert not [said for said in standing(hub.keys, hub.now).todo if said.startswith("root")]


def test_a_hub_that_publishes_no_more_is_said(hub: Hub) -> None:
    """A timestamp is good for a week."""
    hub.wait(days=6)
    assert [said.split(":")[0] for said in standing(hub.keys, hub.now).todo] == [
        "timestamp runs out in 1 days"
    ]


def test_a_root_without_reserve_and_drill_is_said(hub: Hub) -> None:
    """Two of two, and nobody has shown that the stick still works."""
    hand_over(hub, people(2), 2)
    hub.publish()
    todo = standing(hub.keys, hub.now).todo
    assert "no reserve" in todo[0]
    assert len([said for said in todo if "has not been in a drill yet" in said]) == 2


def test_a_drill_proves_sticks_and_nothing_else(hub: Hub) -> None:
    """Each signature is judged over its challenge; one of yesterday's drill proves nothing today."""
    two = people(2)
    keys = [person.key.public for person in two]
    drill = drilling.Drill.begin(1, hub.now).sign(two[0].key)
    read = drilling.Drill.parse(drill.to_bytes())
    assert read.proved(keys) == [two[0].keyid]
    later = drilling.Drill.begin(1, hub.now)
    stale = drilling.Drill(later.challenge, later.made_at, later.root, drill.signatures)
    assert stale.proved(keys) == []
    with pytest.raises(Refused, match="The drill cannot be read"):
        drilling.Drill.parse(b" " * 200_000)


def test_the_newest_root_says_whose_keys_count(hub: Hub) -> None:
    """A key file that somebody laid beside the others signs nothing."""
    hub.keys.add("timestamp")
    hub.publish(media=files(story(6)))
    memory = Memory(hub.keys.path / RECORD)
    try:
        named = root_of(memory).roles["timestamp"].keyids
        _, data = memory.newest("timestamp")
    finally:
        memory.close()
    assert data.count(b'"keyid"') == 1
    assert named[0].encode() in data
