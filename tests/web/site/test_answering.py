"""Answers without an account count once a code has come back; until then nobody reads them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from lianjian.apps.agreements.actions.forget_unverified import forget_unverified
from lianjian.apps.agreements.models import CodeSent, PendingAnswer
from lianjian.apps.agreements.queries import answers, count_unverified
from lianjian.apps.agreements.rules.verifying import MOST_TRIES, Way, judge_try, mobile, plain_code
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import Refused
from lianjian.web.site import calling
from tests.network import ROOT
from tests.simulators import messages
from tests.web.site.test_calls import CHINESE, a_call, ask

if TYPE_CHECKING:
    from tests.network import Network


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    calling.ANSWERS.forget()
    monkeypatch.setattr(calling, "LEAST_SECONDS", 0)
    settings.LIANJIAN_CODE_SENDER = "tests.simulators.messages.SENDER"
    messages.forget()


def test_until_the_code_comes_back_nobody_reads_it(network: Network) -> None:
    """Those who called see a number, no name; the code is kept as a hash; the right one makes it count, once."""
    call, leader = a_call(network), network.actor("leader")
    here = ask()["Location"]
    code = messages.last()
    row = PendingAnswer.objects.by(ROOT).get()
    assert code not in row.code_hash
    office = Client(headers=CHINESE)
    office.force_login(network.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
    page = office.get("/office/calls/together/").content.decode()
    assert "山后合作社" not in page
    assert "1 份响应" in page
    assert count_unverified(leader, call) == (1, 0, 0)
    assert count_unverified(network.actor("secretary_a"), call) == (0, 0, 0)
    visitor = Client(headers=CHINESE)
    thanks = {visitor.post(here, {"code": f" {code[:3]} {code[3:]} "})["Location"] for _time in range(2)}
    assert len(thanks) == 1
    assert len(answers(leader, call)) == 1
    assert count_unverified(leader, call) == (0, 0, 0)
    row.refresh_from_db()
    assert (row.contact, row.contact_name, row.organisation_name, row.code_hash) == ("", "", "", "")
    told = " ".join(str(one.payload) for one in EventRecord.objects.all())
    assert code not in told
    assert "13805941234" not in told


def test_five_wrong_codes_are_enough(network: Network) -> None:
    """The number of tries left is said; afterwards even the right one does not do, a new one does."""
    call = a_call(network)
    here = ask()["Location"]
    first = messages.last()
    visitor = Client(headers=CHINESE)
    for left in range(MOST_TRIES - 1, -1, -1):
        answer = visitor.post(here, {"code": "x" + first[1:]})
        assert answer.status_code == 422
        assert f"还可以试 {left} 次" in answer.content.decode()
    assert visitor.post(here, {"code": first}).status_code == 422
    assert visitor.post(f"{here}again/").status_code == 302
    assert visitor.post(here, {"code": first}).status_code == (422 if messages.last() != first else 302)
    assert visitor.post(here, {"code": messages.last()}).status_code == 302
    assert len(answers(network.actor("leader"), call)) == 1


def test_codes_are_not_sent_without_end(network: Network) -> None:
    """Three to one number in an hour; ten answers from one network address; both are said in words."""
    a_call(network)
    for number in range(3):
        assert ask(client_key=f"k{number}", organisation_name=f"第{number}家").status_code == 302
    fourth = ask(client_key="k4", organisation_name="第四家")
    assert (fourth.status_code, len(messages.SENT)) == (422, 3)
    for number in range(7):
        calling.ANSWERS.forget()
        ask(client_key=f"n{number}", organisation_name=f"别{number}家", contact=f"1390000000{number}")
    calling.ANSWERS.forget()
    assert len(messages.SENT) == 10
    assert ask(client_key="last", organisation_name="最后", contact="13700000000").status_code == 422
    assert len(messages.SENT) == 10
    assert (
        not CodeSent.objects.across_organisations("the test looks").filter(number__regex=r"^\d{11}$").exists()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"website": "http://spam.example"},
        {"opened": "made-up"},
        {"opened": ""},
        {"way": "pigeon"},
        {"contact": "0594-1234567"},
        {"way": "letter", "address": ""},
    ],
)
def test_what_no_person_sends_is_not_taken(network: Network, wrong: dict[str, str]) -> None:
    """The hidden field, a made-up form, no mobile number, a letter to nowhere: nothing is kept, nothing is sent."""
    a_call(network)
    assert ask(**wrong).status_code == 422
    assert not messages.SENT
    assert not PendingAnswer.objects.by(ROOT).exists()


def test_a_number_typed_wide_is_the_same_number(network: Network) -> None:
    """A Chinese keyboard writes full-width digits: the code goes to the number they mean."""
    a_call(network)
    assert ask(contact="１３８０５９４１２３４").status_code == 302
    assert PendingAnswer.objects.by(ROOT).get().contact == "13805941234"


def test_nobody_fills_in_the_form_in_a_second(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that comes back at once is asked for again, with everything still in it."""
    monkeypatch.setattr(calling, "LEAST_SECONDS", 3)
    a_call(network)
    quick = ask()
    assert quick.status_code == 422
    assert "山后合作社" in quick.content.decode()


