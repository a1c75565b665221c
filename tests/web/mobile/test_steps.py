"""Giver and receiver on the page of a commitment; duties, obstacles, outcomes by their forms."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjian.apps.coordination.queries import duty
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.projects.queries import commitment_card, obstacles_open, outcome
from lianjian.apps.projects.rules.commitments import CommitmentState
from lianjian.apps.projects.rules.outcomes import OutcomeState
from tests.network import ROOT, today
from tests.web.mobile.promising import Village, living, signed_in

if TYPE_CHECKING:
    from tests.network import Network


@pytest.fixture
def village(network: Network) -> Village:
    return living(network)


def key(letter: str) -> dict[str, str]:
    return {"client_key": letter * 32}


def state(village: Village) -> CommitmentState:
    return commitment_card(ROOT, village.ours, today()).line.state


def test_from_report_to_confirmation(network: Network, village: Village) -> None:
    """The giver reports it done, the receiver sends it back with a reason, then confirms; both read it all."""
    giver, receiver = signed_in(network, "secretary_a"), signed_in(network, "liaison")
    address = f"/m/commitments/{village.ours}/"
    assert giver.post(f"{address}done/", {**key("a"), "text": "量好了", "value": "30"}).status_code == 302
    assert receiver.post(f"{address}sent-back/", {**key("b"), "text": "还差两亩"}).status_code == 302
    assert state(village) is CommitmentState.SENT_BACK
    assert giver.post(f"{address}done/", {**key("c"), "text": "补上了"}).status_code == 302
    assert receiver.post(f"{address}confirmed/", key("d")).status_code == 302
    assert state(village) is CommitmentState.CONFIRMED
    page = giver.get(address).content.decode()
    assert [word for word in ("量好了", "还差两亩", "补上了") if word not in page] == []


def test_a_step_sent_twice_is_one(network: Network, village: Village) -> None:
    """The same form again changes nothing and is not refused."""
    giver = signed_in(network, "secretary_a")
    before = len(commitment_card(ROOT, village.ours, today()).steps)
    for _ in range(2):
        form = {**key("a"), "text": "又量了两亩", "value": "20"}
        assert giver.post(f"/m/commitments/{village.ours}/report/", form).status_code == 302
    assert len(commitment_card(ROOT, village.ours, today()).steps) == before + 1


def test_nobody_confirms_what_they_owe(network: Network, village: Village) -> None:
    """The giver's guessed form is refused on the page, and nothing moves."""
    giver = signed_in(network, "secretary_a")
    giver.post(f"/m/commitments/{village.ours}/done/", {**key("a"), "text": "好了"})
    answer = giver.post(f"/m/commitments/{village.ours}/confirmed/", key("b"))
    assert answer.status_code == 422
    assert state(village) is CommitmentState.REPORTED_DONE


@pytest.mark.parametrize(
    ("who", "move", "form", "field"),
    [
        ("secretary_a", "report", {"text": "", "value": "3"}, "text"),
        ("secretary_a", "report", {"text": "很好", "value": "许多"}, "value"),
        ("secretary_a", "report", {"text": "字" * 5000}, "text"),
        ("liaison", "renegotiated", {"text": "天气不好", "due_on": "2001-01-01"}, "due_on"),
        ("liaison", "renegotiated", {"text": "天气不好", "due_on": "明天"}, "due_on"),
        ("liaison", "withdrawn", {"text": ""}, "text"),
    ],
)
def test_nonsense_comes_back_with_what_was_typed(
    network: Network, village: Village, who: str, move: str, form: dict[str, str], field: str
) -> None:
    """The form that was refused is open, its error beside the field."""
    answer = signed_in(network, who).post(f"/m/commitments/{village.ours}/{move}/", {**key("a"), **form})
    assert answer.status_code == 422
    forms = [*answer.context["steps"], *answer.context["folded"]]
    ((_move, _step, refused),) = [one for one in forms if one[0] == move]
    assert refused.errors.get(field)
    assert form["text"] in answer.content.decode()
    assert state(village) is CommitmentState.IN_PROGRESS


def test_a_text_file_is_no_evidence(network: Network, village: Village) -> None:
    """Neither photograph nor PDF: refused beside the field."""
    file = SimpleUploadedFile("proof.pdf", b"words only", "application/pdf")
    answer = signed_in(network, "secretary_a").post(
        f"/m/commitments/{village.ours}/evidence/", {**key("a"), "files": [file]}
    )
    assert answer.status_code == 422


