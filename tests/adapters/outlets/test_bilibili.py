"""Bilibili against a platform that enforces its contract: signatures, parts, review; no work twice, none lost, each refusal
with its cause."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from lianjian.adapters.outlets.bilibili import wire
from lianjian.adapters.outlets.bilibili.client import PART
from lianjian.adapters.outlets.bilibili.codes import CODES, DOUBTFUL, UPLOAD_NOT_GOOD
from lianjian.adapters.outlets.bilibili.simulator.account import Account, Refusal
from lianjian.adapters.outlets.bilibili.simulator.server import Simulator
from lianjian.adapters.outlets.simulating.faults import read_fault
from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.video.meanings import outcome_of
from lianjian.apps.matrix import ports
from lianjian.apps.matrix.actions.resolve_unknown import resolve_unknown
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.actions.store_credentials import store_credentials
from lianjian.apps.matrix.models import Attempt, RemoteRef
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

KEY = "bilibili"
TITLE = "茶山上的第一书记"
ADD = "archive/add-by-utoken"
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


def picture(width: int, height: int) -> bytes:
    """A JPEG of this size."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#7a9").save(out, "JPEG")
    return out.getvalue()


def film_of(folder: Path, size: int) -> Film:
    """A file that begins as an MP4 does, an upright cover and a wide one."""
    folder.mkdir(exist_ok=True)
    content = (b"\x00\x00\x00\x18ftypmp42" + hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[
        :size
    ]
    path, cover, wide = folder / f"{size}.mp4", folder / "cover.jpg", folder / "wide.jpg"
    path.write_bytes(content)
    cover.write_bytes(picture(72, 128))
    wide.write_bytes(picture(1146, 717))
    return Film(path, cover, wide, hashlib.sha256(content).hexdigest(), size, 12.0, 720, 1280)


@dataclass
class Bench:
    """A network with one account connected to a simulated platform, the clock of both, and the film of every story."""

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

    def again(self) -> None:
        """The process ends and another one begins: nothing of the adapter's memory is left."""
        ports.adapters.cache_clear()


@pytest.fixture
def bench(committed: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    clock, port = Clock.at_noon(), free_port()
    account = Account("bl-app", "bl-secret", "first-refresh", f"http://127.0.0.1:{port}", clock)
    films: list[Film | None] = [film_of(tmp_path / "film", 60_000)]

    async def film(_: WorkingDesk) -> Film | None:
        return films[0]

    monkeypatch.setattr(WorkingDesk, "film", film)
    simulator = Simulator(account)
    with running(simulator, host="127.0.0.1", port=port):
        values = {"client_id": "bl-app", "client_secret": "bl-secret", "refresh_token": "first-refresh"}
        store_credentials(by=ROOT, outlet=KEY, values=values, api_base=account.address)
        yield Bench(committed, clock, simulator, films)


def test_a_story_becomes_a_reviewed_video_in_the_right_section(bench: Bench) -> None:
    """Handed in is not published: only once the review let it through; the very bytes of the film, and the wide cover."""
    bench.account.reviewing = 900
    story = publish(bench.network, TITLE)
    work(bench.clock)
    assert (bench.row(story).state, bench.row(story).url) == ("accepted", "")
    bench.work()
    (made,) = bench.account.works.values()
    assert (bench.row(story).state, bench.row(story).url) == ("published", made.share_url)
    film = bench.films[0]
    assert film is not None
    assert made.sha256 == film.sha256
    assert (made.fields["title"], made.fields["tid"]) == (TITLE, 251)
    assert (made.fields["copyright"], made.fields["source"]) == (2, "测试融媒中心")
    assert "乡村振兴" in made.fields["tag"].split(",")
    assert f"?o=bilibili&d={bench.row(story).key[:10]}" in made.fields["desc"]
    once = ("archive/type/list", "archive/video/init", "upload", "archive/cover/upload", ADD)
    assert all(bench.calls(name) == 1 for name in once)


def test_without_a_film_nothing_is_sent(bench: Bench) -> None:
    """It waits for the film, never becomes text only, and goes out once the film is there."""
    film, bench.films[0] = bench.films[0], None
    story = publish(bench.network, TITLE)
    work(bench.clock)
    assert bench.stands(story) == ("queued", "film-pending")
    assert bench.platform.log == []
    bench.films[0] = film
    bench.work()
    assert bench.row(story).state == "published"


def test_a_large_film_goes_in_parts_and_goes_on_where_it_was(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off at the third part, the process gone: the next one sends the rest, not the beginning, and hands in once."""
    film = film_of(tmp_path / "large", 3 * PART - 5)
    bench.films[0] = film
    real: Any = Account.take_part
    seen: list[int] = []

    def breaks_at_the_third(self: Account, token: str, number: int, content: bytes) -> None:
        seen.append(number)
        if seen == [1, 2, 3]:
            raise RuntimeError("the gateway falls over")
        real(self, token, number, content)

    monkeypatch.setattr(Account, "take_part", breaks_at_the_third)
    publish(bench.network, TITLE)
    work(bench.clock)
    bench.again()
    bench.work()
    (made,) = bench.account.works.values()
    assert made.sha256 == film.sha256
    assert seen == [1, 2, 3, 3]
    assert (bench.calls("archive/video/init"), bench.calls("archive/video/complete")) == (1, 1)


@pytest.mark.parametrize(
    "fault",
    [
        f"{ADD}=lostx1",
        f"{ADD}=gatewayx1",
        f"{ADD}=garbagex1",
        f"{ADD}=code:127201x1",
        f"{ADD}=code:127001x1",
        f"{ADD}=code:4004x1",
        "archive/video/init=lostx1",
        "upload=lostx1",
        "upload=code:127022x1",
        "archive/cover/upload=gatewayx1",
        "archive/type/list=lostx1",
        "refresh_token=droppedx1",
        "archive/view=lostx1",
        "archive/view=code:127124x3",
    ],
)
def test_whatever_gets_lost_there_is_one_work(bench: Bench, fault: str) -> None:
    """An answer that is lost, refused or garbled at any step: in the end exactly one work was ever handed in."""
    bench.faults(fault)
    story = publish(bench.network, TITLE)
    bench.work(hours=3)
    assert (bench.row(story).state, bench.row(story).next_at) == ("published", None)
    assert bench.account.handed_in == 1


def test_a_lost_answer_is_looked_for_and_never_sent_again(bench: Bench) -> None:
    """Unknown, then found in the list by the mark in its link; the list does not show it at once, and meanwhile nothing is
    sent. Another work with the same title and words is not taken for it."""
    first = publish(bench.network, TITLE)
    bench.work()
    bench.account.hidden = 200
    bench.faults(f"{ADD}=lostx1")
    story = publish(bench.network, TITLE)
    work(bench.clock)
    assert bench.row(story).state == "unknown"
    bench.again()
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert bench.row(story).url != bench.row(first).url
    assert (bench.calls(ADD), bench.calls("archive/video/init"), bench.calls("upload")) == (2, 2, 2)


@pytest.mark.parametrize("code", sorted(DOUBTFUL))
def test_a_platform_that_broke_off_inside_is_doubted(bench: Bench, code: int) -> None:
    """It may have been done: the row is unknown, the work is looked for, and only a person's word sends it anew."""
    bench.faults(f"{ADD}=code:{code}x1")
    story = publish(bench.network, TITLE)
    work(bench.clock)
    assert (bench.row(story).state, bench.row(story).code) == ("unknown", str(code))
    bench.work(hours=6)
    assert bench.row(story).state == "unknown"
    assert bench.calls(ADD) == 1
    resolve_unknown(by=ROOT, delivery=bench.row(story).pk)
    bench.work()
    assert bench.row(story).state == "published"
    assert bench.account.handed_in == 1


def test_a_used_upload_after_a_doubt_is_never_uploaded_again(bench: Bench) -> None:
    """The request that nobody heard of used the upload: what was handed in is found, not made a second time."""
    story = publish(bench.network, TITLE)
    bench.faults(f"{ADD}=lostx1")
    work(bench.clock)
    deliveries(story, KEY).update(state="queued", next_at=bench.clock(), lease_until=None)
    bench.work()
    told = Attempt.objects.by(ROOT).filter(delivery=bench.row(story).pk).values_list("state", "code")
    assert ("unknown", str(UPLOAD_NOT_GOOD)) in told
    assert bench.row(story).state == "published"
    assert (bench.account.handed_in, bench.calls("archive/video/init")) == (1, 1)


def test_killed_between_upload_and_handing_in_uploads_nothing_twice(bench: Bench) -> None:
    """The refs are there, the process is not: the same upload and the same cover are handed in."""
    bench.faults(f"{ADD}=code:127201x1")
    story = publish(bench.network, TITLE)
    work(bench.clock)
    refs = dict(RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk).values_list("name", "value"))
    assert refs["upload_token"] in bench.account.uploads
    assert (refs["uploaded"], refs["add"]) == ("yes", "")
    bench.again()
    bench.work()
    assert bench.row(story).state == "published"
    assert (bench.calls("upload"), bench.calls("archive/cover/upload")) == (1, 1)


def test_renewed_credentials_are_kept_sealed(bench: Bench) -> None:
    """A refresh token is good once: the new one is stored; the moment of its end is read as one, and it serves for weeks."""
    publish(bench.network, TITLE)
    bench.work()
    kept = credentials_of(outlet(KEY))
    assert kept["refresh_token"] == bench.account.refresh_token != "first-refresh"
    assert kept["client_secret"] == "bl-secret"
    bench.again()
    bench.clock.forward(days=29)
    publish(bench.network, "第二篇")
    bench.work()
    assert bench.account.renewals == 1
    bench.again()
    bench.clock.forward(days=3)
    third = publish(bench.network, "第三篇")
    bench.work()
    assert (bench.row(third).state, bench.account.renewals) == ("published", 2)
    bench.account.forget_tokens()
    fourth = publish(bench.network, "第四篇")
    bench.work()
    assert bench.row(fourth).state == "published"
    assert credentials_of(outlet(KEY))["refresh_token"] == bench.account.refresh_token


def test_a_right_taken_back_in_the_middle_stops_the_outlet_once(bench: Bench) -> None:
    """The account's owner takes the right back: the outlet is paused, and goes on once it is back."""
    publish(bench.network, TITLE)
    bench.work()
    bench.account.scopes.clear()
    later = [publish(bench.network, f"第{n}篇") for n in range(3)]
    bench.work()
    assert {bench.row(s).state for s in later} == {"needs_human"}
    assert (outlet(KEY).state, outlet(KEY).cause) == ("paused", "scope-missing")
    bench.account.scopes.add("ARC_BASE")
    resume_outlet(by=ROOT, outlet=KEY)
    bench.work()
    assert {bench.row(s).state for s in later} == {"published"}
    assert bench.account.handed_in == 4


def test_an_authorisation_that_ended_is_said(bench: Bench) -> None:
    """The refresh token is not taken: one question, then a person."""
    bench.account.refresh_token = "another one"
    story = publish(bench.network, TITLE)
    bench.work()
    assert bench.stands(story) == ("needs_human", "authorisation-ended")
    assert bench.platform.log == ["refresh_token"]


def test_a_spent_quota_parks_until_midnight_in_china(bench: Bench) -> None:
    """Members who have not passed the entry test hand in so many a day: the rest goes out tomorrow, without another upload."""
    bench.account.most[ADD] = 2
    stories = [publish(bench.network, f"第{n}篇") for n in range(3)]
    bench.work()
    assert Counter(bench.row(s).state for s in stories) == {"published": 2, "parked": 1}
    assert {r.next_at for r in deliveries(outlet=KEY).filter(state="parked")} == {next_reset(bench.clock())}
    bench.work(hours=30)
    assert {bench.row(s).state for s in stories} == {"published"}
    assert bench.calls("upload") == 3


@pytest.mark.parametrize(
    ("state", "reason", "stands"),
    [
        (-2, "画面有水印", ("refused", "review-failed")),
        (-4, "", ("refused", "removed-by-platform")),
        (-16, "", ("refused", "review-failed")),
        (-50, "", ("needs_human", "handle-on-site")),
        (-100, "", ("refused", "removed-by-account")),
        (-77, "不予通过", ("refused", "review-failed")),
        (-9, "", ("needs_human", "still-working")),
        (1, "", ("published", "")),
    ],
)
def test_the_review_says_what_becomes_of_it(
    bench: Bench, state: int, reason: str, stands: tuple[str, str]
) -> None:
    """Each end has its state, and the platform's own reason stands beside it."""
    bench.account.ends_with, bench.account.reason = state, reason
    story = publish(bench.network, TITLE)
    bench.work()
    assert bench.stands(story) == stands
    assert bench.row(story).detail == reason


def test_a_closed_section_is_said_and_another_can_be_named(bench: Bench) -> None:
    """The platform closes our section: a person names another one with the credentials."""
    bench.account.closed.add(251)
    story = publish(bench.network, TITLE)
    bench.work()
    assert bench.stands(story) == ("needs_human", "section-closed")
    values = {**credentials_of(outlet(KEY)), "tid": "21"}
    store_credentials(by=ROOT, outlet=KEY, values=values)
    deliveries(story, KEY).update(state="queued", next_at=bench.clock())
    bench.work()
    assert bench.row(story).state == "published"
    assert [made.fields["tid"] for made in bench.account.works.values()] == [21]


def test_a_withdrawn_story_is_deleted_there(bench: Bench) -> None:
    """The work is gone at the platform, and so says the ledger; the lost answer of the deletion changes nothing."""
    story = publish(bench.network, TITLE)
    bench.work()
    bench.faults("archive/delete=lostx1")
    withdraw_story(by=bench.network.actor("chief"), story=story, reason="数字有误")
    bench.work()
    assert bench.account.works == {}
    assert set(deliveries(story, KEY).values_list("state", flat=True)) == {"withdrawn"}


def test_every_code_drives_the_delivery_where_the_table_says(bench: Bench) -> None:
    """Played at the handing in, one after another: the row stands where the table says, and nothing is published."""
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
        bench.faults(f"{ADD}=code:{code}")
        resume_outlet(by=ROOT, outlet=KEY)
        RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk, name="add").delete()
        deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=7, lease_until=None)
        work(bench.clock)
        row = bench.row(story)
        wanted = (
            ("unknown", "no-answer") if code in DOUBTFUL else (expected[meaning.then], str(meaning.cause))
        )
        assert (row.code, row.state, row.cause) == (str(code), *wanted)
    assert bench.account.works == {}


