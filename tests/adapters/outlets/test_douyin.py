"""Douyin against a platform that enforces its contract: laid ready, published from a phone, told by the platform, seen or looked
at; nothing counts as published before, and only the platform is heard."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client

from lianjian.adapters.outlets.douyin.codes import CODES
from lianjian.adapters.outlets.douyin.simulator.account import Account, NotPublishedError
from lianjian.adapters.outlets.douyin.simulator.account import Film as Published
from lianjian.adapters.outlets.douyin.simulator.server import Simulator
from lianjian.adapters.outlets.simulating.faults import read_fault
from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix import ports, queries
from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.actions.retry_delivery import retry_delivery
from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.ports import Film
from lianjian.apps.matrix.queries import films as film_queries
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

KEY = "douyin"
TITLE = "茶山上的第一书记"
ADDRESS = "https://hub.example/films/token.mp4"
SECRETS = {"client_key": "dy-app", "client_secret": "dy-secret"}
ASKING = {**SECRETS, "open_id": "open-1", "refresh_token": "simulated-refresh"}
READY = ("needs_human", "share-ready")
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


@dataclass
class Bench:
    """A network with one account connected to a simulated platform, the clock of both, the film of every story, and a phone."""

    network: Network
    clock: Clock
    platform: Simulator
    films: list[Film | None]

    @property
    def account(self) -> Account:
        return self.platform.account

    def faults(self, *written: str) -> None:
        self.platform.faults.add(*(read_fault(text) for text in written))

    def work(self, *, hours: float = 1.0) -> None:
        work_through(self.clock, hours=hours)

    def row(self, story: int) -> Delivery:
        return delivery(story, KEY)

    def stands(self, story: int) -> tuple[str, str]:
        return self.row(story).state, self.row(story).cause

    def calls(self, name: str) -> int:
        return Counter(self.platform.log)[name]

    def share(self, story: int) -> queries.Share:
        """What the kit shows, at the bench's time."""
        share = queries.kit_share(ROOT, self.row(story).pk, now=self.clock())
        assert share is not None
        return share

    def phone(self, link: str) -> Published:
        """A person scans the code and presses publish."""
        return self.account.publish(link)

    def told(self, film: Published) -> None:
        """The platform calls our address."""
        body, signed = self.account.call_about(film)
        answer = call(body, signed)
        assert (answer.status_code, answer.content) == (200, b"success")
        deliveries(outlet=KEY).filter(next_at__isnull=False).update(next_at=self.clock())

    def again(self) -> None:
        """The process ends and another one begins: nothing of the adapter's memory is left."""
        ports.adapters.cache_clear()


def call(body: bytes, signed: str | None) -> Any:
    """Somebody calls the address that platforms call."""
    headers = {"X-Douyin-Signature": signed} if signed is not None else {}
    return Client().post(f"/api/outlets/{KEY}/", body, content_type="application/json", headers=headers)


