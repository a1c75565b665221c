"""The ledger of the network and the coverage at the desk: honest marks, cells that open, figures with their rows."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import Story
from lianjian.web.kit.sheets import MEDIA_TYPE
from tests.apps.matrix.stories import deliveries, delivery, publish
from tests.web.desk.carrying import CHANNELS, GOOD, SCRIPT, at_the_desk
from tests.web.desk.test_desk import a_stranger

if TYPE_CHECKING:
    from tests.network import Network

PAGES = ("/desk/ledger/", "/desk/ledger/unreached/", "/desk/coverage/", "/desk/coverage/rows/")


def text_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"Accept-Language": "zh-hans"})
    assert answer.status_code == 200, address
    return answer.content.decode().replace("<wbr>", "")


def rows(client: Client, address: str) -> list[tuple[Any, ...]]:
    """The rows of the workbook of a page, the headings first."""
    answer = client.get(
        f"{address}{'&' if '?' in address else '?'}as=xlsx", headers={"Accept-Language": "zh-hans"}
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE), address
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))


def about(story: int, party: int | None, *, days: int = 0) -> None:
    Story.objects.filter(pk=story).update(
        party=party, first_published_at=timezone.now() - timedelta(days=days, hours=2)
    )


@pytest.fixture
def story(network: Network) -> int:
    """A story about village A: seen at one outlet, fetched by one, unknown at one."""
    key = publish(network, "有台账的稿")
    about(key, network.village_a.pk)
    confirm_handoff(by=network.actor("editor"), delivery=delivery(key, CHANNELS).pk, url=GOOD)
    deliveries(key, "people").update(
        state="accepted", evidence="feed-fetch", accepted_at=timezone.now(), attempts=1
    )
    deliveries(key, "bilibili").update(state="accepted", accepted_at=timezone.now())
    deliveries(key, "douyin").update(state="unknown", cause="no-answer", next_at=None)
    return key


def test_every_story_at_every_outlet(network: Network, story: int) -> None:
    """A mark an outlet, each said in words; what was handed over or taken is not called published."""
    page = text_of(at_the_desk(network), "/desk/ledger/")
    assert page.count(f"at={story}.") == 26
    for said in (
        "视频号 · 驻友：已发布",
        "人民号：已交付",
        "哔哩哔哩 · 驻友：已受理",
        "抖音 · 驻友：未知",
        "<b>1</b> / 26 已发布",
    ):
        assert said in page, said
    assert page.count('：已发布"') == 2  # one mark, named once for the eye and once for the ear
    assert "没有送到的更正和撤回" not in page


def test_a_mark_opens(network: Network, story: int) -> None:
    """Who, when and on what evidence, with the link; an address that opens nothing shows the page as it is."""
    client = at_the_desk(network)
    page = text_of(client, f"/desk/ledger/?at={story}.{CHANNELS}")
    opened = page.partition('id="cell"')[2].partition("</tr>")[0]
    for said in ("媒编辑", "同事看到", GOOD, f"/desk/ledger/{story}/#o-{CHANNELS}"):
        assert said in opened, said
    fetched = text_of(client, f"/desk/ledger/?at={story}.people").partition('id="cell"')[2]
    assert "对方取稿记录" in fetched.partition("</tr>")[0]
    for nothing in (f"{story}.nowhere", "999999.people", "x.people", f"{story}", SCRIPT):
        assert 'id="cell"' not in client.get("/desk/ledger/", {"at": nothing}).content.decode()


def test_it_is_narrowed(network: Network, story: int) -> None:
    """By party (a part of its name), column, outlet, state and days; a name that nobody has is said beside its field and
    stays there; nonsense narrows nothing."""
    client = at_the_desk(network)
    old = publish(network, "去年的稿")
    about(old, network.village_b.pk, days=300)
    for query, there in (
        ("", True),
        ("?party=张洋", True),
        (f"?party={network.village_a.pk}", True),
        ("?party=乙村", False),
        ("?party=none", False),
        ("?column=village-stories&days=7", True),
        ("?column=policy-explained", False),
        ("?outlet=people&state=handed-over", True),
        ("?outlet=people&state=published", False),
        ("?state=nonsense&outlet=nowhere&days=x", True),
    ):
        assert ("有台账的稿" in text_of(client, f"/desk/ledger/{query}")) is there, query
    assert "去年的稿" not in text_of(client, "/desk/ledger/")
    assert "去年的稿" in text_of(client, "/desk/ledger/?days=365")
    wrong = text_of(client, "/desk/ledger/?party=没有这样的村")
    assert 'id="party-error"' in wrong
    assert 'value="没有这样的村"' in wrong
    assert SCRIPT not in client.get("/desk/ledger/", {"party": SCRIPT}).content.decode()


def test_what_did_not_reach_stands_first_with_what_to_do(network: Network, story: int) -> None:
    """A withdrawal that only a person can carry out stands above the ledger, with the way to do it."""
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    client = at_the_desk(network)
    page = text_of(client, "/desk/ledger/")
    assert page.index("没有送到的更正和撤回") < page.index("grid26")
    row = delivery(story, CHANNELS)
    assert f"/desk/kit/{row.pk}/?story={story}" in page
    assert "待人工撤下" in page
    every = text_of(client, "/desk/ledger/unreached/")
    told = rows(client, "/desk/ledger/unreached/")[1:]
    assert every.count('class="how"') == len(told)
    assert "视频号 · 驻友" in {line[2] for line in told}


def test_figures_lead_to_their_rows(network: Network, story: int) -> None:
    """The rows behind each figure are as many as it says; unknown is unknown, and by party and by outlet it is the same."""
    client = at_the_desk(network)
    page = text_of(client, "/desk/coverage/")
    assert "1 / 26" in page
    for found, count in (("seen", 1), ("unknown", 1), ("not-seen", 24), ("handed", 3), ("accepted", 2)):
        assert f"found={found}" in page
        assert len(rows(client, f"/desk/coverage/rows/?found={found}")[1:]) == count, found
        shown = text_of(client, f"/desk/coverage/rows/?found={found}")
        assert shown.count('<th scope="row">') == count
    (line,) = rows(client, "/desk/coverage/")[1:]
    assert line[:7] == ("张洋村", 1, 1, 26, 1, 1, 24)
    at = {row[0]: row for row in rows(client, "/desk/coverage/?by=outlet")[1:]}
    assert len(at) == 26
    assert at["抖音 · 驻友"][1:5] == (1, 0, 1, 0)
    assert at["抖音 · 驻友"][6] is None  # no hours where nobody knows, not 0
    assert "没有稿件" in text_of(client, "/desk/coverage/?party=乙村")


def test_workbooks_hold_every_row(network: Network, story: int) -> None:
    """Of the network and of one story: state, since, who, evidence, address; words that look like formulas stay words."""
    Story.objects.filter(pk=story).update(title="=cmd|1")
    client = at_the_desk(network)
    head, *lines = rows(client, "/desk/ledger/")
    assert head[:2] == ("稿件", "稿件号")
    assert len(lines) == 26
    (seen,) = [line for line in lines if line[5] == "视频号 · 驻友"]
    assert (seen[0], seen[7], seen[9], seen[11]) == ("=cmd|1", "已发布", "媒编辑", GOOD)
    assert {line[7] for line in lines if line[5] == "人民号"} == {"已交付"}
    one = rows(client, f"/desk/ledger/{story}/")
    assert len(one) == 27
    assert "as=xlsx" in text_of(client, f"/desk/ledger/{story}/")
    assert rows(client, "/desk/ledger/?party=乙村")[1:] == []


def test_it_is_for_its_newsroom_only(network: Network, story: int) -> None:
    """An editor elsewhere sees empty pages and no title; a village, the association and a visitor do not get in."""
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    stranger = a_stranger(network)
    for address in (*PAGES, f"/desk/ledger/?at={story}.{CHANNELS}", "/desk/coverage/?days=all&by=outlet"):
        assert "有台账的稿" not in text_of(stranger, address), address
        assert "视频号" not in text_of(stranger, address), address
        assert Client().get(address).status_code == 302
        for name in ("secretary_a", "leader"):
            assert at_the_desk(network, name).get(address).status_code == 404
    for address in PAGES:
        assert rows(stranger, address)[1:] == [], address
    assert stranger.get(f"/desk/ledger/{story}/?as=xlsx").status_code == 404


@pytest.mark.costly
def test_a_page_asks_as_often_for_twenty_stories_as_for_one(network: Network, story: int) -> None:
    """The whole page of the ledger, of the coverage and of its rows."""
    client = at_the_desk(network)

    def asked() -> list[int]:
        counts = []
        for address in ("/desk/ledger/", "/desk/coverage/", "/desk/coverage/rows/"):
            text_of(client, address)
            with CaptureQueriesContext(connection) as held:
                text_of(client, address)
            counts.append(len(held))
        return counts

    before = asked()
    made = Story.objects.bulk_create(
        Story(
            newsroom_id=network.media.pk,
            title=f"第{number}篇",
            party_id=network.village_b.pk,
            first_published_at=timezone.now() - timedelta(hours=number),
            live=True,
            number=1,
        )
        for number in range(40)
    )
    kept = list(deliveries(story))
    copies = []
    for copy in made:
        for row in kept:
            other = type(row)(
                **{
                    field.attname: getattr(row, field.attname)
                    for field in row._meta.concrete_fields
                    if not field.primary_key
                }
            )
            other.story, other.key = copy.pk, f"{copy.pk}-{row.outlet_id}"
            copies.append(other)
    type(kept[0]).objects.bulk_create(copies)
    after = asked()
    assert [more - less for less, more in zip(before, after, strict=True)] == [0, 0, 0]
