"""The Official Account adapter against a platform that enforces its contract: no article twice, none lost, each
refusal with its cause."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from lianjian.adapters.outlets.wechat.codes import CODES, outcome_of
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.actions.retry_delivery import retry_delivery
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.rules.causes import CAUSES, Cause
from lianjian.apps.matrix.rules.quotas import next_reset
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.kernel.clock import CHINA
from tests.apps.matrix.dispatching import work, work_through
from tests.apps.matrix.stories import SECRETS, connect, deliveries, delivery, outlet, publish
from tests.network import ROOT, Network
from tests.simulators.clock import Clock
from tests.simulators.wechat import official_account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from lianjian.adapters.outlets.wechat.simulator.server import Simulator
    from lianjian.apps.matrix.models import Delivery

KEY = "wechat-zhuyou"
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


@dataclass
class Bench:
    """A network with one account connected to a simulated platform, and the clock of both."""

    network: Network
    clock: Clock
    platform: Simulator

    def publish(self, title: str = "茶山上的第一书记", **more: object) -> int:
        return publish(self.network, title, **more)  # type: ignore[arg-type] # picture, text

    def faults(self, *written: str) -> None:
        from lianjian.adapters.outlets.simulating.faults import read_fault

        self.platform.faults.add(*(read_fault(text) for text in written))

    def work(self, *, hours: float = 1.0) -> None:
        work_through(self.clock, hours=hours)

    def row(self, story: int) -> Delivery:
        return delivery(story, KEY)

    def public(self) -> list[str]:
        """Titles of the articles that readers see."""
        return [one.articles[0]["title"] for one in self.platform.account.public()]

    def calls(self, name: str) -> int:
        return Counter(self.platform.log)[name]


@pytest.fixture
def bench(committed: Network) -> Iterator[Bench]:
    clock = Clock.at_noon()
    with official_account(clock) as platform:
        connect(KEY, platform.account.address)
        yield Bench(committed, clock, platform)


def test_a_story_becomes_an_article_with_its_pictures(bench: Bench) -> None:
    """Pictures, cover, draft, publication, question: published with the platform's link, each call made once."""
    story = bench.publish(text="茶农说“今年好”。<script>alert(1)</script>")
    bench.work()
    row = bench.row(story)
    assert (row.state, row.cause, row.evidence) == ("published", "", "answer")
    (one,) = bench.platform.account.public()
    article = one.articles[0]
    assert row.url == article["url"]
    assert (article["title"], article["author"]) == ("茶山上的第一书记", "甲 乙")
    assert "&lt;script&gt;" in article["content"]
    assert "<script" not in article["content"]
    assert article["content"].count("<img") == 1
    assert f"/stories/{story}/?o={KEY}&d={row.key[:10]}" in article["content_source_url"]
    assert Counter(bench.platform.log) == {
        "stable_token": 1,
        "media/uploadimg": 1,
        "material/add_material": 1,
        "draft/add": 1,
        "freepublish/submit": 1,
        "freepublish/get": 1,
    }
    refs = dict(RemoteRef.objects.by(ROOT).filter(delivery=row.pk).values_list("name", "value"))
    assert refs["msg_data_id"] == one.msg_data_id


@pytest.mark.parametrize(
    "fault",
    [
        "freepublish/submit=lostx1",
        "freepublish/submit=gatewayx1",
        "freepublish/submit=garbagex1",
        "freepublish/submit=droppedx1",
        "draft/add=lostx1",
        "draft/add=droppedx1",
        "media/uploadimg=lostx1",
        "material/add_material=gatewayx1",
        "stable_token=lostx1",
        "freepublish/get=lostx1",
        "freepublish/submit=code:-1x1",
        "freepublish/submit=code:45011x1",
        "draft/add=code:42001x1",
        "freepublish/submit=code:40001x1",
    ],
)
def test_whatever_gets_lost_there_is_one_article(bench: Bench, fault: str) -> None:
    """An answer that is lost, refused or garbled at any step: in the end exactly one article is public."""
    bench.faults(fault)
    story = bench.publish()
    bench.work(hours=3)
    assert bench.public() == ["茶山上的第一书记"]
    assert (bench.row(story).state, bench.row(story).next_at) == ("published", None)
    assert len(bench.platform.account.publications) == 1


