from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lianjian.apps.spread.actions.destroy_old_salts import destroy_old_salts
from lianjian.apps.spread.actions.draw_salt import draw_salt
from lianjian.apps.spread.actions.drop_story import drop_story
from lianjian.apps.spread.actions.load_history import load_history
from lianjian.apps.spread.actions.mint_share import mint_share
from lianjian.apps.spread.actions.recompute import recompute
from lianjian.apps.spread.actions.record_events import record_events
from lianjian.apps.spread.actions.roll_up import roll_up
from lianjian.apps.spread.models import DayCount, Event, Share
from lianjian.apps.spread.queries import Selection, report, salt_of, share_link
from lianjian.apps.spread.rules.observing import Kind, PastRead, PastShare
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.spread.following import follow, seen
from tests.network import ROOT, Network, today

pytestmark = pytest.mark.django_db
VISITOR = Actor.visitor()


def test_a_chain_of_shares_carries_root_and_depth() -> None:
    """Root and depth come from the parent; the outlet is that of the root, and each share is one forward."""
    follow(1)
    first = mint_share(by=VISITOR, story=1, outlet="weibo")
    second = mint_share(by=VISITOR, story=1, parent=first.token, outlet="site")
    third = mint_share(by=VISITOR, story=1, parent=second.token)
    assert [share.depth for share in (first, second, third)] == [0, 1, 2]
    assert {share.root for share in (first, second, third)} == {first.token}
    assert {share.outlet for share in (first, second, third)} == {"weibo"}
    assert Event.objects.filter(kind=Kind.FORWARD).count() == 3


def test_an_unknown_parent_makes_a_flagged_root() -> None:
    """A token nobody minted, or one of another story, starts a new chain and says so."""
    follow(1)
    follow(2)
    elsewhere = mint_share(by=VISITOR, story=2)
    for parent in (4711, elsewhere.token):
        share = mint_share(by=VISITOR, story=1, parent=parent)
        assert (share.root, share.depth, share.orphan) == (share.token, 0, True)


def test_the_same_forward_sent_twice_is_one() -> None:
    """A repeated request gets the same link and counts nothing more."""
    follow(1)
    request = uuid4()
    first = mint_share(by=VISITOR, story=1, event_id=request)
    again = mint_share(by=VISITOR, story=1, event_id=request)
    assert (again.token, again.again) == (first.token, True)
    assert Event.objects.count() == Share.objects.count() == 1


def test_a_token_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database decides whether a token is free; a conflict costs a draw, not a share."""
    follow(1)
    draws = iter([5, 5, 5, 6])
    monkeypatch.setattr("secrets.randbits", lambda _: next(draws))
    assert mint_share(by=VISITOR, story=1).token == 5
    assert mint_share(by=VISITOR, story=1).token == 6


def test_a_forward_id_used_as_a_read_is_not_shared_out_again() -> None:
    """One id is one event: an id that already counted as a read cannot make a share, and none is left
    behind."""
    follow(1)
    read = seen(1)
    record_events(by=VISITOR, batch=[read])
    with pytest.raises(Refused, match="used for something else"):
        mint_share(by=VISITOR, story=1, event_id=read.event_id)
    assert Share.objects.count() == 0


def test_a_story_that_is_not_published_cannot_be_shared_or_read() -> None:
    """Unknown and withdrawn stories are answered alike, and links of a withdrawn one lead nowhere."""
    with pytest.raises(NotThere):
        mint_share(by=VISITOR, story=1)
    follow(2)
    share = mint_share(by=VISITOR, story=2)
    drop_story(by=ROOT, story=2, at=timezone.now())
    with pytest.raises(NotThere):
        mint_share(by=VISITOR, story=2)
    assert share_link(share.token) is None
    late = seen(2)
    assert record_events(by=VISITOR, batch=[late]).unknown_story == (late.event_id,)
    assert Event.objects.filter(kind=Kind.READ).count() == 0


def test_events_count_exactly_once() -> None:
    """A batch sent again, in part or with repeats inside, adds nothing."""
    follow(1)
    batch = [seen(1) for _ in range(5)]
    first = record_events(by=VISITOR, batch=[*batch, batch[0]])
    again = record_events(by=VISITOR, batch=batch[2:])
    assert (first.new, first.repeated) == (5, 1)
    assert (again.new, again.repeated) == (0, 3)
    assert Event.objects.count() == 5


def test_a_batch_with_an_impossible_time_is_refused_whole() -> None:
    """Nothing of a refused batch is kept."""
    follow(1)
    tomorrow = seen(1, at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused, match="not possible"):
        record_events(by=VISITOR, batch=[seen(1), tomorrow])
    assert Event.objects.count() == 0


def test_a_read_through_a_share_carries_the_chain() -> None:
    """The read stands one hand deeper than its share, at the outlet of the chain's root."""
    follow(1)
    root = mint_share(by=VISITOR, story=1, outlet="weibo")
    child = mint_share(by=VISITOR, story=1, parent=root.token)
    record_events(by=VISITOR, batch=[seen(1, token=child.token)])
    row = Event.objects.get(kind=Kind.READ)
    assert (row.token, row.root, row.depth, row.outlet) == (child.token, root.token, 2, "weibo")


