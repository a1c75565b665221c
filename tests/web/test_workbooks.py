"""Every list as an Excel workbook: all rows of the page and no row more, for whoever asks."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.queries import count_agreements
from lianjian.apps.coordination.actions.hold_gathering import hold_gathering
from lianjian.apps.exchange.actions.record_endowment import record_endowment
from lianjian.apps.projects.queries import count_outcomes, count_projects
from lianjian.web.kit.sheets import MEDIA_TYPE
from lianjian.web.site import exports
from tests.apps.coordination.gathered import announced, planned
from tests.network import ROOT
from tests.web.crowd import crowd
from tests.web.site.test_calls import a_call

if TYPE_CHECKING:
    from tests.network import Network

OFFICE = (
    "/office/parties/",
    "/office/parties/?q=众&kind=village",
    "/office/parties/association/",
    "/office/parties/crowd-0/?of=endowments",
    "/office/agreements/",
    "/office/commitments/",
    "/office/commitments/?state=settled",
    "/office/groups/",
    "/office/meetings/",
    "/office/projects/",
    "/office/outcomes/",
    "/office/experts/",
    "/office/needs/",
    "/office/calls/",
    "/office/calls/together/",
    "/office/synergy/yuan/",
)
PHONE = (
    "/m/agreements/",
    "/m/groups/",
    "/m/obstacles/",
    "/m/needs/",
    "/m/commitments/ours/open/",
    "/m/commitments/theirs/open/",
    "/m/due/mine/later/",
    "/m/due/mine/late/",
    "/m/board/",
    "/m/board/?next=confirm",
    "/m/owing/",
    "/m/gatherings/",
    "/m/gatherings/?when=past",
)
PUBLIC = (
    "/network/agreements/",
    "/network/projects/",
    "/network/partners/",
    "/network/promises/",
    "/network/promises/?area=industry",
    "/network/outcomes/",
    "/network/needs/",
    "/gatherings/",
    "/gatherings/?when=past",
)
VILLAGES = 12


@pytest.fixture
def _full(network: Network) -> None:
    exports.DOWNLOADS.forget()
    houses = crowd(network, 0, VILLAGES)
    call = a_call(network)
    answer_initiative(
        by=ROOT, initiative=call, organisation_name="山后社", contact_name="林", contact="13800000000"
    )
    ago, soon = timezone.now() - timedelta(days=9), timezone.now() + timedelta(days=9)
    planned(network, title="内部的商谈", begins_at=soon)
    announced(network, title="公开的主题党日", begins_at=soon, public=True)
    over = announced(network, title="公开的沙龙", begins_at=ago, public=True)
    hold_gathering(by=network.actor("liaison"), gathering=over.pk)
    record_endowment(by=ROOT, organisation=houses[0].pk, kind="land", text="一块秘密的地")


def client(network: Network, name: str = "") -> Client:
    held = Client(headers={"Accept-Language": "zh-hans"})
    if name:
        held.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return held


def rows(asking: Client, address: str) -> list[tuple[Any, ...]]:
    """The rows below the headings; [] where there is nothing for whoever asks."""
    answer = asking.get(f"{address}{'&' if '?' in address else '?'}as=xlsx")
    if answer.status_code == 404:
        return []
    assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE), address
    assert "private" in answer["Cache-Control"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return list(sheet.iter_rows(min_row=2, values_only=True))


@pytest.mark.usefixtures("_full")
def test_every_list_has_its_workbook_with_a_link_beside_the_title(network: Network) -> None:
    """A page that has rows says where its workbook is; the workbook has all rows, not a page of them."""
    leader, visitor = client(network, "leader"), client(network)
    for asking, pages in ((leader, (*OFFICE, *PHONE)), (visitor, PUBLIC)):
        for page in pages:
            shown = asking.get(page)
            if shown.status_code == 404:  # a figure that is not defined here
                continue
            assert "as=xlsx" in shown.content.decode(), page
            rows(asking, page)
    actor = network.actor("leader")
    assert len(rows(leader, "/office/agreements/")) == count_agreements(actor)
    assert len(rows(leader, "/office/projects/")) == count_projects(actor)
    assert len(rows(leader, "/office/outcomes/")) == count_outcomes(actor)
    assert len(rows(leader, "/office/parties/?kind=village")) == VILLAGES + 2
    assert [row[1] for row in rows(leader, "/office/calls/together/")] == ["山后社"]
    assert {row[0] for row in rows(leader, "/office/parties/association/")} >= {"甲组长", "甲联络"}


@pytest.mark.usefixtures("_full")
def test_a_stranger_gets_no_row_of_others(network: Network) -> None:
    """The first secretary of village B asks for everything the leader sees, in workbooks: nothing of it comes out."""
    leader, stranger, visitor = client(network, "leader"), client(network, "secretary_b"), client(network)
    private = [
        page for page in (*OFFICE, *PHONE) if not page.startswith(("/office/parties/?", "/office/synergy"))
    ]
    open_to_all = {"/office/parties/", "/office/calls/", "/office/experts/"}
    open_to_all |= {
        "/m/gatherings/",
        "/m/gatherings/?when=past",
    }  # village B is invited: a test of their own, below
    seen = 0
    for page in private:
        others = {str(row) for row in rows(leader, page)}
        seen += len(others)
        if page not in open_to_all:
            assert not others & {str(row) for row in rows(stranger, page)}, page
        assert visitor.get(f"{page.partition('?')[0]}?as=xlsx").status_code == 302, page
    assert seen > 60  # there was something to be seen
    assert "13800000000" not in str(rows(stranger, "/office/calls/together/"))
    assert "秘密" not in str(rows(stranger, "/office/parties/crowd-0/?of=endowments"))


@pytest.mark.usefixtures("_full")
def test_workbooks_of_gatherings_hold_what_each_may_see(network: Network) -> None:
    """Those invited have theirs on the phone; everybody has the public ones on the site, without the number of those who
    are expected; what is over has its own."""
    leader, invited, visitor = client(network, "leader"), client(network, "secretary_b"), client(network)
    assert {row[0] for row in rows(leader, "/m/gatherings/")} == {"内部的商谈", "公开的主题党日"}
    assert {row[0] for row in rows(leader, "/m/gatherings/?when=past")} == {"公开的沙龙"}
    assert {row[0] for row in rows(invited, "/m/gatherings/")} == {"公开的主题党日"}
    assert [row[0] for row in rows(visitor, "/gatherings/")] == ["公开的主题党日"]
    (over,) = rows(visitor, "/gatherings/?when=past")
    assert (over[0], over[2], over[-1]) == ("公开的沙龙", "测试促进会", 0)
    assert visitor.get("/m/gatherings/?as=xlsx").status_code == 302


@pytest.mark.usefixtures("_full")
def test_visitors_do_not_download_without_end(network: Network) -> None:
    """More than a dozen workbooks a minute are too many; the pages go on."""
    visitor = client(network)
    answers = [visitor.get("/network/partners/?as=xlsx").status_code for _time in range(14)]
    assert answers.count(429) == 2
    assert visitor.get("/network/partners/").status_code == 200
