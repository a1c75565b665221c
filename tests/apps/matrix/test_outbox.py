"""The outbox: a story is never public without its deliveries, nor a delivery planned for a story that is not public."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.actions.plan_deliveries import plan_deliveries
from lianjian.apps.matrix.actions.plan_withdrawals import plan_withdrawals
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.queries import published
from lianjian.foundation.models import EventRecord
from tests.apps.matrix.stories import correct, deliveries, delivery, draft, outlet, publish, reviewed
from tests.network import ROOT, Network


def test_a_published_story_has_one_delivery_an_outlet(network: Network) -> None:
    """Twenty-six, each standing where its outlet's mode and state say."""
    story = publish(network)
    rows = deliveries(story).select_related("outlet")
    assert rows.count() == 26
    assert Counter((row.outlet.mode, row.state, row.cause) for row in rows) == {
        ("api", "queued", ""): 1,
        ("api", "needs_human", "credentials-missing"): 11,
        ("feed", "planned", ""): 4,
        ("hand-off", "needs_human", "hand-off"): 10,
    }
    assert len({row.key for row in rows}) == 26


def test_a_publication_that_is_undone_leaves_no_delivery(network: Network) -> None:
    """The deliveries lie in the story's own transaction: rolled back, neither is there."""
    story = reviewed(network, draft(network))

    @transaction.atomic
    def publish_and_fall() -> None:
        publish_story(by=network.actor("editor"), story=story)
        assert deliveries(story).count() == 26
        raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fall()
    assert published(story) is None
    assert deliveries(story).count() == 0
    assert not EventRecord.objects.filter(name="matrix.deliveries_planned").exists()


def test_planning_twice_is_planning_once(network: Network) -> None:
    """A second call for the same revision writes nothing and tells nothing, wherever the deliveries stand."""
    story = publish(network)
    told = EventRecord.objects.count()
    assert plan_deliveries(by=ROOT, story=story, revision=1) == []
    deliveries(story).update(state="withdrawn")
    assert plan_deliveries(by=ROOT, story=story, revision=1) == []
    assert EventRecord.objects.count() == told
    assert deliveries(story).count() == 26


def test_a_correction_takes_over_what_never_left_and_corrects_what_did(network: Network) -> None:
    """Rows that never left carry the newer text; where something is public, a correction is a delivery of its own."""
    story = publish(network)
    confirm_handoff(
        by=network.actor("editor"), delivery=delivery(story, "toutiao").pk, url="https://www.toutiao.com/a/1"
    )
    deliveries(story, "people").update(state="accepted")
    correct(network, story, "改过的标题")
    assert deliveries(story, "netease").count() == 1
    assert delivery(story, "netease").revision == 2
    by_hand = delivery(story, "toutiao")
    assert (by_hand.deed, by_hand.state, by_hand.cause) == ("correct", "needs_human", "correct-by-hand")
    in_feed = delivery(story, "people")
    assert (in_feed.deed, in_feed.state, in_feed.revision) == ("correct", "planned", 2)


def test_a_withdrawal_reaches_what_is_out_and_stops_what_is_not(network: Network) -> None:
    """Never left: withdrawn here. Fetched copies and hand-offs: a person is told. Twice is once."""
    story = publish(network)
    confirm_handoff(
        by=network.actor("editor"), delivery=delivery(story, "sohu").pk, url="https://www.sohu.com/a/1"
    )
    deliveries(story, "xinhua").update(state="accepted")
    withdraw_story(by=network.actor("chief"), story=story, reason="数字有误")
    assert delivery(story, "netease").state == "withdrawn"
    assert deliveries(story).filter(deed="withdraw").count() == 2
    assert (delivery(story, "sohu").state, delivery(story, "sohu").cause) == (
        "withdrawal_needed",
        "take-down-by-hand",
    )
    assert delivery(story, "xinhua").cause == "copy-fetched"
    assert plan_withdrawals(by=ROOT, story=story) == []


def test_the_media_centre_owns_the_outlets(network: Network) -> None:
    """With the first media centre of the network every outlet has an owner."""
    assert outlet("toutiao").owner_id == network.media.pk
