"""The value of a period on the phone: reported with proof, refused as text, returned, corrected, approved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.models import Obstacle, PeriodValue
from lianjian.apps.projects.queries import outcome, periods_of
from tests.apps.projects.test_periods import divided
from tests.apps.projects.test_shares import reported
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, signed_in, told

if TYPE_CHECKING:
    from django.http import HttpResponse


def sent(value: str, **more: object) -> dict[str, object]:
    return {"client_key": KEY, "value": value, "text": "签到表附后", **more}


def test_from_the_phone_a_value_is_reported_returned_corrected_and_approved(network: Network) -> None:
    """Sent twice it is one; the receiver returns it with a reason and approves the next; who did it stands there; the list
    of periods says what counts."""
    row = divided(network)
    page = f"/m/commitments/{row.pk}/periods/1/"
    giver, receiver = signed_in(network, "liaison"), signed_in(network, "secretary_a")
    assert f'href="{page}"' in told(giver.get(f"/m/commitments/{row.pk}/"))
    for _ in range(2):
        proof = SimpleUploadedFile("签到.pdf", b"%PDF-1.7 x", content_type="application/pdf")
        assert giver.post(page, sent("６", files=proof)).status_code == 302
    first = PeriodValue.objects.by(ROOT).get()
    shown = told(receiver.get(page))
    assert "签到.pdf" in shown
    assert "甲联络" in shown
    back = receiver.post(f"{page}return/", {"client_key": "back-0001", "value": first.pk, "text": ""})
    assert back.status_code == 422
    receiver.post(f"{page}return/", {"client_key": "back-0002", "value": first.pk, "text": "数多了一盏"})
    assert "数多了一盏" in told(giver.get(page))
    giver.post(page, sent("5", client_key="value-0002"))
    second = PeriodValue.objects.by(ROOT).latest("pk")
    assert (
        receiver.post(f"{page}approve/", {"client_key": "yes-00001", "value": second.pk}).status_code == 302
    )
    assert "张书记 认可" in told(giver.get(page))
    assert periods_of(ROOT, row.pk, today())[0].approved == 5


@pytest.mark.parametrize(
    ("typed", "word"),
    [("约300", "不是准确的数"), ("N/A", "填 0"), ("1,20", "千位"), ("1.5", "整数"), ("很多", "不是数字"), ("", "这一项要填"),
     ("-3", "不能"), ("²", "不是数字"), ("9" * 39, "太大"), ("x" * 10_000, "40")],
)  # fmt: skip
def test_text_in_the_number_is_told_beside_the_field_and_stays(
    network: Network, typed: str, word: str
) -> None:
    """A clear sentence, what was typed is still there, and nothing is kept."""
    row = divided(network)
    page = f"/m/commitments/{row.pk}/periods/1/"
    answer: HttpResponse = signed_in(network, "liaison").post(page, sent(typed))
    shown = told(answer)
    assert answer.status_code == 422
    assert word in shown
    assert "签到表附后" in shown
    assert typed[:30] in shown
    assert not PeriodValue.objects.by(ROOT).exists()


def test_what_has_to_be_filled_in_is_not_said_to_be_optional(network: Network) -> None:
    """The number, the reason and the obstacle are asked for; only what may be left empty says so."""
    row = divided(network)
    page = f"/m/commitments/{row.pk}/periods/1/"
    asked = told(signed_in(network, "liaison").get(page))
    assert re.search(r'<label for="id_value">[^<]+</label>', asked)
    hindering = told(signed_in(network, "liaison").get(f"/m/commitments/{row.pk}/obstacle/"))
    assert re.search(r'<label for="id_text">[^<]+</label>', hindering)


def test_strangers_and_the_wrong_side_find_no_door(network: Network) -> None:
    """Somebody of another village: 404 to read, to report and to judge; the giver cannot approve; a value of another period
    is none of this one."""
    row = divided(network)
    keys = [one.id for one in periods_of(ROOT, row.pk, today())]
    value = report_value(by=network.actor("leader"), period=keys[1], value=2).pk
    page = f"/m/commitments/{row.pk}/periods/"
    stranger = signed_in(network, "secretary_b")
    for address in (f"{page}1/", f"{page}9/", f"/m/commitments/{row.pk}/obstacle/"):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, sent("3")).status_code == 404
    assert stranger.post(f"{page}2/approve/", {"value": value, "client_key": KEY}).status_code == 404
    giver, receiver = signed_in(network, "liaison"), signed_in(network, "secretary_a")
    assert giver.post(f"{page}2/approve/", {"value": value, "client_key": KEY}).status_code in {403, 422}
    for address, number in (
        (f"{page}1/approve/", value),
        (f"{page}2/love/", value),
        (f"{page}2/approve/", "²"),
    ):
        assert receiver.post(address, {"value": number, "client_key": KEY}).status_code == 404
    assert receiver.post(f"{page}3/", sent("3")).status_code in {403, 422}
    assert PeriodValue.objects.by(ROOT).get().state == "reported"


def test_an_obstacle_stands_on_the_commitment_and_on_the_board(network: Network) -> None:
    """Both sides see it where the commitment is; an empty sentence is refused; it shows on the board of what is late."""
    row = divided(network)
    address = f"/m/commitments/{row.pk}/obstacle/"
    giver = signed_in(network, "liaison")
    assert giver.post(address, {"client_key": KEY, "text": " "}).status_code == 422
    assert (
        giver.post(address, {"client_key": KEY, "text": "变压器没到货"})["Location"]
        == f"/m/commitments/{row.pk}/"
    )
    raised = Obstacle.objects.by(ROOT).get()
    assert (raised.commitment_id, raised.organisation_id) == (row.pk, network.association.pk)
    for name in ("liaison", "secretary_a"):
        assert "变压器没到货" in told(signed_in(network, name).get(f"/m/commitments/{row.pk}/"))
    board = told(signed_in(network, "secretary_a").get("/m/board/"))
    assert "变压器没到货" in board
    assert "变压器没到货" in told(signed_in(network, "leader").get("/office/board/"))


def test_pairs_lead_to_their_commitments(network: Network) -> None:
    """Who owes whom as a list, and behind a pair its commitments; a pair of nobody is not there."""
    row = divided(network)
    reader = signed_in(network, "secretary_a")
    pair = f"?giver={network.association.pk}&receiver={network.village_a.pk}"
    assert pair.replace("&", "&amp;") in told(reader.get("/m/owing/"))
    assert f"/m/commitments/{row.pk}/" in told(reader.get(f"/m/owing/{pair}"))
    assert signed_in(network, "secretary_b").get(f"/m/owing/{pair}").status_code == 404
    assert reader.get("/m/owing/?giver=²&receiver=x").status_code == 200
    assert "没有逾期的事" in told(signed_in(network, "secretary_b").get("/m/board/"))


def test_shares_are_proposed_and_agreed_in_the_office(network: Network) -> None:
    """Text is refused beside its party; each party agrees for itself; a proposal that was replaced meanwhile is not agreed to."""
    key = reported(network, None)
    page, houses = (
        f"/office/outcomes/{key}/",
        (network.association.pk, network.media.pk, network.village_a.pk),
    )
    giver, chief = signed_in(network, "liaison"), signed_in(network, "chief")
    form = {"client_key": KEY, "organisation": houses[0], **{f"weight_{house}": "1" for house in houses}}
    assert giver.post(f"{page}shares/", form | {f"weight_{houses[1]}": "两份"}).status_code == 422
    assert giver.post(f"{page}shares/", form | {f"weight_{houses[1]}": "2"})["Location"] == page
    shown = told(chief.get(page))
    assert "代表" in shown
    old = outcome(network.actor("chief"), key).shares_seen
    propose_shares(
        by=network.actor("liaison"), outcome=key, organisation=houses[0], weights=dict.fromkeys(houses, 3)
    )
    chief.post(f"{page}shares/agree/", {"organisation": houses[1], "seen": old})
    assert outcome(network.actor("chief"), key).shares[1].agreed_at is None
    seen = outcome(network.actor("chief"), key).shares_seen
    chief.post(f"{page}shares/agree/", {"organisation": houses[1], "seen": seen})
    assert outcome(network.actor("chief"), key).shares[1].agreed_by == "媒主任"
    assert signed_in(network, "secretary_b").get(f"{page}shares/").status_code == 404


def test_the_glance_on_the_phone_and_the_paper_say_what_is_undefined(network: Network) -> None:
    """One party's outcome with others, nothing alone: undefined in words on the phone and in the office; the paper is a PDF."""
    reported(network, None)
    for address, who in (("/m/synergy/", "secretary_a"), ("/office/synergy/", "liaison")):
        shown = told(signed_in(network, who).get(address))
        assert "1+1+1" in shown
        assert "净收入" in shown
        assert "无指数" in shown or "没有任何一方" in shown
    paper = signed_in(network, "liaison").get("/office/synergy/report.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert paper["Content-Type"] == "application/pdf"
