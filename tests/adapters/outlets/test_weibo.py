"""The Weibo adapter against a platform that enforces its contract: no post twice, none lost, each refusal with its cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from lianjian.adapters.outlets.simulating.faults import read_fault
from lianjian.adapters.outlets.weibo import wire
from lianjian.adapters.outlets.weibo.client import WeiboRefusal
from lianjian.adapters.outlets.weibo.codes import CODES, next_hour, outcome_of
from lianjian.adapters.outlets.weibo.simulator.account import Account
from lianjian.adapters.outlets.weibo.simulator.contract import ErrorCode, counted
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.ports import load_adapters
from lianjian.apps.matrix.queries.facts import credentials_of
from lianjian.apps.matrix.rules.causes import CAUSES, STOPS_OUTLET, Cause
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.foundation.models import EventRecord
from tests.apps.matrix.dispatching import work, work_through
from tests.apps.matrix.stories import connect, copies, correct, deliveries, delivery, outlet, png, publish
from tests.network import ROOT, Network
from tests.simulators.clock import Clock
from tests.simulators.weibo import TOKENS, weibo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.adapters.outlets.weibo.simulator.server import Simulator
    from lianjian.apps.matrix.models import Delivery

KEY = "weibo-zhuyou"
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
        self.platform.faults.add(*(read_fault(text) for text in written))

    def work(self, *, hours: float = 1.0) -> None:
        work_through(self.clock, hours=hours)

    def row(self, story: int) -> Delivery:
        return delivery(story, KEY)

    def public(self) -> list[str]:
        return [post.text for post in self.platform.public()]

    def calls(self, name: str) -> int:
        return Counter(self.platform.log)[name]


@pytest.fixture
def bench(committed: Network) -> Iterator[Bench]:
    clock = Clock.at_noon()
    with weibo(clock) as platform:
        connect(KEY, platform.account.address, TOKENS)
        yield Bench(committed, clock, platform)


def test_a_story_becomes_a_post_with_a_picture_and_the_link(bench: Bench) -> None:
    """One call; the page it is published at opens; no hash sign is sent, and the address reported for the person is."""
    connect(KEY, bench.platform.account.address, {**TOKENS, "rip": "203.0.113.7"})
    story = bench.publish("#茶山#上的第一书记", text="茶农说今年好。" * 60)
    bench.work()
    row = bench.row(story)
    assert (row.state, row.cause, row.evidence) == ("published", "", "answer")
    (post,) = bench.platform.public()
    assert post.text.startswith("【茶山上的第一书记】")
    assert f"/stories/{story}/?o={KEY}&d={row.key[:10]}" in post.text
    assert counted(post.text) <= 140
    assert post.picture.startswith(b"\xff\xd8\xff")
    assert bench.platform.log == ["statuses/share"]
    assert bench.platform.rips == ["203.0.113.7"]
    assert row.url == f"{bench.platform.account.address}/2000000001/{bench.platform.account.name_of(post)}"


def test_the_address_of_a_post_is_its_number_in_another_base() -> None:
    """As the platform writes it, seven digits at a time, with the nought in front that a later group needs."""
    status = wire.Status("3501756485200075", "1404376560", "")
    assert wire.page_of(status, "https://weibo.com") == "https://weibo.com/1404376560/z0JH2lOMb"
    assert wire.page_of(wire.Status("10000001", "1", ""), "s") == "s/1/10001"


def test_a_hundred_lost_answers_are_settled_without_a_second_post(bench: Bench) -> None:
    """Seventy posts whose answer was lost are found by their link; thirty that never arrived stay unknown for a person."""
    bench.faults("statuses/share=lostx70", "statuses/share=droppedx30")
    rows = copies(bench.publish(), KEY, 100)
    assert len(rows) == 100
    bench.work(hours=3)
    states = Counter(deliveries(outlet=KEY).values_list("state", flat=True))
    assert states == {"published": 70, "unknown": 30}
    assert bench.calls("statuses/share") == 100
    assert len(bench.public()) == 70
    addresses = {
        f"{bench.platform.account.address}/2000000001/{bench.platform.account.name_of(post)}": post.text
        for post in bench.platform.public()
    }
    for row in deliveries(outlet=KEY).filter(state="published"):
        assert f"d={row.key[:10]}" in addresses[row.url]


@pytest.mark.parametrize("kind", ["lost", "gateway", "garbage"])
def test_a_post_that_shows_late_is_found(bench: Bench, kind: str) -> None:
    """The timeline is behind: unknown for a while, then found, and never sent again."""
    bench.platform.account.lag = 90
    bench.faults(f"statuses/share={kind}x1")
    story = bench.publish()
    work(bench.clock)
    assert bench.row(story).state == "unknown"
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert bench.calls("statuses/share") == 1


def test_repeated_content_that_is_ours_is_found(bench: Bench) -> None:
    """20019 for a text that stands there with our link: published, by the timeline."""
    bench.faults("statuses/share=lostx1", "statuses/user_timeline=code:10001")
    story = bench.publish()
    bench.work(hours=3)
    assert bench.row(story).state == "unknown"
    bench.platform.faults.clear()
    deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=0, checks=0)
    bench.work(hours=3)
    assert bench.row(story).state == "published"
    assert bench.calls("statuses/share") == 2
    assert len(bench.public()) == 1


def test_repeated_content_that_is_not_ours_waits_for_a_person(bench: Bench) -> None:
    """20017 for a text that somebody posted with another link: a person looks."""
    bench.publish("同一篇")
    bench.work()
    bench.platform.account.refuses_similar = True
    again = bench.publish("同一篇")
    bench.work()
    assert (bench.row(again).state, bench.row(again).cause) == ("needs_human", "repeated")
    assert len(bench.public()) == 1


def test_an_expired_token_is_renewed_once_for_all(bench: Bench) -> None:
    """It ends in the middle: one renewal however many meet it, and everything goes out."""
    first = bench.publish("第一篇")
    bench.work()
    bench.platform.account.expire()
    rows = copies(bench.publish("第二篇"), KEY, 8)
    bench.work()
    assert bench.row(first).state == "published"
    assert set(deliveries(rows[0].story, KEY).values_list("state", flat=True)) == {"published"}
    assert bench.calls("oauth2/access_token") == 1


def test_a_renewed_token_outlives_the_worker(bench: Bench) -> None:
    """It is sealed where the old one lay: another worker posts with it, and renews with the refresh token that came with it."""
    bench.platform.account.expire()
    bench.publish("第一篇")
    bench.work()
    kept = credentials_of(outlet(KEY))
    assert kept["access_token"] in bench.platform.account.tokens
    assert kept["refresh_token"] == bench.platform.account.refresh_token
    assert kept["app_secret"] == TOKENS["app_secret"]
    other = load_adapters(["lianjian.adapters.outlets.weibo.adapter.Weibo"])
    for title, renewals in (("第二篇", 1), ("第三篇", 2)):
        story = bench.publish(title)
        work(bench.clock, serving=other)
        assert bench.row(story).state == "published"
        assert bench.calls("oauth2/access_token") == renewals
        bench.platform.account.expire()


def test_a_token_that_cannot_be_renewed_stops_the_outlet_once(bench: Bench) -> None:
    """No refresh token for this kind of app: paused with its cause, one notice however many stories waited."""
    bench.platform.account.gives_refresh = False
    bench.platform.account.expire()
    stories = [bench.publish(f"第{n}篇") for n in range(3)]
    bench.work()
    assert (outlet(KEY).state, outlet(KEY).cause) == ("paused", "credentials-wrong")
    assert {bench.row(s).state for s in stories} == {"needs_human"}
    assert _notices() == 1
    assert bench.public() == []


def test_without_a_refresh_token_nothing_is_asked(bench: Bench) -> None:
    """The access token alone is enough to post; when it has expired, that is said at once."""
    connect(KEY, bench.platform.account.address, {"access_token": TOKENS["access_token"]})
    bench.platform.account.expire()
    story = bench.publish()
    bench.work()
    assert (bench.row(story).state, bench.row(story).code) == ("needs_human", "21327")
    assert bench.platform.log == ["statuses/share"]


def test_a_permission_withdrawn_in_the_middle_pauses_with_one_notice(bench: Bench) -> None:
    """What is out stays out, the rest waits; given back and resumed, it goes out."""
    first = bench.publish("第一篇")
    bench.work()
    bench.platform.account.permitted = False
    rows = copies(bench.publish("第二篇"), KEY, 6)
    bench.work()
    assert (outlet(KEY).state, outlet(KEY).cause, outlet(KEY).code) == (
        "paused",
        "permission-missing",
        "10014",
    )
    assert _notices() == 1
    assert bench.row(first).state == "published"
    bench.platform.account.permitted = True
    resume_outlet(by=ROOT, outlet=KEY)
    bench.work()
    assert set(deliveries(rows[0].story, KEY).values_list("state", flat=True)) == {"published"}
    assert len(bench.public()) == 7


def test_a_spent_quota_parks_until_the_hour_is_over(bench: Bench) -> None:
    """10024: everything for the outlet waits for the next hour of the platform, then goes out by itself."""
    bench.platform.account.quotas["statuses/share"] = 2
    rows = copies(bench.publish(), KEY, 4)
    work(bench.clock)
    waiting = deliveries(outlet=KEY).filter(state="parked")
    assert Counter(deliveries(outlet=KEY).values_list("state", flat=True)) == {"published": 2, "parked": 2}
    assert {row.next_at for row in waiting} == {next_hour(bench.clock())}
    assert outlet(KEY).parked_until == next_hour(bench.clock())
    bench.work(hours=3)
    assert set(deliveries(rows[0].story, KEY).values_list("state", flat=True)) == {"published"}


def test_a_domain_that_is_not_bound_is_said(bench: Bench) -> None:
    """10017 in its words about the domain: not a malformed request."""
    bench.platform.account.domains = frozenset({"elsewhere.cn"})
    story = bench.publish()
    bench.work()
    row = bench.row(story)
    assert (row.state, row.cause, row.code) == ("needs_human", "link-not-allowed", "10017")


def test_a_withdrawn_story_is_deleted_where_the_app_may(bench: Bench) -> None:
    """Deleted, and so says the ledger; where the app may not, a person is told and the outlet goes on."""
    first, second = bench.publish("第一篇"), bench.publish("第二篇")
    bench.work()
    withdraw_story(by=bench.network.actor("chief"), story=first, reason="数字有误")
    bench.work()
    assert len(bench.public()) == 1
    assert bench.row(first).state == "withdrawn"
    bench.platform.account.may_destroy = False
    withdraw_story(by=bench.network.actor("chief"), story=second, reason="数字有误")
    bench.work()
    assert (bench.row(second).state, bench.row(second).cause) == ("withdrawal_needed", "take-down-by-hand")
    assert outlet(KEY).state == "ready"


def test_a_correction_waits_for_a_person(bench: Bench) -> None:
    """A post cannot be changed over the interface, and a second one would double it."""
    story = bench.publish()
    bench.work()
    correct(bench.network, story, "茶山上的第一书记（更正）")
    bench.work()
    assert (bench.row(story).state, bench.row(story).cause) == ("needs_human", "correct-by-hand")
    assert bench.calls("statuses/share") == 1


def test_every_code_drives_the_delivery_where_the_table_says(bench: Bench) -> None:
    """Played by the platform at the post, one after another: the row stands where the table says, and nothing is public."""
    expected = {
        "again": "queued",
        "slower": "queued",
        "hour": "parked",
        "human": "needs_human",
        "refresh": "needs_human",
        "refuse": "refused",
        "doubt": "unknown",
        "repeat": "needs_human",
    }
    story = bench.publish()
    for code, meaning in CODES.items():
        bench.platform.faults.clear()
        bench.faults(f"statuses/share=code:{code}")
        bench.platform.account.counted.clear()
        resume_outlet(by=ROOT, outlet=KEY)
        RemoteRef.objects.by(ROOT).filter(delivery=bench.row(story).pk).delete()
        deliveries(story, KEY).update(state="queued", next_at=bench.clock(), attempts=0, checks=0)
        work(bench.clock)
        row, wanted = bench.row(story), expected[meaning.then]
        cause = Cause.LINK_NOT_ALLOWED if code == 10017 else meaning.cause
        assert (row.state, row.code, row.cause) == (wanted, str(code), str(cause)), code
        assert (outlet(KEY).state == "paused") == (meaning.cause in STOPS_OUTLET), code
        if meaning.then == "hour":
            assert row.next_at == next_hour(bench.clock())
    assert bench.public() == []


def test_every_code_has_a_cause_and_a_cure() -> None:
    """No code of the table ends without words for the person who has to act; a strange one is called so."""
    now = Clock()()
    for code in CODES:
        outcome = outcome_of(code, "", now=now)
        assert outcome.cause is not None, code
        assert CAUSES[outcome.cause].what, code
        assert CAUSES[outcome.cause].cure, code
        assert outcome.code == str(code)
    strange = outcome_of(99_999, "what", now=now)
    assert (strange.state, strange.cause) == ("needs_human", Cause.UNEXPECTED_ANSWER)


def test_no_secret_reaches_a_log_or_the_ledger(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever fails: neither the tokens nor the app's secret stand in a log, an attempt or an outlet's row."""
    caplog.set_level("DEBUG")
    bench.faults("statuses/share=lostx1", "statuses/user_timeline=garbagex2", "oauth2/access_token=droppedx1")
    story = bench.publish()
    bench.work(hours=3)
    bench.platform.account.expire()
    other = bench.publish("另一篇")
    bench.work(hours=3)
    assert {bench.row(story).state, bench.row(other).state} == {"published"}
    said = caplog.text + "".join(
        f"{a.cause}{a.code}{a.detail}" for s in (story, other) for a in bench.row(s).attempt_rows.all()
    )
    for secret in (*TOKENS.values(), bench.platform.account.refresh_token, *bench.platform.account.tokens):
        assert secret not in said
    refusal = WeiboRefusal(10001, "GET /2/x.json?access_token=2.00abc&count=1 refresh_token=zzz")
    assert "2.00abc" not in str(refusal)
    assert "zzz" not in str(refusal)


