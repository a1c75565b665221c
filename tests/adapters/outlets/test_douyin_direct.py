"""Publishing straight to Douyin against a platform that enforces its contract: no film twice, none lost, each refusal with its
cause."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from lianjian.adapters.outlets.douyin.client import PART
from lianjian.adapters.outlets.douyin.direct import DOUBTFUL
from lianjian.adapters.outlets.douyin.simulator.account import CREATING, LEAST_PART
from lianjian.apps.matrix.actions.resolve_unknown import resolve_unknown
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.ports import Film
from tests.adapters.outlets.test_douyin import ASKING, KEY, TITLE, Bench, bench
from tests.apps.matrix.dispatching import work
from tests.apps.matrix.stories import outlet, publish
from tests.network import ROOT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["bench"]
CREATE = "video/create_video"
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


def film_of(folder: Path, size: int) -> Film:
    """A file that begins as an MP4 does; no public address."""
    content = (b"\x00\x00\x00\x18ftypmp42" + b"film" * (size // 4))[:size]
    path = folder / f"{size}.mp4"
    path.write_bytes(content)
    return Film(path, path, path, hashlib.sha256(content).hexdigest(), size, 12.0, 720, 1280)


@pytest.fixture
def granted(bench: Bench, tmp_path: Path) -> Bench:
    """The same bench with an account that was granted the right."""
    bench.films[0] = film_of(tmp_path, 60_000)
    bench.account.scopes.add(CREATING)
    bench.account.tells_status = True
    store_credentials(by=ROOT, outlet=KEY, values={**ASKING, "direct": "yes"})
    return bench


def test_a_story_is_published_without_a_phone(granted: Bench) -> None:
    """Upload, creation, question: under review it is not published, then it is; the very bytes of the film."""
    granted.account.reviewing = 900
    story = publish(granted.network, TITLE)
    work(granted.clock)
    assert granted.row(story).state == "accepted"
    granted.work()
    (made,) = granted.account.films
    film = granted.films[0]
    assert film is not None
    assert made.video_path == film.sha256
    assert made.title.startswith(TITLE)
    assert granted.row(story).url.endswith(f"/{made.video_id}/")
    assert (granted.row(story).state, granted.calls("share-id")) == ("published", 0)


def test_a_large_film_goes_in_parts(granted: Bench, tmp_path: Path) -> None:
    """None of them smaller than the platform takes, in order, the whole film."""
    film = film_of(tmp_path, 3 * PART + LEAST_PART - 3)
    granted.films[0] = film
    story = publish(granted.network, TITLE)
    granted.work()
    assert granted.row(story).state == "published"
    assert [made.video_path for made in granted.account.films] == [film.sha256]
    assert granted.calls("video/upload_video_part") == 3


@pytest.mark.parametrize(
    "fault",
    [
        f"{CREATE}=lostx1",
        f"{CREATE}=garbagex1",
        f"{CREATE}=code:28001008x1",
        f"{CREATE}=code:28003018x1",
        "video/upload_video=lostx1",
        "refresh_token=droppedx1",
        "video/video_data=lostx1",
    ],
)
def test_whatever_gets_lost_there_is_one_film(granted: Bench, fault: str) -> None:
    """An answer that is lost, refused or garbled at any step: in the end exactly one film was made."""
    granted.faults(fault)
    story = publish(granted.network, TITLE)
    granted.work(hours=3)
    assert (granted.row(story).state, granted.row(story).next_at) == ("published", None)
    assert len(granted.account.films) == 1


def test_a_lost_answer_is_looked_for_and_never_sent_again(granted: Bench) -> None:
    """Unknown, then found in the list, which does not show it at once."""
    granted.account.lag = 200
    granted.faults(f"{CREATE}=lostx1")
    story = publish(granted.network, TITLE)
    work(granted.clock)
    assert granted.row(story).state == "unknown"
    granted.again()
    granted.work(hours=3)
    assert granted.row(story).state == "published"
    assert (granted.calls(CREATE), granted.calls("video/upload_video")) == (1, 1)


@pytest.mark.parametrize("code", sorted(DOUBTFUL))
def test_a_platform_that_broke_off_inside_is_doubted(granted: Bench, code: int) -> None:
    """It may have been done: only a person's word sends it anew."""
    granted.faults(f"{CREATE}=code:{code}x1")
    story = publish(granted.network, TITLE)
    granted.work(hours=6)
    assert granted.row(story).state == "unknown"
    assert granted.calls(CREATE) == 1
    resolve_unknown(by=ROOT, delivery=granted.row(story).pk)
    granted.work()
    assert (granted.row(story).state, len(granted.account.films)) == ("published", 1)


def test_the_right_and_the_quota(granted: Bench) -> None:
    """One a day, then the right is taken back: parked until tomorrow, then paused once, then on."""
    granted.account.most[CREATE] = 1
    stories = [publish(granted.network, f"第{n}篇") for n in range(2)]
    granted.work()
    assert Counter(granted.row(s).state for s in stories) == {"published": 1, "parked": 1}
    granted.account.scopes.discard(CREATING)
    granted.work(hours=30)
    assert (outlet(KEY).state, outlet(KEY).cause) == ("paused", "scope-missing")
    granted.account.scopes.add(CREATING)
    resume_outlet(by=ROOT, outlet=KEY)
    granted.work()
    assert {granted.row(s).state for s in stories} == {"published"}
    assert granted.calls("video/upload_video") <= 3
