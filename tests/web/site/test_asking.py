"""Asking without an account: the form, the asker's own page, what is seen by whom; alliances and destinations in public."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from django.core.signing import TimestampSigner, b62_encode
from django.test import Client

from lianjian.apps.projects.actions.describe_alliance import describe_alliance
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.models import Enquiry, Picture
from lianjian.web.site.enquiring import ASKING
from tests.apps.projects import linked
from tests.apps.projects.promises import project
from tests.network import ROOT, Network
from tests.web.office.test_office import signed_in, told

if TYPE_CHECKING:
    from collections.abc import Iterator

ASK = "/ask/alliance/fruit/"


class Earlier(TimestampSigner):
    """The site's own stamp, of nine seconds ago."""

    def timestamp(self) -> str:
        return b62_encode(int(time.time()) - 9)


@pytest.fixture(autouse=True)
def _nobody_has_knocked() -> Iterator[None]:
    ASKING.forget()
    yield
    ASKING.forget()


def form(**values: Any) -> dict[str, Any]:
    """What a person sends after reading the page."""
    return {
        "name": "小林",
        "contact": "000-1000-4000",
        "text": "还有枇杷吗？",
        "consent": "on",
        "website": "",
        "began": Earlier(salt="site.enquiry-began").sign("began"),
        "client_key": "0123456789abcdef",
        **values,
    }


def test_a_question_is_asked_seen_by_its_handler_and_taken_back(network: Network) -> None:
    """Once however often it is sent; under a secret address; the keeper sees the contact, another village nothing."""
    linked.product(network, linked.alliance(network))
    visitor = Client()
    assert "枇杷" in told(visitor.get("/alliances/fruit/"))
    assert "测试促进会" in told(visitor.get(ASK)) or "促进会" in told(visitor.get(ASK))
    for _ in range(2):
        answer = visitor.post(ASK, form())
        assert answer.status_code == 302
    row = Enquiry.objects.by(ROOT).get()
    page = visitor.get(answer["Location"])
    assert page["X-Robots-Tag"] == "noindex"
    assert "还有枇杷吗？" in told(page)
    assert "000-1000-4000" not in told(page)
    here = f"/office/enquiries/{row.pk}/"
    assert "000-1000-4000" in told(signed_in(network, "liaison").get(here))
    assert signed_in(network, "secretary_b").get(here).status_code == 404
    assert visitor.post(f"{answer['Location']}withdraw/").status_code == 302
    assert "已删除" in told(visitor.get(answer["Location"]))
    assert "000-1000-4000" not in told(signed_in(network, "liaison").get(here))
    assert visitor.get("/asked/guess/").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"website": "https://example.org"},
        {"began": ""},
        {"began": TimestampSigner(salt="other").sign("began")},
        {"consent": ""},
        {"contact": "微信"},
        {"contact": "²²²²²²²²"},
        {"name": ""},
        {"name": "名" * 10_000},
        {"text": "话" * 10_000},
        {"text": "\0"},
        {"client_key": "<script>"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_what_no_person_sends_is_refused_and_what_was_typed_stays(
    network: Network, values: dict[str, Any]
) -> None:
    """Filled by a machine, without agreement, without a contact, far too long: said beside the field, nothing is kept."""
    linked.alliance(network)
    answer = Client().post(ASK, form(**values))
    assert answer.status_code == 422
    assert ("还有枇杷吗？" in told(answer)) == ("text" not in values)
    assert not Enquiry.objects.by(ROOT).exists()


def test_a_form_sent_at_once_and_a_flood_are_turned_away(network: Network) -> None:
    """Faster than anybody writes; more than six times a minute."""
    linked.alliance(network)
    visitor = Client()
    now = TimestampSigner(salt="site.enquiry-began").sign("began")
    assert visitor.post(ASK, form(began=now)).status_code == 422
    told_times = [visitor.post(ASK, form(contact="?")).status_code for _ in range(6)]
    assert told_times == [422] * 5 + [429]


def test_what_is_not_public_is_not_there(network: Network) -> None:
    """A hidden alliance, its form, hidden goods, addresses of nonsense."""
    club = linked.alliance(network, public=False)
    goods = linked.product(network, club).pk
    for address in (
        "/alliances/fruit/",
        ASK,
        f"/ask/product/{goods}/",
        "/ask/product/999999999999999999999/",
        "/ask/person/1/",
        "/destinations/nothing/",
        "/destinations/?month=13",
        "/destinations/?month=x",
        "/pictures/1/huge/",
    ):
        assert Client().get(address).status_code == 404, address
    assert "鲜果联盟" not in told(Client().get("/alliances/"))
    describe_alliance(by=network.actor("liaison"), alliance=club, name="鲜果联盟", public=True)
    assert Client().get(f"/ask/product/{goods}/").status_code == 200


def test_a_destination_has_a_page_for_visitors(network: Network) -> None:
    """Found by the month of its season; its pictures are there for everybody once it is public, and not before."""
    row, by = project(network), network.actor("secretary_a")
    words = {"route": "走县道", "by_bus": "坐 12 路", "near": "廊桥", "contact": "村部"}
    describe_destination(by=by, project=row.pk, first_month=11, last_month=2, opening="open", **words)
    show_picture(by=by, project=row.pk, data=linked.png(), caption="溪谷")
    picture = f"/pictures/{Picture.objects.by(ROOT).get().pk}/small/"
    assert Client().get(picture).status_code == 404
    assert signed_in(network, "secretary_a").get(picture).status_code == 200
    describe_destination(
        by=by, project=row.pk, first_month=11, last_month=2, opening="open", public=True, **words
    )
    assert Client().get(picture)["Content-Type"] == "image/jpeg"
    page = told(Client().get(f"/destinations/{row.key}/"))
    for word in ("走县道", "坐 12 路", "廊桥", "村部", "开放中", "溪谷"):
        assert word in page
    assert row.title in told(Client().get("/destinations/?month=1"))
    assert row.title not in told(Client().get("/destinations/?month=6"))
    assert Client().get(f"/ask/destination/{row.key}/").status_code == 200