def test_a_document_is_given_to_keep(network: Network, village: Village) -> None:
    """A PDF as proof is offered for saving, never opened inside the page."""
    giver = signed_in(network, "secretary_a")
    file = SimpleUploadedFile("合同.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    giver.post(f"/m/commitments/{village.ours}/evidence/", {**key("a"), "files": [file]})
    (kept,) = commitment_card(ROOT, village.ours, today()).steps[-1].files
    answer = giver.get(f"/m/evidence/{kept.id}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4\n%%EOF"
    assert signed_in(network, "secretary_b").get(f"/m/evidence/{kept.id}/").status_code == 404


def test_another_day_is_granted_with_its_reason(network: Network, village: Village) -> None:
    """The receiver grants it; the first day stays readable."""
    later = today() + timedelta(days=40)
    form = {**key("a"), "text": "雨季", "due_on": later.isoformat()}
    signed_in(network, "liaison").post(f"/m/commitments/{village.ours}/renegotiated/", form)
    line = commitment_card(ROOT, village.ours, today()).line
    assert (line.due_on, line.first_due_on) == (later, today() + timedelta(days=3))


def test_a_duty_is_finished_without_an_entry(network: Network, village: Village) -> None:
    """A sentence is enough; twice is once; whoever only looks after the village cannot."""
    assert signed_in(network, "leader").post(f"/m/duties/{village.duty}/", {"note": "x"}).status_code == 422
    client = signed_in(network, "keeper_a")
    for _ in range(2):
        assert client.post(f"/m/duties/{village.duty}/", {"note": "三位都核对了"}).status_code == 302
    assert duty(ROOT, village.duty, today()).line.state is DutyState.DONE
    assert "三位都核对了" in client.get(f"/m/duties/{village.duty}/").content.decode()


def test_an_obstacle_is_removed_with_how(network: Network, village: Village) -> None:
    """Without saying how it is refused beside the field; then it is gone from the list and stays readable."""
    client = signed_in(network, "liaison")
    refused = client.post(f"/m/obstacles/{village.obstacle}/", {"how": " "})
    assert refused.status_code == 422
    assert refused.context["form"].errors["how"]
    assert client.post(f"/m/obstacles/{village.obstacle}/", {"how": "镇里铺了路"}).status_code == 302
    assert obstacles_open(network.actor("secretary_a"), today()) == []
    assert "镇里铺了路" in client.get(f"/m/obstacles/{village.obstacle}/").content.decode()


def test_an_outcome_is_verified_by_another_party(network: Network, village: Village) -> None:
    """Whoever reported it is not offered the answer; a dispute needs its reason."""
    address = f"/m/outcomes/{village.outcome}/"
    assert 'name="verdict"' not in signed_in(network, "secretary_a").get(address).content.decode()
    client = signed_in(network, "liaison")
    assert client.post(address, {"verdict": "disputed", "remark": ""}).status_code == 422
    assert client.post(address, {"verdict": "verified", "remark": "看了登记簿"}).status_code == 302
    assert outcome(ROOT, village.outcome).state is OutcomeState.VERIFIED


def test_one_way_to_report_stands_open(network: Network, village: Village) -> None:
    """The giver sees the entry; the same by form is folded away, open only where it was refused."""
    giver, address = signed_in(network, "secretary_a"), f"/m/commitments/{village.ours}/"
    outer = re.compile(r'<details class="steps"( open)?><summary>不记工作日志')
    shut = outer.search(giver.get(address).content.decode())
    assert shut is not None
    assert shut[1] is None
    refused = outer.search(giver.post(f"{address}report/", key("a")).content.decode())
    assert refused is not None
    assert refused[1] == " open"


def test_the_address_of_a_step_leads_to_its_commitment(network: Network, village: Village) -> None:
    """A refused step comes back under its own address: the language link opens that and is led to the row."""
    giver, address = signed_in(network, "secretary_a"), f"/m/commitments/{village.ours}/"
    refused = giver.post(f"{address}report/", key("a"))
    assert refused.status_code == 422
    link = re.search(r'href="(/kit/language/[^"]+)"', refused.content.decode())
    assert link is not None
    landed = giver.get(link[1].replace("&amp;", "&"), follow=True)
    assert landed.redirect_chain[-1][0] == address
    assert landed.status_code == 200
