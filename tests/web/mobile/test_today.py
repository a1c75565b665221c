"""What is due comes first, for each who uses the phone; the glance of a leader."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.queries import meetings_of
from lianjian.apps.coordination.rules.meetings import DecisionDraft
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.web.mobile.dues import When, dated, stretches
from lianjian.web.mobile.frame import this_day
from lianjian.web.mobile.owing import balance
from tests.apps.projects.promises import promise
from tests.network import PASSWORD, ROOT, today
from tests.web.mobile.promising import Village, living, signed_in

if TYPE_CHECKING:
    from tests.network import Network


@pytest.fixture
def village(network: Network) -> Village:
    return living(network)


def test_late_first_then_this_week_then_later(network: Network, village: Village) -> None:
    """The order of the page is the order of urgency, each line with its one action."""
    promise(
        network,
        by=network.actor("secretary_a"),
        giver=network.village_a.pk,
        receiver=network.association.pk,
        text="明年再办的事",
        due_on=today() + timedelta(days=80),
        unit="",
        target=None,
        indicator="",
    )
    page = signed_in(network, "secretary_a").get("/m/").content.decode()
    order = ["核对三位老人", "提供三十亩茶园", "明年再办的事", "装十八盏路灯"]
    places = [page.index(f">{word}" if word != "核对三位老人" else word) for word in order]
    assert places == sorted(places)
    assert f"/m/log/new/?about=duty:{village.duty}" in page
    assert f"/m/log/new/?about=commitment:{village.ours}" in page


def test_a_confirmation_waits_for_the_receiver(network: Network, village: Village) -> None:
    """Reported done, it stands on the receiver's page as waiting for them, and on the giver's as theirs."""
    report_done(by=network.actor("secretary_a"), commitment=village.ours, text="茶园量好了")
    mine = balance(network.actor("liaison"), this_day()).mine
    (line,) = [one for one in mine if one.url == f"/m/commitments/{village.ours}/"]
    assert line.when is When.WAITING
    assert line.act_url.endswith("#answer")
    theirs = balance(network.actor("secretary_a"), this_day()).theirs
    assert [one.when for one in theirs if one.url == f"/m/commitments/{village.ours}/"] == [When.WAITING]


def test_whoever_has_no_mandate_is_told_so(network: Network) -> None:
    """A clear sentence instead of an empty list, and no form that would be refused."""
    person = register_person(by=ROOT, name="没有任职的人")
    account = open_account(by=ROOT, person=person.pk, username="nobody", password=PASSWORD)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/m/").content.decode()
    assert "没有任职的人，您现在不在任何单位任职" in page
    assert '<form class="say"' not in page
    assert client.post("/m/log/new/", {"client_key": "a" * 32, "text": "x"}).status_code == 403


def test_the_days_in_words() -> None:
    """Late by days, today, tomorrow, later: the marks follow the calendar."""
    day = today()
    assert [dated(day + timedelta(days=n), day)[0] for n in (-1, 0, 6, 7)] == [
        When.LATE,
        When.WEEK,
        When.WEEK,
        When.LATER,
    ]
    assert stretches([], {}, 12) == []


def test_numbers_of_the_glance_lead_to_their_rows(network: Network, village: Village) -> None:
    """Each number counts exactly the rows behind its link; others are told that they lead no group."""
    leader = signed_in(network, "leader")
    seen = leader.get("/m/glance/").context["seen"]
    assert seen.late == 1
    assert [line.id for line in seen.obstacles] == [village.obstacle]
    for show, count in (("late", seen.late), ("open", seen.open)):
        rows = leader.get(f"/m/glance/{show}/?group={village.group}")
        assert len(rows.context["lines"]) == count
    for key, _name, late, running in seen.by_house:
        for show, count in (("late", late), ("open", running)):
            rows = leader.get(f"/m/glance/{show}/?group={village.group}&organisation={key}")
            assert len(rows.context["lines"]) == count
    page = leader.get("/m/glance/").content.decode()
    assert "路没有硬化" in page
    assert leader.get("/m/glance/nonsense/").status_code == 404
    assert leader.get("/m/glance/?group=999").status_code == 404
    member = signed_in(network, "secretary_a")
    assert "您没有负责的小组" in member.get("/m/glance/").content.decode()
    assert member.get(f"/m/glance/late/?group={village.group}").status_code == 404


def test_a_glance_counts_what_it_has_no_room_for(
    network: Network, village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows end somewhere, numbers do not, and the page says so."""
    monkeypatch.setattr("lianjian.web.mobile.glancing.MOST_ROWS", 2)
    for number in range(3):
        assign_duty(
            by=network.actor("secretary_a"),
            organisation=network.village_a.pk,
            what=f"第{number}件",
            due_on=today() - timedelta(days=1),
        )
    leader = signed_in(network, "leader")
    assert leader.get("/m/glance/").context["seen"].late == 4
    rows = leader.get(f"/m/glance/late/?group={village.group}")
    assert len(rows.context["lines"]) == 2
    assert "共 4 个，显示前 2 个。" in rows.content.decode()


def test_unknown_is_shown_as_unknown(network: Network, village: Village) -> None:
    """No rhythm agreed and nothing due yet: the glance says unknown and not 0."""
    page = signed_in(network, "leader").get("/m/glance/").content.decode()
    assert "未知：还没有约定联络频次" in page
    assert "0%" not in page


@pytest.mark.parametrize("who", ["secretary_a", "liaison", "leader", "keeper_a", "editor"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_everybody_lands_on_their_own(network: Network, village: Village, who: str, language: str) -> None:
    """First secretary, liaison officer, leader, keeper, editor: the page answers in both languages."""
    client = signed_in(network, who)
    answer = client.get("/m/", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert ("What I owe others" if language == "en" else "我欠别人的") in answer.content.decode()


def test_late_is_called_late_in_minutes_and_on_milestones(network: Network, village: Village) -> None:
    """The same words as in the list of what is due, by the day and not by the state that is stored."""
    page = signed_in(network, "secretary_a").get(f"/m/meetings/{village.meeting}/").content.decode()
    assert "逾期 2 天" in page
    assert f"/m/duties/{village.duty}/" in page
    assert (
        "逾期 1 天"
        in signed_in(network, "secretary_a").get(f"/m/projects/{village.project}/").content.decode()
    )


def test_minutes_link_only_duties_that_open(network: Network, village: Village) -> None:
    """A member of the group from another party reads the decision and gets no link into a 404."""
    liaison = network.actor("liaison")
    record_meeting(
        by=liaison,
        group=village.group,
        title="第四次会议",
        held_at=timezone.now() - timedelta(days=1),
        minutes="议定一件事。",
        attendees=[network.people["liaison"].pk],
        decisions=[DecisionDraft("促进会去借桌椅", network.association.pk, today() + timedelta(days=9))],
    )
    stranger, own = signed_in(network, "secretary_a"), signed_in(network, "liaison")
    meeting = max(line.id for line in meetings_of(liaison))
    for client, links in ((stranger, 0), (own, 1)):
        page = client.get(f"/m/meetings/{meeting}/").content.decode()
        assert "促进会去借桌椅" in page
        found = re.findall(r'href="(/m/duties/\d+/)"', page)
        assert len(found) == links
        assert all(client.get(address).status_code == 200 for address in found)