@pytest.fixture
def bench(committed: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    clock, port = Clock.at_noon(), free_port()
    films: list[Film | None] = [
        Film(tmp_path, tmp_path, tmp_path, "0" * 64, 60_000, 12.0, 720, 1280, ADDRESS)
    ]

    async def film(_: WorkingDesk) -> Film | None:
        return films[0]

    monkeypatch.setattr(WorkingDesk, "film", film)
    simulator = Simulator(Account("dy-app", "dy-secret", clock))
    with running(simulator, host="127.0.0.1", port=port):
        store_credentials(by=ROOT, outlet=KEY, values=SECRETS, api_base=f"http://127.0.0.1:{port}")
        yield Bench(committed, clock, simulator, films)


def test_a_film_is_laid_ready_and_published_from_a_phone(bench: Bench) -> None:
    """It waits for a person until the platform calls; then it is with the platform; then a person looks and confirms. At no
    moment before does it count as published."""
    story = publish(bench.network, TITLE)
    bench.work()
    assert bench.stands(story) == READY
    assert bench.row(story).next_at is None
    share = bench.share(story)
    assert share.fresh
    film = bench.phone(share.link)
    assert (film.title, film.video_path) == (TITLE, ADDRESS)
    assert "乡村振兴" in film.tags
    assert bench.stands(story) == READY
    bench.told(film)
    row = bench.row(story)
    assert (row.state, row.url, row.accepted_at is not None) == ("accepted", "", True)
    work(bench.clock)
    url = f"https://www.douyin.com/video/{film.video_id}"
    assert (*bench.stands(story), bench.row(story).url) == ("needs_human", "look-there", url)
    assert bench.row(story).published_at is None
    confirm_handoff(by=bench.network.actor("editor"), delivery=row.pk, url=url)
    assert (bench.row(story).state, bench.row(story).evidence) == ("published", "person")
    assert [bench.calls(name) for name in ("client_token", "open/getticket", "share-id")] == [1, 1, 1]


def test_the_platform_may_say_that_it_is_open(bench: Bench) -> None:
    """Where the account lets us ask and the platform tells: under review, then published at the platform's own link."""
    store_credentials(by=ROOT, outlet=KEY, values=ASKING)
    bench.account.tells_status, bench.account.reviewing = True, 900
    story = publish(bench.network, TITLE)
    bench.work()
    bench.told(bench.phone(bench.share(story).link))
    work(bench.clock)
    assert bench.row(story).state == "accepted"
    bench.account.user_tokens.clear()
    bench.work()
    assert (bench.row(story).state, bench.row(story).evidence) == ("published", "answer")
    assert bench.row(story).url.startswith("https://www.iesdouyin.com/share/video/")


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (2, ("refused", "review-failed")),
        (6, ("needs_human", "handle-on-site")),
        (7, ("needs_human", "handle-on-site")),
    ],
)
def test_what_is_not_for_everybody_is_not_published(
    bench: Bench, status: int, stands: tuple[str, str]
) -> None:
    """Not fit, for friends, for oneself alone: each is said, none counts."""
    store_credentials(by=ROOT, outlet=KEY, values=ASKING)
    bench.account.tells_status, bench.account.status = True, status
    story = publish(bench.network, TITLE)
    bench.work()
    bench.told(bench.phone(bench.share(story).link))
    bench.work()
    assert bench.stands(story) == stands
    assert bench.row(story).published_at is None


def test_without_a_public_address_there_is_the_kit(bench: Bench) -> None:
    """The platform could not fetch the film: nothing is asked of it, and a person publishes by hand."""
    film = bench.films[0]
    assert film is not None
    bench.films[0] = Film(film.path, film.cover, film.wide, film.sha256, film.size, 12.0, 720, 1280)
    story = publish(bench.network, TITLE)
    bench.work()
    assert bench.stands(story) == ("needs_human", "no-public-address")
    assert bench.platform.log == []
    assert queries.kit_share(ROOT, bench.row(story).pk, now=bench.clock()) is None
    assert queries.kit(ROOT, bench.row(story).pk).field("title") is not None


def test_a_code_runs_out_and_a_new_one_is_made_and_both_are_recognised(bench: Bench) -> None:
    """After an hour the app takes the old one no more; what was published from the first one in time is known as well."""
    story = publish(bench.network, TITLE)
    bench.work()
    first = bench.share(story).link
    early = bench.phone(first)
    bench.clock.forward(hours=1, minutes=1)
    assert not bench.share(story).fresh
    with pytest.raises(NotPublishedError, match="share id"):
        bench.phone(first)
    retry_delivery(by=bench.network.actor("editor"), delivery=bench.row(story).pk)
    deliveries(story, KEY).update(next_at=bench.clock())
    bench.work()
    assert bench.stands(story) == READY
    second = bench.share(story)
    assert second.fresh
    assert parse_qs(urlsplit(second.link).query)["state"] != parse_qs(urlsplit(first).query)["state"]
    bench.told(early)
    assert bench.row(story).state == "accepted"


def test_only_the_platform_is_heard(bench: Bench) -> None:
    """A wrong signature, none, another secret's, a changed body: 404 and nothing is kept."""
    story = publish(bench.network, TITLE)
    bench.work()
    body, signed = bench.account.call_about(bench.phone(bench.share(story).link))
    forged = Account("dy-app", "another secret", bench.clock).call(
        "create_video", json.loads(body)["content"]
    )
    for wrong in ((body, "0" * 40), (body, None), (body, ""), forged, (body + b" ", signed), (b"{", signed)):
        assert call(*wrong).status_code == 404
    assert bench.stands(story) == READY
    assert not RemoteRef.objects.by(ROOT).filter(name="item_id").exists()


