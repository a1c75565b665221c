"""Gatherings at the office, on the phone and on the site, through their pages."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from lianjian.apps.coordination.actions.announce_gathering import announce_gathering
from lianjian.apps.coordination.actions.hold_gathering import hold_gathering
from lianjian.apps.coordination.actions.resolve_at_gathering import resolve_at_gathering
from lianjian.apps.coordination.models import Gathering, SignIn
from lianjian.apps.coordination.queries.gathering_guests import guests_invited, poster_of
from lianjian.apps.coordination.queries.gathering_records import notes_of_gathering, resolutions_of
from lianjian.apps.newsroom.models import Story
from tests.apps.coordination.gathered import announced, guests, planned
from tests.apps.coordination.groups import photo
from tests.network import today
from tests.web.mobile.promising import signed_in

if TYPE_CHECKING:
    from tests.network import Network

KEY = "k" * 32
JSON = {"Accept": "application/json"}
NONSENSE = (
    "",
    "²",
    "九",
    "\x00",
    "🎉" * 40,
    "x" * 10_000,
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "-1",
    "1e9",
)


def form(**said: object) -> dict[str, object]:
    """A plan as the office sends it."""
    begins = timezone.localtime() + timedelta(days=3)
    return {
        "client_key": KEY,
        "title": "茶山上的主题党日",
        "kind": "theme-day",
        "begins_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        **said,
    }


def test_planned_invited_announced_at_the_office(network: Network) -> None:
    """The whole way by forms: planned once though sent twice, invited, announced, changed, called off."""
    client = signed_in(network, "liaison")
    sent = form(
        organiser=network.association.pk, host_1="张洋村", place="茶山", agenda="一\n二", capacity="3"
    )
    first = client.post("/office/gatherings/new/", sent)
    assert first.status_code == 302, first.content.decode()
    assert client.post("/office/gatherings/new/", sent)["Location"] == first["Location"]
    (row,) = Gathering.objects.across_organisations("tests")
    here = first["Location"]
    invited = {"client_key": "i" * 32, "house_1": "乙村", "names": "林老师，莆田学院\n\n陈老师"}
    assert client.post(f"{here}invite/", invited).status_code == 302
    assert [(one.name, one.house_word) for one in guests(row)] == [("林老师", "莆田学院"), ("陈老师", "")]
    assert signed_in(network, "secretary_b").get(f"/m/gatherings/{row.pk}/").status_code == 404
    assert client.post(f"{here}announce/").status_code == 302
    assert signed_in(network, "secretary_b").get(f"/m/gatherings/{row.pk}/").status_code == 200
    page = client.get(here).content.decode()
    assert "乙村" in page
    changed = client.post(f"{here}plan/", form(client_key="p" * 32, title="改在会议室", host_1="张洋村"))
    assert changed.status_code == 302, changed.content.decode()
    assert "改在会议室" in client.get("/office/gatherings/").content.decode()
    assert client.get(f"{here}guests/").content.decode().count("/guests/") >= 2
    book = load_workbook(io.BytesIO(client.get(f"{here}guests/?as=xlsx").content))
    assert [row[0].value for row in book.active.iter_rows(min_row=3)] == ["林老师", "陈老师"]
    assert client.get("/office/gatherings/?as=xlsx").status_code == 200
    assert client.get(f"{here}paper/").content.startswith(b"%PDF")
    assert client.get(f"{here}poster/").status_code == 200
    assert client.post(f"{here}hold/", follow=True).status_code == 200
    assert client.post(f"{here}call-off/", {"client_key": "o" * 32, "reason": "台风"}).status_code == 302
    assert "台风" in client.get(here).content.decode()


def test_nonsense_is_said_beside_its_field(network: Network) -> None:
    """No form of a gathering answers nonsense with a failure of its own."""
    client = signed_in(network, "liaison")
    row = announced(network)
    here = f"/office/gatherings/{row.pk}/"
    for bad in NONSENSE:
        for field in (
            "title",
            "begins_at",
            "ends_at",
            "capacity",
            "replies_until",
            "organiser",
            "agreement",
            "kind",
            "host_1",
        ):
            sent = form(organiser=network.association.pk) | {
                field: bad,
                "client_key": f"{field}-{len(bad)}-aaaa",
            }
            assert client.post("/office/gatherings/new/", sent).status_code in {302, 422}, (field, bad)
        for address, field in (
            (f"{here}invite/", "names"),
            (f"{here}invite/", "person_1"),
            (f"{here}minutes/", "minutes"),
            (f"{here}resolutions/new/", "due_on"),
            (f"{here}resolutions/new/", "giver"),
        ):
            sent = {field: bad, "client_key": f"{field}-{len(bad)}-bbbb"}
            assert client.post(address, sent).status_code in {302, 422}, (address, bad)
        for name in ("guest", "organisation"):
            assert client.post(f"{here}guests/withdraw/", {name: bad}).status_code in {302, 404}
        phone = {"code": bad, "guest": bad, "name": bad, "written_at": bad, "sent_at": bad}
        assert client.post(f"/m/gatherings/{row.pk}/sign-ins/", phone, headers=JSON).status_code in {200, 422}
        reply = {"answer": bad, "me-people": bad, "me-remark": bad}
        assert client.post(f"/m/gatherings/{row.pk}/reply/", reply).status_code == 422
        visitor = Client()
        cache.clear()
        assert visitor.get(f"/gatherings/{row.pk}/guests/{bad or 'x'}/").status_code in {400, 404}
        assert visitor.get(f"/gatherings/{row.pk}/here/{bad or 'x'}/").status_code in {400, 404}


def test_replies_from_the_phone(network: Network) -> None:
    """A village replies with the thumb; what cannot be is said beside its field and stays typed."""
    row = announced(network)
    client = signed_in(network, "secretary_b")
    here = f"/m/gatherings/{row.pk}/"
    village = network.village_b.pk
    bad = client.post(
        f"{here}reply/", {"organisation": village, "answer": "yes", f"h{village}-people": "很多"}
    )
    assert bad.status_code == 422
    assert "很多" in bad.content.decode()
    sent = {"organisation": village, "answer": "yes", f"h{village}-people": "4", f"h{village}-remark": "带水"}
    assert client.post(f"{here}reply/", sent).status_code == 302
    assert client.post(f"{here}reply/", {"answer": "yes", "me-may_be_named": "on"}).status_code == 302
    page = client.get(here).content.decode()
    assert 'id="own-code"' in page
    office = signed_in(network, "liaison").get(f"/office/gatherings/{row.pk}/").content.decode()
    assert "带水" in office
    assert client.get(f"{here}door/").status_code == 404
    assert client.get(f"{here}door/list/").status_code == 404
    for address in (here, f"{here}door/", f"/office/gatherings/{row.pk}/"):
        assert signed_in(network, "keeper_a").get(address).status_code == 404
    assert Client().get(here).status_code == 302


def test_the_phones_script_sends_once(network: Network) -> None:
    """What the script sends under one key is one; refused it is said as 422, to the wrong account as 401."""
    row = announced(network)
    client = signed_in(network, "liaison")
    address = f"/m/gatherings/{row.pk}/sign-ins/"
    now = timezone.now()
    sent = {"name": "路过的", "client_key": KEY, "written_at": now.isoformat(), "sent_at": now.isoformat()}
    answers = [client.post(address, sent, headers=JSON).json() for _ in range(2)]
    assert [one["new"] for one in answers] == [True, False]
    assert client.post(address, {"code": "7-AAAAAAAA"}, headers=JSON).status_code == 422
    assert client.post(address, {**sent, "account": "999999"}, headers=JSON).status_code == 401
    assert Client().post(address, sent, headers=JSON).status_code == 401
    assert signed_in(network, "secretary_b").post(address, sent, headers=JSON).status_code == 422
    assert SignIn.objects.across_organisations("tests").count() == 1
    notes = f"/m/gatherings/{row.pk}/notes/"
    for _ in range(2):
        picture = io.BytesIO(photo(gps=True))
        picture.name = "p.jpg"
        assert (
            client.post(
                notes, {"text": "上山", "photos": picture, "client_key": KEY}, headers=JSON
            ).status_code
            == 200
        )
    (line,) = notes_of_gathering(network.actor("liaison"), row.pk)
    assert len(line.photos) == 1
    shot = f"/m/gatherings/photos/{line.photos[0].id}/small/"
    assert client.get(shot)["Content-Type"] == "image/jpeg"
    assert signed_in(network, "keeper_a").get(shot).status_code == 404
    assert client.post(notes, {"text": ""}, headers=JSON).status_code == 422


def test_a_refused_note_keeps_its_words_and_its_key(network: Network) -> None:
    """Without the script a note that is too long comes back as it was typed; sent twice it is one."""
    row = announced(network)
    client = signed_in(network, "liaison")
    notes, words = f"/m/gatherings/{row.pk}/notes/", "沿着水渠走了一遍。" * 400
    refused = client.post(notes, {"text": words, "client_key": KEY})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert words in page
    assert f'name="client_key" value="{KEY}"' in page
    for _ in range(2):
        assert client.post(notes, {"text": "走了一遍", "client_key": KEY}).status_code == 302
    assert len(notes_of_gathering(network.actor("liaison"), row.pk)) == 1


def test_a_guest_without_an_account(network: Network) -> None:
    """Opening the link replies nothing; the button does; the poster signs in; strangers' tokens lead nowhere."""
    row = announced(network)
    liaison = network.actor("liaison")
    link = f"/gatherings/{row.pk}/guests/{guests_invited(liaison, row.pk)[0].link}/"
    guest = Client()
    page = guest.get(link)
    assert page["X-Robots-Tag"].startswith("noindex")
    assert guests(row)[0].answer == ""
    assert guest.post(link, {"answer": "yes", "people": "x"}).status_code == 422
    assert guest.post(link, {"answer": "yes", "people": "1", "remark": "素食"}).status_code == 302
    assert guests(row)[0].people == 1
    door = f"/gatherings/{row.pk}/here/{poster_of(liaison, row.pk)}/"
    assert guest.get(door).status_code == 200
    assert SignIn.objects.across_organisations("tests").count() == 0
    assert guest.post(door, {"client_key": KEY}).status_code == 422
    for _ in range(2):
        assert guest.post(door, {"client_key": KEY, "name": "路过的"}).status_code == 302
    assert SignIn.objects.across_organisations("tests").count() == 1
    assert guest.get(f"/gatherings/{row.pk}/here/{'A' * 26}/").status_code == 404


