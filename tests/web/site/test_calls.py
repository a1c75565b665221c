"""Calls in public: a page with its code, and answers from organisations without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lianjian.apps.agreements.actions.advance_response import advance_response
from lianjian.apps.agreements.actions.close_initiative import close_initiative
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.actions.publish_initiative import publish_initiative
from lianjian.apps.agreements.models import InitiativeResponse
from lianjian.apps.agreements.queries import answers
from lianjian.apps.agreements.rules.responses import reference
from lianjian.web.site import calling
from tests.simulators import messages
from tests.web.crowd import crowd

if TYPE_CHECKING:
    from lianjian.apps.parties.models import Organisation
    from tests.network import Network

WORDS = {
    "organisation_name": "山后合作社",
    "place": "新县镇 乙村",
    "contact_name": "林阿妹",
    "contact": "138 0594 1234",
    "way": "phone",
    "message": "想卖茶。",
    "consent": "on",
    "client_key": "one-form",
}
CHINESE = {"Accept-Language": "zh-hans"}


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    calling.ANSWERS.forget()
    calling.LOOK_UPS.forget()
    monkeypatch.setattr(calling, "LEAST_SECONDS", 0)
    settings.LIANJIAN_CODE_SENDER = "tests.simulators.messages.SENDER"
    messages.forget()


def a_call(network: Network, *, published: bool = True) -> int:
    leader = network.actor("leader")
    call = draft_initiative(
        by=leader,
        organisation=network.association.pk,
        key="together",
        title="结伴而行",
        text="来吧。\n\n一起走。",
    )
    if published:
        publish_initiative(by=leader, initiative=call.pk)
    return call.pk


def ask(**changed: str):
    """Send the form; the answer is the page that asks for the code."""
    opened = calling.AnswerForm().initial["opened"]
    return Client(headers=CHINESE).post("/calls/together/answer/", {**WORDS, "opened": opened, **changed})


def send(**changed: str):
    """Send the form, and the code that came."""
    asked = ask(**changed)
    if asked.status_code != 302 or "/answer/" not in asked["Location"]:
        return asked
    return Client(headers=CHINESE).post(asked["Location"], {"code": messages.last()})


def test_an_organisation_without_account_answers(network: Network) -> None:
    """The form leads to a number; the people who called see name, place and telephone, the public does not."""
    call = a_call(network)
    answer = send()
    assert answer.status_code == 302
    thanks = Client(headers=CHINESE).get(answer["Location"]).content.decode()
    kept = answers(network.actor("leader"), call)
    assert [(one.organisation_name, one.division, one.contact) for one in kept] == [
        ("山后合作社", "350303108204", "138 0594 1234")
    ]
    number = reference(call, kept[0].id)
    assert number.replace("-", "").isdecimal()
    assert number in thanks
    leader = Client(headers=CHINESE)
    leader.force_login(network.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
    assert number in leader.get(f"/office/calls/together/answers/{kept[0].id}/").content.decode()
    public = Client(headers=CHINESE).get("/calls/together/").content.decode()
    for secret in ("山后合作社", "林阿妹", "0594 1234"):
        assert secret not in public + thanks
    assert answers(network.actor("secretary_a"), call) == []


def test_sent_twice_is_one_answer(network: Network) -> None:
    """The same form gives the same number; the same organisation in a new form is told beside the field."""
    call = a_call(network)
    assert send()["Location"] == send()["Location"]
    assert len(answers(network.actor("leader"), call)) == 1
    again = send(client_key="another-form")
    assert again.status_code == 422
    assert "山后合作社" in again.content.decode()
    assert len(answers(network.actor("leader"), call)) == 1


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("contact", "请打给我", "0594-1234567"),
        ("consent", "", "aria-invalid"),
        ("organisation_name", "  ", "aria-invalid"),
        ("place", "没有这个地方", "没有哪个地方"),
        ("place", "新县镇 村委会", "好几个地方"),
        ("message", "长" * 2001, "aria-invalid"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    network: Network, field: str, typed: str, told: str
) -> None:
    """Nothing is stored, the words are kept, and places that fit are offered without any script."""
    call = a_call(network)
    answer = send(**{field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "林阿妹" in page
    assert answers(network.actor("leader"), call) == []
    if "村委会" in typed:
        assert '<option value="福建省 莆田市 涵江区' in page


def test_a_whole_path_or_code_means_that_place(network: Network) -> None:
    """What the list offers is taken as it stands, although longer paths begin with it."""
    call = a_call(network)
    send(place="福建省 莆田市 涵江区 新县镇", client_key="a")
    send(place="350303108203", client_key="b", organisation_name="另一家", contact="13900000000")
    assert {one.division for one in answers(network.actor("leader"), call)} == {"350303108", "350303108203"}


def test_too_many_answers_have_to_wait(network: Network) -> None:
    """The seventh answer of a minute is asked to wait, and its words are kept."""
    a_call(network)
    for number in range(6):
        ask(client_key=str(number), organisation_name=f"第{number}家", contact=f"1380000000{number}")
    late = send(client_key="late", organisation_name="晚来的")
    assert late.status_code == 429
    assert "晚来的" in late.content.decode()


def test_a_receipt_cannot_be_made_up(network: Network) -> None:
    """A guessed or changed number is no page."""
    a_call(network)
    receipt = send()["Location"]
    for wrong in (receipt.replace(":", ":x"), "/calls/together/thanks/5/", "/calls/together/thanks/5:abc/"):
        assert Client().get(wrong).status_code == 404


def test_who_joined_is_named(network: Network) -> None:
    """Only after all steps does a name stand on the page, with a link to the village."""
    call = a_call(network)
    send(organisation_name="张洋村")
    leader = network.actor("leader")
    row = answers(leader, call)[0].id
    for step in ("checked", "invited"):
        advance_response(by=leader, response=row, to=step)
    assert "/villages/village-a/" not in Client().get("/calls/together/").content.decode()
    advance_response(by=leader, response=row, to="joined", organisation=network.village_a.pk)
    page = Client(headers=CHINESE).get("/calls/together/").content.decode()
    assert "/villages/village-a/" in page
    assert "1 / 1" in page


def test_a_province_of_joined_villages_is_shown_by_the_page(network: Network) -> None:
    """Two hundred stand on a page, in the order in which they joined; the chart counts all of them; four hundred cost as
    many queries as ten."""
    call = a_call(network)
    villages = crowd(network, 0, 410)

    def join(some: list[Organisation]) -> int:
        InitiativeResponse.objects.bulk_create(
            InitiativeResponse(
                initiative_id=call,
                organisation_name=one.name,
                contact_name="人",
                contact="1",
                state="joined",
                received_at=timezone.now(),
                moved_at=timezone.now(),
                organisation=one,
            )
            for one in some
        )
        Client().get("/calls/together/")
        with CaptureQueriesContext(connection) as seen:
            Client().get("/calls/together/")
        return len(seen)

    assert join(villages[:10]) == join(villages[10:])
    first, last = (Client().get(f"/calls/together/?page={number}").content.decode() for number in (1, 3))
    assert first.count("/villages/crowd-") == 200
    assert "/villages/crowd-0/" in first
    assert last.count("/villages/crowd-") == 10
    assert "/villages/crowd-409/" in last
    assert "410" in first


def test_drafts_are_not_there_and_closed_calls_take_nothing(network: Network) -> None:
    """A draft has neither page nor form; a closed call keeps its page and sends the form back to it."""
    call = a_call(network, published=False)
    assert Client().get("/calls/together/").status_code == 404
    assert send().status_code == 404
    publish_initiative(by=network.actor("leader"), initiative=call)
    assert Client().get("/calls/").status_code == 302
    close_initiative(by=network.actor("leader"), initiative=call)
    assert send()["Location"] == "/calls/together/"
    assert answers(network.actor("leader"), call) == []


def test_places_are_found_as_one_types(network: Network) -> None:
    """Two words find the village, nothing finds nothing."""
    found = Client().get("/places/", {"q": "新县 张洋"}).json()["places"]
    assert found == ["福建省 莆田市 涵江区 新县镇 张洋村委会"]
    assert Client().get("/places/").json()["places"] == []
