from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from lianjian.apps.spread.actions.drop_story import drop_story
from lianjian.apps.spread.actions.mint_share import mint_share
from lianjian.apps.spread.actions.record_events import record_events
from lianjian.apps.spread.actions.record_metrics import record_metrics
from lianjian.apps.spread.actions.roll_up import roll_up
from lianjian.apps.spread.queries import (
    Selection,
    by_column,
    by_day,
    by_outlet,
    by_party,
    cascade,
    coverage,
    most_carried,
    report,
    timeliness,
)
from lianjian.apps.spread.rules.metrics import Period, PlatformFigureGiven, Source
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.spread.following import follow, seen
from tests.network import ROOT, Network, today

pytestmark = pytest.mark.django_db
VISITOR = Actor.visitor()


def reads(story: int, count: int, *, days_ago: int = 0, **more: Any) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    record_events(by=VISITOR, batch=[seen(story, at=at, **more) for _ in range(count)])


def told(story: int, value: int, **more: Any) -> PlatformFigureGiven:
    """A figure as WeChat gives it, today's unless said otherwise."""
    facts: dict[str, Any] = {
        "outlet": "wechat-zhuyou",
        "metric": "forwarders",
        "stat_date": today(),
        "definition": "分享人数",
        "period": Period.DAY,
        "source": Source.API,
        "fetched_at": timezone.now(),
        **more,
    }
    return PlatformFigureGiven(story=story, value=value, **facts)


def test_both_forward_rates_come_with_their_parts() -> None:
    """Item forward rate = forwarded items / published items; read forward rate = forwards / reads."""
    for story in (1, 2, 3):
        follow(story)
    reads(1, 8)
    reads(2, 4)
    for _ in range(3):
        mint_share(by=VISITOR, story=1)
    found = report(ROOT)
    assert (found.item_forward_rate.numerator, found.item_forward_rate.denominator) == (1, 3)
    assert (found.read_forward_rate.numerator, found.read_forward_rate.denominator) == (3, 12)
    assert found.read_forward_rate.value == Fraction(1, 4)


def test_before_anything_was_counted_all_is_unknown() -> None:
    """No event ever: reads are unknown and not 0, and every outlet and item is unknown."""
    follow(1)
    found = report(ROOT)
    assert (found.seen.reads, found.seen.forwards, found.seen.hidden) == (None, None, False)
    assert found.item_forward_rate.numerator is None
    assert (found.items_unknown, found.counting_since) == (1, None)
    assert len(found.outlets_unknown) == len(found.outlets) == 26


def test_an_outlet_that_told_nothing_is_unknown_and_not_zero() -> None:
    """Our own pages know their zero; an outlet without any figure counts among the unknown."""
    follow(1)
    follow(2)
    reads(1, 5)
    quiet = report(ROOT, Selection(story=2))
    assert (quiet.seen.reads, quiet.seen.forwards) == (0, 0)
    assert len(quiet.outlets_unknown) == 25
    douyin = report(ROOT, Selection(outlet="douyin"))
    assert (douyin.seen.reads, douyin.item_forward_rate.numerator) == (None, None)
    assert douyin.outlets_unknown == ("douyin",)
    record_metrics(by=ROOT, figures=[told(1, 7)])
    assert len(report(ROOT, Selection(story=1)).outlets_unknown) == 24


def test_stories_older_than_the_counting_are_unknown_where_nothing_was_seen() -> None:
    """A story published before the first count and never seen since may have been forwarded: unknown."""
    follow(1, days_ago=50)
    follow(2, days_ago=50)
    follow(3, days_ago=2)
    reads(1, 3, days_ago=10)
    assert report(ROOT).items_unknown == 1


def test_a_selection_narrows_by_story_column_party_outlet_and_days(network: Network) -> None:
    """Events count by their day, items by the day of their publication, both ends included."""
    follow(1, party=network.village_a.pk, days_ago=30)
    follow(2, party=network.village_b.pk, column="policy", days_ago=5)
    reads(1, 4, days_ago=20)
    reads(1, 2, days_ago=5, outlet="weibo-zhuyou")
    reads(2, 3, days_ago=5)
    days = today() - timedelta(days=5)
    for selection, expected, items in (
        (Selection(), 9, 2),
        (Selection(story=1), 6, 1),
        (Selection(column="policy"), 3, 1),
        (Selection(party=network.village_a.pk), 6, 1),
        (Selection(outlet="weibo-zhuyou"), 2, 2),
        (Selection(since=days, until=days), 5, 1),
        (Selection(until=days - timedelta(days=1)), 4, 1),
    ):
        for _ in range(2):  # before and after the roll-up
            found = report(ROOT, selection)
            assert (found.seen.reads, found.item_forward_rate.denominator) == (expected, items)
            roll_up(by=ROOT)


