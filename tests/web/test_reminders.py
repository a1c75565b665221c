"""Reminders, robots, calendars and minutes through their pages; nobody else finds them."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from lianjian.adapters.messaging.simulating import Chat, running
from lianjian.adapters.messaging.wecom.simulator import WecomPlatform
from lianjian.apps.coordination.actions.call_off_meeting import call_off_meeting
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.plan_meeting import plan_meeting
from lianjian.apps.coordination.models import Decision, Duty, Meeting, Rhythm
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.queries import mandates
from lianjian.apps.projects.models import Commitment
from lianjian.apps.reminders.models import CalendarAddress, Robot
from lianjian.apps.reminders.queries import ways_of
from lianjian.apps.reminders.rules.paths import OWN_PAGE, PATHS, path_of
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.apps.reminders.tasks.walking import walk
from lianjian.kernel.clock import wall_clock
from tests.apps.coordination.groups import joint_group
from tests.apps.projects.promises import promise
from tests.apps.reminders.owing import at, duty
from tests.cli.running import free_port
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network

KEY = "form-0123456789"


def signed_in(network: Network, name: str) -> Client:
    client = Client(headers={"Accept-Language": "zh-hans"})
    client.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_paths_of_reminders_lead_to_pages() -> None:
    """The app knows paths, the faces have them."""
    from django.urls import resolve

    assert set(PATHS) == set(Kind)
    for kind in Kind:
        assert resolve(path_of(kind, 7)).namespace == "mobile"
    assert resolve(OWN_PAGE).url_name == "reminders"


@pytest.mark.parametrize("page", ["/m/reminders/", "/office/reminders/"])
def test_the_bell_counts_until_the_page_is_opened(network: Network, page: str) -> None:
    """What is new stands beside the bell of every page and on the own page; done, it is gone from both."""
    row = duty(network, 1)
    walk(at(0))
    client = signed_in(network, "secretary_a")
    assert "提醒：1 条未看" in client.get("/m/").content.decode()
    shown = client.get(page).content.decode()
    assert "整理停车位" in shown
    assert "未看" in shown
    assert "提醒：0 条未看" in client.get("/m/").content.decode()
    assert "最近提醒" in client.get(f"/m/duties/{row.pk}/").content.decode()
    finish_duty(by=network.actor("secretary_a"), duty=row.pk)
    assert "整理停车位" not in client.get(page).content.decode()
    assert "没有需要提醒的事项" in signed_in(network, "secretary_b").get("/m/reminders/").content.decode()


def test_how_one_is_reminded_is_chosen(network: Network) -> None:
    """An address that is none comes back with what was typed; without e-mail the address is forgotten."""
    client = signed_in(network, "secretary_a")
    for typed in ("nobody", "a@b", "😀@例.cn", "x" * 10_000, "\0@b.cn", ""):
        answer = client.post("/m/reminders/ways/", {"by_mail": "on", "email": typed})
        assert answer.status_code == 422, typed
    wrong = client.post("/m/reminders/ways/", {"by_mail": "on", "email": "nobody"}).content.decode()
    assert 'value="nobody"' in wrong
    assert client.post("/m/reminders/ways/", {"by_mail": "on", "email": "z@example.cn"}).status_code == 302
    assert ways_of(network.actor("secretary_a")).email == "z@example.cn"
    assert client.post("/m/reminders/ways/", {"email": "z@example.cn"}).status_code == 302
    assert ways_of(network.actor("secretary_a")).email == ""


def test_the_list_of_the_silent_is_the_leaders(network: Network) -> None:
    """What is late without an answer, what was sent, and all of it as a workbook; another village reads nothing."""
    joint_group(network)
    duty(network, -30)
    walk(at(0))
    leader = signed_in(network, "leader")
    for page in ("/office/silent/", "/m/silent/"):
        shown = leader.get(page).content.decode()
        assert "整理停车位" in shown
        assert "逾期 21 天" in shown
        assert "报组长" in shown
    sheet = load_workbook(io.BytesIO(leader.get("/office/silent/?as=xlsx").content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5][0] == "整理停车位"
    assert sheet["E2"].value == 30
    stranger = signed_in(network, "secretary_b")
    assert "整理停车位" not in stranger.get("/office/silent/").content.decode()
    assert "整理停车位" not in stranger.get("/m/silent/").content.decode()


@pytest.mark.enable_socket
def test_a_robot_is_stored_tried_and_forgotten(network: Network) -> None:
    """Through the form; the trial arrives in the simulated chat; a wrong address says what to do; nothing shows the
    secret again."""
    group = joint_group(network)
    client, chat = signed_in(network, "liaison"), Chat("0123-4567-89ab")
    form = f"/office/groups/{group.pk}/robots/new/"
    for webhook in (
        "",
        "nonsense",
        "https://example.cn/",
        "x" * 10_000,
        "http://10.0.0.1/cgi-bin/webhook/send?key=0123456789",
    ):
        answer = client.post(form, {"client_key": KEY, "kind": "wecom", "name": "群", "webhook": webhook})
        assert answer.status_code == 422, webhook
    with running(WecomPlatform(), [chat], port=free_port(), clock=wall_clock) as address:
        webhook = f"{address}/cgi-bin/webhook/send?key=0123-4567-89ab"
        stored = client.post(
            form, {"client_key": KEY + "1", "kind": "wecom", "name": "联络群", "webhook": webhook}
        )
        page = stored.headers["Location"]
        client.post(f"{page}try/")
        assert "测试消息已送达" in client.get(page).content.decode()
        chat.token = "gone-to-others"
        client.post(f"{page}try/")
        told = client.get(page).content.decode()
        assert "对方不认识这个机器人地址" in told
        assert "0123-4567" not in told
        assert "0123-4567" not in client.get(f"/office/groups/{group.pk}/").content.decode()
    assert len(chat.taken) == 1
    client.post(f"{page}try/")
    assert "平台没有答复" in client.get(page).content.decode()
    stranger = signed_in(network, "secretary_b")
    for address in (form, page, f"{page}try/", f"{page}remove/"):
        assert stranger.post(address, {"client_key": KEY}).status_code == 404
    assert signed_in(network, "editor").get(page).status_code == 404
    assert client.post(f"{page}remove/", {"client_key": KEY + "2"}).status_code == 302
    assert not Robot.objects.by(ROOT).exists()


def feed_of(client: Client) -> str:
    page = client.post("/m/calendar/").content.decode()
    found = re.search(r"/calendar/[\w-]+\.ics", page)
    assert found is not None
    return found[0]


def events(body: bytes) -> dict[str, dict[str, str]]:
    """Title and status of each entry by its UID, as a calendar reads them."""
    calendar = Calendar.from_ical(body)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    return {
        str(one["UID"]).split("@")[0]: {"title": str(one["SUMMARY"]), "status": str(one.get("STATUS", ""))}
        for one in calendar.walk("VEVENT")
    }


def test_the_calendar_holds_what_is_due_and_nothing_more(network: Network) -> None:
    """Own duties, commitments and meetings, without a session; what is done leaves it, a meeting called off stays as
    cancelled, the address before the last answers no more, and with the mandate all of it is gone."""
    group = joint_group(network)
    row, other = duty(network, 3), promise(network)
    held = plan_meeting(
        by=network.actor("liaison"),
        group=group.pk,
        title="联席会",
        held_at=timezone.now() + timedelta(days=2),
        place="村部",
        invited=[network.people["secretary_a"].pk],
    )
    first = feed_of(signed_in(network, "secretary_a"))
    assert not CalendarAddress.objects.by(ROOT).filter(digest__contains=first[10:20]).exists()
    asking = Client()
    answer = asking.get(first)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert set(events(answer.content)) == {f"duty-{row.pk}", f"meeting-{held.pk}"}
    assert asking.get(first, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert set(events(asking.get(feed_of(signed_in(network, "liaison"))).content)) == {
        f"commitment-{other.pk}"
    }
    assert events(asking.get(feed_of(signed_in(network, "secretary_b"))).content) == {}
    finish_duty(by=network.actor("secretary_a"), duty=row.pk)
    call_off_meeting(by=network.actor("liaison"), meeting=held.pk, reason="台风")
    changed = events(asking.get(first).content)
    assert changed == {f"meeting-{held.pk}": {"title": "会议：联席会", "status": "CANCELLED"}}
    second = feed_of(signed_in(network, "secretary_a"))
    assert asking.get(first).status_code == 404
    for posting in mandates(ROOT).filter(person=network.people["secretary_a"].pk):
        end_mandate(by=ROOT, mandate=posting.pk, ends_on=today() - timedelta(days=1))
    assert events(asking.get(second).content) == {}
    for guess in ("/calendar/guessed.ics", f"/calendar/{'x' * 500}.ics", "/calendar/%C2%B2.ics"):
        assert asking.get(guess).status_code == 404
    signed_in(network, "secretary_a").post("/m/calendar/", {"close": "yes"})
    assert asking.get(second).status_code == 404


def minutes(network: Network, **more: object) -> dict[str, object]:
    held = timezone.localtime() - timedelta(hours=2)
    return {
        "client_key": KEY,
        "title": "季度会",
        "held_at": held.strftime("%Y-%m-%dT%H:%M"),
        "place": "桥亭",
        "minutes": "一、对账。",
        f"attendance_{network.people['leader'].pk}": "attendees",
        f"attendance_{network.people['secretary_a'].pk}": "excused",
        **more,
    }


def test_from_the_plan_to_the_paper(network: Network) -> None:
    """Planned in the office, held with more decisions than the form first has, received, corrected, printed; one decision
    becomes a duty, another a commitment."""
    group = joint_group(network)
    client = signed_in(network, "liaison")
    when = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    invited = [str(network.people[name].pk) for name in ("leader", "secretary_a")]
    plan = {"client_key": KEY + "p", "title": "季度会", "held_at": when, "agenda": "对账", "invited": invited}
    page = client.post(f"/office/groups/{group.pk}/meetings/plan/", plan).headers["Location"]
    for reader in ("/office/meetings/", f"/office/groups/{group.pk}/", f"/m/groups/{group.pk}/"):
        assert "季度会" in client.get(reader).content.decode(), reader
    assert b"BEGIN:VEVENT" in client.get(f"{page}meeting.ics").content
    more = client.post(f"{page}minutes/", {**minutes(network), "more": "yes"}).content.decode()
    assert "decision_8" in more
    assert f'name="attendance_{network.people["secretary_a"].pk}" value="excused" checked' in more
    assert "一、对账。" in more
    decided = {f"decision_{n}": f"第{n}件事" for n in range(1, 9)}
    decided |= {"house_1": str(network.village_a.pk), "day_1": (today() + timedelta(days=9)).isoformat()}
    perhaps = minutes(network, **{f"attendance_{network.people['leader'].pk}": "perhaps"}, **decided)
    assert client.post(f"{page}minutes/", perhaps).status_code == 422
    assert client.post(f"{page}minutes/", minutes(network, **decided)).status_code == 302
    assert Duty.objects.by(ROOT).count() == 1
    shown = client.get(page).content.decode()
    for words in ("请假", "第8件事", "2 人中 0 人已阅", "转为承诺事项"):
        assert words in shown, words
    number = Meeting.objects.by(ROOT).get().pk
    secretary = signed_in(network, "secretary_a")
    assert "请您阅后确认" in secretary.get(f"/m/meetings/{number}/").content.decode()
    secretary.post(f"/m/meetings/{number}/seen/")
    assert "2 人中 1 人已阅" in client.get(page).content.decode()
    correction = {"client_key": KEY + "c", "minutes": "一、对账，无异议。", "version": "1"}
    assert client.post(f"{page}correct/", correction).status_code == 302
    stale = client.post(f"{page}correct/", {**correction, "client_key": KEY + "d", "minutes": "旧稿"})
    assert stale.status_code == 422
    assert "旧稿" in stale.content.decode()
    assert "更正前的文字" in client.get(page).content.decode()
    decision = Decision.objects.by(ROOT).get(text="第2件事").pk
    promise_form = {
        "client_key": KEY + "k",
        "giver": str(network.association.pk),
        "receiver": str(network.village_a.pk),
        "work_area": "industry",
        "text": "第2件事",
        "due_on": (today() + timedelta(days=30)).isoformat(),
    }
    address = f"/office/decisions/{decision}/commitment/"
    same = client.post(address, {**promise_form, "receiver": promise_form["giver"]})
    assert same.status_code == 422
    assert client.post(address, promise_form).status_code == 302
    made = Commitment.objects.by(ROOT).get()
    assert f"/m/commitments/{made.pk}/" in client.get(page).content.decode()
    assert client.get(address).status_code == 404
    word = client.get(f"{page}minutes.docx")
    assert word.content.startswith(b"PK")
    assert client.get(f"{page}minutes.pdf").content.startswith(b"%PDF-")
    assert client.get(f"{page}minutes.exe").status_code == 404
    stranger = signed_in(network, "secretary_b")
    for path in ("", "minutes/", "correct/", "change/", "call-off/", "seen/", "minutes.docx", "meeting.ics"):
        assert stranger.post(page + path, {"client_key": KEY}).status_code == 404, path
    assert stranger.get(address).status_code == 404


def test_a_rhythm_is_agreed_in_the_words_of_its_users(network: Network) -> None:
    """Every two months on the last working day; nonsense comes back beside its field; changed, it says so."""
    group = joint_group(network)
    client, address = signed_in(network, "liaison"), f"/office/groups/{group.pk}/rhythms/new/"
    form = {
        "client_key": KEY,
        "organisation": str(network.media.pk),
        "what": "到村采访",
        "every": "2",
        "period": "month",
        "place": "last-working-day",
        "starts_on": today().isoformat(),
    }
    for wrong in (
        {"place": "day", "day": "32"},
        {"place": "day"},
        {"place": "weekday-2"},
        {"weekdays": ["XX"]},
        {"starts_on": "0001-01-01"},
        {"starts_on": "9999-12-31"},
        {"exceptions": "国庆"},
        {"exceptions": "2026-02-30"},
        {"every": "²"},
        {"period": "century"},
    ):
        answer = client.post(address, {**form, **wrong})
        assert answer.status_code == 422, wrong
        assert "到村采访" in answer.content.decode()
    assert client.post(address, {**form, "exceptions": "2026-10-01，2026-10-08"}).status_code == 302
    for page in (f"/office/groups/{group.pk}/", f"/m/groups/{group.pk}/"):
        assert "每 2 个月，当月最后一个工作日" in client.get(page).content.decode()
    row = Rhythm.objects.by(ROOT).get()
    end = (today() + timedelta(days=200)).isoformat()
    changed = {"client_key": KEY + "1", "ends_on": end, "exceptions": ""}
    assert client.post(f"/office/rhythms/{row.pk}/", changed).status_code == 302
    assert signed_in(network, "secretary_b").get(f"/office/rhythms/{row.pk}/").status_code == 404
    assert signed_in(network, "editor").get(f"/office/rhythms/{row.pk}/").status_code == 404


@pytest.mark.parametrize("page", ["/m/duties/new/", "/office/duties/new/"])
def test_an_own_duty_needs_no_group(network: Network, page: str) -> None:
    """Noted by whoever runs the organisation, once however often it is sent, for no other organisation."""
    client = signed_in(network, "secretary_a")
    form = {
        "client_key": KEY,
        "what": "交季度小结",
        "due_on": (today() + timedelta(days=5)).isoformat(),
        "organisation": str(network.village_a.pk),
    }
    for wrong in (
        {"what": ""},
        {"due_on": "明天"},
        {"organisation": str(network.village_b.pk)},
        {"what": "长" * 10_000},
    ):
        assert client.post(page, {**form, **wrong}).status_code == 422, wrong
    for _ in range(2):
        assert client.post(page, form).status_code == 302
    assert Duty.objects.by(ROOT).get().what == "交季度小结"
    assert signed_in(network, "keeper_a").get(page).status_code == 404
