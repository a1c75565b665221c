"""Groups and meetings in the office: formed, run, minuted; nobody else finds them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from lianjian.apps.coordination.actions.form_group import form_group
from lianjian.apps.coordination.models import CoordinationGroup, Duty, GroupMember, Meeting, Rhythm
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import Refused
from tests.apps.agreements.papers import draft, in_force
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from django.test import Client


def formed(client: Client, agreement: int) -> int:
    """The key of a joint group."""
    form = {
        "client_key": f"{KEY}g",
        "of": f"agreement:{agreement}",
        "name": "共建协调领导小组",
        "about": "督办",
    }
    assert client.post("/office/groups/new/", form).status_code == 302
    return CoordinationGroup.objects.by(ROOT).get().pk


def test_a_group_is_formed_and_its_people_appointed_and_released(network: Network) -> None:
    """From the agreement's page; a form sent twice forms one group and appoints once; a second leader is refused."""
    row = in_force(network)
    client = signed_in(network, "liaison")
    assert f"/office/groups/new/?of=agreement:{row.pk}" in told(client.get(f"/office/agreements/{row.pk}/"))
    group = formed(client, row.pk)
    assert formed(client, row.pk) == group
    new = f"/office/groups/{group}/members/new/"
    page = told(client.get(new))
    assert "张书记" in page
    assert "乙书记" not in page
    leader = {
        "client_key": KEY,
        "person": f"{network.association.pk}:{network.people['leader'].pk}",
        "role": "leader",
    }
    for _ in range(2):
        assert client.post(new, leader).status_code == 302
    second = {
        **leader,
        "client_key": KEY + "2",
        "person": f"{network.village_a.pk}:{network.people['secretary_a'].pk}",
    }
    answer = client.post(new, second)
    assert answer.status_code == 422
    assert "组长" in told(answer)
    assert client.post(new, {**leader, "client_key": KEY + "3", "person": "99:99"}).status_code == 422
    assert "甲组长" in told(client.get(f"/office/groups/{group}/"))
    gone = f"/office/groups/{group}/members/{network.people['leader'].pk}/release/"
    assert "甲组长" in told(client.get(gone))
    for _ in range(2):
        assert client.post(gone, {"client_key": KEY + "4"}).status_code == 302
    assert GroupMember.objects.by(ROOT).get().until == today()
    assert client.get(gone).status_code == 404


def test_an_organisation_forms_its_own_group(network: Network) -> None:
    """Whose group it is must be chosen; another organisation's cannot be."""
    client = signed_in(network, "secretary_b")
    assert "还没有小组" in told(client.get("/office/groups/")).replace(" ", "")
    form = {"client_key": KEY, "name": "乙村专班", "of": ""}
    for of in ("", f"organisation:{network.association.pk}", "agreement:99", "nonsense"):
        assert client.post("/office/groups/new/", {**form, "of": of}).status_code == 422
    assert (
        client.post("/office/groups/new/", {**form, "of": f"organisation:{network.village_b.pk}"}).status_code
        == 302
    )
    assert CoordinationGroup.objects.by(ROOT).get().organisation_id == network.village_b.pk
    assert "乙村专班" in told(client.get("/office/groups/"))


def test_a_draft_gives_no_power_over_those_it_names(network: Network) -> None:
    """Anybody can be named in a draft: until all have signed there is no joint group that looks into their houses."""
    row = draft(network)
    client = signed_in(network, "liaison")
    page = told(client.get(f"/office/agreements/{row.pk}/"))
    assert "/office/groups/new/" not in page
    form = {"client_key": KEY, "of": f"agreement:{row.pk}", "name": "联合小组"}
    assert client.post("/office/groups/new/", form).status_code == 422
    with pytest.raises(Refused, match="signed"):
        form_group(by=network.actor("liaison"), name="联合小组", agreement=row.pk)
    assert not CoordinationGroup.objects.by(ROOT).exists()


