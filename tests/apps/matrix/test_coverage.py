"""Timeliness and coverage by party: what was seen is counted as seen, what is unknown as unknown, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.queries import coverage, coverage_of, coverage_rows
from lianjian.apps.matrix.queries.coverage import Asked
from lianjian.apps.matrix.rules.coverage import Found, Meeting, meeting_of, reach_of
from lianjian.apps.matrix.rules.states import State
from lianjian.apps.newsroom.models import Story
from lianjian.cli import matrix as room
from lianjian.kernel.clock import civil_date
from tests.apps.matrix.stories import deliveries, delivery, publish

if TYPE_CHECKING:
    from tests.network import Network

CHANNELS = "wechat-channels"
GOOD = "https://channels.weixin.qq.com/web/pages/feed?id=1"
MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@given(st.lists(st.one_of(st.none(), st.floats(0, 9999)), max_size=60), st.integers(0, 9))
def test_the_numbers_add_up(hours: list[float | None], unknown: int) -> None:
    """Seen, unknown and the rest are the whole; the middle is no later than nine tenths; both are hours that occur."""
    met = [Meeting(Found.NOT_SEEN) if h is None else Meeting(Found.SEEN, h) for h in hours]
    found = reach_of([*met, *[Meeting(Found.UNKNOWN)] * unknown])
    seen = [h for h in hours if h is not None]
    assert (found.of, found.seen, found.unknown) == (len(hours) + unknown, len(seen), unknown)
    assert (found.median is None) == (found.ninety is None) == (not seen)
    if found.median is not None and found.ninety is not None:
        assert found.median <= found.ninety
        assert sum(h <= found.ninety for h in seen) >= 0.9 * len(seen)
        assert min(seen) <= found.median <= max(seen)


@given(st.sampled_from(State))
def test_only_an_address_is_seen(state: State) -> None:
    """Whatever state the newest delivery has, without a moment at an address it is not seen; unknown stays unknown."""
    found = meeting_of(public_since=MOMENT, seen_at=None, newest=state)
    assert found == Meeting(Found.UNKNOWN if state == State.UNKNOWN else Found.NOT_SEEN)
    later = meeting_of(public_since=MOMENT, seen_at=MOMENT + timedelta(minutes=90), newest=state)
    assert later == Meeting(Found.SEEN, 1.5)


def about(story: int, party: int) -> None:
    Story.objects.filter(pk=story).update(party=party, first_published_at=timezone.now() - timedelta(hours=2))


def test_a_party_by_its_stories(network: Network) -> None:
    """Seen at one outlet of 26 after two hours; handed over is not seen; an unknown one is counted as that."""
    editor, story = network.actor("editor"), publish(network)
    about(story, network.village_a.pk)
    confirm_handoff(by=editor, delivery=delivery(story, CHANNELS).pk, url=GOOD)
    deliveries(story, "people").update(state=State.ACCEPTED)
    waiting = deliveries(story).filter(state=State.NEEDS_HUMAN).first()
    assert waiting is not None
    deliveries(story).filter(pk=waiting.pk).update(state=State.UNKNOWN)
    found = coverage(editor)
    (line,) = found.parties
    assert (line.party, line.name) == (network.village_a.pk, network.village_a.short_name)
    assert (line.stories, line.outlets, line.reach.seen, line.reach.of, line.reach.unknown) == (
        1,
        1,
        1,
        26,
        1,
    )
    assert line.reach.median is not None
    assert 1.99 < line.reach.median < 2.1
    at = {one.key: one.reach for one in found.outlets}
    assert (at[CHANNELS].seen, at[CHANNELS].of) == (1, 1)
    assert at[waiting.outlet.key].unknown == 1
    # taken down since: it was seen there all the same
    deliveries(story, CHANNELS).update(state=State.WITHDRAWN)
    assert coverage(editor).reach.seen == 1


def test_a_period_and_a_party_without_stories(network: Network) -> None:
    """Days in China, both included; who is asked for and has no story stands there with none, and with no hours."""
    editor, story = network.actor("editor"), publish(network)
    about(story, network.village_a.pk)
    day = civil_date(timezone.now() - timedelta(hours=2))
    assert coverage(editor, first=day, last=day).stories == 1
    assert coverage(editor, last=day - timedelta(days=1)).stories == 0
    assert coverage(editor, first=day + timedelta(days=1)).stories == 0
    (line,) = coverage(editor, party=network.village_b.pk).parties
    assert (line.name, line.stories, line.reach.of) == (network.village_b.short_name, 0, 0)
    assert line.reach.median is None


def test_each_moment_by_itself(network: Network) -> None:
    """Fetched after one hour is handed over and not taken; taken by a platform is both; seen is all three; refused is
    handed over and not taken. Each figure has its rows, the slowest first where asked."""
    editor, story = network.actor("editor"), publish(network)
    about(story, network.village_a.pk)
    since = Story.objects.get(pk=story).first_published_at
    assert since is not None
    hour = timedelta(hours=1)
    deliveries(story, "people").update(state=State.ACCEPTED, evidence="feed-fetch", accepted_at=since + hour)
    deliveries(story, "bilibili").update(state=State.ACCEPTED, accepted_at=since + 2 * hour)
    deliveries(story, "kuaishou").update(state=State.REFUSED, accepted_at=since + 3 * hour)
    confirm_handoff(
        by=editor, delivery=delivery(story, CHANNELS).pk, url=GOOD, at=since + timedelta(minutes=90)
    )
    reach = coverage(editor).reach
    assert (reach.handed.count, reach.accepted.count, reach.seen) == (4, 2, 1)
    assert (reach.handed.median, reach.handed.ninety, reach.accepted.ninety) == (1.75, 3.0, 2.0)
    assert (reach.median, reach.ninety) == (1.5, 1.5)
    slow = coverage_rows(editor, Asked(), "handed", slowest=True)
    assert (slow.total, [row.outlet for row in slow.rows(9, 0)]) == (
        4,
        ["kuaishou", "bilibili", CHANNELS, "people"],
    )
    assert [row.outlet for row in coverage_rows(editor, Asked(), "seen").rows(9, 0)] == [CHANNELS]
    assert coverage_rows(editor, Asked(), "not-seen").total == 25 == reach.not_seen
    only = coverage_of(editor, Asked(outlet="people"))
    assert (only.reach.of, only.reach.handed.count, len(only.outlets)) == (1, 1, 1)
    assert coverage_of(editor, Asked(nobody=True)).stories == 0
    secretary = network.actor("secretary_a")
    assert coverage_rows(secretary, Asked(), "").total == 0
    assert coverage_of(secretary, Asked()).stories == 0


def test_a_moment_to_come_is_not_believed(network: Network) -> None:
    """Whoever says that it was seen tomorrow has seen it now."""
    editor, story = network.actor("editor"), publish(network)
    row = confirm_handoff(
        by=editor, delivery=delivery(story, CHANNELS).pk, url=GOOD, at=timezone.now() + timedelta(days=1)
    )
    assert row.published_at is not None
    assert row.published_at <= timezone.now()


def test_it_is_for_the_newsroom_only(network: Network) -> None:
    """A village's secretary and the association's leader get neither the stories nor the outlets of the media centre."""
    about(publish(network), network.village_a.pk)
    for name in ("secretary_a", "secretary_b", "leader"):
        found = coverage(network.actor(name))
        assert (found.stories, found.parties, found.outlets) == (0, (), ()), name


@pytest.mark.costly
def test_two_thousand_stories_ask_no_more_than_one(network: Network) -> None:
    """The number of queries is that of one story; 2,000 stories at 26 outlets are all counted."""
    editor, story = network.actor("editor"), publish(network)
    about(story, network.village_a.pk)
    with CaptureQueriesContext(
        connection,
    ) as one:
        coverage(editor)
    first = Story.objects.get(pk=story)
    rows = []
    for number in range(1999):
        copy = Story(newsroom_id=first.newsroom_id, title=f"{number}", party_id=network.village_b.pk)
        copy.first_published_at = first.first_published_at
        rows.append(copy)
    made = Story.objects.bulk_create(rows)
    at = list(deliveries(story).values_list("outlet", flat=True))
    Delivery.objects.across_organisations("a test fills it").bulk_create(
        (
            Delivery(
                outlet_id=outlet,
                story=copy.pk,
                revision=1,
                deed="publish",
                state="published",
                key=f"{copy.pk}-{outlet}",
                url="https://example.org/",
                planned_at=MOMENT,
                moved_at=MOMENT,
                published_at=timezone.now(),
            )
            for copy in made
            for outlet in at
        ),
        batch_size=500,
    )
    with CaptureQueriesContext(connection) as many:
        found = coverage(editor)
    assert len(many) == len(one) <= 5
    assert (found.stories, found.reach.of, found.reach.seen) == (2000, 52_000, 1999 * 26)


def test_the_command(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """As JSON for machines and as a table for people; a party without stories says so."""
    monkeypatch.setattr(room, "set_up", lambda: None)
    about(publish(network), network.village_a.pk)
    asked = CliRunner().invoke(room.matrix, ["coverage", "--party", str(network.village_a.pk), "--json"])
    told = json.loads(asked.output)
    assert (told["stories"], told["all"]["of"], told["all"]["seen"]) == (1, 26, 0)
    assert told["parties"][0]["median_hours"] is None
    none = CliRunner().invoke(room.matrix, ["coverage", "--party", str(network.village_b.pk)])
    assert none.exit_code == 0
    assert "no stories" in none.output
