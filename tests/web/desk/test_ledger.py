"""The ledger of a story at the desk: honest words, one verb a form, nothing for others."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client

from lianjian.apps.matrix.models import Attempt
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from tests.apps.matrix.stories import deliveries, draft, outlet, publish, reviewed
from tests.network import ROOT, Network
from tests.web.desk.carrying import CHANNELS, GOOD, SCRIPT, at_the_desk, by_hand, verb
from tests.web.desk.test_desk import a_stranger


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_all_outlets_stand_there_with_their_state_in_words(network: Network) -> None:
    """26 outlets in four families; what nobody has seen is not called published."""
    story = publish(network)
    page = text_of(at_the_desk(network), f"/desk/ledger/{story}/")
    assert page.count('class="drow"') == 26
    for said in ("一网", "七微", "八频", "十端", "视频号 · 驻友：等人处理", "人民号：待取", "驻友网：排队"):
        assert said in page, said
    assert "<b>0</b> / 26 已发布" in page
    assert "还没来取" in page


def test_a_story_that_is_not_out_says_so(network: Network) -> None:
    """A draft has a ledger without deliveries and without verbs."""
    story = reviewed(network, draft(network))
    page = text_of(at_the_desk(network), f"/desk/ledger/{story}/")
    assert "这篇还没有投放" in page
    assert "视频号 · 驻友：没有安排" in page
    assert "/desk/deliveries/" not in page


def test_the_ledger_is_for_its_newsroom_only(network: Network) -> None:
    """An editor elsewhere, a village secretary and a visitor who guess the addresses see nothing and change nothing."""
    story = publish(network)
    row = by_hand(story)
    deliveries().filter(pk=row.pk).update(state="unknown")
    strangers = [a_stranger(network), at_the_desk(network, "secretary_a"), at_the_desk(network, "leader")]
    for client in strangers:
        for address in (
            f"/desk/ledger/{story}/",
            f"/desk/ledger/{story}/table.csv",
            f"/desk/ledger/{story + 999}/",
        ):
            assert client.get(address).status_code == 404, address
        for name in ("confirm", "refuse", "retry", "absent", "gone"):
            answer = client.post(verb(row, name), {"url": GOOD, "reason": "不收"})
            assert answer.status_code == 404, name
    assert Client().get(f"/desk/ledger/{story}/").status_code == 302
    assert Client().post(verb(row, "confirm"), {"url": GOOD}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.url) == ("unknown", "")


def test_published_by_its_link(network: Network) -> None:
    """The link makes it published, the row says who brought it, and the same form sent twice is one deed."""
    story = publish(network)
    row, client = by_hand(story), at_the_desk(network)
    for _ in range(2):
        answer = client.post(verb(row, "confirm"), {"url": f" {GOOD} "})
        assert answer.status_code == 302
        assert answer["Location"] == f"/desk/ledger/{story}/#o-{CHANNELS}"
    row.refresh_from_db()
    assert (row.state, row.url) == ("published", GOOD)
    assert Attempt.objects.by(ROOT).filter(delivery=row).count() == 1
    page = text_of(client, f"/desk/ledger/{story}/")
    assert "视频号 · 驻友：已发布" in page
    assert "媒编辑" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("就在首页上", "这不是网址"),
        ("", "这不是网址"),
        ("javascript:alert(1)", "这不是网址"),
        (SCRIPT, "这不是网址"),
        ("https://douyin.com/video/1", "douyin.com"),
        ("https://channels.weixin.qq.com.evil.example/1", "evil.example"),
        ("https://me:pw@channels.weixin.qq.com/1", "名"),
    ],
)
def test_a_wrong_link_is_refused_beside_its_field(network: Network, typed: str, said: str) -> None:
    """What was typed stays in the field, the reason stands beside it, and nothing is written."""
    story = publish(network)
    row, client = by_hand(story), at_the_desk(network)
    answer = client.post(verb(row, "confirm"), {"url": typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'id="url-{row.pk}-error"' in page
    assert '<details class="do" open>' in page
    assert SCRIPT not in page
    if typed and "<" not in typed:
        assert f'value="{typed}"' in page
    row.refresh_from_db()
    assert (row.state, row.url) == ("needs_human", "")


def test_one_link_is_one_story(network: Network) -> None:
    """A link that stands for another story already is refused."""
    first, second = publish(network, "甲稿"), publish(network, "乙稿")
    client = at_the_desk(network)
    client.post(verb(by_hand(first), "confirm"), {"url": GOOD})
    answer = client.post(verb(by_hand(second), "confirm"), {"url": GOOD})
    assert answer.status_code == 422
    assert "另一篇" in answer.content.decode() or "别的稿件" in answer.content.decode()
    assert by_hand(second).state == "needs_human"


def test_refused_with_a_reason(network: Network) -> None:
    """Without a reason it comes back; with script in it the script is text, in the row, the history and the table."""
    story = publish(network)
    row, client = by_hand(story), at_the_desk(network)
    assert client.post(verb(row, "refuse"), {"reason": "  "}).status_code == 422
    assert client.post(verb(row, "refuse"), {"reason": f"说不收{SCRIPT}"}).status_code == 302
    page = text_of(client, f"/desk/ledger/{story}/")
    assert "说不收&lt;script&gt;" in page
    assert SCRIPT not in page
    again = client.post(verb(row, "refuse"), {"reason": "再来"})
    assert again.status_code == 422
    assert "未收" in again.content.decode()
    assert Attempt.objects.by(ROOT).filter(delivery=row).count() == 1


def test_unknown_is_not_sent_again_before_somebody_looked(network: Network) -> None:
    """Sending again is refused with the cure; once somebody says it is not there, it is queued."""
    story = publish(network)
    type(outlet("wechat-zhuyou")).objects.by(ROOT).filter(key="wechat-zhuyou").update(state="ready")
    row, client = by_hand(story, "wechat-zhuyou"), at_the_desk(network)
    deliveries().filter(pk=row.pk).update(state="unknown", cause="no-answer", next_at=None)
    page = text_of(client, f"/desk/ledger/{story}/")
    assert "公众号 · 驻友：未知" in page
    assert verb(row, "retry") not in page
    assert verb(row, "absent") in page
    answer = client.post(verb(row, "retry"))
    assert answer.status_code == 422
    assert by_hand(story, "wechat-zhuyou").state == "unknown"
    assert client.post(verb(row, "absent")).status_code == 302
    assert by_hand(story, "wechat-zhuyou").state == "queued"


def test_a_verb_that_does_not_fit_the_state_is_refused(network: Network) -> None:
    """Saying that something is not there, or is gone, of what never was sent changes nothing."""
    story = publish(network)
    row, client = by_hand(story), at_the_desk(network)
    for name in ("absent", "gone"):
        answer = client.post(verb(row, name))
        assert answer.status_code == 422, name
        assert "等人处理" in answer.content.decode()
    assert client.post(verb(row, "delete")).status_code == 404
    assert client.post("/desk/deliveries/999999/confirm/", {"url": GOOD}).status_code == 404
    assert by_hand(story).state == "needs_human"


def test_the_address_of_a_refused_form_leads_back_when_it_is_loaded_again(network: Network) -> None:
    """A reload, another language or an old tab ask for it by GET: the row of the ledger, or the kit with its list."""
    story = publish(network)
    row, client = by_hand(story), at_the_desk(network)
    address = verb(row, "confirm")
    assert client.get(address)["Location"] == f"/desk/ledger/{story}/#o-{row.outlet.key}"
    page = text_of(client, f"/desk/kit/{row.pk}/?story={story}")
    action = re.search(rf'action="({address}[^"]*)"', page)
    assert action is not None
    assert client.get(unescape(action[1]))["Location"] == f"/desk/kit/{row.pk}/?story={story}"
    assert client.get(verb(row, "delete")).status_code == 404
    assert at_the_desk(network, "secretary_a").get(address).status_code == 404
    assert by_hand(story).state == "needs_human"


def test_a_withdrawn_story_is_taken_down_by_hand(network: Network) -> None:
    """Where it is public it stands first with its link, until somebody has looked that it is gone."""
    story = publish(network)
    client = at_the_desk(network)
    client.post(verb(by_hand(story), "confirm"), {"url": GOOD})
    withdraw_story(by=network.actor("editor"), story=story, reason="当事人要求")
    page = text_of(client, f"/desk/ledger/{story}/")
    assert "视频号 · 驻友：待人工撤下" in page
    assert GOOD in page
    assert page.index(f'id="o-{CHANNELS}"') < page.index('id="o-web-site"')
    row = by_hand(story)
    answer = client.post(verb(row, "confirm"), {"url": GOOD + "2"})
    assert answer.status_code == 422
    for _ in range(2):
        assert client.post(verb(row, "gone")).status_code == 302
    assert by_hand(story).state == "withdrawn"
    assert GOOD not in text_of(client, f"/desk/ledger/{story}/")


def test_the_table_opens_in_table_programs(network: Network) -> None:
    """A mark tells that it is UTF-8, a row an outlet, and nothing in it is taken for a formula."""
    story = publish(network)
    type(outlet(CHANNELS)).objects.by(ROOT).filter(key=CHANNELS).update(name="=cmd|1")
    answer = at_the_desk(network).get(f"/desk/ledger/{story}/table.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 27
    assert "'=cmd|1" in [row[0] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


def test_the_ledger_is_reached_from_everywhere(network: Network) -> None:
    """From the list of stories with its figures, the first page, the editor and the review page."""
    story = publish(network, "有台账的稿")
    client, ledger = at_the_desk(network), f'href="/desk/ledger/{story}/"'
    listed = text_of(client, "/desk/stories/")
    assert f"{ledger}>0&nbsp;/&nbsp;26</a>" in listed.replace(' class="desk-number"', "")
    for address in ("/desk/", f"/desk/stories/edit/{story}/", f"/desk/review/{story}/", "/desk/waiting/"):
        assert ledger in text_of(client, address), address