def test_the_public_sees_public_ones_without_names(network: Network) -> None:
    """A page and a calendar file of a public gathering; a number and nobody's name; nothing of the others."""
    row = announced(network, public=True)
    hidden = announced(network, title="内部会")
    plan = planned(network, public=True, title="还没公布")
    client = signed_in(network, "liaison")
    client.post(f"/m/gatherings/{row.pk}/sign-ins/", {"name": "不愿具名"}, headers=JSON)
    hold_gathering(by=network.actor("liaison"), gathering=row.pk)
    visitor = Client()
    page = visitor.get(f"/gatherings/{row.pk}/").content.decode()
    assert "不愿具名" not in page
    assert "林来宾" not in page
    for other in (hidden, plan):
        assert visitor.get(f"/gatherings/{other.pk}/").status_code == 404
        assert visitor.get(f"/gatherings/{other.pk}/calendar.ics").status_code == 404
    assert row.title in visitor.get("/gatherings/?when=past").content.decode()
    held = Calendar.from_ical(visitor.get(f"/gatherings/{row.pk}/calendar.ics").content)
    (event,) = held.walk("VEVENT")
    assert event["dtstart"].dt == row.begins_at.replace(microsecond=0)
    assert str(event["summary"]) == row.title


def test_a_resolution_is_accepted_by_whom_it_binds(network: Network) -> None:
    """Refused with the cure to the organiser, one click for the village; the commitment leads back to the gathering."""
    row = announced(network)
    made = resolve_at_gathering(
        by=network.actor("liaison"),
        gathering=row.pk,
        text="出二十名采茶工",
        giver=network.village_b.pk,
        receiver=network.association.pk,
        work_area="industry",
        due_on=today() + timedelta(days=9),
    )
    liaison = signed_in(network, "liaison")
    accept = f"gatherings/{row.pk}/resolutions/{made.pk}/accept/"
    assert liaison.post(f"/office/{accept}").status_code == 302
    assert resolutions_of(network.actor("liaison"), row.pk)[0].commitment is None
    village = signed_in(network, "secretary_b")
    assert "出二十名采茶工" in village.get("/m/gatherings/").content.decode()
    assert village.post(f"/m/gatherings/{row.pk + 1}/resolutions/{made.pk}/accept/").status_code == 404
    for _ in range(2):
        assert village.post(f"/m/{accept}").status_code == 302
    commitment = resolutions_of(network.actor("liaison"), row.pk)[0].commitment
    assert f"/m/gatherings/{row.pk}/" in village.get(f"/m/commitments/{commitment}/").content.decode()
    assert f"/m/commitments/{commitment}/" in liaison.get(f"/office/gatherings/{row.pk}/").content.decode()


