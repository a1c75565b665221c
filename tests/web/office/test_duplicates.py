"""Duplicates in the office: found, compared, merged, taken back; for the network administrator alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from lianjian.apps.parties.models import Merge, Organisation
from tests.apps.parties.test_merging import house
from tests.web.office.test_office import KEY, administrator, signed_in, told

if TYPE_CHECKING:
    from tests.network import Network


def test_a_pair_is_compared_merged_and_taken_apart_again(network: Network) -> None:
    """The address of the merged one leads to the one that is left, in the office and in public; undone, it is back."""
    twin = Organisation.objects.create(
        key="village-a2",
        name="张洋村委会",
        short_name="张洋",
        kind="village",
        division=network.village_a.division,
    )
    client = administrator()
    pair = f"/office/duplicates/{network.village_a.pk}/{twin.pk}/"
    assert pair in told(client.get("/office/duplicates/"))
    assert "任期" in told(client.get(pair))  # what belongs to village A
    assert client.post(pair, {"client_key": KEY}).status_code == 422
    answer = client.post(pair, {"client_key": KEY, "stays": network.village_a.pk})
    assert answer["Location"] == "/office/duplicates/merged/"
    assert client.get("/office/parties/village-a2/")["Location"] == "/office/parties/village-a/"
    assert Client().get("/villages/village-a2/")["Location"] == "/villages/village-a/"
    assert "village-a2" not in told(client.get("/office/parties/?q=张洋"))
    assert client.get(pair).status_code == 404
    merge = Merge.objects.get()
    assert client.post(f"/office/duplicates/merged/{merge.pk}/undo/").status_code == 302
    assert client.get("/office/parties/village-a2/").status_code == 200


def test_nobody_else_merges(network: Network) -> None:
    """For an association's leader these pages are not there."""
    one, other = house("好公司", key="one"), house("好 公司", key="other")
    stranger = signed_in(network, "leader")
    for address in (
        "/office/duplicates/",
        "/office/duplicates/merged/",
        f"/office/duplicates/{one.pk}/{other.pk}/",
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"client_key": KEY, "stays": one.pk}).status_code == 404
    assert stranger.post("/office/duplicates/merged/1/undo/").status_code == 404
    assert administrator().post("/office/duplicates/merged/999/undo/").status_code == 404
