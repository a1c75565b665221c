"""Projects, obstacles and outcomes in the office: started, moved on, reported, verified; nobody else finds them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjian.apps.projects.models import Contribution, Destination, Milestone, Obstacle, Outcome, Project
from lianjian.foundation.models import EventRecord
from tests.apps.agreements.papers import in_force
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, administrator, signed_in, told

if TYPE_CHECKING:
    from django.test import Client


def started(network: Network, client: Client) -> int:
    """The key of a project of the association and village A under an agreement."""
    row = in_force(network)
    form = {
        "client_key": f"{KEY}p",
        "title": "老茶园复垦",
        "kind": "industry",
        "work_area": "industry",
        "stage": "idea",
        "parties": [str(network.association.pk), str(network.village_a.pk)],
        "place": "张洋村",
        "about": "复垦三十亩",
    }
    address = f"/office/agreements/{row.pk}/projects/new/"
    assert "老茶园" not in told(client.get(address))
    for _ in range(2):
        answer = client.post(address, form)
        assert answer.status_code == 302
    return Project.objects.by(ROOT).get().pk


def test_a_project_is_started_and_goes_its_way(network: Network) -> None:
    """Stage, milestone planned, moved and reached, contribution, visitors' page: each once, and all of it on one page."""
    client = signed_in(network, "liaison")
    key = started(network, client)
    here = f"/office/projects/{key}/"
    assert "还没有安排节点" in told(client.get(here))
    client.post(f"{here}stage/", {"client_key": KEY + "1", "stage": "feasibility"})
    assert client.post(f"{here}stage/", {"client_key": KEY + "2", "stage": "heaven"}).status_code == 422
    point = {"name": "开工", "due_on": (today() + timedelta(days=9)).isoformat()}
    client.post(f"{here}milestones/new/", {"client_key": KEY + "3", **point})
    client.post(
        f"{here}milestones/new/",
        {"client_key": KEY + "4", **point, "due_on": (today() + timedelta(days=19)).isoformat()},
    )
    milestone = Milestone.objects.by(ROOT).get()
    assert milestone.due_on == today() + timedelta(days=19)
    for _ in range(2):
        assert client.post(f"{here}milestones/{milestone.pk}/reach/").status_code == 302
    again = client.post(f"{here}milestones/new/", {"client_key": KEY + "5", **point})
    assert again.status_code == 422
    gift = {
        "client_key": KEY + "6",
        "organisation": str(network.association.pk),
        "kind": "money",
        "text": "启动资金",
        "amount": "12,000",
        "unit": "",
    }
    refused = client.post(f"{here}contributions/new/", gift)
    assert refused.status_code == 422
    assert "12,000" in told(refused)
    for _ in range(2):
        assert client.post(f"{here}contributions/new/", {**gift, "unit": "yuan"}).status_code == 302
    assert Contribution.objects.by(ROOT).get().amount == 12000
    place = {
        "client_key": KEY + "7",
        "season": "清明前后",
        "route": "从镇上步行",
        "contact": "村部",
        "public": "on",
    }
    client.post(f"{here}visitors/", place)
    assert Destination.objects.by(ROOT).get().public
    page = told(client.get(here))
    for word in ("开工", "启动资金", "12,000", "清明前后", "论证"):
        assert word in page
    assert "老茶园复垦" in told(client.get("/office/projects/"))
    assert "老茶园复垦" in told(
        client.get(f"/office/agreements/{Project.objects.by(ROOT).get().agreement_id}/")
    )


def test_a_project_needs_two_parties(network: Network) -> None:
    """One alone is refused beside the parties, with and without an agreement; others are found by name."""
    client = signed_in(network, "liaison")
    row = in_force(network)
    form = {
        "client_key": KEY,
        "title": "独角戏",
        "kind": "service",
        "work_area": "livelihood",
        "stage": "idea",
    }
    one = {**form, "parties": [str(network.association.pk)]}
    answer = client.post(f"/office/agreements/{row.pk}/projects/new/", one)
    assert answer.status_code == 422
    assert "两方" in told(answer)
    own = {**form, "own": str(network.association.pk), "with_1": "没有这个"}
    assert client.post("/office/projects/new/", own).status_code == 422
    assert client.post("/office/projects/new/", {**own, "with_1": "测试促进会"}).status_code == 422
    assert not Project.objects.by(ROOT).exists()
    assert client.post("/office/projects/new/", {**own, "with_1": "乙村"}).status_code == 302
    assert "独角戏" in told(signed_in(network, "secretary_b").get("/office/projects/"))