def test_calls_about_others_and_repeated_calls_change_nothing(bench: Bench) -> None:
    """A share id of nobody, another event, the same call three times: answered, so that the platform does not repeat it."""
    story = publish(bench.network, TITLE)
    bench.work()
    unknown = bench.account.call("create_video", {"share_id": "1", "item_id": "@x"})
    for told in (unknown, bench.account.call("authorize", {"scopes": ["user_info"]})):
        assert call(*told).content == b"success"
    assert bench.stands(story) == READY
    film = bench.phone(bench.share(story).link)
    bench.told(film)
    bench.told(film)
    bench.work()
    url = f"https://www.douyin.com/video/{film.video_id}"
    confirm_handoff(by=bench.network.actor("editor"), delivery=bench.row(story).pk, url=url)
    bench.told(film)
    assert (bench.row(story).state, bench.row(story).url) == ("published", url)


@pytest.mark.parametrize("signed", [True, False])
def test_the_address_answers_the_platforms_challenge(bench: Bench, signed: bool) -> None:  # noqa: FBT001 - the table reads better
    """Entered at the platform, it is called once with a number that has to come back."""
    body, signature = bench.account.call("verify_webhook", {"challenge": 12345})
    answer = call(body, signature if signed else None)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"challenge": 12345})
    assert call(body, "0" * 40).status_code == 404


def test_content_that_comes_as_text_is_read_as_well(bench: Bench) -> None:
    """Some of the platform's calls carry their content as JSON in a string."""
    story = publish(bench.network, TITLE)
    bench.work()
    film = bench.phone(bench.share(story).link)
    inner: Any = json.dumps({"share_id": film.share_id, "item_id": film.item_id})
    assert call(*bench.account.call("create_video", inner)).status_code == 200
    assert bench.row(story).state == "accepted"


@pytest.mark.parametrize(
    "fault",
    [
        "share-id=lostx1",
        "share-id=gatewayx1",
        "share-id=garbagex1",
        "share-id=code:28001005x1",
        "share-id=code:28001008x1",
        "open/getticket=lostx1",
        "client_token=droppedx1",
        "client_token=lostx1",
    ],
)
def test_whatever_gets_lost_it_is_laid_ready(bench: Bench, fault: str) -> None:
    """Nothing of this makes anything public: it is simply asked again."""
    bench.faults(fault)
    story = publish(bench.network, TITLE)
    bench.work(hours=3)
    assert bench.stands(story) == READY
    assert bench.share(story).link


def test_tokens_and_tickets_are_asked_for_once_by_all_workers(bench: Bench) -> None:
    """The platform keeps the newest two: they are kept with the credentials, and renewed when they end."""
    for number in range(2):
        publish(bench.network, f"第{number}篇")
        bench.work()
        bench.again()
    assert (bench.calls("client_token"), bench.calls("open/getticket")) == (1, 1)
    bench.clock.forward(hours=3)
    publish(bench.network, "第三篇")
    bench.work()
    assert (bench.calls("client_token"), bench.calls("open/getticket")) == (2, 2)
    bench.account.forget_tokens()
    later = publish(bench.network, "第四篇")
    bench.work()
    assert bench.stands(later) == READY


def test_a_right_taken_back_in_the_middle_stops_the_outlet_once(bench: Bench) -> None:
    """The application may not publish from phones any more: paused, and on once it may."""
    publish(bench.network, TITLE)
    bench.work()
    bench.account.scopes.clear()
    later = [publish(bench.network, f"第{n}篇") for n in range(3)]
    bench.work()
    assert {bench.row(s).state for s in later} == {"needs_human"}
    assert (outlet(KEY).state, outlet(KEY).cause) == ("paused", "scope-missing")
    bench.account.scopes.add("h5.share")
    resume_outlet(by=ROOT, outlet=KEY)
    bench.work()
    assert {bench.stands(s) for s in later} == {READY}


def test_a_spent_quota_parks_until_midnight_in_china(bench: Bench) -> None:
    """One a day: the second is laid ready tomorrow."""
    bench.account.most["share-id"] = 1
    stories = [publish(bench.network, f"第{n}篇") for n in range(2)]
    bench.work()
    assert Counter(bench.row(s).state for s in stories) == {"needs_human": 1, "parked": 1}
    assert {r.next_at for r in deliveries(outlet=KEY).filter(state="parked")} == {next_reset(bench.clock())}
    bench.work(hours=30)
    assert {bench.stands(s) for s in stories} == {READY}


def test_a_story_withdrawn_before_it_was_published_is_over(bench: Bench) -> None:
    """Its code leads nowhere: the film's address is for published stories."""
    story = publish(bench.network, TITLE)
    bench.work()
    withdraw_story(by=bench.network.actor("chief"), story=story, reason="数字有误")
    bench.work()
    assert bench.row(story).state == "withdrawn"
    assert queries.kit_share(ROOT, bench.row(story).pk, now=bench.clock()) is None


