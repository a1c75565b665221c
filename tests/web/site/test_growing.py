"""How the network grew: months by address, a plan with numbers beside it, the same for a province."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianjian.apps.parties.actions.register_organisation import register_organisation
from lianjian.apps.parties.models import Division, Organisation
from lianjian.apps.parties.queries import joined_by_month
from lianjian.web.site import exports
from lianjian.web.site.growing import plan
from tests.network import ROOT
from tests.web.crowd import crowd

if TYPE_CHECKING:
    from tests.network import Network


def page(month: str = "") -> str:
    address = f"/network/growth/{f'?month={month}' if month else ''}"
    return Client(headers={"Accept-Language": "zh-hans"}).get(address).content.decode()


def test_each_month_has_its_numbers(network: Network) -> None:
    """Who joined later is not in an earlier month; the county is drawn and stands in the table; unknown months are no
    page."""
    Organisation.objects.update(joined_on=date(2026, 2, 3))
    Organisation.objects.filter(key="village-b").update(joined_on=date(2026, 5, 3))
    register_organisation(
        by=ROOT, key="nobody", name="没有加入的", short_name="没有", kind="village", division="350303108203"
    )
    assert sum(one.count for one in joined_by_month()) == 4
    first, later = page("2026-02"), page("2026-05")
    assert "涵江区：共建方 1 家，其中村 1 个" in first
    assert "涵江区：共建方 2 家，其中村 2 个" in later
    assert "/network/growth/?month=2026-03" in first
    assert "莆田市 涵江区" in later
    for wrong in ("1999-01", "²", "2026-13", "' or 1"):
        assert Client().get("/network/growth/", {"month": wrong}).status_code == 404


def test_the_months_are_a_workbook_too(network: Network) -> None:
    """Each month with the sum of each kind."""
    exports.DOWNLOADS.forget()
    Organisation.objects.update(joined_on=date(2026, 2, 3))
    sheet = load_workbook(io.BytesIO(Client().get("/network/growth/?as=xlsx").content)).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert rows[0][0].date() == date(2026, 2, 1)
    assert rows[-1][-1] == 4


def test_a_province_costs_what_a_pilot_costs(network: Network) -> None:
    """As many queries with two hundred villages in thirty counties as with four, and a page of bounded size."""
    client = Client()
    client.get("/network/growth/")
    with CaptureQueriesContext(connection) as few:
        client.get("/network/growth/")
    crowd(network, 0, 200)
    with CaptureQueriesContext(connection) as many:
        size = len(client.get("/network/growth/").content)
    assert len(many) == len(few)
    assert size < 90_000


def test_the_plan_has_the_districts_of_the_register(network: Network) -> None:
    """All 84, and each code is a county of the divisions that are loaded with the program."""
    from lianjian.apps.parties.actions.load_divisions import load_divisions

    load_divisions(by=ROOT)
    counties = set(
        Division.objects.filter(code__startswith="35", level="county").values_list("code", flat=True)
    )
    assert len(plan()["counties"]) == 84
    assert set(plan()["counties"]) <= counties
    assert len(json.dumps(plan())) < 40_000
