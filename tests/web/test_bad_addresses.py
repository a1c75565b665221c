"""Nonsense in addresses and hidden fields is answered, never a crash."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.apps.agreements.papers import draft

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.network import Network

KEYS = ("²", "٣", "9" * 40, "-1", "", "1.5", "x")


def signed_in(network: Network, name: str) -> Client:
    client = Client()
    client.force_login(network.accounts[name])
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/places/?q=%00",
        "/spread/rows/?party=%00",
        "/search/?q=a%00b",
        "/?%00=1",
        "/feeds/a/%00.xml",
        "/s/%00",
    ],
)
def test_a_nul_in_an_address_is_a_bad_request(client: Client, address: str) -> None:
    """PostgreSQL stores no NUL; nobody types one."""
    assert client.get(address).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("address", ["/office/parties/?q=%00", "/office/places/?q=%00"])
def test_nor_does_it_help_to_be_signed_in(network: Network, address: str) -> None:
    """The same for pages behind the door."""
    assert signed_in(network, "leader").get(address).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("seen", KEYS)
def test_a_hidden_field_that_was_tampered_with(network: Network, seen: str) -> None:
    """The revision before the writer's eyes is a number or was not sent; either way the page answers."""
    row = draft(network)
    answer = signed_in(network, "leader").post(
        f"/office/agreements/{row.pk}/freeze/", {"seen_revision": seen}
    )
    assert answer.status_code in {HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}


@pytest.mark.django_db
@pytest.mark.parametrize("page", KEYS)
def test_a_page_number_is_a_number_or_the_first(client: Client, page: str) -> None:
    """However large or strange it is."""
    assert client.get("/search/", {"q": "村", "page": page}).status_code == HTTPStatus.OK


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/spread/read", "/spread/share"])
def test_json_nested_without_end_is_refused(door: str) -> None:
    """Neither memory nor the stack is the sender's."""
    answer: HttpResponse = Client(
        headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "Mozilla/5.0"}
    ).post(door, "[" * 1500, content_type="application/json")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
