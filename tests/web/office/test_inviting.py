"""A list of organisations invited at once: a link for each, what becomes of it, and nobody else's business."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from lianjian.apps.agreements.actions.advance_response import advance_response
from lianjian.apps.agreements.queries import answers, count_invitations, invitations
from lianjian.web.site import calling
from tests.apps.parties.sheets import book
from tests.web.office.test_office import KEY, signed_in, told
from tests.web.site.test_calls import CHINESE, a_call

if TYPE_CHECKING:
    from tests.network import Network

HEAD = ("单位", "行政区划", "联系人", "电话", "通讯地址")
GUESTS = [
    HEAD,
    ["山后村", "350303108203", "林阿妹", 13805941234, "山后 1 号"],
    ["前坡村", None, None, None, None],
]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    calling.ANSWERS.forget()
    monkeypatch.setattr(calling, "LEAST_SECONDS", 0)


def invite(client: Client, rows: list[Any], **more: str) -> Any:
    file = SimpleUploadedFile("名单.xlsx", book(rows))
    return client.post("/office/calls/together/invitations/new/", {"client_key": KEY, "file": file, **more})


def states(network: Network, call: int) -> dict[str, int]:
    return {str(k): v for k, v in count_invitations(network.actor("leader"), call).items() if v}


def test_an_invited_organisation_answers_by_its_own_link(network: Network) -> None:
    """Opening is no answer; the form is filled in; one answer each; it is seen as opened, answered, joined."""
    call, leader = a_call(network), network.actor("leader")
    office = signed_in(network, "leader")
    assert invite(office, GUESTS).status_code == 302
    assert states(network, call) == {"sent": 2}
    link = f"/calls/together/invited/{invitations(leader, call)[0].token}/"
    visitor = Client(headers=CHINESE)
    page = visitor.get(link).content.decode()
    assert "山后村" in page
    assert "13805941234" in page
    visitor.get(link)
    visitor.head(link)
    assert answers(leader, call) == []
    assert states(network, call) == {"sent": 1, "opened": 1}
    words = {"contact_name": "林阿妹", "contact": "13805941234", "consent": "on", "client_key": "one"}
    words["opened"] = calling.AnswerForm().initial["opened"]
    assert visitor.post(link, {**words, "consent": ""}).status_code == 422
    assert "/thanks/" in visitor.post(link, {**words, "organisation_name": "冒名"})["Location"]
    assert "/thanks/" in visitor.post(link, words)["Location"]
    assert visitor.post(link, {**words, "client_key": "two"}).status_code == 422
    assert [one.organisation_name for one in answers(leader, call)] == ["山后村"]
    row = answers(leader, call)[0].id
    for step in ("checked", "invited"):
        advance_response(by=leader, response=row, to=step)
    advance_response(by=leader, response=row, to="joined", organisation=network.village_a.pk)
    assert states(network, call) == {"sent": 1, "joined": 1}
    assert "/thanks/" in visitor.get(link)["Location"]


def test_a_list_is_sent_twice_and_corrected(network: Network) -> None:
    """A wrong row stops all, unless it is to be left out; who is invited already is passed over."""
    call = a_call(network)
    office = signed_in(network, "leader")
    wrong = [*GUESTS, ["丙村", "张洋村委会", None, None, None], ["山后村", None, None, None, None]]
    answer = invite(office, wrong)
    assert answer.status_code == 422
    assert "350303108203 福建省" in told(answer)
    assert states(network, call) == {}
    assert invite(office, wrong, leave_out="on").status_code == 302
    assert states(network, call) == {"sent": 2}
    assert (
        invite(office, [*GUESTS, ["丁村", None, None, None, None]], client_key=f"{KEY}2").status_code == 302
    )
    assert states(network, call) == {"sent": 3}


def test_letters_and_list_bear_the_links_and_a_revoked_one_leads_nowhere(network: Network) -> None:
    """The letters show each link with its code; the workbook holds it; revoked, it is gone."""
    call, leader = a_call(network), network.actor("leader")
    office = signed_in(network, "leader")
    invite(office, GUESTS)
    first = invitations(leader, call)[0]
    letters = told(office.get("/office/calls/together/invitations/letters/"))
    assert letters.count('class="letter"') == 2
    assert first.token in letters
    listed = office.get("/office/calls/together/invitations/?as=xlsx").content
    rows = list(load_workbook(io.BytesIO(listed)).active.iter_rows(values_only=True))
    assert first.token in str(rows[1][8])
    assert office.post(f"/office/calls/together/invitations/{first.id}/revoke/").status_code == 302
    assert Client().get(f"/calls/together/invited/{first.token}/").status_code == 404
    assert first.token not in told(office.get("/office/calls/together/invitations/"))
    for wrong in (first.token[:-1] + "x", "1.abc:def", "²"):
        assert Client().get(f"/calls/together/invited/{wrong}/").status_code == 404


def test_the_letters_are_a_file_with_a_page_for_each(network: Network) -> None:
    """As PDF: who is not answered yet, a page each with the link; nobody left to invite, no file."""
    call, leader = a_call(network), network.actor("leader")
    office = signed_in(network, "leader")
    invite(office, GUESTS)
    here = "/office/calls/together/invitations/letters/"
    assert "as=pdf" in told(office.get(here))
    answer = office.get(f"{here}?as=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert read_back(answer.content).count("\f") == 2
    assert "山后村" in read_back(answer.content)
    assert signed_in(network, "secretary_a").get(f"{here}?as=pdf").status_code == 404
    for one in invitations(leader, call):
        office.post(f"/office/calls/together/invitations/{one.id}/revoke/")
    assert office.get(f"{here}?as=pdf").status_code == 404


def read_back(content: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (Debian's poppler-utils) is not installed")
    return subprocess.run(
        ["pdftotext", "-", "-"], input=content, check=True, capture_output=True
    ).stdout.decode()


def test_invitations_are_the_callers_own(network: Network) -> None:
    """A first secretary of a village sees, invites and revokes nothing at the association's call."""
    call = a_call(network)
    office = signed_in(network, "leader")
    invite(office, GUESTS)
    first = invitations(network.actor("leader"), call)[0]
    stranger = signed_in(network, "secretary_a")
    root = "/office/calls/together/invitations/"
    for address in (root, f"{root}?as=xlsx", f"{root}new/", f"{root}empty.xlsx", f"{root}letters/"):
        assert stranger.get(address).status_code == 404, address
    assert stranger.post(f"{root}{first.id}/revoke/").status_code == 404
    assert invite(stranger, GUESTS).status_code == 404
    assert invitations(network.actor("secretary_a"), call) == []