def test_a_selection_that_is_not_there_is_refused() -> None:
    """Unknown stories and outlets are named, exchanged dates are refused with the cure."""
    with pytest.raises(NotThere):
        report(ROOT, Selection(story=99))
    with pytest.raises(NotThere, match="no outlet"):
        report(ROOT, Selection(outlet="myspace"))
    with pytest.raises(Refused, match="Exchange"):
        Selection(since=today(), until=today() - timedelta(days=1))


def test_a_withdrawn_story_leaves_the_figures() -> None:
    """It is no published item any more, its events do not count, and asking for it finds nothing."""
    follow(1)
    follow(2)
    reads(1, 5)
    reads(2, 4)
    drop_story(by=ROOT, story=1, at=timezone.now())
    found = report(ROOT)
    assert (found.seen.reads, found.item_forward_rate.denominator) == (4, 1)
    with pytest.raises(NotThere):
        report(ROOT, Selection(story=1))


def test_small_figures_are_seen_by_those_who_work_with_them(network: Network) -> None:
    """Two reads are hidden from visitors and from village B, shown to village A and to the newsroom."""
    follow(1, party=network.village_a.pk)
    follow(2, party=network.village_b.pk)
    reads(1, 2)
    for actor in (VISITOR, network.actor("secretary_b")):
        found = report(actor, Selection(story=1))
        assert found.seen.hidden is True
        assert (found.seen.reads, found.item_forward_rate.numerator) == (None, None)
        assert [one.seen.reads for one in by_party(actor, Selection()) if one.name == "张洋村"] == [None]
        assert most_carried(actor, Selection())[0].seen.reads is None
        assert by_day(actor, Selection())[-1].seen.reads is None
        assert cascade(actor, 1).nodes == ()
    for actor in (network.actor("secretary_a"), network.actor("editor"), ROOT):
        assert report(actor, Selection(story=1)).seen.reads == 2
        assert [one.seen.reads for one in by_party(actor, Selection()) if one.name == "张洋村"] == [2]


def test_naming_ones_own_party_does_not_uncover_a_foreign_story(network: Network) -> None:
    """Village B cannot see village A's small figures by adding its own key to the question."""
    follow(1, party=network.village_a.pk)
    reads(1, 2)
    found = report(network.actor("secretary_b"), Selection(story=1, party=network.village_b.pk))
    assert not found.seen.reads
    assert found.item_forward_rate.denominator == 0


def test_platform_figures_stand_apart_with_their_definition(network: Network) -> None:
    """They change neither reads nor rates, and two definitions are two figures."""
    follow(1)
    reads(1, 5)
    before = report(ROOT)
    record_metrics(
        by=network.actor("editor"),
        figures=[
            told(1, 7),
            told(1, 100, outlet="douyin", metric="forwards", definition="分享次数"),
            told(1, 9, metric="readers", definition="阅读人数"),
        ],
    )
    after = report(ROOT)
    assert (after.seen, after.item_forward_rate, after.read_forward_rate) == (
        before.seen,
        before.item_forward_rate,
        before.read_forward_rate,
    )
    assert [(one.outlet, one.metric, one.value) for one in after.platform] == [
        ("douyin", "forwards", 100),
        ("wechat-zhuyou", "forwarders", 7),
        ("wechat-zhuyou", "readers", 9),
    ]


def test_of_platform_figures_the_latest_fetch_counts() -> None:
    """A revised day replaces its earlier value, days add up, running totals do not."""
    follow(1)
    follow(2)
    now, yesterday = timezone.now(), today() - timedelta(days=1)
    earlier = now - timedelta(hours=5)
    record_metrics(
        by=ROOT,
        figures=[
            told(1, 4, stat_date=yesterday, fetched_at=now),
            told(1, 3, stat_date=yesterday, fetched_at=earlier),
            told(1, 10, fetched_at=now),
            told(2, 5, fetched_at=now),
            told(1, 30, period=Period.TO_DATE, metric="plays", stat_date=yesterday, fetched_at=earlier),
            told(1, 50, period=Period.TO_DATE, metric="plays", fetched_at=now),
        ],
    )
    values = {one.metric: (one.value, one.stories) for one in report(ROOT).platform}
    assert values == {"forwarders": (19, 2), "plays": (50, 1)}


