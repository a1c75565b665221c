"""The pages of planning, by the form: a month, a topic, its assignments, at the desk and on the phone."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lianjian.apps.newsroom.models import Assignment, Topic
from tests.apps.newsroom.test_planning import approved, given_to, proposed
from tests.network import ROOT, Network, today
from tests.web.desk.test_desk import a_story, a_stranger, signed_in

KEY = "b" * 32


def test_a_topic_from_the_form_to_the_month(network: Network) -> None:
    """Proposed, seen in its month and in the workbook, approved by a senior, changed; a wrong form keeps what was typed."""
    editor, chief = signed_in(network, "editor"), signed_in(network, "chief")
    form = {"newsroom": network.media.pk, "submission": KEY, "title": "守水的人", "about": "桥柱上的账本"}
    form |= {"column": "village-stories", "planned_on": f"{today():%Y-%m-%d}"}
    answer = editor.post("/desk/planning/new/", {**form, "title": ""})
    assert answer.status_code == 422
    assert "桥柱上的账本" in answer.content.decode()
    for _twice in range(2):
        assert editor.post("/desk/planning/new/", form).status_code == 302
    topic = Topic.objects.by(ROOT).get()
    assert "守水的人" in editor.get("/desk/planning/").content.decode()
    assert "守水的人" not in editor.get("/desk/planning/?month=2001-01").content.decode()
    assert editor.get("/desk/planning/?month=9999-99&dropped=1").status_code == 200
    assert "spreadsheet" in editor.get("/desk/planning/?as=xlsx")["Content-Type"]
    assert "守水的人" in chief.get("/desk/").content.decode()
    page = f"/desk/planning/topics/{topic.pk}/"
    assert 'value="approved"' not in editor.get(page).content.decode()
    assert editor.post(page, {"to": "approved"}).status_code == 422  # said, not done
    assert editor.post(page, {"to": "nonsense"}).status_code == 404
    assert chief.post(page, {"to": "approved"}).status_code == 302
    assert editor.post(page, {"deed": "change", "title": ""}).status_code == 422
    assert editor.post(page, {"deed": "change", "title": "守水", "outlets": ["nowhere"]}).status_code == 422
    assert editor.post(page, {"deed": "change", "title": "守水"}).status_code == 302
    topic.refresh_from_db()
    assert (topic.title, topic.state) == ("守水", "approved")
    assert chief.post(page, {"deed": "drop", "reason": ""}).status_code == 422
    assert chief.post(page, {"deed": "drop", "reason": "上月写过"}).status_code == 302
    assert "上月写过" in editor.get(page).content.decode()


def test_an_assignment_is_given_and_answered_at_the_desk(network: Network) -> None:
    """Given once by the form, on the first page and in the calendar file of its person, done with a story."""
    topic = approved(network).pk
    chief, mine = signed_in(network, "chief"), signed_in(network, "editor")
    due = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    form = {"deed": "assign", "submission": KEY, "person": network.people["editor"].pk, "due_at": due}
    form |= {"place": "张洋村桥亭"}
    page = f"/desk/planning/topics/{topic}/"
    assert chief.post(page, {**form, "person": network.people["keeper_a"].pk}).status_code == 422
    assert chief.post(page, {**form, "due_at": "2020-01-01T10:00"}).status_code == 422
    for _twice in range(2):
        assert chief.post(page, form).status_code == 302
    one = Assignment.objects.by(ROOT).get()
    assert "守水的人" in mine.get("/desk/").content.decode()
    assert "张洋村桥亭" in mine.get("/desk/planning/assignments/").content.decode()
    assert "张洋村桥亭" not in chief.get("/desk/planning/assignments/").content.decode()
    assert "张洋村桥亭" in chief.get("/desk/planning/assignments/?of=all").content.decode()
    assert "spreadsheet" in chief.get("/desk/planning/assignments/?of=all&as=xlsx")["Content-Type"]
    file = mine.get("/desk/planning/assignments/mine.ics").content.decode()
    assert f"assignment-{one.pk}@" in file
    assert "BEGIN:VEVENT" not in chief.get("/desk/planning/assignments/mine.ics").content.decode()
    story = a_story(network).pk
    address = f"/desk/planning/assignments/{one.pk}/"
    assert mine.post(address, {"story": "", "cannot": ""}).status_code == 422
    assert mine.post(address, {"story": 987654}).status_code == 422
    assert mine.post(address, {"story": story, "cannot": ""}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.story_id) == ("done", story)
    assert mine.post(address, {"story": story}).status_code == 422  # answered already
    other = given_to(network, topic=topic)
    address = f"/desk/planning/assignments/{other.pk}/"
    assert mine.post(address, {"reason": ""}).status_code == 422
    assert mine.post(address, {"reason": "改期"}).status_code == 302
    other.refresh_from_db()
    assert (other.state, other.answer) == ("cancelled", "改期")


def test_an_assignment_is_answered_on_the_phone(network: Network) -> None:
    """Its person finds it from the first page and says why not; nobody else finds it."""
    one = given_to(network)
    phone, other = signed_in(network, "proof_a"), signed_in(network, "editor")
    assert "/m/assignments/" in phone.get("/m/").content.decode()
    assert "张洋村桥亭" in phone.get("/m/assignments/").content.decode()
    assert "张洋村桥亭" not in other.get("/m/assignments/").content.decode()
    assert f"assignment-{one.pk}@" in phone.get("/m/assignments/mine.ics").content.decode()
    assert "spreadsheet" in phone.get("/m/assignments/?as=xlsx")["Content-Type"]
    address = f"/m/assignments/{one.pk}/"
    assert other.get(address).status_code == 404
    assert other.post(address, {"cannot": "x"}).status_code == 404
    assert phone.post(address, {"cannot": ""}).status_code == 422
    assert phone.post(address, {"cannot": "那天值班"}).status_code == 302
    assert "那天值班" in phone.get(address).content.decode()


def test_another_newsroom_finds_nothing(network: Network) -> None:
    """Topic and assignment are not there, and our titles stand on no page of theirs."""
    topic, one = proposed(network), given_to(network)
    stranger = a_stranger(network)
    for address in (f"/desk/planning/topics/{topic.pk}/", f"/desk/planning/assignments/{one.pk}/"):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"to": "done", "reason": "x"}).status_code == 404
    month = f"?month={topic.planned_on:%Y-%m}"
    for address in (f"/desk/planning/{month}", "/desk/planning/assignments/?of=all", "/desk/"):
        assert "守水的人" not in stranger.get(address).content.decode()
