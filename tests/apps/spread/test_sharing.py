"""Share links and the two endpoints, over HTTP as a page uses them."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.apps.spread.models import DailySalt, Event, Share
from lianjian.apps.spread.rules.tokens import written
from lianjian.foundation.models import EventRecord
from lianjian.web.site import sharing
from lianjian.web.site.pacing import Pace
from tests.apps.spread.following import follow
from tests.network import Network, today
from tests.six_steps import pass_through

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.apps.spread.addresses")]
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 MicroMessenger/8.0.50"
OWN = {"User-Agent": PHONE, "Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _patient() -> None:
    sharing.READS.forget()
    sharing.SHARES.forget()


def post(to: str, headers: dict[str, str] | None = None, **words: object):
    words.setdefault("event_id", uuid4())
    return Client(headers=headers or OWN, enforce_csrf_checks=True).post(f"/spread/{to}", words)


def published(network: Network) -> int:
    blocks = (DraftBlock("paragraph", "路通了。"),)
    draft = Draft(title="茶山通了路", column="village-stories", blocks=blocks)
    story = start_story(by=network.actor("editor"), draft=draft).pk
    pass_through(network, story)
    publish_story(by=network.actor("editor"), story=story)
    return story


def test_a_story_is_forwarded_followed_read_and_forwarded_again(network: Network) -> None:
    """A link of a published story leads to it, and the next reader's forward hangs below the first."""
    story = published(network)
    first = post("share", story=story)
    assert first.status_code == 201
    link = first.json()
    assert link["url"].endswith(link["path"])
    way = Client().get(link["path"])
    assert (way.status_code, way["Location"]) == (302, f"/stories/{story}/?s={link['token']}")
    assert Client().get(way["Location"]).status_code == 200
    assert post("read", story=story, token=link["token"]).status_code == 204
    assert post("share", story=story, token=link["token"]).status_code == 201
    assert sorted(Share.objects.values_list("depth", flat=True)) == [0, 1]
    assert Event.objects.get(kind="read").depth == 1


def test_looking_counts_nothing(network: Network) -> None:
    """GET on a link, on the story and on the endpoints leaves no event."""
    story = published(network)
    share = post("share", story=story).json()
    before = Event.objects.count()
    for address in (share["path"], f"/stories/{story}/?s={share['token']}"):
        Client(headers=OWN).get(address)
    for address in ("/spread/read", "/spread/share"):
        assert Client(headers=OWN).get(address, {"story": story}).status_code == 405
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "token", ["0000000000001", "zzz", "..", "https:evil.example", "%0d%0aX: y", "０" * 13]
)
def test_a_link_that_leads_nowhere_says_so_and_stays_here(network: Network, token: str) -> None:
    """Whatever stands in a link, the answer is a page of this site with the newest stories."""
    published(network)
    answer = Client().get(f"/s/{token}")
    assert answer.status_code == 404
    assert "Location" not in answer
    assert "茶山通了路" in answer.content.decode()


def test_links_of_a_withdrawn_story_lead_nowhere(network: Network) -> None:
    """A withdrawn story is not carried on by links that were made before."""
    story = published(network)
    path = post("share", story=story).json()["path"]
    withdraw_story(by=network.actor("chief"), story=story, reason="事实有误")
    assert Client().get(path).status_code == 404
    assert post("read", story=story).status_code == 404


def test_the_same_request_twice_is_one(network: Network) -> None:
    """A phone that sends again after a lost answer gets the same link and counts once."""
    follow(1)
    request, read = uuid4(), uuid4()
    first = post("share", story=1, event_id=request)
    again = post("share", story=1, event_id=request)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert [post("read", story=1, event_id=read).status_code for _ in range(2)] == [204, 204]
    assert Event.objects.count() == 2