def test_an_obstacle_is_named_and_removed(network: Network) -> None:
    """With the person who is to remove it; removed only with the words how."""
    client = signed_in(network, "liaison")
    here = f"/office/projects/{started(network, client)}/"
    form = {
        "client_key": KEY,
        "organisation": str(network.village_a.pk),
        "text": "路太窄",
        "owner": str(network.people["secretary_a"].pk),
    }
    outsider = client.post(f"{here}obstacles/new/", {**form, "owner": str(network.people["secretary_b"].pk)})
    assert outsider.status_code == 422
    for _ in range(2):
        assert client.post(f"{here}obstacles/new/", form).status_code == 302
    row = Obstacle.objects.by(ROOT).get()
    away = f"{here}obstacles/{row.pk}/remove/"
    assert client.post(away, {"client_key": KEY + "1", "how": ""}).status_code == 422
    assert client.post(away, {"client_key": KEY + "2", "how": "拓宽一米"}).status_code == 302
    assert "拓宽一米" in told(client.get(here))


def test_a_project_opens_nobodys_list_of_people(network: Network) -> None:
    """Begun with a house that has signed nothing: its people are not offered for choosing."""
    client = signed_in(network, "liaison")
    form = {
        "client_key": KEY,
        "title": "新项目",
        "kind": "service",
        "work_area": "livelihood",
        "stage": "idea",
    }
    with_b = {**form, "own": str(network.association.pk), "with_1": "乙村"}
    where = client.post("/office/projects/new/", with_b)["Location"]
    page = told(client.get(f"{where}obstacles/new/"))
    assert "甲组长" in page
    assert "乙书记" not in page


def outcome_form(network: Network, **more: object) -> dict[str, object]:
    return {
        "client_key": KEY,
        "reported_by": str(network.village_a.pk),
        "text": "新茶销售",
        "value": "86,000",
        "unit": "yuan",
        "happened_on": today().isoformat(),
        "work_area": "",
        "evidence": "台账第三页",
        "parties": [str(network.association.pk), str(network.village_a.pk)],
        "shares": "2：1",
        **more,
    }


def test_an_outcome_is_reported_with_proof_and_verified_by_another_party(network: Network) -> None:
    """Once; the reporter's party cannot verify it; the other one can, and dispute it only with words."""
    key = started(network, signed_in(network, "liaison"))
    village = signed_in(network, "secretary_a")
    address = f"/office/projects/{key}/outcomes/new/"
    assert 'enctype="multipart/form-data"' in told(village.get(address))
    for _ in range(2):
        files = {"files": SimpleUploadedFile("台账.pdf", b"%PDF-1.4 ledger")}
        assert village.post(address, {**outcome_form(network), **files}).status_code == 302
    row = Outcome.objects.by(ROOT).get()
    assert row.work_area == "industry"
    assert row.files.count() == 1
    assert {str(p.weight.normalize()) for p in row.parties.all()} == {"2", "1"}
    here = f"/office/outcomes/{row.pk}/"
    assert "其他方核验后计入" in told(village.get(here))
    verdict = {"client_key": KEY + "v", "verdict": "verified", "remark": "看过台账"}
    assert village.get(f"{here}verify/").status_code == 404
    assert village.post(f"{here}verify/", verdict).status_code == 404
    other = signed_in(network, "liaison")
    assert "等您核验" in told(other.get("/office/outcomes/"))
    assert other.post(f"{here}verify/", {**verdict, "verdict": "disputed", "remark": ""}).status_code == 422
    assert other.post(f"{here}verify/", verdict).status_code == 302
    assert Outcome.objects.by(ROOT).get().state == "verified"
    assert "看过台账" in told(village.get(here))


@pytest.mark.parametrize(
    "more",
    [
        {"value": "很多"},
        {"value": "-1"},
        {"unit": ""},
        {"happened_on": "2100-01-01"},
        {"parties": []},
        {"shares": "2 1 1"},
        {"shares": "2 0"},
        {"shares": "半 半"},
        {"reported_by": "9999"},
    ],
)
def test_an_outcome_that_is_wrong_comes_back(network: Network, more: dict[str, object]) -> None:
    """Said beside the field, with what was typed; nothing is reported."""
    key = started(network, signed_in(network, "liaison"))
    village = signed_in(network, "secretary_a")
    answer = village.post(f"/office/projects/{key}/outcomes/new/", outcome_form(network, **more))
    assert answer.status_code == 422
    assert "field bad" in told(answer)
    assert "台账第三页" in told(answer)
    assert not Outcome.objects.by(ROOT).exists()


