"""The Baijiahao adapter against a platform that enforces its contract: no article twice, none lost, each refusal with a cause."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from lianjian.adapters.outlets.baijiahao import wire
from lianjian.adapters.outlets.baijiahao.client import BaijiahaoRefusal
from lianjian.adapters.outlets.baijiahao.codes import CODES, outcome_of
from lianjian.adapters.outlets.baijiahao.simulator.account import Account
from lianjian.adapters.outlets.baijiahao.simulator.contract import Errno
from lianjian.adapters.outlets.simulating.faults import read_fault
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.rules.causes import CAUSES, STOPS_OUTLET, Cause
from lianjian.apps.matrix.rules.quotas import next_reset
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.foundation.models import EventRecord
from tests.apps.matrix.dispatching import work, work_through
from tests.apps.matrix.stories import connect, copies, correct, deliveries, delivery, outlet, publish
from tests.network import ROOT, Network
from tests.simulators.baijiahao import TOKENS, baijiahao
from tests.simulators.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.adapters.outlets.baijiahao.simulator.server import Simulator
    from lianjian.apps.matrix.models import Delivery

KEY = "baijiahao"
TITLE = "茶山上的第一书记"
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


@dataclass
class Bench:
    """A network with one account connected to a simulated platform, and the clock of both."""

    network: Network
    clock: Clock
    platform: Simulator

    def publish(self, title: str = TITLE, **more: object) -> int:
        return publish(self.network, title, **more)  # type: ignore[arg-type] # picture, text

    def faults(self, *written: str) -> None:
        self.platform.faults.add(*(read_fault(text) for text in written))

    def work(self, *, hours: float = 1.0) -> None:
        work_through(self.clock, hours=hours)

    def row(self, story: int) -> Delivery:
        return delivery(story, KEY)

    def public(self) -> list[str]:
        return [one.title for one in self.platform.account.public()]

    def calls(self, name: str) -> int:
        return Counter(self.platform.log)[name]


@pytest.fixture
def bench(committed: Network) -> Iterator[Bench]:
    clock = Clock.at_noon()
    with baijiahao(clock) as platform:
        connect(KEY, platform.account.address, TOKENS)
        yield Bench(committed, clock, platform)


def test_a_story_becomes_an_article_once_it_is_reviewed(bench: Bench) -> None:
    """Handed over, reviewed, public at the platform's address; pictures and origin are addresses of our own site."""
    story = bench.publish(text="茶农说“今年好”。<script>alert(1)</script>")
    work(bench.clock)
    assert bench.row(story).state == "accepted"
    bench.work()
    row = bench.row(story)
    assert (row.state, row.cause, row.evidence) == ("published", "", "answer")
    (one,) = bench.platform.account.public()
    assert row.url == f"{bench.platform.account.address}/s?id={one.id}"
    assert f"/stories/{story}/?o={KEY}&d={row.key[:10]}" in one.origin_url
    assert "&lt;script&gt;" in one.content
    assert f'<img src="{settings.BASE_URL}/' in one.content
    assert one.covers
    assert all(cover.startswith(f"{settings.BASE_URL}/") for cover in one.covers)
    assert Counter(bench.platform.log) == {"article/publish": 1, "query/status": 1}


def test_a_hundred_lost_answers_are_settled_without_a_second_article(bench: Bench) -> None:
    """Seventy articles whose answer was lost are found by their link; thirty that never arrived stay unknown for a person."""
    bench.platform.account.quotas["article/publish"] = 200
    bench.faults("article/publish=lostx70", "article/publish=droppedx30")
    rows = copies(bench.publish(), KEY, 100)
    assert len(rows) == 100
    bench.work(hours=3)
    states = Counter(deliveries(outlet=KEY).values_list("state", flat=True))
    assert states == {"published": 70, "unknown": 30}
    assert bench.calls("article/publish") == 100
    origins = {one.id: one.origin_url for one in bench.platform.account.public()}
    assert len(origins) == 70
    for row in deliveries(outlet=KEY).filter(state="published"):
        assert f"d={row.key[:10]}" in origins[row.url.rpartition("=")[2]]


@pytest.mark.parametrize("kind", ["lost", "gateway", "garbage"])
def test_a_lost_article_is_found_by_its_title_where_the_list_tells_no_links(bench: Bench, kind: str) -> None:
    """One article bears it: that is ours."""
    bench.platform.account.lists_origin = False
    bench.faults(f"article/publish={kind}x1")
    story = bench.publish()
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert bench.calls("article/publish") == 1


def test_two_articles_of_one_title_are_not_told_apart_by_it(bench: Bench) -> None:
    """Where the list tells no links and two bear the title, a person looks."""
    bench.publish()
    bench.work()
    bench.platform.account.lists_origin = False
    bench.faults("article/publish=lostx1")
    story = bench.publish()
    bench.work(hours=3)
    assert bench.row(story).state == "unknown"
    assert bench.calls("article/publish") == 2


