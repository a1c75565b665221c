"""The office's views on commitments: cut into periods by a form, late first, who owes whom, how they are kept."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.models import Commitment, Period
from lianjian.apps.projects.queries import Side, matrix, periods_of
from tests.apps.agreements.papers import in_force
from tests.apps.projects.promises import promise
from tests.network import ROOT, Network, today
from tests.web.crowd import crowd
from tests.web.office.test_office import KEY, signed_in, told
from tests.web.office.test_promises import promise as typed

if TYPE_CHECKING:
    from django.http import HttpResponse


def quarters(network: Network, **more: str) -> dict[str, str]:
    """A commitment for a whole year, cut into quarters, as the form sends it."""
    return typed(network, due_on="2027-12-31", counting="adds-up", cut="quarter", first_day="2027-01-01",
                 target="") | more  # fmt: skip


def test_a_clause_becomes_a_commitment_by_quarters(network: Network) -> None:
    """Asked for its periods the form shows a field for each, keeps what was typed, and the total follows from them; the clause
    is kept with the text that stands."""
    row, client = in_force(network), signed_in(network, "liaison")
    address = f"/office/agreements/{row.pk}/commitments/new/"
    shown = told(client.post(address, quarters(network, more="yes")))
    assert "2027年第三季度" in shown
    assert "培训制茶五十人次" in shown
    assert not Commitment.objects.by(ROOT).exists()
    targets = {f"target_{n}": str(10 * n) for n in range(1, 5)}
    assert client.post(address, quarters(network, **targets)).status_code == 302
    made = Commitment.objects.by(ROOT).get()
    assert (made.target, made.counting, made.clause_position) == (100, "adds-up", 3)
    assert len(made.clause_sha256) == 64
    assert [p.ends_on.month for p in Period.objects.by(ROOT)] == [3, 6, 9, 12]
    agreement = told(client.get(f"/office/agreements/{row.pk}/"))
    assert f"?clause={1}" in agreement
    assert f"/m/commitments/{made.pk}/" in agreement


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({}, "这一项要填"),
        ({"target_1": "约300", "target_2": "1", "target_3": "1", "target_4": "1"}, "不是准确的数"),
        ({"target_1": "1", "target_2": "1", "target_3": "1.5", "target_4": "1"}, "整数"),
        ({"target_1": "1", "target_2": "1", "target_3": "1", "target_4": "1", "target": "4"}, "不用填"),
        ({"cut": "month", "first_day": "2000-01-01"}, "60"),
        ({"cut": ""}, "周期"),
        ({"counting": ""}, "累计"),
        ({"first_day": "9999-12-31"}, "之后"),
        ({"cut": "days", "from_1": "2027-01-01", "to_1": "2027-02-01"}, "空着"),
        ({"cut": "days", "from_1": "2027-01-01", "to_1": "2028-02-01", "target_1": "3"}, "2027-12-31"),
    ],
)
def test_wrong_periods_are_told_beside_their_field(network: Network, more: dict[str, str], word: str) -> None:
    """A missing, rounded or halved target, one typed beside those of the periods, and periods that do not fit."""
    row, client = in_force(network), signed_in(network, "liaison")
    answer = client.post(f"/office/agreements/{row.pk}/commitments/new/", quarters(network, **more))
    assert answer.status_code == 422
    assert word in told(answer)
    assert "field bad" in told(answer)
    assert not Commitment.objects.by(ROOT).exists()


def test_an_old_commitment_is_cut_into_free_days(network: Network) -> None:
    """The form comes with rows; what does not give the target is told; a stranger finds nothing."""
    row = promise(network).pk
    client, address = signed_in(network, "liaison"), f"/office/commitments/{row}/periods/"
    sent = {"client_key": KEY, "counting": "level", "cut": "days", "from_1": today().isoformat(),
            "to_1": today().isoformat(), "target_1": "17"}  # fmt: skip
    assert signed_in(network, "secretary_b").get(address).status_code == 404
    assert "18" in told(client.post(address, sent))
    assert client.post(address, sent | {"target_1": "18"})["Location"] == f"/m/commitments/{row}/"
    assert "18" in told(client.get(address))
    assert [one.target for one in periods_of(ROOT, row, today())] == [18]


def late(network: Network, days: int, text: str) -> Commitment:
    """A commitment of the association that is late since so many days."""
    row = promise(network, text=text)
    Commitment.objects.by(ROOT).filter(pk=row.pk).update(due_on=today() - timedelta(days=days))
    return row


def test_the_board_shows_the_longest_late_first_by_who_must_move(network: Network) -> None:
    """What the giver owes, a value that is missing, what waits for the receiver; narrowed by party and area; as a sheet."""
    late(network, 3, "晚三天")
    late(network, 30, "晚三十天")
    waits = promise(network, text="等着确认")
    report_done(by=network.actor("liaison"), commitment=waits.pk)
    client = signed_in(network, "leader")
    page = told(client.get("/office/board/"))
    assert page.index("晚三十天") < page.index("晚三天")
    assert "等着确认" not in page
    assert "等着确认" in told(client.get("/office/board/?next=confirm"))
    assert "晚三天" in told(client.get(f"/office/board/?next=do&party={network.association.pk}"))
    assert "晚三天" not in told(client.get(f"/office/board/?next=do&party={network.village_a.pk}"))
    assert "晚三天" not in told(client.get("/office/board/?area=industry"))
    sheet = load_workbook(BytesIO(client.get("/office/board/?as=xlsx").content)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [30, 3]
    stranger = told(signed_in(network, "secretary_b").get("/office/board/"))
    assert "晚三" not in stranger


def test_a_missing_value_and_one_to_approve_stand_on_the_board(network: Network) -> None:
    """The period is named; from the office one comes to the page where the value is reported or approved."""
    row = promise(network, target=None, counting="adds-up", due_on=date(2031, 12, 31),
                  periods=[_draft(date(2026, 7, 1), date(2026, 9, 30))])  # fmt: skip
    leader = signed_in(network, "leader")
    page = told(leader.get("/office/board/?next=value"))
    assert "2026年第三季度" in page
    assert f"/m/commitments/{row.pk}/periods/1/" in page
    report_value(by=network.actor("liaison"), period=periods_of(ROOT, row.pk, today())[0].id, value=4)
    assert "第三季度" not in told(leader.get("/office/board/?next=value"))
    assert "第三季度" in told(leader.get("/office/board/?next=approve"))


def _draft(first: date, last: date) -> object:
    from lianjian.apps.projects.rules.periods import PeriodDraft

    return PeriodDraft(first, last, 9)


def test_a_cell_of_the_matrix_leads_to_its_list(network: Network) -> None:
    """From kinds over the parties to the commitments; the cell says how many are late; under an agreement the parties stand
    at once; what is typed into the address narrows nothing."""
    row = late(network, 3, "晚三天")
    client = signed_in(network, "leader")
    kinds = told(client.get("/office/matrix/"))
    assert "促进会" in kinds
    (down,) = set(re.findall(r'<td class="has-late"><a href="([^"]+)"', kinds))
    parties = told(client.get("/office/matrix/" + down.replace("&amp;", "&")))
    assert "张洋村" in parties
    (behind,) = set(re.findall(r'<td class="has-late"><a href="([^"]+)"', parties))
    assert f"/m/commitments/{row.pk}/" in told(client.get(behind.replace("&amp;", "&")))
    sheet = load_workbook(BytesIO(client.get("/office/matrix/?as=xlsx").content)).active
    assert [line[3] for line in sheet.iter_rows(min_row=2, values_only=True)] == [1]
    for nonsense in (
        "?givers=²",
        "?givers=village:9%00",
        "?rows=-5&columns=99999999999999999999",
        "?agreement=x&area=no",
    ):
        assert client.get("/office/matrix/" + nonsense).status_code == 200, nonsense
    empty = told(signed_in(network, "secretary_b").get("/office/matrix/"))
    assert "张洋村" not in empty


@pytest.mark.costly
def test_a_large_matrix_goes_from_kinds_to_counties_to_parties(network: Network) -> None:
    """At every grain the cells add up to the same commitments, and no page holds more than a page of rows."""
    crowd(network, 0, 60)
    by = network.actor("leader")
    kinds = matrix(by, today(), givers=Side(), receivers=Side())
    counties = matrix(by, today(), givers=Side("village"), receivers=Side("association"))
    assert (counties.giver_grain, counties.receiver_grain) == ("county", "party")
    assert len(counties.givers) == 24
    assert counties.row_count == 30
    rest = matrix(by, today(), givers=Side("village"), receivers=Side("association"), row_offset=24)
    cell = kinds.cells["village", "association"]
    assert sum(c.all for found in (counties, rest) for c in found.cells.values()) == cell.all == 120
    county = counties.givers[0]
    parties = matrix(by, today(), givers=Side("village", county.key), receivers=Side("association"))
    assert parties.giver_grain == "party"
    assert sum(one.all for one in parties.cells.values()) == county.all


def kept(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told(answer)))


def test_fulfilment_names_numerator_and_denominator_or_says_undefined(network: Network) -> None:
    """Nothing due is undefined, not nought; then one of two; by party and agreement; a time leaves out what was due before."""
    client = signed_in(network, "leader")
    assert "无法计算" in kept(client.get("/office/fulfilment/"))
    late(network, 3, "晚三天")
    done = late(network, 5, "做完了")
    Commitment.objects.by(ROOT).filter(pk=done.pk).update(
        state="confirmed", done_on=today() - timedelta(days=6)
    )
    page = kept(client.get("/office/fulfilment/"))
    assert "50% 1 / 2" in page
    assert "测试促进会 1 2 50%" in page
    assert "无所属协议" in kept(client.get("/office/fulfilment/?by=agreement"))
    since = (today() - timedelta(days=4)).isoformat()
    assert "0% 0 / 1" in kept(client.get(f"/office/fulfilment/?since={since}"))
    assert client.get("/office/fulfilment/?since=昨天&until=0001-01-01").status_code == 200
    sheet = load_workbook(BytesIO(client.get("/office/fulfilment/?as=xlsx").content)).active
    assert [row[1:3] for row in sheet.iter_rows(min_row=2, values_only=True)] == [(2, 1)]