def test_json_is_understood_like_a_form() -> None:
    """Machines may send JSON."""
    follow(1)
    body = json.dumps({"story": 1, "event_id": str(uuid4())})
    answer = Client(headers=OWN).post("/spread/read", body, content_type="application/json")
    assert (answer.status_code, Event.objects.count()) == (204, 1)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[]", "application/json"),
        ("{", "application/json"),
        ('{"story": "1; drop", "event_id": "x"}', "application/json"),
        ('{"story": 1, "event_id": "x"}', "application/json"),
        ('{"story": 99999999999999999999, "event_id": "x"}', "application/json"),
        ("\xff\xfe", "application/json"),
        ("story=1&event_id=", "application/x-www-form-urlencoded"),
        ("", "text/plain"),
        ("story=" + "1" * 3000, "application/x-www-form-urlencoded"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(body: str, kind: str) -> None:
    """Bad input is a 400 with a sentence, never a traceback, and counts nothing."""
    follow(1)
    for to in ("read", "share"):
        answer = Client(headers=OWN).post(f"/spread/{to}", body.encode("latin-1"), content_type=kind)
        assert answer.status_code == 400
        assert answer.content.decode().strip()
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "origin",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_others_cannot_count_here(origin: dict[str, str]) -> None:
    """A foreign page that posts in its visitors' name is refused."""
    follow(1)
    assert post("read", {"User-Agent": PHONE, **origin}, story=1).status_code == 403
    assert Event.objects.count() == 0


def test_robots_are_answered_and_not_counted() -> None:
    """A crawler that runs scripts gets an empty answer and leaves no count and no link."""
    follow(1)
    robot = {**OWN, "User-Agent": "Mozilla/5.0 (compatible; Baiduspider-render/2.0)"}
    for to in ("read", "share"):
        answer = post(to, robot, story=1)
        assert (answer.status_code, answer.content) == (204, b"")
    assert Event.objects.count() == Share.objects.count() == 0


def test_too_many_in_a_minute_are_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """One visitor is slowed down with Retry-After; another one is not touched."""
    follow(1)
    monkeypatch.setattr(sharing.READS, "most", 2)
    answers = [post("read", story=1) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert post("read", {**OWN, "User-Agent": PHONE + " other"}, story=1).status_code == 204


def test_a_minute_later_the_pace_is_free_again() -> None:
    """Each visitor has a window of its own of one minute."""
    pace = Pace(1)
    knocks = [pace.allows("a", 0.0), pace.allows("a", 59.0), pace.allows("b", 59.0), pace.allows("a", 60.0)]
    assert knocks == [True, False, True, True]


def test_an_outlet_nobody_knows_counts_for_the_site() -> None:
    """The outlet in an address is believed only where there is such an outlet."""
    follow(1)
    post("share", story=1, outlet="weibo-zhuyou")
    post("share", story=1, outlet="<script>")
    assert sorted(Share.objects.values_list("outlet", flat=True)) == ["web-site", "weibo-zhuyou"]


def test_a_token_that_is_none_makes_a_flagged_root() -> None:
    """Who came by a mutilated link still gets a link, as a new root with a flag."""
    follow(1)
    post("share", story=1, token="not-a-token")
    assert Share.objects.get().orphan is True


def test_no_address_is_kept_and_the_hash_changes_with_the_day() -> None:
    """Nothing that was stored holds the address; one visitor has one hash a day, another one the next day."""
    follow(1)
    for story_read in range(2):
        assert post("read", story=1).status_code == 204, story_read
    first = set(Event.objects.values_list("visitor", flat=True))
    assert len(first) == 1
    for row in (
        *Event.objects.values(),
        *Share.objects.values(),
        *EventRecord.objects.values("payload", "actor"),
    ):
        assert "127.0.0.1" not in str(row)
    DailySalt.objects.update(day=today() - timedelta(days=1))
    post("read", story=1)
    assert len(set(Event.objects.values_list("visitor", flat=True))) == 2
    assert list(DailySalt.objects.values_list("day", flat=True)) == [today()]


def test_no_cookie_is_set() -> None:
    """Counting needs none."""
    follow(1)
    assert not post("read", story=1).cookies
    assert not post("share", story=1).cookies


def test_a_token_is_written_the_same_in_link_and_address() -> None:
    """A link typed in capitals leads to the same address."""
    follow(1)
    token = post("share", story=1).json()["token"]
    assert token == written(Share.objects.get().token)
    assert Client().get(f"/s/{token.upper()}")["Location"].endswith(f"?s={token}")


def test_events_of_the_web_are_dated_now() -> None:
    """A beacon carries no time of its own that could be wrong."""
    follow(1)
    before = timezone.now()
    post("read", story=1, at="2001-01-01")
    assert Event.objects.get().at >= before
