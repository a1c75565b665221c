"""Two entries of one person in the office: listed, compared, merged, taken apart; and pairs that are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.models import Apart, PersonMerge
from tests.apps.parties.test_merging import house
from tests.apps.parties.test_namesakes import somebody
from tests.network import PASSWORD, ROOT
from tests.web.office.test_office import KEY, administrator, signed_in, told

if TYPE_CHECKING:
    from django.test import Client

    from tests.network import Network

PEOPLE = "/office/duplicates/people/"


def keeper(network: Network) -> Client:
    """The administrator of village A."""
    from django.test import Client

    person = somebody(network, "甲管理", role="administrator")
    open_account(by=ROOT, person=person, username="keeps-people", password=PASSWORD)
    client = Client()
    assert client.login(username="keeps-people", password=PASSWORD)
    return client


def test_a_pair_is_compared_merged_and_taken_apart_again(network: Network) -> None:
    """The list says why; the page asks which account stays, and for a reason; the merge is listed and undone."""
    one, other = somebody(network, "林阿妹"), somebody(network, "林 阿妹")
    for person in (one, other):
        open_account(by=ROOT, person=person, username=f"p{person}", password=PASSWORD)
    client = keeper(network)
    pair = f"{PEOPLE}{one}/{other}/"
    page = told(client.get(PEOPLE))
    assert pair in page
    assert "张洋村" in page
    shown = told(client.get(pair))
    assert f"p{one}" in shown
    assert f"p{other}" in shown
    answer = client.post(pair, {"client_key": KEY, "stays": one, "reason": "登记了两次"})
    assert answer.status_code == 422  # which account stays
    assert "登记了两次" in told(answer)
    sent = {"client_key": KEY, "stays": one, "account": other, "reason": "登记了两次"}
    assert client.post(pair, sent)["Location"] == f"{PEOPLE}merged/"
    listed = told(client.get(f"{PEOPLE}merged/"))
    assert "登记了两次" in listed
    assert f"p{one}" in listed  # the closed account
    assert client.get(pair).status_code == 404
    done = PersonMerge.objects.by(ROOT).get()
    assert client.post(f"{PEOPLE}merged/{done.pk}/undo/").status_code == 302
    assert client.get(pair).status_code == 200


def test_what_stands_in_the_way_is_said_before(network: Network) -> None:
    """One handed over to the other: no form, but the way to say that they are two."""
    from tests.apps.parties.test_merging_people import handed_over

    one, other = handed_over(network)
    page = told(administrator().get(f"{PEOPLE}{one}/{other}/"))
    assert 'name="stays"' not in page
    assert f"{PEOPLE}{one}/{other}/apart/" in page


def test_pairs_that_are_not_the_same(network: Network) -> None:
    """Said on the page of the pair, listed with who said so, asked about again."""
    one, other = somebody(network, "林阿妹"), somebody(network, "林阿妹")
    client = keeper(network)
    assert client.post(f"{PEOPLE}{one}/{other}/apart/")["Location"] == PEOPLE
    assert f"{PEOPLE}{one}/{other}/" not in told(client.get(PEOPLE))
    listed = told(client.get("/office/duplicates/apart/"))
    assert "甲管理" in listed
    said = Apart.objects.by(ROOT).get()
    assert client.post(f"/office/duplicates/apart/{said.pk}/again/").status_code == 302
    assert f"{PEOPLE}{one}/{other}/" in told(client.get(PEOPLE))
    first, second = house("好公司", key="one"), house("好 公司", key="other")
    root = administrator()
    address = f"/office/duplicates/{first.pk}/{second.pk}/"
    assert address in told(root.get("/office/duplicates/"))
    assert client.post(f"{address}apart/").status_code == 404
    assert root.post(f"{address}apart/").status_code == 302
    assert address not in told(root.get("/office/duplicates/"))


def test_these_pages_are_not_there_for_others(network: Network) -> None:
    """Neither for a first secretary, who keeps no people, nor for the leader of another organisation by address."""
    one, other = somebody(network, "林阿妹"), somebody(network, "林阿妹")
    secretary, leader = signed_in(network, "secretary_a"), signed_in(network, "leader")
    pair = f"{PEOPLE}{one}/{other}/"
    for address in (PEOPLE, f"{PEOPLE}merged/", "/office/duplicates/apart/", pair):
        assert secretary.get(address).status_code == 404, address
    assert pair not in told(leader.get(PEOPLE))
    assert leader.get(pair).status_code == 404
    for client in (secretary, leader):
        assert client.post(pair, {"client_key": KEY, "stays": one, "reason": "闯"}).status_code == 404
        assert client.post(f"{pair}apart/").status_code == 404
        assert client.post(f"{PEOPLE}merged/1/undo/").status_code == 404
        assert client.post("/office/duplicates/apart/1/again/").status_code == 404