def test_a_publication_that_is_slow_is_asked_for_sparingly(bench: Bench) -> None:
    """A review of two hours: handed over meanwhile, never sent again, a dozen questions at most."""
    bench.platform.account.publishing = 7200
    story = bench.publish()
    work(bench.clock)
    assert bench.row(story).state == "accepted"
    bench.work(hours=6)
    assert bench.row(story).state == "published"
    assert bench.calls("freepublish/submit") == 1
    assert bench.calls("freepublish/get") <= 12


def test_a_lost_answer_of_a_slow_publication_is_waited_for(bench: Bench) -> None:
    """Not in the list yet, draft gone: it stays unknown and is found later."""
    bench.platform.account.publishing = 300
    bench.faults("freepublish/submit=lostx1")
    story = bench.publish()
    work(bench.clock)
    assert bench.row(story).state == "unknown"
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert bench.calls("freepublish/submit") == 1


def test_busy_that_published_all_the_same_is_found(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform said "busy" and had taken the draft: the next attempt finds it gone, looks, and finds the article."""
    from lianjian.adapters.outlets.wechat.simulator.contract import Errcode

    submit = bench.platform.account.submit
    said = []

    def takes_it_and_says_busy(body):
        answer = submit(body)
        if not said:
            said.append(answer)
            raise Errcode(-1)
        return answer

    monkeypatch.setitem(bench.platform._json, "freepublish/submit", takes_it_and_says_busy)
    story = bench.publish()
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert len(bench.platform.account.publications) == 1


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (2, "originality-failed"),
        (3, "review-failed"),
        (4, "review-failed"),
        (5, "removed-by-account"),
        (6, "removed-by-platform"),
    ],
)
def test_what_the_review_says_is_said(bench: Bench, status: int, cause: str) -> None:
    """publish_status other than 0: refused with its cause, nothing public, not tried again."""
    bench.platform.account.ends_with = status
    story = bench.publish()
    bench.work()
    row = bench.row(story)
    assert (row.state, row.cause, row.code) == ("refused", cause, f"publish_status {status}")
    assert bench.calls("freepublish/submit") == 1


def test_a_server_that_is_not_listed_stops_the_outlet(bench: Bench) -> None:
    """40164: the outlet is paused with the address the platform named; once listed and resumed, all goes out."""
    bench.platform.account.allowed = frozenset({"203.0.113.9"})
    stories = [bench.publish(f"第{n}篇") for n in range(3)]
    bench.work()
    row = outlet(KEY)
    assert (row.state, row.cause, row.code, row.detail) == (
        "paused",
        "address-not-listed",
        "40164",
        "127.0.0.1",
    )
    assert {bench.row(s).state for s in stories} == {"needs_human"}
    bench.platform.account.allowed = frozenset({"127.0.0.1"})
    resume_outlet(by=ROOT, outlet=KEY)
    bench.work()
    assert {bench.row(s).state for s in stories} == {"published"}
    assert sorted(bench.public()) == ["第0篇", "第1篇", "第2篇"]


def test_a_permission_that_was_withdrawn_stops_the_outlet(bench: Bench) -> None:
    """48001: no more than one try, a person takes over."""
    bench.platform.account.permitted = False
    story = bench.publish()
    bench.work(hours=24)
    row = bench.row(story)
    assert (row.state, row.cause, row.code) == ("needs_human", "permission-missing", "48001")
    assert outlet(KEY).state == "paused"
    assert bench.calls("freepublish/submit") == 1


def test_a_wrong_secret_is_said(bench: Bench) -> None:
    """40125 stops the outlet after one question."""
    bench.platform.account.secret = "changed over there"
    story = bench.publish()
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "credentials-wrong")
    assert bench.platform.log == ["stable_token"]


def test_a_token_that_was_forced_elsewhere_is_renewed_once(bench: Bench) -> None:
    """Another program of the account took a new token: ours is refused, we take the new one, and go on."""
    bench.publish("第一篇")
    bench.work()
    bench.platform.account.forget_tokens()
    second = bench.publish("第二篇")
    bench.work()
    assert bench.row(second).state == "published"
    assert not bench.platform.account.forced


def test_a_spent_quota_parks_until_midnight_in_china(bench: Bench) -> None:
    """The platform says 45009: everything for the outlet waits for the day to end there, then goes out by itself."""
    bench.platform.account.quotas["freepublish/submit"] = 2
    stories = [bench.publish(f"第{n}篇") for n in range(4)]
    bench.work()
    states = Counter(bench.row(s).state for s in stories)
    assert states == {"published": 2, "parked": 2}
    midnight = next_reset(bench.clock())
    parked = deliveries(outlet=KEY).filter(state="parked")
    assert {row.next_at for row in parked} == {midnight}
    assert midnight.astimezone(CHINA).strftime("%H:%M") == "00:00"
    assert outlet(KEY).parked_until == midnight
    late = bench.publish("后来的")
    assert bench.row(late).state == "parked"
    bench.work(hours=72)
    assert {bench.row(s).state for s in [*stories, late]} == {"published"}
    assert len(bench.public()) == 5


def test_our_own_count_keeps_within_the_quota(bench: Bench) -> None:
    """What the catalogue says is counted before a call: the platform never has to refuse one."""
    row = outlet(KEY)
    row.quotas = [{"call": "freepublish/submit", "most": 3, "window": "day"}]
    row.save()
    stories = [bench.publish(f"第{n}篇", picture=True) for n in range(5)]
    bench.work(hours=0.5)
    assert Counter(bench.row(s).state for s in stories) == {"published": 3, "parked": 2}
    assert bench.platform.account.used_today("freepublish/submit") == 3
    bench.work(hours=30)
    assert {bench.row(s).state for s in stories} == {"published"}


def test_a_spent_quota_of_questions_holds_up_no_sending(bench: Bench) -> None:
    """freepublish/get used up: the story stays handed over until midnight, others are still sent."""
    bench.platform.account.quotas["freepublish/get"] = 0
    first = bench.publish("第一篇")
    bench.work(hours=0.5)
    assert bench.row(first).state == "accepted"
    second = bench.publish("第二篇")
    bench.work(hours=0.5)
    assert bench.row(second).state == "accepted"
    assert len(bench.public()) == 2


def test_repeated_content_waits_for_a_person(bench: Bench) -> None:
    """The platform refuses what it published within a day: a person looks, nothing is doubled."""
    bench.platform.account.refuses_repeats = True
    bench.publish("同一篇")
    bench.work()
    again = bench.publish("同一篇")
    bench.work()
    assert (bench.row(again).state, bench.row(again).cause) == ("needs_human", "repeated")
    assert bench.public() == ["同一篇"]


def test_a_cover_that_was_deleted_there_is_brought_again(bench: Bench) -> None:
    """The platform does not know the cover any more: sending again brings it anew."""
    bench.faults("freepublish/submit=code:53503x1")
    story = bench.publish()
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "check-failed")
    bench.platform.account.media.clear()
    retry_delivery(by=ROOT, delivery=bench.row(story).pk)
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("refused", "gone-there")
    retry_delivery(by=ROOT, delivery=bench.row(story).pk)
    bench.work()
    assert bench.row(story).state == "published"
    assert bench.calls("media/uploadimg") == 1


def test_a_withdrawn_story_is_deleted_there(bench: Bench) -> None:
    """The article is gone at the platform, and so says the ledger."""
    story = bench.publish()
    bench.work()
    withdraw_story(by=bench.network.actor("chief"), story=story, reason="数字有误")
    bench.work()
    assert bench.public() == []
    assert set(deliveries(story, KEY).values_list("state", flat=True)) == {"withdrawn"}


def test_a_story_without_a_picture_waits_for_a_person(bench: Bench) -> None:
    """The platform demands a cover: nothing is sent, the cause says so."""
    story = bench.publish(picture=False)
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "cover-missing")
    assert bench.platform.log == []


def test_an_endless_text_is_cut_to_the_limit(bench: Bench) -> None:
    """Twenty thousand characters with tags: the article ends at a paragraph and points to the story."""
    story = bench.publish(text="\n".join(["这一段写春茶、山路和夜校。" * 20] * 12 + ["尾声" * 9000]))
    bench.work()
    assert bench.row(story).state == "published"
    content = bench.platform.account.public()[0].articles[0]["content"]
    assert len(content) < 20_000
    assert "全文请点“阅读原文”。" in content


def test_every_code_has_a_cause_and_a_cure() -> None:
    """No code of the table ends without words for the person who has to act."""
    now = Clock()()
    for code in CODES:
        outcome = outcome_of(code, now=now)
        assert outcome.cause is not None, code
        words = CAUSES[outcome.cause]
        assert words.what, code
        assert words.cure, code
        assert outcome.code == str(code)
    strange = outcome_of(99_999, now=now, detail="what")
    assert (strange.state, strange.cause) == ("needs_human", Cause.UNEXPECTED_ANSWER)


@pytest.mark.costly
def test_every_code_drives_the_delivery_where_the_table_says(bench: Bench) -> None:
    """Played by the platform at the submission, one after another: the row stands where the table says, and nothing is
    published."""
    expected = {
        "again": "queued",
        "slower": "queued",
        "park": "parked",
        "human": "needs_human",
        "refresh": "needs_human",
        "refuse": "refused",
    }
    story = bench.publish()
    for code, meaning in CODES.items():
        bench.platform.faults.clear()
        bench.faults(f"freepublish/submit=code:{code}")
        bench.clock.forward(seconds=45)  # forced tokens have a pause between them
        resume_outlet(by=ROOT, outlet=KEY)
        deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=7)
        deliveries(story, KEY).update(lease_until=None)
        RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk, name="doubtful").delete()
        work(bench.clock)
        row = bench.row(story)
        # the eighth try was the last: what would be sent again later is a person's now
        last = expected[meaning.then].replace("queued", "needs_human")
        wanted = "needs_human" if meaning.cause == Cause.GONE_THERE else last
        assert (row.state, row.code, row.cause) == (wanted, str(code), str(meaning.cause)), code
        if meaning.then == "park":
            assert row.next_at == next_reset(bench.clock()), code
    assert bench.public() == []


def test_the_platform_tells_by_itself_what_became_of_it(bench: Bench, served_here: str) -> None:
    """Its signed call arrives at our address: the delivery is looked at at once, without a question to the platform."""
    bench.platform.account.publishing = 0.3
    bench.platform.callback = f"{served_here}/api/outlets/{KEY}/"
    story = bench.publish()
    work(bench.clock)
    deadline = time.monotonic() + 60
    while not RemoteRef.objects.by(ROOT).filter(name="heard_status").exists():
        assert time.monotonic() < deadline, "the platform was not heard"
        time.sleep(0.05)
    row = bench.row(story)
    assert row.state == "accepted"
    assert row.next_at <= bench.clock()
    work(bench.clock)
    assert bench.row(story).state == "published"
    assert bench.row(story).url == bench.platform.account.public()[0].articles[0]["url"]
    assert bench.calls("freepublish/get") == 0


def test_nobody_else_is_heard_at_that_address(bench: Bench, client: Client) -> None:
    """Without the platform's signature, for another outlet, with nonsense or too much of it: 404, and nothing is kept."""
    story = bench.publish()
    work(bench.clock)
    event = bench.platform._event(next(iter(bench.platform.account.publications.values())))
    good = _signed(SECRETS["callback_token"])
    assert client.post(f"/api/outlets/{KEY}/?{good}", event, content_type="text/xml").content == b"success"
    assert RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk, name="heard_status").count() == 1
    RemoteRef.objects.by(ROOT).filter(name="heard_status").delete()
    assert client.get(f"/api/outlets/{KEY}/?{good}&echostr=12ab").content == b"12ab"
    for path in (
        f"/api/outlets/{KEY}/",
        f"/api/outlets/{KEY}/?{_signed('guessed')}",
        f"/api/outlets/toutiao/?{good}",
        f"/api/outlets/no-such-outlet/?{good}",
    ):
        assert client.post(path, event, content_type="text/xml").status_code == 404
    assert (
        client.post(f"/api/outlets/{KEY}/?{good}", b"x" * 70_000, content_type="text/xml").status_code == 404
    )
    bomb = b'<!DOCTYPE x [<!ENTITY a "a">]><xml><Event>PUBLISHJOBFINISH</Event><publish_id>&a;</publish_id></xml>'
    for strange in (b"<xml", b"\xff\x00", bomb, b"<xml><Event>subscribe</Event></xml>"):
        answer = client.post(f"/api/outlets/{KEY}/?{good}", strange, content_type="text/xml")
        assert (answer.status_code, answer.content) == (200, b"success")
    assert not RemoteRef.objects.by(ROOT).filter(name="heard_status").exists()


def _signed(token: str) -> str:
    parts = {"timestamp": "1764000000", "nonce": "n1"}
    signature = hashlib.sha1("".join(sorted([token, *parts.values()])).encode()).hexdigest()  # noqa: S324 - the platform's
    return urlencode({**parts, "signature": signature})