def test_no_secret_stands_in_what_is_written(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the ledger nor in the log, where the platform repeats them in its answer."""
    bench.faults(f"{ADD}=code:999x1")
    story = publish(bench.network, TITLE)
    bench.work()
    assert bench.stands(story) == ("needs_human", "unexpected-answer")
    written = bench.row(story).detail + caplog.text
    secrets = {"bl-secret", "first-refresh", bench.account.refresh_token, *bench.account.tokens}
    assert not any(secret in written for secret in secrets)


NOON = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)


def test_the_signature_is_the_one_of_the_platforms_page() -> None:
    """Six headers, sorted, name:value, joined by line feeds; worked out by hand here with hashlib alone."""
    headers = wire.signed("key", "secret", body=b"{}", now=NOON, nonce="n1")
    text = (
        "x-bili-accesskeyid:key\nx-bili-content-md5:99914b932bd37a50b983c5e7c90ae93b\n"
        "x-bili-signature-method:HMAC-SHA256\nx-bili-signature-nonce:n1\n"
        "x-bili-signature-version:2.0\nx-bili-timestamp:1795752000"
    )
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in b"secret".ljust(64, b"\0")) + text.encode()).digest()
    outer = hashlib.sha256(bytes(b ^ 0x5C for b in b"secret".ljust(64, b"\0")) + inner).hexdigest()
    assert headers["Authorization"] == outer


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x-bili-accesskeyid": "other"}, 4001),
        ({"Authorization": "0" * 64}, 4002),
        ({"x-bili-timestamp": "1"}, 4003),
        ({"x-bili-signature-nonce": ""}, 4004),
        ({"x-bili-signature-method": "MD5"}, 4005),
        ({"x-bili-signature-version": "1.0"}, 4006),
        ({"x-bili-content-md5": "0" * 32}, 4012),
        ({"Accept": "*/*"}, 4013),
        ({"access-token": ""}, 127000),
        ({"access-token": "made up"}, 127001),
    ],
)
def test_the_simulated_platform_takes_no_call_that_is_not_signed(change: dict[str, str], code: int) -> None:
    """Each mistake has its code, and a call that was taken once is not taken again."""
    account = Account("key", "secret", "r", "http://127.0.0.1:1", lambda: NOON)
    token = account.renew(
        {"client_id": "key", "client_secret": "secret", "grant_type": "refresh_token", "refresh_token": "r"}
    )["access_token"]
    headers = wire.signed("key", "secret", body=b"{}", now=NOON, nonce="n1")
    headers |= {"access-token": token, "Accept": "application/json"}
    with pytest.raises(Refusal) as refused:
        account.admit({**headers, **change}, b"{}")
    assert refused.value.code == code
    account.nonces.clear()
    account.admit(headers, b"{}")
    with pytest.raises(Refusal) as again:
        account.admit(headers, b"{}")
    assert again.value.code == 4004


@pytest.mark.parametrize(("size", "taken"), [((960, 600), True), ((959, 600), False), ((600, 960), False)])
def test_the_simulated_platform_takes_wide_covers_only(size: tuple[int, int], taken: bool) -> None:  # noqa: FBT001 - the table reads better
    """At least 960 by 600 pixels."""
    account = Account("key", "secret", "r", "http://127.0.0.1:1", lambda: NOON)
    if taken:
        assert account.take_cover(picture(*size))["url"] in account.covers
        return
    with pytest.raises(Refusal):
        account.take_cover(picture(*size))
