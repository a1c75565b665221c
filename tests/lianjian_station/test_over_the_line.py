"""Synchronising over a line that is cut, and from servers that lie, stall or never stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from lianjian_feed import layout
from lianjian_feed.refusals import NotThere, Refused, Unreachable
from lianjian_feed.schemes import digest
from lianjian_station.http_source import HttpSource, Patience, _Allowance
from tests.lianjian_feed.simulators import Hub, files, picture, story
from tests.lianjian_station.boxes import Box, Manners, served

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
PHOTO = bytes(range(256)) * 800
HASTE = Patience(silence=1.0, answer=1.0, window=0.5, rate=2000.0, start=3.0, pace=1e5)


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    hub.publish(media=files(*[story(number) for number in range(30)]))
    return hub


def test_an_idle_poll_is_one_request(hub: Hub) -> None:
    """Where nothing changed, one conditional request is all, and it is believed for a day only."""
    box, manners = Box.beside(hub), Manners()
    with served(lambda name: hub.tree().get(name), manners) as url:
        box.sync(HttpSource(url))
        assert manners.connections == 1
        manners.log.clear()
        assert not box.sync(HttpSource(url)).is_new
        assert manners.log == [layout.TIMESTAMP]
        hub.wait(hours=25)
        manners.log.clear()
        box.sync(HttpSource(url))
        assert "metadata/2.root.json" in manners.log


def test_an_update_over_one_connection(hub: Hub) -> None:
    """All requests of an update, a missing next root included, share one connection."""
    box, manners = Box.beside(hub), Manners()
    with served(lambda name: hub.tree().get(name), manners) as url:
        box.sync(HttpSource(url))
        hub.publish(media=files(*[story(number) for number in range(31)]))
        manners.connections = 0
        assert box.sync(HttpSource(url)).version == 2
        assert manners.connections == 1


@pytest.mark.parametrize(("cut", "overhead"), [(20_000, 1.2), (50_000, 1.05)])
def test_a_line_cut_again_and_again_delivers(hub: Hub, cut: int, overhead: float) -> None:
    """Fetching goes on where it was cut; little is sent twice."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    box, manners = Box.beside(hub), Manners(cut=cut)
    with served(lambda name: hub.tree().get(name), manners) as url:
        assert box.sync(HttpSource(url)).pictures == 1
    assert box.home.large(digest(PHOTO)).read_bytes() == PHOTO
    assert manners.sent <= overhead * (len(PHOTO) + 10_000)


def test_what_came_before_the_line_went_is_kept_for_the_next_time(hub: Hub) -> None:
    """A picture half fetched is gone on with by the next synchronisation."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    box, blob = Box.beside(hub), layout.blob(digest(PHOTO))
    left = [1]

    def once(name: str) -> bytes | None:
        if name == blob:
            left[0] -= 1
        return hub.tree().get(name) if name != blob or left[0] >= 0 else None

    with served(once, Manners(cut=100_000)) as url, pytest.raises(Refused, match="1 pictures are not yet"):
        box.sync(HttpSource(url))
    manners = Manners()
    with served(lambda name: hub.tree().get(name), manners) as url:
        assert box.sync(HttpSource(url)).pictures == 1
    assert manners.sent < len(PHOTO) - 90_000 + 10_000


@pytest.mark.parametrize("torn", [PHOTO[:70_000] + bytes(len(PHOTO) - 70_000), bytes(5_000), PHOTO + b"more"])
def test_a_part_torn_by_a_power_cut_is_fetched_anew_at_once(hub: Hub, torn: bytes) -> None:
    """What lies in staging after a power cut may be anything; one synchronisation still brings all."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    box = Box.beside(hub)
    (box.home.staging / digest(PHOTO)).write_bytes(torn)
    (box.home.staging / "packs-0-2.pack").write_bytes(torn)
    with served(lambda name: hub.tree().get(name), Manners()) as url:
        assert box.sync(HttpSource(url)).pictures == 1
    assert box.home.large(digest(PHOTO)).read_bytes() == PHOTO


def test_a_server_without_ranges_works_too(hub: Hub) -> None:
    """Where a server sends everything again, everything is taken again."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    box = Box.beside(hub)
    (box.home.staging / digest(PHOTO)).write_bytes(PHOTO[:1000])
    with served(lambda name: hub.tree().get(name), Manners(ranges=False)) as url:
        assert box.sync(HttpSource(url)).pictures == 1


@pytest.mark.parametrize(
    "manners",
    [
        Manners(drip=True),
        Manners(endless=True),
        Manners(status=500),
        Manners(status=302),
        Manners(status=403),
        Manners(body=b"<html>please log in</html>"),
        Manners(body=b""),
        Manners(cut=1),
    ],
    ids=["drip", "endless", "500", "302", "403", "portal", "empty", "cut"],
)
def test_a_bad_server_is_left_soon_and_nothing_changes(hub: Hub, manners: Manners) -> None:
    """Within bounds of bytes and time the station gives up, keeps its view, and an honest server heals it
    at once."""
    box = Box.beside(hub)
    box.sync()
    before = box.seen()
    hub.publish(media=files(story(77)))
    begun = time.monotonic()
    with served(lambda name: hub.tree().get(name), manners) as url, pytest.raises(Refused):
        box.sync(HttpSource(url, HASTE))
    assert time.monotonic() - begun < 30  # a bound on the station's patience, far above what it takes
    assert manners.sent < 5_000_000
    assert box.seen() == before
    assert box.sync().version == 2


def test_a_dripping_body_is_left(hub: Hub) -> None:
    """A server that sends its body a byte at a time is below the least rate."""
    source = HttpSource("http://127.0.0.1:9/", HASTE)

    class Answer:
        length = 100_000

        def close(self) -> None: ...

        def read1(self, _size: int) -> bytes:
            time.sleep(0.06)
            return b"x"

    with pytest.raises(Unreachable, match="too slow"):
        b"".join(source._bytes(Answer(), "blob", 200_000, _Allowance(200_000, HASTE)))  # type: ignore[arg-type]


def test_a_mirror_that_lags_is_tried_again(hub: Hub) -> None:
    """A new timestamp whose snapshot or pack is not there yet leaves the old view; later it goes through."""
    box = Box.beside(hub)
    box.sync()
    before = box.seen()
    hub.publish(media=files(story(5)))
    for missing in ("metadata/2.snapshot.json", "packs/"):
        with served(
            lambda name: None if name.startswith(missing) else hub.tree().get(name), Manners()
        ) as url:
            with pytest.raises(NotThere):
                box.sync(HttpSource(url))
            assert box.seen() == before
    assert box.sync().version == 2


def test_a_hub_that_is_off_is_said(hub: Hub) -> None:
    """No server: unreachable, in words, with the view kept."""
    box = Box.beside(hub)
    box.sync()
    with served(lambda _: None, Manners()) as url:
        pass
    with pytest.raises(Unreachable, match="nothing is listening"):
        box.sync(HttpSource(url))
    assert box.condition.is_cut_off
    assert box.condition.stories == 30


@pytest.mark.parametrize("url", ["ftp://hub/", "http://", "http://hub:port/", "nonsense://", "http://[::1"])
def test_a_nonsense_address_is_refused(url: str) -> None:
    """An address that cannot be one is refused before anything is sent."""
    with pytest.raises(Refused, match="no address"):
        HttpSource(url)
