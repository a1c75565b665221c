"""Needs in the office: the list with its filters and its workbook, one need, and the steps about it."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.actions.show_need import show_need
from lianjian.apps.exchange.models import Need
from lianjian.apps.exchange.queries import need
from lianjian.foundation.models import EventRecord
from tests.apps.coordination.groups import joint_group
from tests.apps.exchange.needed import cold_store
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from django_assert_num_queries import DjangoAssertNumQueries


def form(network: Network, **more: object) -> dict[str, object]:
    return {
        "client_key": KEY,
        "organisation": network.village_a.pk,
        "work_area": "industry",
        "text": "一座冷库",
        "quantity": "60",
        "unit": "tonnes",
        "wanted_by": "",
        "owner": "",
        **more,
    }


def test_a_need_is_recorded_once(network: Network) -> None:
    """From the party's page; mistakes stand beside their field and what was typed stays; it then stands on that page."""
    client = signed_in(network, "secretary_a")
    assert "/office/needs/new/?of=village-a" in told(client.get("/office/parties/village-a/"))
    for wrong in (
        {"unit": ""},
        {"work_area": ""},
        {"quantity": "六十"},
        {"text": " "},
        {"wanted_by": "明天"},
    ):
        refused = client.post("/office/needs/new/", form(network, **wrong))
        assert refused.status_code == 422
        assert "一座冷库" in told(refused) or wrong == {"text": " "}
    for _ in range(2):
        answer = client.post("/office/needs/new/", form(network, owner=network.people["keeper_a"].pk))
    row = Need.objects.by(ROOT).get()
    assert answer["Location"] == f"/office/needs/{row.pk}/"
    assert row.owner_id == network.people["keeper_a"].pk
    assert "一座冷库" in told(client.get("/office/parties/village-a/"))
    assert "一座冷库" not in told(signed_in(network, "secretary_b").get("/office/parties/village-a/"))


def test_met_with_an_organisation_picked(network: Network) -> None:
    """The name as one types it; both an organisation and words is refused; the page says how and by whom."""
    client, row = signed_in(network, "secretary_a"), cold_store(network).pk
    here = f"/office/needs/{row}/"
    said = {"client_key": KEY, "how": "八月装好", "met_by": "测试促进会", "met_by_words": ""}
    assert client.post(f"{here}meet/", {**said, "met_by_words": "也有别人"}).status_code == 422
    assert client.post(f"{here}meet/", {**said, "met_by": "没有这家"}).status_code == 422
    for _ in range(2):
        assert client.post(f"{here}meet/", said)["Location"] == here
    page = told(client.get(here))
    for words in ("八月装好", "测试促进会", "没有佐证"):
        assert words in page


def test_every_step_has_its_page(network: Network) -> None:
    """Changed with what stood there in the form, handed over, shown, given up, opened again."""
    client, row = signed_in(network, "secretary_a"), cold_store(network).pk
    here, keeper = f"/office/needs/{row}/", network.people["keeper_a"].pk
    assert "一座六十吨的冷库" in told(client.get(f"{here}change/"))
    changed = {"work_area": "technology", "text": "两座冷库", "quantity": "", "unit": "", "wanted_by": ""}
    for move, said in (
        ("change", changed),
        ("hand-over", {"owner": keeper, "reason": "她管"}),
        ("give-up", {"reason": "改租"}),
        ("reopen", {"reason": "又要"}),
    ):
        answer = client.post(f"{here}{move}/", {"client_key": KEY + move, **said})
        assert answer["Location"] == here, move
    client.post(f"{here}show/", {"public": "yes"})
    line = need(ROOT, row, today()).line
    assert (line.text, line.owner, line.public, line.state) == ("两座冷库", keeper, True, "open")
    assert client.get(f"{here}nothing/").status_code == 404


def test_the_list_is_narrowed_and_comes_as_a_workbook(network: Network) -> None:
    """By state, lateness, area, organisation and words; the workbook holds the same rows."""
    client = signed_in(network, "secretary_a")
    cold_store(network, text="迟了的冷库", wanted_by=today() - timedelta(days=3))
    cold_store(network, text="夜校老师", work_area="training", wanted_by=None)
    met = cold_store(network, text="榨油机").pk
    meet_need(by=network.actor("secretary_a"), need=met, how="买了", met_by_words="合作社")
    for query, found in (
        ("", {"迟了的冷库", "夜校老师"}),
        ("?state=late", {"迟了的冷库"}),
        ("?state=met", {"榨油机"}),
        ("?state=given-up", set()),
        ("?area=training", {"夜校老师"}),
        ("?of=village-a&q=冷库", {"迟了的冷库"}),
        ("?of=village-b", set()),
        ("?state=x&area=y&of=z&page=w", {"迟了的冷库", "夜校老师"}),
    ):
        page = told(client.get(f"/office/needs/{query}"))
        assert {words for words in ("迟了的冷库", "夜校老师", "榨油机") if words in page} == found, query
        book = client.get(f"/office/needs/{query}{'&' if query else '?'}as=xlsx").content
        sheet = load_workbook(io.BytesIO(book)).active
        assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} == found, query


def test_a_list_costs_the_same_however_long(
    network: Network, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Forty rows cost no query more than one."""
    client = signed_in(network, "secretary_a")
    cold_store(network)
    client.get("/office/needs/")
    with django_assert_max_num_queries(40) as one:
        client.get("/office/needs/")
    for number in range(39):
        cold_store(network, text=f"第{number}样")
    with django_assert_max_num_queries(len(one)):
        client.get("/office/needs/")


@pytest.mark.parametrize("who", ["secretary_b", "leader"])
def test_strangers_find_and_change_nothing(network: Network, who: str) -> None:
    """Another village, and an association without a joint group: 404 by reading and by sending. Once it is shown they read
    it without names, and still change nothing."""
    row = cold_store(network).pk
    here, stranger = f"/office/needs/{row}/", signed_in(network, who)
    moves = [f"{here}{move}/" for move in ("meet", "change", "hand-over", "give-up", "reopen")]
    before = EventRecord.objects.count()
    for address in (here, *moves):
        assert stranger.get(address).status_code == 404, address
    for address in (*moves, f"{here}show/"):
        assert stranger.post(address, {"client_key": KEY, "reason": "x"}).status_code == 404
    assert stranger.post("/office/needs/new/", form(network)).status_code == 422
    assert "冷库" not in told(stranger.get("/office/needs/"))
    assert EventRecord.objects.count() == before
    show_need(by=network.actor("secretary_a"), need=row, public=True)
    page = told(stranger.get(here))
    assert "冷库" in page
    assert network.people["secretary_a"].name not in page
    assert stranger.get(f"{here}meet/").status_code == 404
    assert stranger.post(f"{here}show/", {"public": "no"}).status_code == 403


def test_the_office_is_for_those_who_run_an_organisation(network: Network) -> None:
    """The keeper of a station records on the phone; the list of the office is not there, and a visitor signs in."""
    assert signed_in(network, "keeper_a").get("/office/needs/").status_code == 404
    assert Client().get("/office/needs/")["Location"].startswith("/sign-in/")


def test_those_who_run_the_joint_group_read_who_looks_after_it(network: Network) -> None:
    """The leader reads it with its steps and has no form for it."""
    row = cold_store(network).pk
    joint_group(network)
    leader = signed_in(network, "leader")
    page = told(leader.get(f"/office/needs/{row}/"))
    assert network.people["secretary_a"].name in page
    assert f"/office/needs/{row}/meet/" not in page
    assert leader.get(f"/office/needs/{row}/meet/").status_code == 404