def test_every_code_drives_the_delivery_where_the_table_says(bench: Bench) -> None:
    """Played at the share id, one after another: the row stands where the table says, with words and a cure."""
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
        bench.faults(f"share-id=code:{code}")
        resume_outlet(by=ROOT, outlet=KEY)
        deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=7, lease_until=None)
        work(bench.clock)
        row = bench.row(story)
        assert (row.code, row.state, row.cause) == (str(code), expected[meaning.then], str(meaning.cause))


NOON = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "0" * 32},
        {"timestamp": "1"},
        {"nonce_str": "other"},
        {"state": "1"},
        {"client_key": "other"},
        {"video_path": "http://hub.example/a.mp4"},
        {"video_path": "https://hub.example/茶.mp4"},
    ],
)
def test_the_simulated_phone_takes_no_link_that_is_not_right(change: dict[str, str]) -> None:
    """Each mistake is refused; the link as it is, is not. Worked out without the adapter's own code."""
    from hashlib import md5
    from urllib.parse import urlencode

    account = Account("dy-app", "dy-secret", lambda: NOON)
    token = account.client_token({**SECRETS, "grant_type": "client_credential"})["access_token"]
    ticket = account.ticket(token)["ticket"]
    signed = md5(
        f"nonce_str=n&ticket={ticket}&timestamp=1795752000".encode(), usedforsecurity=False
    ).hexdigest()
    asked = {
        "share_type": "h5",
        "client_key": "dy-app",
        "nonce_str": "n",
        "timestamp": "1795752000",
        "signature": signed,
        "state": account.share_id(token, "true")["share_id"],
        "video_path": ADDRESS,
    }
    assert account.publish(f"snssdk1128://openplatform/share?{urlencode(asked)}").video_path == ADDRESS
    with pytest.raises(NotPublishedError):
        account.publish(f"snssdk1128://openplatform/share?{urlencode({**asked, **change})}")


@pytest.mark.parametrize(
    ("base", "public"),
    [
        ("https://hub.example", True),
        ("http://hub.example", False),
        ("http://127.0.0.1:8000", False),
        ("https://localhost", False),
    ],
)
def test_only_a_public_https_address_is_given_out(settings: Any, base: str, public: bool) -> None:  # noqa: FBT001 - the table reads better
    """Where the platform's app could fetch the film."""
    settings.BASE_URL = base
    address = film_queries._public_address(7, 3)
    assert address.startswith("https://hub.example/films/") is public
    assert address == "" or address.isascii()


@pytest.fixture
def film_at(committed: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Network, int, str]:
    """A published story with a film of ten bytes, and the path of its public address."""
    file = tmp_path / "film.mp4"
    file.write_bytes(b"0123456789")
    monkeypatch.setattr(film_queries, "film_of", lambda _: Film(file, file, file, "0" * 64, 10, 1.0, 1, 1))
    story = publish(committed, TITLE)
    return committed, story, f"/films/{signing.dumps([story, 1], salt=film_queries.SALT)}.mp4"


def test_the_film_is_fetched_at_its_signed_address(film_at: tuple[Network, int, str]) -> None:
    """Without signing in, as a film, in pieces too; not after the story was withdrawn."""
    network, story, path = film_at
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "video/mp4")
    assert answer.getvalue() == b"0123456789"
    answer.close()
    piece = Client().get(path, headers={"Range": "bytes=2-4"})
    assert (piece["Content-Range"], piece.getvalue()) == ("bytes 2-4/10", b"234")
    piece.close()
    assert Client().post(path).status_code == 405
    withdraw_story(by=network.actor("chief"), story=story, reason="数字有误")
    assert Client().get(path).status_code == 404


def test_no_other_address_gives_a_film(
    film_at: tuple[Network, int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made up, for another purpose, of another revision, or too old."""
    _, story, path = film_at
    for token in (
        "made-up",
        signing.dumps([story, 1]),
        signing.dumps([story, 2], salt=film_queries.SALT),
        signing.dumps([story + 999, 1], salt=film_queries.SALT),
        signing.dumps("x", salt=film_queries.SALT),
    ):
        assert Client().get(f"/films/{token}.mp4").status_code == 404
    monkeypatch.setattr(film_queries, "GOOD_FOR", timedelta(seconds=-1))
    assert Client().get(path).status_code == 404
