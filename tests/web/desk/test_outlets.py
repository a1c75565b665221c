"""The board of the outlets: what waits where, who may pause, what only key holders see."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.apps.matrix.stories import deliveries, delivery, outlet, publish
from tests.network import ROOT, Network
from tests.web.desk.carrying import CHANNELS, at_the_desk
from tests.web.desk.test_desk import a_stranger


def test_the_board_counts_what_waits(network: Network) -> None:
    """All 26, each with its figures as links to the rows behind them."""
    publish(network, "甲稿")
    publish(network, "乙稿")
    page = at_the_desk(network).get("/desk/outlets/").content.decode()
    assert page.count('<th scope="row">') == 26
    assert f'href="/desk/waiting/?outlet={CHANNELS}">2<' in page
    assert 'href="/desk/outlets/people/?group=outlet">2<' in page
    assert "缺凭据" in page


def test_the_board_is_for_those_who_run_the_outlets(network: Network) -> None:
    """An editor elsewhere sees an empty board and no outlet by itself; a village sees no desk; nothing is paused."""
    publish(network)
    stranger = a_stranger(network)
    page = stranger.get("/desk/outlets/").content.decode()
    assert "没有贵单位的出口" in page
    assert "视频号" not in page
    for client in (stranger, at_the_desk(network, "secretary_a")):
        assert client.get(f"/desk/outlets/{CHANNELS}/").status_code == 404
        for name in ("pause", "resume"):
            assert client.post(f"/desk/outlets/{CHANNELS}/{name}/").status_code == 404
    assert at_the_desk(network, "secretary_a").get("/desk/outlets/").status_code == 404
    assert Client().get("/desk/outlets/").status_code == 302
    assert outlet(CHANNELS).state == "ready"


def test_one_outlet_lists_its_stories_by_state(network: Network) -> None:
    """The tabs narrow the list; limits stand with where they were read."""
    story = publish(network, "甲稿")
    publish(network, "乙稿")
    deliveries(story, CHANNELS).update(state="refused")
    client = at_the_desk(network)
    page = client.get(f"/desk/outlets/{CHANNELS}/?group=system").content.decode()
    assert "这一栏没有稿件" in page
    page = client.get(f"/desk/outlets/{CHANNELS}/?group=person").content.decode()
    assert "甲稿" in page
    assert "乙稿" in page
    assert "自己取的" in page
    assert client.get(f"/desk/outlets/{CHANNELS}/?group=nonsense").status_code == 200
    assert client.get("/desk/outlets/no-such/").status_code == 404


def test_only_key_holders_pause(network: Network) -> None:
    """An editor is told who can; the leader pauses, what waited becomes work by hand, and it goes on again."""
    story = publish(network)
    editor, chief = at_the_desk(network), at_the_desk(network, "chief")
    assert "暂停投放" not in editor.get("/desk/outlets/web-site/").content.decode()
    assert editor.post("/desk/outlets/web-site/pause/").status_code == 403
    assert outlet("web-site").state == "ready"
    for _ in range(2):
        assert chief.post("/desk/outlets/web-site/pause/").status_code == 302
    assert (outlet("web-site").state, delivery(story, "web-site").state) == ("paused", "needs_human")
    page = chief.get("/desk/outlets/web-site/").content.decode()
    assert "恢复投放" in page
    assert chief.post("/desk/outlets/web-site/resume/").status_code == 302
    assert (outlet("web-site").state, delivery(story, "web-site").state) == ("ready", "queued")
    assert chief.get("/desk/outlets/web-site/pause/")["Location"] == "/desk/outlets/web-site/"
    assert chief.post("/desk/outlets/web-site/explode/").status_code == 404


def test_an_account_without_credentials_is_not_resumed(network: Network) -> None:
    """The page says what is missing, and the outlet stays as it was."""
    answer = at_the_desk(network, "chief").post("/desk/outlets/weibo-zhuyou/resume/")
    assert answer.status_code == 422
    assert "凭据" in answer.content.decode()
    assert outlet("weibo-zhuyou").state == "needs-credentials"


@pytest.mark.parametrize(("name", "shown"), [("editor", False), ("chief", True)])
def test_addresses_of_a_feed_are_for_key_holders(network: Network, name: str, *, shown: bool) -> None:
    """Whoever knows such an address counts as the outlet, so an editor's page does not carry it."""
    page = at_the_desk(network, name).get("/desk/outlets/people/").content.decode()
    token = type(outlet("people")).objects.by(ROOT).get(key="people").feed_token
    assert (token in page) is shown


def test_every_limit_has_a_word(network: Network) -> None:
    """The page of each outlet opens, whatever its platform limits."""
    client = at_the_desk(network)
    for row in type(outlet("people")).objects.by(ROOT):
        assert client.get(f"/desk/outlets/{row.key}/").status_code == 200, row.key