def test_an_address_that_is_there_already_is_found(bench: Bench) -> None:
    """The platform says that it has this address: the article of our earlier attempt is found and followed."""
    bench.faults("article/publish=lostx1", "query/articleListall=code:60000006")
    story = bench.publish()
    bench.work(hours=3)
    assert bench.row(story).state == "unknown"
    bench.platform.faults.clear()
    deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=0, checks=0)
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert len(bench.platform.account.articles) == 1


@pytest.mark.parametrize(
    ("ends_with", "state", "cause"),
    [
        ("rejected", "refused", "review-failed"),
        ("draft", "needs_human", "handle-on-site"),
        ("withdraw", "refused", "removed-by-account"),
        ("something new", "needs_human", "unexpected-answer"),
    ],
)
def test_what_the_review_says_is_said(bench: Bench, ends_with: str, state: str, cause: str) -> None:
    """Nothing is public, nothing is tried again; the platform's own words are shown."""
    bench.platform.account.ends_with = ends_with
    bench.platform.account.msg = "内容质量低"
    story = bench.publish()
    bench.work()
    row = bench.row(story)
    assert (row.state, row.cause, row.code) == (state, cause, ends_with)
    assert row.detail == ("内容质量低" if ends_with == "rejected" else row.detail)
    assert bench.calls("article/publish") == 1


def test_a_review_that_takes_a_day_is_asked_for_sparingly(bench: Bench) -> None:
    """Never sent again; a quarter of a hundred questions at most."""
    bench.platform.account.reviewing = 86_400
    story = bench.publish()
    bench.work(hours=30)
    assert bench.row(story).state == "published"
    assert bench.calls("article/publish") == 1
    assert bench.calls("query/status") <= 32


def test_a_spent_quota_parks_until_midnight_in_china(bench: Bench) -> None:
    """60001009: everything for the outlet waits for the day to end there, then goes out by itself."""
    bench.platform.account.quotas["article/publish"] = 2
    rows = copies(bench.publish(), KEY, 4)
    bench.work()
    assert Counter(deliveries(outlet=KEY).values_list("state", flat=True)) == {"published": 2, "parked": 2}
    midnight = next_reset(bench.clock())
    assert {row.next_at for row in deliveries(outlet=KEY).filter(state="parked")} == {midnight}
    assert outlet(KEY).parked_until == midnight
    bench.work(hours=30)
    assert set(deliveries(rows[0].story, KEY).values_list("state", flat=True)) == {"published"}


def test_an_account_that_is_muted_in_the_middle_pauses_with_one_notice(bench: Bench) -> None:
    """60000005: what is out stays out, the rest waits; passed again and resumed, it goes out."""
    first = bench.publish("第一篇茶山上的故事")
    bench.work()
    bench.platform.account.audited = False
    rows = copies(bench.publish("第二篇茶山上的故事"), KEY, 6)
    bench.work()
    assert (outlet(KEY).state, outlet(KEY).cause, outlet(KEY).code) == (
        "paused",
        "account-blocked",
        "60000005",
    )
    told = EventRecord.objects.filter(name="matrix.outlet_changed")
    assert sum(1 for row in told if row.payload["state"] == "paused") == 1
    assert bench.row(first).state == "published"
    bench.platform.account.audited = True
    resume_outlet(by=ROOT, outlet=KEY)
    bench.work()
    assert set(deliveries(rows[0].story, KEY).values_list("state", flat=True)) == {"published"}


def test_a_story_without_a_cover_waits_for_a_person(bench: Bench) -> None:
    """The platform would keep it as a draft: nothing is sent, the cause says so."""
    story = bench.publish(picture=False)
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "cover-missing")
    assert bench.platform.log == []


def test_a_short_title_is_widened_and_an_endless_text_cut(bench: Bench) -> None:
    """Within eight and forty characters, within twenty thousand, and the reader is pointed to the story."""
    story = bench.publish("春茶", text="\n".join(["这一段写春茶、山路和夜校。" * 20] * 120))
    bench.work()
    assert bench.row(story).state == "published"
    (one,) = bench.platform.account.public()
    assert one.title.startswith("春茶｜")
    assert 8 <= len(one.title) <= 40
    assert len(one.content) <= 20_000
    assert "全文见原文地址。" in one.content


def test_a_withdrawn_story_is_taken_back_there(bench: Bench) -> None:
    """Gone at the platform, and so says the ledger; in a state in which it cannot be taken back, a person is told."""
    first, second = bench.publish("第一篇茶山上的故事"), bench.publish("第二篇茶山上的故事")
    bench.work()
    withdraw_story(by=bench.network.actor("chief"), story=first, reason="数字有误")
    bench.work()
    assert bench.public() == ["第二篇茶山上的故事"]
    assert bench.row(first).state == "withdrawn"
    bench.faults("article/withdraw=code:60001003")
    withdraw_story(by=bench.network.actor("chief"), story=second, reason="数字有误")
    bench.work()
    assert (bench.row(second).state, bench.row(second).cause) == ("withdrawal_needed", "take-down-by-hand")


def test_a_correction_waits_for_a_person(bench: Bench) -> None:
    """A second article is never sent for it."""
    story = bench.publish()
    bench.work()
    correct(bench.network, story, "茶山上的第一书记（更正）")
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "correct-by-hand")
    assert bench.calls("article/publish") == 1