def test_rhythm_and_duties(network: Network) -> None:
    """Agreed and given once however often the form is sent; a duty is cancelled with its reason, not without."""
    row = in_force(network)
    client = signed_in(network, "liaison")
    group = formed(client, row.pk)
    rhythm = {
        "client_key": KEY,
        "organisation": str(network.media.pk),
        "what": "到村采访",
        "every": "1",
        "period": "month",
        "starts_on": today().isoformat(),
        "ends_on": (today() - timedelta(days=9)).isoformat(),
    }
    address = f"/office/groups/{group}/rhythms/new/"
    assert client.post(address, rhythm).status_code == 422
    for _ in range(2):
        assert client.post(address, {**rhythm, "ends_on": ""}).status_code == 302
    assert Rhythm.objects.by(ROOT).count() == 1
    duty = {
        "client_key": KEY + "1",
        "organisation": str(network.association.pk),
        "what": "汇总进展",
        "due_on": (today() + timedelta(days=5)).isoformat(),
        "person": str(network.people["leader"].pk),
    }
    address = f"/office/groups/{group}/duties/new/"
    wrong = client.post(address, {**duty, "person": str(network.people["editor"].pk)})
    assert wrong.status_code == 422
    for _ in range(2):
        assert client.post(address, duty).status_code == 302
    made = Duty.objects.by(ROOT).get()
    page = told(client.get(f"/office/groups/{group}/"))
    assert "汇总进展" in page
    assert "到村采访" in page
    cancel = f"/office/duties/{made.pk}/cancel/"
    assert client.post(cancel, {"client_key": KEY + "2", "reason": ""}).status_code == 422
    assert client.post(cancel, {"client_key": KEY + "2", "reason": "已办"}).status_code == 302
    assert Duty.objects.by(ROOT).get().state == "cancelled"


def meeting_form(network: Network) -> dict[str, object]:
    held = timezone.localtime() - timedelta(hours=2)
    return {
        "client_key": KEY,
        "title": "第一次联席会",
        "held_at": held.strftime("%Y-%m-%dT%H:%M"),
        "place": "村部",
        "minutes": "会议要点",
        f"attendance_{network.people['leader'].pk}": "attendees",
        f"attendance_{network.people['secretary_a'].pk}": "attendees",
        "decision_1": "月底前拿出方案",
        "house_1": str(network.village_a.pk),
        "day_1": (today() + timedelta(days=9)).isoformat(),
        "decision_2": "继续办夜校",
    }


def test_minutes_are_kept_once_and_decisions_become_duties(network: Network) -> None:
    """Who was there, what was decided; the decision with a day is due in the village; everybody of the group reads it."""
    row = in_force(network)
    client = signed_in(network, "liaison")
    group = formed(client, row.pk)
    address = f"/office/groups/{group}/meetings/new/"
    page = told(client.get(address))
    assert "张站长" in page
    assert "乙书记" not in page
    for _ in range(2):
        assert client.post(address, meeting_form(network)).status_code == 302
    held = Meeting.objects.by(ROOT).get()
    assert held.attendees.count() == 2
    assert Duty.objects.by(ROOT).get().organisation_id == network.village_a.pk
    for name in ("liaison", "secretary_a"):
        read = told(signed_in(network, name).get(f"/office/meetings/{held.pk}/"))
        assert "月底前拿出方案" in read
        assert "甲组长" in read
        assert "第一次联席会" in told(signed_in(network, name).get("/office/meetings/"))


@pytest.mark.parametrize(
    "more",
    [
        {"held_at": "2100-01-01T10:00"},
        {"held_at": "昨天"},
        {"held_at": "2026-13-45T10:00"},
        {"title": ""},
        {"attendance_{leader}": "perhaps"},
        {"decision_1": ""},
        {"day_1": ""},
        {"house_1": "9999"},
    ],
)
def test_minutes_that_are_wrong_come_back(network: Network, more: dict[str, object]) -> None:
    """A meeting to come, nobody who could have been there, a duty without day: said beside the field, nothing is kept."""
    client = signed_in(network, "liaison")
    group = formed(client, in_force(network).pk)
    more = {name.format(leader=network.people["leader"].pk): word for name, word in more.items()}
    answer = client.post(f"/office/groups/{group}/meetings/new/", {**meeting_form(network), **more})
    assert answer.status_code == 422
    assert "field bad" in told(answer)
    assert "会议要点" in told(answer)
    assert not Meeting.objects.by(ROOT).exists()


def test_strangers_find_no_group(network: Network) -> None:
    """The secretary of village B: 404 for every address of the group, and nothing is written."""
    client = signed_in(network, "liaison")
    row = in_force(network)
    group = formed(client, row.pk)
    client.post(f"/office/groups/{group}/meetings/new/", meeting_form(network))
    held, duty = Meeting.objects.by(ROOT).get().pk, Duty.objects.by(ROOT).get().pk
    before = EventRecord.objects.count()
    stranger = signed_in(network, "secretary_b")
    for address in (
        f"/office/groups/{group}/",
        f"/office/groups/{group}/members/new/",
        f"/office/groups/{group}/members/{network.people['leader'].pk}/release/",
        f"/office/groups/{group}/rhythms/new/",
        f"/office/groups/{group}/duties/new/",
        f"/office/groups/{group}/meetings/new/",
        f"/office/meetings/{held}/",
        f"/office/duties/{duty}/cancel/",
    ):
        for got in (stranger.get(address), stranger.post(address, {"client_key": KEY + "s", "reason": "x"})):
            assert got.status_code == 404, address
    assert "联席会" not in told(stranger.get("/office/meetings/"))
    assert EventRecord.objects.count() == before
