"""The accounts at the desk: what is known, what is unknown, as a workbook, and for nobody else."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianjian.apps.matrix.actions.record_look import record_look
from lianjian.apps.matrix.models import AccountWarning
from lianjian.apps.matrix.rules.accounts import Found
from tests.apps.matrix.stories import connect, outlet
from tests.network import ROOT, Network
from tests.web.desk.carrying import at_the_desk
from tests.web.desk.test_desk import a_stranger

KEY = "weibo-zhuyou"
PAGE = "/desk/outlets/accounts/"


@pytest.fixture
def kept(network: Network) -> Network:
    connect(KEY, "", {"access_token": "2.00simulated"})
    # Days are counted by the calendar: six times 24 hours are six days at every hour.
    found = Found(ends_at=timezone.now() + timedelta(days=6), scopes=("statuses_share",))
    record_look(by=ROOT, outlet=outlet(KEY).pk, found=found, now=timezone.now())
    return network


def test_the_page_says_what_is_known_and_what_is_not(kept: Network) -> None:
    """The end with its days, the scopes, and "unknown" where the platform does not say; no secret."""
    page = at_the_desk(kept).get(PAGE).content.decode()
    assert "剩6天" in page
    assert "statuses_share" in page
    assert "未存入本系统" in page
    assert "2.00simulated" not in page
    one = at_the_desk(kept).get(f"/desk/outlets/{KEY}/").content.decode()
    assert "授权至" in one
    assert "剩6天" in one
    assert "授权至" not in at_the_desk(kept).get("/desk/outlets/people/").content.decode()
    connect(KEY, "", {"access_token": "2.00other"})
    assert "未知" in at_the_desk(kept).get(PAGE).content.decode()
    assert PAGE in at_the_desk(kept).get("/desk/outlets/").content.decode()


def test_the_accounts_go_out_as_a_workbook(kept: Network) -> None:
    sheet = load_workbook(io.BytesIO(at_the_desk(kept).get(f"{PAGE}?as=xlsx").content)).active
    assert sheet is not None
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows[outlet(KEY).name][5] == "statuses_share"
    assert "未知" in rows[outlet("baijiahao").name]


def test_accounts_are_for_those_who_run_the_outlets(kept: Network) -> None:
    """An editor elsewhere finds an empty page, a village no desk; a warning leads nobody else anywhere."""
    warning = AccountWarning.objects.by(ROOT).get()
    assert "statuses_share" not in a_stranger(kept).get(PAGE).content.decode()
    village = at_the_desk(kept, "secretary_a")
    assert village.get(PAGE).status_code == 404
    assert village.get(f"/m/accounts/{warning.pk}/").status_code == 404
    assert Client().get(f"/m/accounts/{warning.pk}/").status_code == 302
    assert at_the_desk(kept, "chief").get(f"/m/accounts/{warning.pk}/")["Location"] == f"/desk/outlets/{KEY}/"