def test_an_own_outcome_and_one_of_a_commitment(network: Network) -> None:
    """Alone, and where a promise led to it; somebody without part in the commitment finds no form."""
    from lianjian.apps.projects.actions.make_commitment import make_commitment

    village = signed_in(network, "secretary_a")
    alone = outcome_form(network, work_area="industry")
    assert village.post("/office/outcomes/new/", alone).status_code == 302
    made = make_commitment(
        by=network.actor("liaison"),
        giver=network.association.pk,
        receiver=network.village_a.pk,
        work_area="training",
        text="培训",
        due_on=today(),
    )
    address = f"/office/commitments/{made.pk}/outcomes/new/"
    led = outcome_form(network, client_key=KEY + "2", unit="people-trained", value="50", shares="")
    assert village.post(address, led).status_code == 302
    assert sorted(row.parties.count() for row in Outcome.objects.by(ROOT)) == [1, 2]
    stranger = signed_in(network, "secretary_b")
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, led).status_code == 404


def test_strangers_find_no_project(network: Network) -> None:
    """The secretary of village B: 404 for every address, and nothing is written."""
    client = signed_in(network, "liaison")
    key = started(network, client)
    here = f"/office/projects/{key}/"
    client.post(
        f"{here}milestones/new/", {"client_key": KEY + "1", "name": "开工", "due_on": today().isoformat()}
    )
    form = {
        "client_key": KEY + "2",
        "organisation": str(network.village_a.pk),
        "text": "路太窄",
        "owner": str(network.people["secretary_a"].pk),
    }
    client.post(f"{here}obstacles/new/", form)
    signed_in(network, "secretary_a").post(f"{here}outcomes/new/", outcome_form(network))
    milestone, obstacle = Milestone.objects.by(ROOT).get().pk, Obstacle.objects.by(ROOT).get().pk
    outcome = Outcome.objects.by(ROOT).get().pk
    agreement = Project.objects.by(ROOT).get().agreement_id
    before = EventRecord.objects.count()
    stranger = signed_in(network, "secretary_b")
    for address in (
        here,
        f"{here}stage/",
        f"{here}milestones/new/",
        f"{here}contributions/new/",
        f"{here}visitors/",
        f"{here}obstacles/new/",
        f"{here}obstacles/{obstacle}/remove/",
        f"{here}outcomes/new/",
        f"/office/outcomes/{outcome}/",
        f"/office/outcomes/{outcome}/verify/",
        f"/office/agreements/{agreement}/projects/new/",
        f"/office/agreements/{agreement}/close/",
    ):
        for got in (stranger.get(address), stranger.post(address, {"client_key": KEY + "s", "reason": "x"})):
            assert got.status_code == 404, address
    assert stranger.post(f"{here}milestones/{milestone}/reach/").status_code == 404
    page = told(stranger.get("/office/projects/")) + told(stranger.get("/office/outcomes/"))
    assert "老茶园" not in page
    assert "新茶" not in page
    assert EventRecord.objects.count() == before


def test_an_agreement_is_ended_with_a_reason_and_asked_twice(network: Network) -> None:
    """Without the tick or the reason nothing happens; afterwards the reason stands on the page and no door is left."""
    row = in_force(network)
    address = f"/office/agreements/{row.pk}/close/"
    assert signed_in(network, "liaison").get(address).status_code == 404  # no signatory
    client = signed_in(network, "leader")
    assert "终止协议" in told(client.get(address))
    for wrong in ({"reason": "到期"}, {"sure": "on"}):
        assert client.post(address, {"client_key": KEY + "w", **wrong}).status_code == 422
    row.refresh_from_db()
    assert row.state == "effective"
    for _ in range(2):
        assert client.post(address, {"client_key": KEY, "reason": "到期", "sure": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "effective"
    here = f"/office/agreements/{row.pk}/"
    for who in ("chief", "secretary_a"):
        other = signed_in(network, who)
        form = re.search(r'action="([^"]+/consent/)"', told(other.get(here)))
        assert form
        assert other.get(form[1]).status_code == 302  # a link alone consents to nothing
        assert other.post(form[1]).status_code == 302
    row.refresh_from_db()
    assert row.state == "ended"
    page = told(client.get(here))
    assert "到期" in page
    assert address not in page
    assert client.get(address).status_code == 404
    assert administrator().get(f"/office/agreements/{row.pk}/projects/new/").status_code == 404