def test_the_draft_is_seen_at_the_desk(network: Network) -> None:
    """Ticked photographs and a media centre: the draft lies on its desk, once, though the form is sent twice."""
    row = announced(network)
    client = signed_in(network, "liaison")
    client.post(f"/m/gatherings/{row.pk}/sign-ins/", {"name": "某某"}, headers=JSON)
    for n in range(2):
        picture = io.BytesIO(photo(60 + n, 40))
        picture.name = "p.jpg"
        client.post(f"/m/gatherings/{row.pk}/notes/", {"photos": picture})
    here = f"/office/gatherings/{row.pk}/"
    client.post(f"{here}hold/")
    shots = [one.id for line in notes_of_gathering(network.actor("liaison"), row.pk) for one in line.photos]
    sent = {"client_key": KEY, "newsroom": network.media.pk, "photos": shots}
    assert client.get(f"{here}tell/").content.decode().count("gathering-pick") == 2
    for key in (KEY, KEY, "z" * 32):
        assert client.post(f"{here}tell/", {**sent, "client_key": key}).status_code == 302
    (story,) = Story.for_actor(network.actor("editor"))
    assert [block["type"] for block in story.body.raw_data].count("picture") == 2
    desk = signed_in(network, "editor").get(reverse("wagtailsnippets_newsroom_story:list"))
    assert row.title in desk.content.decode()
    refused = client.post(f"{here}tell/", {**sent, "client_key": "y" * 32, "newsroom": network.village_a.pk})
    assert refused.status_code == 422


@pytest.mark.costly
def test_pages_cost_the_same_however_many(network: Network) -> None:
    """Lists and pages ask as many questions with forty gatherings and guests as with four."""
    rows = [announced(network, title=f"第{n}次", public=True) for n in range(3)]
    client, row = signed_in(network, "liaison"), rows[0]
    pages = (
        "/office/gatherings/",
        f"/office/gatherings/{row.pk}/",
        f"/office/gatherings/{row.pk}/guests/",
        "/m/gatherings/",
        f"/m/gatherings/{row.pk}/",
        f"/m/gatherings/{row.pk}/door/",
        "/gatherings/",
    )

    def costs() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            found.append(len(seen))
        return found

    for n in range(4):
        client.post(f"/m/gatherings/{row.pk}/sign-ins/", {"name": f"客{n}"}, headers=JSON)
    before = costs()
    for n in range(25):
        announce_gathering(
            by=network.actor("liaison"), gathering=planned(network, title=f"又{n}", public=True).pk
        )
        client.post(f"/m/gatherings/{row.pk}/sign-ins/", {"name": f"又客{n}"}, headers=JSON)
    assert costs() == before
