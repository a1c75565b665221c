"""The board on the phone: narrowed by the words in the address, the same as those of the office."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.models import Commitment, Period
from lianjian.apps.projects.queries import Narrowed, Next, board, board_movers, count_board, periods_of
from lianjian.apps.projects.rules.periods import PeriodDraft
from tests.apps.projects.promises import promise
from tests.network import ROOT, today
from tests.web.office.test_measuring import late
from tests.web.office.test_office import signed_in, told

if TYPE_CHECKING:
    from django.test import Client

    from tests.network import Network


@pytest.fixture
def shelf(network: Network) -> dict[str, int]:
    """What is late for three and for thirty days, of two areas; what waits for village A since a month; what the
    association waits for."""
    late(network, 3, "晚三天")
    Commitment.objects.by(ROOT).filter(pk=late(network, 30, "晚三十天").pk).update(work_area="training")
    waits = promise(network, text="等着确认")
    report_done(by=network.actor("liaison"), commitment=waits.pk)
    Commitment.objects.by(ROOT).filter(pk=waits.pk).update(done_on=today() - timedelta(days=31))
    return {"association": network.association.pk, "village": network.village_a.pk}


def asked(client: Client, tail: str = "", face: str = "m") -> str:
    return told(client.get(f"/{face}/board/{tail}"))


WORDS = ("晚三天", "晚三十天", "等着确认")


@pytest.mark.parametrize(
    ("tail", "seen"),
    [
        ("", {"晚三天", "晚三十天", "等着确认"}),
        ("?area=training", {"晚三十天"}),
        ("?area=love&late=x&party=x&next=x", {"晚三天", "晚三十天", "等着确认"}),
        ("?party={association}", {"晚三天", "晚三十天"}),
        ("?party={village}", {"等着确认"}),
        ("?next=do", {"晚三天", "晚三十天"}),
        ("?next=confirm", {"等着确认"}),
        ("?late=9", {"晚三十天", "等着确认"}),
        ("?late=45", set()),
        ("?next=do&late=21&area=training&party={association}", {"晚三十天"}),
    ],
)
def test_it_is_narrowed_as_in_the_office(
    network: Network, shelf: dict[str, int], tail: str, seen: set[str]
) -> None:
    """By area, by who must move, by what has to be done, by how long it waits; nonsense narrows nothing. With what has to
    be done named, the office shows the same rows for the same address; so does the workbook."""
    client, address = signed_in(network, "leader"), tail.format(**shelf)
    page = asked(client, address)
    assert {word for word in WORDS if word in page} == seen
    if "next=do" in tail or "next=confirm" in tail:
        assert {word for word in WORDS if word in asked(client, address, "office")} == seen
    sheet = client.get(f"/m/board/{address}{'&' if address else '?'}as=xlsx")
    rows = load_workbook(BytesIO(sheet.content)).active.iter_rows(min_row=2, values_only=True)
    assert {row[5] for row in rows} == seen


def test_the_choice_stands_in_the_address_only(network: Network, shelf: dict[str, int]) -> None:
    """Links carry it on, the form shows it, and the plain address is whole again."""
    client = signed_in(network, "leader")
    page = asked(client, f"?area=training&late=9&party={shelf['association']}&next=do")
    for chosen in ("training", "9", str(shelf["association"]), "do"):
        assert re.search(rf'<option value="{chosen}" selected', page), chosen
    links = {html.unescape(one) for one in re.findall(r'href="(\?[^"]*)"', page)}
    assert any({"area=training", "late=9"} <= set(one[1:].split("&")) for one in links)
    assert 'value="training" selected' not in asked(client)
    assert "晚三天" in asked(client)


def test_a_value_waits_from_its_day_too(network: Network) -> None:
    """One to approve waits since it was reported: today, so it is not among those that wait for nine days."""
    cut = [PeriodDraft(today() - timedelta(days=60), today() - timedelta(days=50), 9)]
    row = promise(network, target=None, counting="level", periods=cut)
    by, narrowed = network.actor("liaison"), Narrowed(days=9)
    assert count_board(by, today(), narrowed)[Next.VALUE] == 1
    report_value(by=by, period=periods_of(by, row.pk, today())[0].id, value=3)
    assert count_board(by, today(), narrowed)[Next.APPROVE] == 0
    assert count_board(by, today(), Narrowed())[Next.APPROVE] == 1
    piece = Period.objects.by(ROOT).get(commitment=row)
    Period.objects.by(ROOT).filter(pk=piece.pk).update(moved_at=piece.moved_at - timedelta(days=9))
    assert [line.days for line in board(by, today(), Next.APPROVE, narrowed, limit=9)] == [9]


def test_who_must_move_is_offered_with_how_much(network: Network, shelf: dict[str, int]) -> None:
    """The parties for which something waits, the most first, whichever is chosen; a stranger is offered nobody."""
    by = network.actor("leader")
    for party in (None, shelf["village"]):
        found = board_movers(by, today(), Narrowed(party=party), 9)
        assert [(key, count) for key, _name, count in found] == [
            (shelf["association"], 2),
            (shelf["village"], 1),
        ]
    assert board_movers(by, today(), Narrowed(), 1)[0][0] == shelf["association"]
    assert board_movers(network.actor("secretary_b"), today(), Narrowed(), 9) == []
    stranger = asked(signed_in(network, "secretary_b"), f"?party={shelf['association']}")
    assert not [word for word in WORDS if word in stranger]
