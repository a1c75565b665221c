"""Kuaishou against a platform that enforces its contract: no work twice, none lost, no upload begun anew, each refusal with
its cause."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.adapters.outlets.kuaishou.client import FRAGMENT
from lianjian.adapters.outlets.kuaishou.codes import CODES, NOT_THERE_YET, TOKEN_USED_UP
from lianjian.adapters.outlets.kuaishou.simulator.account import Account
from lianjian.adapters.outlets.kuaishou.simulator.server import Simulator
from lianjian.adapters.outlets.simulating.faults import read_fault
from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.video.calling import scrub
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix import ports
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.ports import Film
from lianjian.apps.matrix.queries.facts import credentials_of
from lianjian.apps.matrix.rules.causes import CAUSES
from lianjian.apps.matrix.rules.quotas import next_reset
from lianjian.apps.matrix.tasks.working_desk import WorkingDesk
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from tests.apps.matrix.dispatching import work, work_through
from tests.apps.matrix.stories import deliveries, delivery, outlet, publish
from tests.cli.running import free_port
from tests.network import ROOT, Network
from tests.simulators.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lianjian.apps.matrix.models import Delivery

KEY = "kuaishou"
TITLE = "茶山上的第一书记"
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


def film_of(folder: Path, size: int) -> Film:
    """A file that begins as an MP4 does, and a cover."""
    folder.mkdir(exist_ok=True)
    head = b"\x00\x00\x00\x18ftypmp42"
    content = head + hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1)
    content = content[:size]
    path, cover = folder / f"{size}.mp4", folder / "cover.jpg"
    path.write_bytes(content)
    cover.write_bytes(b"\xff\xd8\xff" + b"\0" * 100)
    return Film(path, cover, cover, hashlib.sha256(content).hexdigest(), size, 12.0, 720, 1280)


@dataclass
class Bench:
    """A network with one account connected to a simulated platform, the clock of both, and the film of every story."""

    network: Network
    clock: Clock
    platform: Simulator
    films: list[Film | None]

    def faults(self, *written: str) -> None:
        self.platform.faults.add(*(read_fault(text) for text in written))

    def work(self, *, hours: float = 1.0) -> None:
        work_through(self.clock, hours=hours)

    def row(self, story: int) -> Delivery:
        return delivery(story, KEY)

    def calls(self, name: str) -> int:
        return Counter(self.platform.log)[name]

    def again(self) -> None:
        """The process ends and another one begins: nothing of the adapter's memory is left."""
        ports.adapters.cache_clear()