@pytest.mark.parametrize(
    ("text", "picture", "code"),
    [
        ("", None, 20008),
        ("文" * 130 + " https://site.cn/s?d=1", None, 20012),
        ("没有链接", None, 10017),
        ("别处 https://other.cn/s", None, 10017),
        ("#话题# https://site.cn/s", None, 10008),
        ("好 https://site.cn/s", b"no picture", 20005),
        ("好 https://site.cn/s", b"\xff\xd8\xff" + b"\0" * 5_242_880, 20006),
    ],
)
def test_the_platform_is_strict(text: str, picture: bytes | None, code: int) -> None:
    """What passes there was within every limit: text, picture, link on the bound domain, no topic, no repeat."""
    account = Account("http://127.0.0.1:1", Clock(), "t", domains=frozenset({"site.cn"}))
    with pytest.raises(ErrorCode) as refused:
        account.share(text, picture)
    assert refused.value.code == code
    assert account.share("好 https://site.cn/s?d=1#a", png())["text"].startswith("好 http://t.cn/")
    with pytest.raises(ErrorCode) as refused:
        account.share("好 https://site.cn/s?d=1#a", None)
    assert refused.value.code == 20019


def _notices() -> int:
    """How often the house was told that an outlet stands still."""
    rows = EventRecord.objects.filter(name="matrix.outlet_changed")
    return sum(1 for row in rows if row.payload["state"] == "paused")
