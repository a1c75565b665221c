"""The ledger of the network: stories by outlets, only as much as is known, for those who run the outlets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.queries import (
    count_network,
    count_travels,
    count_unreached,
    network_ledger,
    parties_with_stories,
    travel,
    travels,
    unreached,
    who_moved,
)
from lianjian.apps.matrix.queries.network import Wanted
from lianjian.apps.matrix.rules.marks import FETCHED, Mark, mark_of, reached_at, state_behind
from lianjian.apps.matrix.rules.states import State
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import Story
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotThere
from tests.apps.matrix.stories import correct, deliveries, delivery, publish
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network

CHANNELS = "wechat-channels"
GOOD = "https://channels.weixin.qq.com/web/pages/feed?id=1"
MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)
OUTSIDERS = ("secretary_a", "secretary_b", "leader", "liaison", "keeper_a")


@given(st.sampled_from(State), st.sampled_from(["", "answer", "person", FETCHED]))
def test_a_mark_says_no_more_than_its_state(state: State, evidence: str) -> None:
    """Only what is published is marked so; a mark leads back to its state; what was fetched is not called accepted."""
    mark = mark_of(state, evidence=evidence)
    assert (mark == Mark.PUBLISHED) == (state == State.PUBLISHED)
    assert state_behind(mark)[0] == state
    assert (mark == Mark.HANDED_OVER) == (state == State.ACCEPTED and evidence == FETCHED)


moments = st.none() | st.integers(0, 10**6).map(lambda seconds: MOMENT + timedelta(seconds=seconds))


@given(st.booleans(), moments, moments)
def test_handed_over_comes_before_taken(
    fetches: bool,  # noqa: FBT001 - drawn
    accepted_at: datetime | None,
    seen_at: datetime | None,
) -> None:
    """What was taken was handed over no later; a feed that was fetched proves no more than that it has the story."""
    handed, taken = reached_at(fetches=fetches, accepted_at=accepted_at, seen_at=seen_at)
    assert (handed is None) == (accepted_at is None and seen_at is None)
    if taken is not None:
        assert handed is not None
        assert handed <= taken
    if fetches:
        assert taken == seen_at


def about(story: int, party: int | None, *, days: int = 0) -> None:
    Story.objects.filter(pk=story).update(
        party=party, first_published_at=timezone.now() - timedelta(days=days, hours=2)
    )


def keys(by: Actor, wanted: Wanted) -> list[int]:
    found = [row.story for row in network_ledger(by, wanted, 50)]
    assert len(found) == count_network(by, wanted)
    return found


def test_stories_by_outlets(network: Network) -> None:
    """The newest first, a cell an outlet; by days, party, column, outlet and state. Handed over is not published."""
    editor, old, new = network.actor("editor"), publish(network, "甲稿"), publish(network, "乙稿")
    about(old, network.village_a.pk, days=40)
    about(new, network.village_b.pk)
    confirm_handoff(by=editor, delivery=delivery(new, CHANNELS).pk, url=GOOD)
    deliveries(new, "people").update(state=State.ACCEPTED, evidence=FETCHED)
    deliveries(old, "people").update(state=State.ACCEPTED, evidence="")
    first, second = network_ledger(editor, Wanted(), 50)
    assert (first.story, second.story) == (new, old)
    assert len(first.cells) == 26
    assert (first.published, second.published) == (1, 0)
    assert (first.cells[CHANNELS].mark, first.cells[CHANNELS].url) == (Mark.PUBLISHED, GOOD)
    assert first.cells["people"].mark == Mark.HANDED_OVER
    assert second.cells["people"].mark == Mark.ACCEPTED
    assert keys(editor, Wanted(first=today() - timedelta(days=9))) == [new]
    assert keys(editor, Wanted(last=today() - timedelta(days=9))) == [old]
    assert keys(editor, Wanted(parties=frozenset({network.village_a.pk}))) == [old]
    assert keys(editor, Wanted(parties=frozenset())) == []
    assert keys(editor, Wanted(nobody=True)) == []
    assert keys(editor, Wanted(column="village-stories")) == [new, old]
    assert keys(editor, Wanted(column="policy-explained")) == []
    assert keys(editor, Wanted(outlet=CHANNELS)) == [new, old]
    assert keys(editor, Wanted(outlet=CHANNELS, mark=Mark.PUBLISHED)) == [new]
    assert keys(editor, Wanted(outlet="people", mark=Mark.PUBLISHED)) == []
    assert keys(editor, Wanted(mark=Mark.HANDED_OVER)) == [new]
    assert keys(editor, Wanted(mark=Mark.ACCEPTED)) == [old]
    assert keys(editor, Wanted(mark=Mark.UNPLANNED)) == []
    deliveries(old, "people").delete()
    assert keys(editor, Wanted(mark=Mark.UNPLANNED)) == [old]
    assert keys(editor, Wanted(outlet=CHANNELS, mark=Mark.UNPLANNED)) == []
    assert [row.story for row in network_ledger(editor, Wanted(), 1, 1)] == [old]
    named = parties_with_stories(editor, Wanted(), 5)
    assert {(name, number) for _key, name, number in named} == {("张洋村", 1), ("乙村", 1)}
    moved = delivery(new, CHANNELS).pk
    assert who_moved(editor, [moved]) == {moved: "媒编辑"}


def test_what_did_not_reach_an_outlet_stands_first(network: Network) -> None:
    """A correction and a withdrawal that wait for a hand, with the cure; what is still public comes before; once done they
    are gone, and an older delivery that was replaced is none."""
    editor, story = network.actor("editor"), publish(network, "甲稿")
    assert count_unreached(editor) == (0, 0)
    confirm_handoff(by=editor, delivery=delivery(story, CHANNELS).pk, url=GOOD)
    correct(network, story, "甲稿（改）")
    found = {line.outlet: line for line in unreached(editor, 50)}
    assert found[CHANNELS].deed == "correct"
    assert found[CHANNELS].by_hand
    assert found[CHANNELS].cure
    other = publish(network, "乙稿")
    confirm_handoff(
        by=editor, delivery=delivery(other, "toutiao").pk, url="https://www.toutiao.com/article/1"
    )
    withdraw_story(by=editor, story=other, reason="当事人要求")
    first = unreached(editor, 1)[0]
    assert (first.story, first.outlet, first.mark) == (other, "toutiao", Mark.WITHDRAWAL_NEEDED)
    every, hand = count_unreached(editor)
    assert len(unreached(editor, 50)) == every >= hand >= 2
    deliveries(story, CHANNELS).filter(deed="correct").update(state=State.PUBLISHED)
    assert CHANNELS not in {line.outlet for line in unreached(editor, 50) if line.story == story}


def test_the_network_is_for_those_who_run_it(network: Network) -> None:
    """Village, association and visitor get no story, no outlet and no delivery of the media centre."""
    story = publish(network)
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    deliveries(story).update(state=State.WITHDRAWAL_NEEDED)
    row = delivery(story, CHANNELS).pk
    for by in (*(network.actor(name) for name in OUTSIDERS), Actor.visitor()):
        assert network_ledger(by, Wanted(), 50) == []
        assert count_network(by, Wanted()) == 0
        assert unreached(by, 50) == []
        assert count_unreached(by) == (0, 0)
        assert parties_with_stories(by, Wanted(), 5) == []
        assert who_moved(by, [row]) == {}
    assert count_network(ROOT, Wanted()) == 1


def test_a_party_follows_its_own_stories_and_no_others(network: Network) -> None:
    """The people of village A see where a story about them stands, not why an outlet refused it; village B, the
    association and visitors see nothing of it; a draft is never seen."""
    story = publish(network, "甲稿")
    about(story, network.village_a.pk)
    confirm_handoff(by=network.actor("editor"), delivery=delivery(story, CHANNELS).pk, url=GOOD)
    deliveries(story, "toutiao").update(state=State.REFUSED, cause="said-by-person", detail="内部的话")
    for name in ("secretary_a", "keeper_a"):
        by = network.actor(name)
        (one,) = travels(by, 20)
        assert (one.story, one.title, one.live, one.published, count_travels(by)) == (
            story,
            "甲稿",
            True,
            1,
            1,
        )
        stops = {stop.key: stop for stop in travel(by, story).stops}
        assert len(stops) == 26
        assert stops[CHANNELS].url == GOOD
        assert stops["toutiao"].mark == Mark.REFUSED
        assert "内部的话" not in str(one)
    for by in (
        network.actor("secretary_b"),
        network.actor("leader"),
        network.actor("editor"),
        Actor.visitor(),
    ):
        assert travels(by, 20) == []
        assert count_travels(by) == 0
        with pytest.raises(NotThere):
            travel(by, story)
    draft = Story.objects.create(newsroom=network.media, title="草稿", party=network.village_a)
    with pytest.raises(NotThere):
        travel(network.actor("secretary_a"), draft.pk)


def test_a_withdrawn_story_keeps_the_title_everybody_could_read(network: Network) -> None:
    """What the newsroom writes into it afterwards is not told, and what is still there is."""
    story = publish(network, "甲稿")
    about(story, network.village_a.pk)
    confirm_handoff(by=network.actor("editor"), delivery=delivery(story, CHANNELS).pk, url=GOOD)
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    Story.objects.filter(pk=story).update(title="内部的题目")
    (one,) = travels(network.actor("secretary_a"), 20)
    assert (one.title, one.live, one.published, one.still_there) == ("甲稿", False, 0, 1)
    assert one.withdrawn_at is not None


@pytest.mark.costly
def test_queries_do_not_grow_with_the_rows(network: Network) -> None:
    """A page of a thousand stories at 26 outlets asks as often as a page of one; so does what did not reach an outlet, and
    the party's own list."""
    editor, story = network.actor("editor"), publish(network)
    about(story, network.village_a.pk)
    deliveries(story).update(state=State.WITHDRAWAL_NEEDED)
    secretary = network.actor("secretary_a")

    def asked() -> list[int]:
        counts = []
        for ask in (
            lambda: network_ledger(editor, Wanted(mark=Mark.WITHDRAWAL_NEEDED), 20),
            lambda: count_network(editor, Wanted(outlet=CHANNELS)),
            lambda: unreached(editor, 40),
            lambda: travels(secretary, 20),
        ):
            with CaptureQueriesContext(connection) as held:
                assert ask()
            counts.append(len(held))
        return counts

    before = asked()
    made = Story.objects.bulk_create(
        Story(
            newsroom_id=network.media.pk,
            title=f"{number}",
            party_id=network.village_a.pk,
            first_published_at=MOMENT + timedelta(minutes=number),
            live=True,
            number=1,
        )
        for number in range(999)
    )
    at = list(deliveries(story).values_list("outlet", flat=True))
    Delivery.objects.across_organisations("a test fills it").bulk_create(
        (
            Delivery(
                outlet_id=outlet,
                story=copy.pk,
                revision=1,
                deed="withdraw",
                state=State.WITHDRAWAL_NEEDED,
                key=f"{copy.pk}-{outlet}",
                planned_at=MOMENT,
                moved_at=MOMENT,
            )
            for copy in made
            for outlet in at
        ),
        batch_size=500,
    )
    if (
        connection.vendor == "postgresql"
    ):  # what autovacuum does in a minute; without it the planner knows of no row
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE matrix_delivery, newsroom_story")
    assert asked() == before
    assert max(before) <= 4
    assert count_unreached(editor)[0] == 26_000
