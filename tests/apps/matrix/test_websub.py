"""The feeds name a hub where one is set, and the hub is told of every change, once it can be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from lianjian.adapters.outlets.simulating.running import running
from lianjian.apps.matrix.actions.record_ping import TRIES, record_ping
from lianjian.apps.matrix.models import HubPing, Outlet
from lianjian.apps.matrix.queries.feeds import feed_addresses
from lianjian.apps.matrix.tasks.pinging import ping
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.kernel.refusals import NotAllowed
from lianjian.settings.environment import EnvironmentRefusedError, hub_address
from tests.apps.matrix.stories import TITLE, correct, delivery, outlet, publish
from tests.cli.running import free_port
from tests.network import ROOT, Network
from tests.simulators.hub import Hub
from tests.web.desk.carrying import at_the_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

KEY = "people"


@pytest.fixture
def hub(settings: SettingsWrapper) -> Iterator[Hub]:
    port = free_port()
    simulator = Hub(f"http://127.0.0.1:{port}/")
    settings.LIANJIAN_WEBSUB_HUB = simulator.address
    with running(simulator, host="127.0.0.1", port=port):
        yield simulator


def row(key: str = KEY) -> HubPing:
    return HubPing.objects.by(ROOT).get(outlet__key=key)


def fed() -> int:
    return Outlet.objects.by(ROOT).filter(mode="feed").count()


@pytest.mark.enable_socket
@pytest.mark.costly
def test_the_hub_gets_publication_correction_and_withdrawal(
    committed: Network, served_here: str, settings: SettingsWrapper, hub: Hub
) -> None:
    """Each change is told for every feed in its three forms; the hub finds itself and the feed named in header and document,
    and fetches what stands there now."""
    settings.BASE_URL = served_here
    story = publish(committed)
    assert ping(timezone.now()) == fed()
    assert hub.faults == []
    topics = feed_addresses(outlet(KEY))
    assert set(topics.values()) <= set(hub.pings)
    assert all(TITLE in hub.bodies[topic] for topic in topics.values())
    assert delivery(story, KEY).evidence == "feed-or-hub"
    correct(committed, story, "改过的题目")
    ping(timezone.now())
    assert all("改过的题目" in hub.bodies[topic] for topic in topics.values())
    withdraw_story(by=committed.actor("editor"), story=story, reason="登错了")
    ping(timezone.now())
    assert all("改过的题目" not in hub.bodies[topic] for topic in topics.values())
    assert ping(timezone.now()) == 0
    assert hub.faults == []


@pytest.mark.enable_socket
def test_a_hub_that_is_away_is_told_later_and_at_last_left(network: Network, hub: Hub) -> None:
    """Refusals are tried again with growing pauses; twelve, and then the next change begins anew."""
    hub.refusals = 10_000
    publish(network)
    now, asked = timezone.now(), 0
    while ping(now):
        asked += 1
        assert ping(now) == 0
        now += timedelta(hours=3)
    assert (asked, row().next_at, row().detail, row().told_at) == (TRIES, None, "HTTP 503", None)
    publish(network, "乙稿")
    assert row().tries == 0
    assert row().next_at is not None


def test_a_change_while_the_hub_is_told_is_told_again(network: Network, settings: SettingsWrapper) -> None:
    """What the hub took was the older one."""
    settings.LIANJIAN_WEBSUB_HUB = "https://hub.example/"
    publish(network)
    before = row().changed_at
    publish(network, "乙稿")
    record_ping(by=ROOT, ping=row().pk, changed_at=before, why="", now=timezone.now())
    assert row().next_at is not None
    record_ping(by=ROOT, ping=row().pk, changed_at=row().changed_at, why="", now=timezone.now())
    assert row().next_at is None
    with pytest.raises(NotAllowed):
        record_ping(by=network.actor("chief"), ping=row().pk, changed_at=before, why="", now=timezone.now())
    assert list(HubPing.objects.by(network.actor("secretary_a"))) == []
    shown = at_the_desk(network).get(f"/desk/outlets/{KEY}/").content.decode()
    assert "中枢" in shown


def test_without_a_hub_nothing_is_named_and_nothing_told(network: Network, client: Client) -> None:
    """As before."""
    publish(network)
    for form in ("xml", "atom", "json"):
        answer = client.get(f"/feeds/{KEY}/{outlet(KEY).feed_token}.{form}")
        assert "Link" not in answer.headers
        assert b"hub" not in answer.content
    assert (ping(timezone.now()), HubPing.objects.by(ROOT).count()) == (0, 0)


@pytest.mark.parametrize(
    "typed", ["hub", "http://hub.example/", "https://u:p@hub.example/", "ftp://hub.example/"]
)
def test_a_hub_that_is_none_stops_the_start(typed: str) -> None:
    """Secrets go there: https, or this machine."""
    with pytest.raises(EnvironmentRefusedError):
        hub_address(typed)
    assert hub_address("") == ""
    assert hub_address("http://127.0.0.1:9/x") == "http://127.0.0.1:9/x"
