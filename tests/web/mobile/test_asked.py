"""What villagers ask, on the phone of those who are to answer; nobody else sees that it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian.apps.islands.actions.report_lost import report_lost
from lianjian.apps.islands.models import Answer, HelpRequest, Loss
from lianjian.apps.islands.tasks import take_post
from lianjian.foundation.models import EventRecord
from lianjian_feed.replies import open_answer
from tests.apps.islands.box import PHONE, WORDS, enrolled, party_inbox, posted
from tests.network import ROOT, Network
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path / "home"
    (settings.HOME / "feed").mkdir(parents=True)
    return settings.HOME


def asked(network: Network, **values: object):
    """A request in the association's inbox, and its box."""
    box = enrolled(network)
    posted(box.parcel(box.letter(party_inbox(network), **values)))
    return box, HelpRequest.objects.by(ROOT).get()


def test_a_letter_is_opened_by_a_press_and_answered(network: Network) -> None:
    """Reading the page shows no word of it; the press does, and stands beside it; the answer reaches only the slip."""
    box, row = asked(network)
    client, here = signed_in(network, "liaison"), f"/m/asked/{row.pk}/"
    assert "张洋村" in told(client.get("/m/asked/"))
    assert "/m/asked/" in client.get("/m/").content.decode()
    assert WORDS not in told(client.get(here))
    before = EventRecord.objects.filter(name="islands.request_opened").count()
    page = client.post(f"{here}letter/")
    assert WORDS in told(page)
    assert PHONE in told(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert EventRecord.objects.filter(name="islands.request_opened").count() == before + 1
    assert "甲联络" in told(client.get(here))
    assert client.post(f"{here}do/take/").status_code == 302
    assert 'form="step" name="unseal"' in client.get(f"{here}answer/").content.decode()
    page = told(client.post(f"{here}answer/", {"unseal": "yes", "text": "先看看叶子背面"}))
    assert WORDS in page
    assert "先看看叶子背面" in page
    assert client.post(f"{here}answer/", {"client_key": KEY, "text": " "}).status_code == 422
    for _ in range(2):
        assert client.post(f"{here}answer/", {"client_key": KEY, "text": "喷硫酸亚铁"}).status_code == 302
    assert Answer.objects.by(ROOT).count() == 1
    take_post()
    (answer,) = box.replies().answers
    assert open_answer(answer.sealed, box.slips[row.name])[0] == "喷硫酸亚铁"
    assert client.post(f"{here}do/close/").status_code == 302
    assert client.get(f"{here}answer/").status_code == 404


def test_it_is_refused_with_the_reason_or_passed_on_where_agreed(network: Network) -> None:
    """Passing on is not offered where the villager did not agree."""
    _box, row = asked(network)
    client, here = signed_in(network, "liaison"), f"/m/asked/{row.pk}/"
    assert f"{here}pass-on/" not in client.get(here).content.decode()
    assert client.get(f"{here}pass-on/").status_code == 404
    assert client.post(f"{here}refuse/", {"client_key": KEY, "text": "请找信用社"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "refused"


def test_passing_on_leaves_it_with_the_other_alone(network: Network) -> None:
    """From the list of the one to the list of the other."""
    _box, row = asked(network, purposes=("answer", "pass-on"))
    other = party_inbox(network, of=network.media.pk)
    client, here = signed_in(network, "liaison"), f"/m/asked/{row.pk}/"
    assert "测试融媒中心 · 单位" in told(client.get(f"{here}pass-on/"))
    assert client.post(f"{here}pass-on/", {"inbox": "no-such"}).status_code == 422
    assert client.post(f"{here}pass-on/", {"inbox": other.key}).status_code == 302
    assert client.get(here).status_code == 404
    assert signed_in(network, "editor").get(here).status_code == 200


@pytest.mark.parametrize("who", ["secretary_a", "secretary_b", "editor", "keeper_a", "administrator"])
def test_nobody_else_sees_that_it_is_there(network: Network, who: str) -> None:
    """The village's own secretary, another's, the media centre, the keeper, and whoever administers the network."""
    box, row = asked(network, purposes=("answer", "pass-on"))
    report_lost(by=ROOT, station=box.id)
    loss = Loss.objects.by(ROOT).get()
    if who == "administrator":
        account = network.accounts["keeper_a"]
        account.is_superuser = True
        account.save()
        who = "keeper_a"
    client, here = signed_in(network, who), f"/m/asked/{row.pk}/"
    before = EventRecord.objects.count()
    assert here not in client.get("/m/asked/").content.decode()
    for path in ("", "answer/", "pass-on/", "refuse/"):
        assert client.get(f"{here}{path}").status_code == 404
    for path in ("letter/", "do/take/", "do/close/"):
        assert client.post(f"{here}{path}").status_code == 404
    for path in ("answer/", "refuse/"):
        assert client.post(f"{here}{path}", {"client_key": KEY, "text": "闯"}).status_code == 404
    assert client.post(f"{here}pass-on/", {"inbox": "x"}).status_code == 404
    assert client.get(f"/m/asked/losses/{loss.pk}/").status_code == 404
    assert client.post(f"/m/asked/losses/{loss.pk}/").status_code == 404
    assert EventRecord.objects.count() == before


def test_a_lost_station_is_told_until_it_was_seen(network: Network) -> None:
    """Which requests are concerned, and that an answer does not reach them."""
    box, row = asked(network)
    report_lost(by=ROOT, station=box.id)
    loss, client = Loss.objects.by(ROOT).get(), signed_in(network, "liaison")
    here = f"/m/asked/losses/{loss.pk}/"
    assert here in client.get("/m/asked/").content.decode()
    assert f"/m/asked/{row.pk}/" in client.get(here).content.decode()
    sent = client.post(f"/m/asked/{row.pk}/answer/", {"client_key": KEY, "text": "换盏灯"}, follow=True)
    assert "就送到服务站" not in told(sent)
    assert client.post(here).status_code == 302
    assert here not in client.get("/m/asked/").content.decode()
