"""What everybody sees of needs: those that were shown, and of these what is needed and nobody's name."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from openpyxl import load_workbook

from lianjian.apps.exchange.actions.give_up_need import give_up_need
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.web.site import exports
from tests.apps.exchange.needed import cold_store
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network

HERE = "/network/needs/"


def text(address: str) -> str:
    answer = Client(headers={"Accept-Language": "zh-hans"}).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_only_what_is_shown_stands_on_the_site(network: Network) -> None:
    """In the list and on the village's own page, with quantity, day and lateness; not what the village keeps for itself,
    and nobody's name."""
    cold_store(network, public=True, wanted_by=today() - timedelta(days=2))
    cold_store(network, text="不公开的事")
    for address in (HERE, "/villages/village-a/", f"{HERE}?area=industry", f"{HERE}?of=village-a"):
        page = text(address)
        assert "一座六十吨的冷库" in page, address
        assert "不公开的事" not in page, address
    assert "逾期" in text(HERE)
    assert network.people["secretary_a"].name not in text(HERE)
    assert "冷库" not in text(f"{HERE}?area=training")
    assert "冷库" not in text("/villages/village-b/")
    assert HERE in text("/network/")


def test_what_was_met_says_by_which_organisation(network: Network) -> None:
    """Behind its tab; somebody in words is not named, how it was met is not told, what was given up is gone."""
    by = network.actor("secretary_a")
    first, second, third = (
        cold_store(network, text=words, public=True).pk for words in ("一号", "二号", "三号")
    )
    meet_need(by=by, need=first, how="王阿婆腾的屋", met_by=network.association.pk)
    meet_need(by=by, need=second, how="李伯装的", met_by_words="李伯")
    give_up_need(by=by, need=third, reason="陈家不要了")
    page = text(f"{HERE}?state=met")
    assert "测试促进会" in page
    assert "二号" in page
    for words in ("王阿婆", "李伯", "三号", "陈家"):
        assert words not in page + text(HERE)
    assert "一号" not in text("/villages/village-a/")


def test_the_list_comes_as_a_workbook(network: Network) -> None:
    """The same rows, for everybody."""
    exports.DOWNLOADS.forget()
    cold_store(network, public=True)
    cold_store(network, text="不公开的事")
    book = Client().get(f"{HERE}?as=xlsx").content
    sheet = load_workbook(io.BytesIO(book)).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["一座六十吨的冷库"]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["area=x", "state=given-up", "state=x", "of=nobody"])
def test_an_address_that_means_nothing_is_not_there(query: str) -> None:
    """Rather than a list of everything."""
    assert Client().get(f"{HERE}?{query}").status_code == 404


@pytest.mark.django_db
def test_without_needs_the_page_says_so() -> None:
    """Empty, with the reason."""
    assert "没有公开的需求" in text(HERE)