def test_every_code_drives_the_delivery_where_the_table_says(bench: Bench) -> None:
    """Played by the platform at the submission, one after another: the row stands where the table says, nothing is public."""
    expected = {
        "human": "needs_human",
        "park": "parked",
        "refuse": "refused",
        "doubt": "unknown",
        "repeat": "needs_human",
    }
    story = bench.publish()
    for code, meaning in CODES.items():
        bench.platform.faults.clear()
        bench.faults(f"article/publish=code:{code}")
        resume_outlet(by=ROOT, outlet=KEY)
        RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk).delete()
        deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=0, checks=0)
        work(bench.clock)
        row = bench.row(story)
        assert (row.state, row.code, row.cause) == (
            expected[meaning.then],
            str(code),
            str(meaning.cause),
        ), code
        assert (outlet(KEY).state == "paused") == (meaning.cause in STOPS_OUTLET), code
        if meaning.then == "park":
            assert row.next_at == next_reset(bench.clock())
    assert bench.platform.account.articles == []


def test_every_code_has_a_cause_and_a_cure() -> None:
    """No number of the table ends without words for the person who has to act; a strange one is called so."""
    now = Clock()()
    for code in CODES:
        outcome = outcome_of(code, "", now=now)
        assert outcome.cause is not None, code
        assert CAUSES[outcome.cause].what, code
        assert CAUSES[outcome.cause].cure, code
    strange = outcome_of(99_999, "what", now=now)
    assert (strange.state, strange.cause) == ("needs_human", Cause.UNEXPECTED_ANSWER)


def test_no_secret_reaches_a_log_or_the_ledger(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails: the token stands in no log and in no attempt."""
    caplog.set_level("DEBUG")
    bench.faults("article/publish=lostx1", "query/articleListall=garbagex1", "query/status=gatewayx1")
    story = bench.publish()
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    attempts = "".join(f"{a.cause}{a.code}{a.detail}" for a in bench.row(story).attempt_rows.all())
    assert TOKENS["app_token"] not in caplog.text + attempts
    assert "s3cret" not in str(BaijiahaoRefusal(2, '{"app_token": "s3cret"} app_token=s3cret'))


def form(**changes: object) -> dict[str, Any]:
    plain = {
        "title": TITLE,
        "content": '<p>一</p><img src="https://site.cn/a.jpg">',
        "origin_url": "https://site.cn/stories/1/?d=1",
        "cover_images": json.dumps([{"src": "https://site.cn/a.jpg"}]),
        "is_original": 0,
    }
    return {**plain, **changes}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "七个字的标题呀"}, 2),
        ({"title": "题" * 41}, 2),
        ({"content": ""}, 2),
        ({"content": "文" * 20_001}, 2),
        ({"content": '<img src="/media/a.jpg">'}, 2),
        ({"origin_url": ""}, 2),
        ({"is_original": 2}, 2),
        ({"cover_images": [{"src": "https://site.cn/a.jpg"}]}, 2),
        ({"cover_images": json.dumps([{"src": f"https://site.cn/{n}.jpg"} for n in range(4)])}, 2),
        ({"cover_images": json.dumps([{"src": "https://site.cn/a.jpg"}] * 2)}, 301003),
    ],
)
def test_the_platform_is_strict(changes: dict[str, object], code: int) -> None:
    """What passes there was within every limit; without a cover it stays a draft; one address is one article."""
    account = Account("1", "t", "http://127.0.0.1:1", Clock(), reviewing=0)
    with pytest.raises(Errno) as refused:
        account.publish(form(**changes))
    assert refused.value.code == code
    draft = account.publish(form(cover_images="[]", origin_url="https://site.cn/2"))
    assert account.status({"article_id": draft["article_id"]})[draft["article_id"]]["status"] == "draft"
    assert account.publish(form())["article_id"]
    with pytest.raises(Errno) as refused:
        account.publish(form())
    assert refused.value.code == 60001003


def test_credentials_are_for_the_account() -> None:
    """Each mistake has its number."""
    account = Account("1", "t", "http://127.0.0.1:1", Clock())
    for given, code in (
        ({}, 2),
        ({"app_id": "2", "app_token": "t"}, 60000009),
        ({"app_id": "1", "app_token": "x"}, 60001001),
    ):
        with pytest.raises(Errno) as refused:
            account.admit(given)
        assert refused.value.code == code
    account.admit({"app_id": "1", "app_token": "t"})


def test_an_article_of_another_link_is_not_ours() -> None:
    """The link decides where there is one, whatever the title."""
    one = wire.Article("1", "publish", "", "", TITLE, "https://site.cn/?d=aa")
    bare = wire.Article("2", "publish", "", "", TITLE, "")
    assert wire.ours([one], "https://site.cn/?d=bb", TITLE) is None
    assert wire.ours([one, bare], "https://site.cn/?d=bb", TITLE) == bare
    assert wire.ours([one, bare], "https://site.cn/?o=x&d=aa", TITLE) == one
    assert wire.ours([bare, bare], "https://site.cn/?d=bb", TITLE) is None