def test_a_message_that_cannot_be_sent_is_asked_for_again(network: Network) -> None:
    """The page says so and another code does."""
    call = a_call(network)
    messages.OUT_OF_REACH.append(True)
    here = ask()["Location"]
    messages.OUT_OF_REACH.clear()
    visitor = Client(headers=CHINESE)
    visitor.post(f"{here}again/")
    assert visitor.post(here, {"code": messages.last()}).status_code == 302
    assert len(answers(network.actor("leader"), call)) == 1


def test_a_letter_brings_the_code(network: Network) -> None:
    """Printed once by those who called; number and code typed in make the answer count; others print nothing."""
    call = a_call(network)
    page = ask(way="letter", contact="0594-1234567", address="涵江区新县镇乙村 1 号")
    assert not messages.SENT
    assert Client().get(page["Location"]).status_code == 200
    stranger = Client(headers=CHINESE)
    stranger.force_login(network.accounts["secretary_a"], backend="django.contrib.auth.backends.ModelBackend")
    assert stranger.post("/office/calls/together/letters/").status_code == 404
    office = Client(headers=CHINESE)
    office.force_login(network.accounts["leader"], backend="django.contrib.auth.backends.ModelBackend")
    printed = office.post("/office/calls/together/letters/").content.decode()
    assert "涵江区新县镇乙村 1 号" in printed
    assert "林阿妹" not in printed  # whom to call is not told before
    code = re.search(r'letter-big">([2-9a-z]{8})<', printed)
    assert code
    assert office.post("/office/calls/together/letters/").status_code == 302  # none is left
    number = str(PendingAnswer.objects.by(ROOT).get().pk)
    visitor = Client(headers=CHINESE)
    for wrong in (
        {"number": "999", "code": code[1]},
        {"number": number, "code": "22222222"},
        {"number": "²", "code": "a"},
    ):
        assert visitor.post("/calls/together/code/", wrong).status_code == 422
    done = visitor.post("/calls/together/code/", {"number": number, "code": code[1].upper()})
    assert done.status_code == 302
    assert [one.organisation_name for one in answers(network.actor("leader"), call)] == ["山后合作社"]


def test_what_nobody_confirmed_is_deleted(network: Network) -> None:
    """After three days by telephone, after two months by letter; who asked for codes goes after a day."""
    a_call(network)
    ask()
    ask(client_key="letter", organisation_name="乙家", way="letter", address="某处")
    now = timezone.now()
    assert forget_unverified(by=ROOT, now=now) == 0
    assert forget_unverified(by=ROOT, now=now + timedelta(days=4)) == 1
    assert not CodeSent.objects.across_organisations("the test looks").exists()
    assert forget_unverified(by=ROOT, now=now + timedelta(days=62)) == 1


def test_an_address_cannot_be_made_up(network: Network) -> None:
    """Whoever guesses the page of another answer finds nothing."""
    a_call(network)
    here = ask()["Location"]
    for wrong in (here.replace(":", ":x"), "/calls/together/answer/1/", "/calls/together/answer/1:abc/"):
        assert Client().get(wrong).status_code == 404
        assert Client().post(f"{wrong}again/").status_code == 404


def test_numbers_and_codes_as_people_type_them() -> None:
    """Spaces, hyphens, the country's number, full width; landlines get no message."""
    assert mobile("+86 138-0594 1234") == mobile("１３８０５９４１２３４") == "13805941234"
    assert plain_code(" AB-cd 2 ") == "abcd2"
    for wrong in ("0594-1234567", "12345678901", "138059412345", ""):
        with pytest.raises(Refused):
            mobile(wrong)
    now = timezone.now()
    assert judge_try(sent_at=now, way=Way.PHONE, tries=0, now=now + timedelta(minutes=9)) == ""
    assert judge_try(sent_at=now, way=Way.PHONE, tries=0, now=now + timedelta(minutes=11))
    assert judge_try(sent_at=now, way=Way.LETTER, tries=0, now=now + timedelta(days=59)) == ""
    assert judge_try(sent_at=None, way=Way.LETTER, tries=0, now=now)


def test_the_call_on_paper(network: Network) -> None:
    """The code as PNG and SVG, and a poster with it."""
    a_call(network)
    assert Client().get("/calls/together/code.png").content.startswith(b"\x89PNG")
    assert b"<svg" in Client().get("/calls/together/code.svg").content
    assert Client().get("/calls/together/code.exe").status_code == 404
    assert "结伴而行" in Client().get("/calls/together/poster/").content.decode()