@pytest.fixture
def bench(committed: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    clock, port = Clock.at_noon(), free_port()
    account = Account("ks-app", "ks-secret", "first-refresh", f"http://127.0.0.1:{port}", clock)
    films: list[Film | None] = [film_of(tmp_path / "film", 60_000)]

    async def film(_: WorkingDesk) -> Film | None:
        return films[0]

    monkeypatch.setattr(WorkingDesk, "film", film)
    simulator = Simulator(account)
    with running(simulator, host="127.0.0.1", port=port):
        values = {"app_id": "ks-app", "app_secret": "ks-secret", "refresh_token": "first-refresh"}
        store_credentials(by=ROOT, outlet=KEY, values=values, api_base=account.address)
        yield Bench(committed, clock, simulator, films)


def test_a_story_becomes_a_video_with_words_and_cover(bench: Bench) -> None:
    """Token, upload, publication, question: published where the platform says, the very bytes of the film."""
    story = publish(bench.network, TITLE)
    bench.work()
    row = bench.row(story)
    (made,) = bench.platform.account.works.values()
    assert (row.state, row.url, row.evidence) == ("published", made.play_url, "answer")
    film = bench.films[0]
    assert film is not None
    assert made.sha256 == film.sha256
    assert made.caption.startswith(TITLE)
    assert "#乡村振兴" in made.caption
    assert Counter(bench.platform.log) == {
        "refresh_token": 1,
        "photo/start_upload": 1,
        "upload": 1,
        "photo/publish": 1,
        "photo/info": 1,
    }


def test_without_a_film_nothing_is_sent(bench: Bench) -> None:
    """It waits for the film, never becomes text only, and goes out once the film is there."""
    film, bench.films[0] = bench.films[0], None
    story = publish(bench.network, TITLE)
    work(bench.clock)
    assert (bench.row(story).state, bench.row(story).cause) == ("queued", "film-pending")
    assert bench.platform.log == []
    bench.films[0] = film
    bench.work()
    assert bench.row(story).state == "published"


def test_a_large_film_goes_in_fragments_and_goes_on_where_it_was(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off at the third fragment, the process gone: the next one sends the rest, not the beginning, and once."""
    film = film_of(tmp_path / "large", 3 * FRAGMENT - 5)
    bench.films[0] = film
    real: Any = Account.take_fragment
    seen: list[int] = []

    def breaks_at_the_third(self: Account, token: str, number: int, content: bytes) -> dict[str, Any]:
        seen.append(number)
        if seen == [0, 1, 2]:
            raise RuntimeError("the gateway falls over")
        kept: dict[str, Any] = real(self, token, number, content)
        return kept

    monkeypatch.setattr(Account, "take_fragment", breaks_at_the_third)
    publish(bench.network, TITLE)
    bench.work()
    (made,) = bench.platform.account.works.values()
    assert made.sha256 == film.sha256
    assert bench.calls("photo/start_upload") == 1
    assert seen == [0, 1, 2, 2]


@pytest.mark.parametrize(
    "fault",
    [
        "photo/publish=lostx1",
        "photo/publish=gatewayx1",
        "photo/publish=garbagex1",
        "photo/start_upload=lostx1",
        "upload=lostx1",
        "refresh_token=droppedx1",
        "photo/info=lostx1",
        "photo/info=code:100120001x3",
        "photo/publish=code:100200500x1",
        "photo/publish=code:100200108x1",
    ],
)
def test_whatever_gets_lost_there_is_one_work(bench: Bench, fault: str) -> None:
    """An answer that is lost, refused or garbled at any step: in the end exactly one work was ever made."""
    bench.faults(fault)
    story = publish(bench.network, TITLE)
    bench.work(hours=3)
    assert (bench.row(story).state, bench.row(story).next_at) == ("published", None)
    assert bench.platform.account.published == 1


def test_a_lost_answer_is_looked_for_and_never_sent_again(bench: Bench) -> None:
    """Unknown, then found in the list; the list does not show it at once, and meanwhile nothing is sent."""
    bench.platform.account.hidden = 200
    bench.faults("photo/publish=lostx1")
    story = publish(bench.network, TITLE)
    work(bench.clock)
    assert bench.row(story).state == "unknown"
    bench.again()
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert (bench.calls("photo/publish"), bench.calls("photo/start_upload"), bench.calls("upload")) == (
        1,
        1,
        1,
    )


def test_killed_between_upload_and_publication_uploads_nothing_twice(bench: Bench) -> None:
    """The refs are there, the process is not: the same upload is published."""
    bench.faults("photo/publish=code:100200500x1")
    story = publish(bench.network, TITLE)
    work(bench.clock)
    refs = dict(RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk).values_list("name", "value"))
    assert refs["upload_token"] in bench.platform.account.uploads
    assert refs["uploaded"] == "yes"
    bench.again()
    bench.work()
    assert bench.row(story).state == "published"
    assert (bench.calls("upload"), bench.calls("photo/start_upload")) == (1, 1)


def test_renewed_credentials_are_kept_sealed(bench: Bench) -> None:
    """A refresh token is good once: the new one is stored, and a new process goes on with it for weeks."""
    publish(bench.network, TITLE)
    bench.work()
    kept = credentials_of(outlet(KEY))
    assert kept["refresh_token"] == bench.platform.account.refresh_token != "first-refresh"
    assert kept["app_secret"] == "ks-secret"
    bench.again()
    publish(bench.network, "第二篇")
    bench.work()
    assert bench.platform.account.renewals == 1
    bench.again()
    bench.clock.forward(days=3)
    third = publish(bench.network, "第三篇")
    bench.work()
    assert bench.row(third).state == "published"
    assert bench.platform.account.renewals == 2
    bench.platform.account.forget_tokens()
    fourth = publish(bench.network, "第四篇")
    bench.work()
    assert bench.row(fourth).state == "published"
    assert credentials_of(outlet(KEY))["refresh_token"] == bench.platform.account.refresh_token


def test_a_right_taken_back_in_the_middle_stops_the_outlet_once(bench: Bench) -> None:
    """The scope is gone between two stories: the outlet is paused, and goes on once it is back."""
    publish(bench.network, TITLE)
    bench.work()
    bench.platform.account.scopes.clear()
    later = [publish(bench.network, f"第{n}篇") for n in range(3)]
    bench.work()
    assert {bench.row(s).state for s in later} == {"needs_human"}
    assert (outlet(KEY).state, outlet(KEY).cause) == ("paused", "scope-missing")
    bench.platform.account.scopes.add("user_video_publish")
    resume_outlet(by=ROOT, outlet=KEY)
    bench.work()
    assert {bench.row(s).state for s in later} == {"published"}
    assert bench.platform.account.published == 4


def test_an_authorisation_that_ended_is_said(bench: Bench) -> None:
    """The refresh token is not taken: one question, then a person."""
    bench.platform.account.refresh_token = "another one"
    story = publish(bench.network, TITLE)
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "authorisation-ended")
    assert bench.platform.log == ["refresh_token"]


def test_a_spent_quota_parks_until_midnight_in_china(bench: Bench) -> None:
    """Two works a day: the third goes out tomorrow, without another upload."""
    bench.platform.account.most["photo/publish"] = 2
    stories = [publish(bench.network, f"第{n}篇") for n in range(3)]
    bench.work()
    assert Counter(bench.row(s).state for s in stories) == {"published": 2, "parked": 1}
    assert {r.next_at for r in deliveries(outlet=KEY).filter(state="parked")} == {next_reset(bench.clock())}
    bench.work(hours=30)
    assert {bench.row(s).state for s in stories} == {"published"}
    assert bench.calls("upload") == 3


def test_repeated_content_waits_for_a_person(bench: Bench) -> None:
    """The platform has these words already."""
    bench.platform.account.refuses_repeats = True
    publish(bench.network, "同一篇")
    bench.work()
    again = publish(bench.network, "同一篇")
    bench.work()
    assert (bench.row(again).state, bench.row(again).cause) == ("needs_human", "repeated")


def test_a_withdrawn_story_is_deleted_there(bench: Bench) -> None:
    """The work is gone at the platform, and so says the ledger; the lost answer of the deletion changes nothing."""
    story = publish(bench.network, TITLE)
    bench.work()
    bench.clock.forward(hours=2)
    bench.faults("photo/delete=lostx1")
    withdraw_story(by=bench.network.actor("chief"), story=story, reason="数字有误")
    bench.work()
    assert bench.platform.account.works == {}
    assert set(deliveries(story, KEY).values_list("state", flat=True)) == {"withdrawn"}


def test_every_code_drives_the_delivery_where_the_table_says(bench: Bench) -> None:
    """Played at the publication, one after another: the row stands where the table says, and nothing is published."""
    expected = {
        "again": "needs_human",  # the eighth try was the last
        "slower": "needs_human",
        "park": "parked",
        "human": "needs_human",
        "refresh": "needs_human",
        "refuse": "refused",
    }
    story = publish(bench.network, TITLE)
    for code, meaning in CODES.items():
        words = CAUSES[outcome_of(CODES, code, now=bench.clock()).cause]  # type: ignore[index] # no code is without one
        assert words.what
        assert words.cure
        bench.platform.faults.clear()
        bench.faults(f"photo/publish=code:{code}")
        resume_outlet(by=ROOT, outlet=KEY)
        RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk, name="publish").delete()
        deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=7, lease_until=None)
        work(bench.clock)
        row = bench.row(story)
        wanted = expected[meaning.then]
        assert (row.state, row.code, row.cause) == (wanted, str(code), str(meaning.cause)), code
    assert {NOT_THERE_YET, TOKEN_USED_UP} <= set(CODES)
    assert bench.platform.account.works == {}


def test_no_secret_stands_in_what_is_written() -> None:
    """Tokens of an address are blotted out, whatever they are called."""
    text = scrub("https://h/x?app_id=1&access_token=aaa&upload_token=bbb&refresh_token=ccc&app_secret=ddd")
    assert not any(secret in text for secret in ("aaa", "bbb", "ccc", "ddd"))
    assert "app_id=1" in text
