"""Publishing from a phone with a code: what the kit shows while the platform waits for a person."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.models import RemoteRef
from lianjian.kernel.refusals import NotThere
from tests.apps.matrix.stories import connect, deliveries, delivery, publish
from tests.web.desk.carrying import at_the_desk, verb
from tests.web.desk.test_desk import a_stranger

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.matrix.models import Delivery
    from tests.network import Network

TITLE = "茶山上的路修通了"


def laid_ready(network: Network, *, until: datetime) -> Delivery:
    """A delivery as the adapter leaves it."""
    connect("douyin", "http://127.0.0.1:9", {"client_key": "k", "client_secret": "s"})
    row = delivery(publish(network, TITLE), "douyin")
    for name, value in (("ready", "client_key=k&state=42"), ("ready_until", until.isoformat())):
        RemoteRef.objects.create(delivery=row, name=name, value=value, at=timezone.now())
    deliveries().filter(pk=row.pk).update(state="needs_human", cause="share-ready", next_at=None)
    return row


def test_the_code_and_the_link_open_the_platforms_app(network: Network) -> None:
    """The same link behind both, with the words as they are now; the kit for doing it by hand stands below."""
    row = laid_ready(network, until=timezone.now() + timedelta(minutes=30))
    page = at_the_desk(network).get(f"/desk/kit/{row.pk}/").content.decode()
    start = page.index('href="snssdk1128://') + len('href="')
    link = unescape(page[start : page.index('"', start)])
    asked = parse_qs(urlsplit(link).query)
    assert (asked["state"], asked["title"]) == (["42"], [TITLE])
    assert "乡村振兴" in asked["hashtag_list"][0]
    assert 'aria-label="平台手机应用的二维码"' in page
    assert "等人用手机发布" in page
    assert 'id="paste-title"' in page


def test_a_code_that_ran_out_is_not_shown(network: Network) -> None:
    """It says so, and how a new one is made."""
    row = laid_ready(network, until=timezone.now() - timedelta(minutes=1))
    page = at_the_desk(network).get(f"/desk/kit/{row.pk}/").content.decode()
    assert "snssdk1128://" not in page
    assert "二维码已过期" in page
    assert f'action="{verb(row, "retry")}?back=kit' in page


def test_nobody_else_gets_the_link(network: Network) -> None:
    """Neither an editor elsewhere nor a village, by page or by question."""
    row = laid_ready(network, until=timezone.now() + timedelta(minutes=30))
    for client in (a_stranger(network), at_the_desk(network, "secretary_a")):
        answer = client.get(f"/desk/kit/{row.pk}/")
        assert answer.status_code == 404
        assert b"snssdk1128" not in answer.content
    with pytest.raises(NotThere):
        queries.kit_share(network.actor("secretary_a"), row.pk, now=timezone.now())


@pytest.mark.parametrize("state", ["accepted", "published", "refused", "withdrawn"])
def test_the_code_is_gone_once_it_is_over(network: Network, state: str) -> None:
    """A delivery that does not wait for a person shows none."""
    row = laid_ready(network, until=timezone.now() + timedelta(minutes=30))
    deliveries().filter(pk=row.pk).update(state=state, cause="")
    page = at_the_desk(network).get(f"/desk/kit/{row.pk}/").content.decode()
    assert "snssdk1128://" not in page