def test_the_same_fetch_twice_is_once() -> None:
    """Recording a fetch again adds no row."""
    follow(1)
    figure = told(1, 4)
    assert record_metrics(by=ROOT, figures=[figure]) == 1
    assert record_metrics(by=ROOT, figures=[figure]) == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"metric": "applause"}, "no figure"),
        ({"value": -1}, "negative"),
        ({"stat_date": None}, "not come yet"),
        ({"definition": "  "}, "definition"),
        ({"story": 9}, "not published"),
    ],
)
def test_a_platform_figure_that_cannot_be_is_refused_and_nothing_kept(
    wrong: dict[str, Any], words: str
) -> None:
    """Each mistake is named, and the good figures of the batch are not kept without it."""
    follow(1)
    if "stat_date" in wrong:
        wrong = {"stat_date": today() + timedelta(days=1)}
    facts: dict[str, Any] = {"story": 1, "value": 4, **wrong}
    with pytest.raises(Refused, match=words):
        record_metrics(by=ROOT, figures=[told(1, 1), told(**facts)])
    assert report(ROOT, Selection(story=1)).platform == ()


def test_only_editors_enter_platform_figures(network: Network) -> None:
    """A first secretary cannot write the matrix's figures."""
    follow(1, party=network.village_a.pk)
    with pytest.raises(NotAllowed):
        record_metrics(by=network.actor("secretary_a"), figures=[told(1, 4)])


def test_groups_add_up_to_the_whole(network: Network) -> None:
    """By day, column, party and outlet the reads sum up to the report's."""
    for story, column, party in ((1, "policy", network.village_a.pk), (2, "produce", network.village_b.pk)):
        follow(story, column=column, party=party)
        reads(story, 3 * story, days_ago=story)
        reads(story, 4, outlet="weibo-zhuyou")
    mint_share(by=VISITOR, story=1)
    whole = report(ROOT).seen.reads
    assert whole == 17
    for group in (by_day, by_column, by_party, by_outlet):
        assert sum(one.seen.reads or 0 for one in group(ROOT, Selection())) == whole
    assert [one.day for one in by_day(ROOT, Selection())] == [today() - timedelta(days=n) for n in (2, 1, 0)]
    assert [one.item_forward_rate.numerator for one in by_column(ROOT, Selection())] == [1, 0]
    assert [one.story for one in most_carried(ROOT, Selection())] == [1, 2]


def test_readers_of_a_day_are_counted_once_for_a_story() -> None:
    """Repeated reading of one visitor is several reads and one reader, once rolled up."""
    follow(1)
    reads(1, 3, visitor="a")
    reads(1, 2, visitor="b")
    roll_up(by=ROOT)
    (day,) = by_day(ROOT, Selection())
    assert (day.seen.reads, day.readers) == (5, 2)


def test_the_tree_of_a_story(network: Network) -> None:
    """Chains, depth and reads of the tree; the public does not see branches of one or two."""
    follow(1)
    root = mint_share(by=VISITOR, story=1)
    child = mint_share(by=VISITOR, story=1, parent=root.token)
    mint_share(by=VISITOR, story=1, parent=root.token)
    lonely = mint_share(by=VISITOR, story=1)
    reads(1, 4, token=child.token)
    reads(1, 1, token=lonely.token)
    reads(1, 2)
    tree = cascade(ROOT, 1)
    assert (tree.chains, tree.shares, tree.deepest) == (2, 4, 2)
    assert (tree.reads_direct, tree.reads_through_shares) == (2, 5)
    assert [(n.depth, n.reads_below, n.forwards_below) for n in tree.nodes] == [
        (0, 4, 3),
        (1, 4, 1),
        (1, 0, 1),
        (0, 1, 1),
    ]
    public = cascade(VISITOR, 1)
    assert [(n.depth, n.folded) for n in public.nodes] == [(0, 1), (1, 0)]
    assert (public.shares, public.reads_through_shares) == (4, 5)
    with pytest.raises(NotThere):
        cascade(VISITOR, 2)


def test_only_the_largest_chains_are_drawn() -> None:
    """With more chains than are drawn, the ones with the most forwards and reads are there."""
    follow(1)
    for count in range(4):
        share = mint_share(by=VISITOR, story=1)
        reads(1, count, token=share.token)
    tree = cascade(ROOT, 1, chains=2)
    assert [node.reads for node in tree.nodes] == [3, 2]
    assert tree.chains == 4


def test_timeliness_and_coverage(network: Network) -> None:
    """Days from happening to publication; parties heard of in 90 days; who is silent."""
    follow(1, party=network.village_a.pk, days_ago=10, happened_days_before=0)
    follow(2, party=network.village_a.pk, days_ago=10, happened_days_before=4)
    follow(3, party=network.village_b.pk, days_ago=95, happened_days_before=None)
    soon = timeliness(Selection())
    assert (soon.median_days, soon.dated, soon.undated) == (2.0, 2, 1)
    assert soon.within_a_day.value == Fraction(1, 2)
    heard = coverage(today())
    assert heard.rate.value == Fraction(1, 4)
    assert set(heard.silent) == {network.association.pk, network.media.pk, network.village_b.pk}