def test_the_roll_up_equals_the_events_whatever_order_they_came_in() -> None:
    """Late, repeated and out-of-order events in several roll-ups give the same counts as one count of all."""
    dice = random.Random(7)
    for story in range(1, 6):
        follow(story, days_ago=40)
    batch = [
        seen(
            dice.randint(1, 5),
            kind=dice.choice(list(Kind)),
            outlet=dice.choice(["site", "weibo"]),
            at=timezone.now() - timedelta(days=dice.randint(0, 30)),
            visitor=dice.choice(["", "a", "b"]),
        )
        for _ in range(400)
    ]
    late, batch = batch[:20], batch[20:]
    dice.shuffle(batch)
    for start in range(0, len(batch), 90):
        record_events(by=VISITOR, batch=[*batch[start : start + 90], *dice.sample(batch[: start + 1], 1)])
        roll_up(by=ROOT)
    record_events(by=VISITOR, batch=late)
    assert roll_up(by=ROOT) == 20
    assert roll_up(by=ROOT) == 0
    before = sorted(DayCount.objects.values_list("day", "item_id", "outlet", "kind", "events", "visitors"))
    verdict = recompute(by=ROOT)
    assert (verdict.differing, verdict.waiting) == (0, 0)
    assert before == sorted(
        DayCount.objects.values_list("day", "item_id", "outlet", "kind", "events", "visitors")
    )
    assert sum(row[4] for row in before) == 400


def test_recompute_finds_and_mends_a_wrong_count() -> None:
    """A count somebody changed, removed or invented is counted as differing and is right afterwards."""
    follow(1)
    follow(2)
    follow(3)
    record_events(by=VISITOR, batch=[seen(1), seen(2), seen(2)])
    roll_up(by=ROOT)
    DayCount.objects.filter(item=1).update(events=99)
    DayCount.objects.filter(item=2).delete()
    DayCount.objects.create(day=today(), item_id=3, outlet="site", kind="read", events=1, visitors=0)
    assert recompute(by=ROOT).differing == 3
    assert recompute(by=ROOT).differing == 0
    assert report(ROOT, Selection(story=1)).seen.reads == 1


def test_figures_do_not_wait_for_the_roll_up() -> None:
    """What was read since the last roll-up is in the report, and stays the same after it."""
    follow(1)
    record_events(by=VISITOR, batch=[seen(1), seen(1)])
    roll_up(by=ROOT)
    record_events(by=VISITOR, batch=[seen(1)])
    before = report(ROOT, Selection(story=1)).seen
    roll_up(by=ROOT)
    assert before == report(ROOT, Selection(story=1)).seen
    assert before.reads == 3


def test_yesterdays_salt_is_destroyed() -> None:
    """A day has one salt; drawing the next day's destroys it, and so does the housekeeping of a quiet day."""
    first = draw_salt(by=ROOT, day=today())
    assert draw_salt(by=ROOT, day=today()) == first == salt_of(today())
    tomorrow = today() + timedelta(days=1)
    assert draw_salt(by=ROOT, day=tomorrow) != first
    assert salt_of(today()) is None
    assert destroy_old_salts(by=ROOT, today=tomorrow + timedelta(days=1)) == 1
    assert salt_of(tomorrow) is None


def _history() -> tuple[list[PastShare], list[PastRead]]:
    at = timezone.now() - timedelta(days=200)
    shares = [
        PastShare(key="a", event_id=uuid4(), story=1, at=at, outlet="weibo"),
        PastShare(key="b", event_id=uuid4(), story=1, at=at, parent="a"),
    ]
    return shares, [PastRead(event_id=uuid4(), story=1, at=at, share="b"), PastRead(uuid4(), 1, at)]


def test_history_is_loaded_once_and_rolled_up() -> None:
    """Loading the same past twice adds nothing, and its chains carry root and depth."""
    follow(1, days_ago=300)
    shares, reads = _history()
    first = load_history(by=ROOT, shares=shares, reads=reads)
    again = load_history(by=ROOT, shares=shares, reads=reads)
    assert (first.new, first.repeated) == (4, 0)
    assert (again.new, again.repeated) == (0, 4)
    child = Share.objects.get(depth=1)
    assert child.root == child.parent_id
    assert Event.objects.get(kind=Kind.READ, token=child.token).depth == 2
    assert recompute(by=ROOT).differing == 0


def test_history_of_a_story_that_is_not_published_is_named() -> None:
    """Events of unknown stories are listed, the others are kept."""
    follow(1, days_ago=300)
    shares, reads = _history()
    stray = PastShare(key="x", event_id=uuid4(), story=9, at=shares[0].at)
    through = PastRead(event_id=uuid4(), story=9, at=shares[0].at, share="x")
    result = load_history(by=ROOT, shares=[stray, *shares], reads=[*reads, through])
    assert set(result.unknown_story) == {stray.event_id, through.event_id}
    assert (result.new, result.repeated) == (4, 0)


def test_history_with_a_missing_parent_is_refused_whole() -> None:
    """A share before its parent is refused with the cure, and nothing is kept."""
    follow(1, days_ago=300)
    shares, reads = _history()
    with pytest.raises(Refused, match="after its parent"):
        load_history(by=ROOT, shares=shares[::-1], reads=reads)
    assert Event.objects.count() == 0


def test_only_the_network_administrator_loads_history(network: Network) -> None:
    """An editor cannot invent a past."""
    with pytest.raises(NotAllowed):
        load_history(by=network.actor("editor"), shares=[], reads=[])
