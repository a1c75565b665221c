"""A need on the phone: recorded by the one entry, once; then met, given up, opened again under the thumb."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from lianjian.apps.coordination.queries import log_of
from lianjian.apps.exchange.actions.show_need import show_need
from lianjian.apps.exchange.queries import need, needs
from lianjian.apps.exchange.rules.needs import NeedState
from lianjian.foundation.models import EventRecord
from lianjian.kernel.quantities import Unit
from tests.apps.exchange.needed import cold_store
from tests.network import today
from tests.web.mobile.promising import signed_in
from tests.web.mobile.test_entries import JSON, KEY, picture, send

if TYPE_CHECKING:
    from lianjian.apps.exchange.queries import NeedLine
    from tests.network import Network


@pytest.fixture
def client_a(network: Network) -> Client:
    return signed_in(network, "secretary_a")


def needed(network: Network) -> list[NeedLine]:
    return needs(network.actor("secretary_a"), today())


def about_need(client: Client, network: Network, **values: Any) -> Any:
    given = {"about": "need", "text": "一座冷库", "work_area": "industry"}
    return send(client, network, **(given | values))


def test_one_entry_is_log_and_need(network: Network, client_a: Client) -> None:
    """Words, photographs and four fields: by page and by script, however often a bad line sends it, one entry and one need,
    which the writer looks after."""
    wanted = (today() + timedelta(days=9)).isoformat()
    more = {"quantity": "60", "unit": "tonnes", "wanted_by": wanted, "photos": [picture()]}
    answer = about_need(client_a, network, **more)
    (line,) = needed(network)
    assert answer["Location"] == f"/m/needs/{line.id}/"
    said = about_need(client_a, network, headers=JSON, **{**more, "photos": [picture()]}).json()
    assert (said["url"], said["remark"]) == (f"/m/needs/{line.id}/", "")
    assert len(needed(network)) == len(log_of(network.actor("secretary_a"))) == 1
    assert (line.quantity, line.unit, line.owner) == (60, Unit.TONNES, network.people["secretary_a"].pk)
    assert (line.public, line.wanted_by) == (False, today() + timedelta(days=9))
    page = client_a.get(said["url"]).content.decode()
    photo = log_of(network.actor("secretary_a"))[0].photos[0].id
    assert f"/m/photos/{photo}/small/" in page


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"work_area": ""}, "work_area"),
        ({"work_area": "gossip"}, "work_area"),
        ({"text": "", "photos": []}, "text"),
        ({"quantity": "很多", "unit": "mu"}, "quantity"),
        ({"quantity": "3"}, "quantity"),
        ({"wanted_by": "1026-01-01"}, "wanted_by"),
        ({"wanted_by": "快"}, "wanted_by"),
    ],
)
def test_a_need_said_halfway_is_refused_before_its_entry_is_kept(
    network: Network, client_a: Client, values: dict[str, Any], field: str
) -> None:
    """The words stand beside the field, in the page and for the script; neither entry nor need is there."""
    answer = about_need(client_a, network, headers=JSON, **values)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    page = about_need(client_a, network, **values)
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert needed(network) == log_of(network.actor("secretary_a")) == []


def test_the_fields_of_a_need_mean_nothing_elsewhere(network: Network, client_a: Client) -> None:
    """An entry about nothing in particular that holds them still from before is an entry and no more."""
    assert send(client_a, network, work_area="industry", quantity="3").status_code == 302
    assert needed(network) == []


def test_it_is_met_by_an_organisation_or_by_somebody_in_words(network: Network, client_a: Client) -> None:
    """The full name of one of the register is that one; anything else stays words; sent twice is once; a photograph is
    shown to its people only."""
    by = network.actor("secretary_a")
    first, second = cold_store(network).pk, cold_store(network, text="一台榨油机").pk
    here = f"/m/needs/{first}/"
    form = {"client_key": KEY, "how": "装好了", "met_by_words": " 测试促进会 ", "files": [picture()]}
    assert client_a.post(f"{here}meet/", {**form, "how": " "}).status_code == 422
    refused = client_a.post(f"{here}meet/", {**form, "met_by_words": "", "files": [picture()]})
    assert refused.context["form"].errors["met_by_words"]
    for _ in range(2):
        assert client_a.post(f"{here}meet/", {**form, "files": [picture()]})["Location"] == here
    card = need(by, first, today())
    assert (card.line.met_by, card.line.met_by_words) == (network.association.pk, "")
    assert card.met is not None
    (proof,) = card.met.files
    address = f"/m/needs/files/{proof.id}/"
    assert address in client_a.get(here).content.decode()
    assert client_a.get(address)["Content-Type"] == "image/jpeg"
    assert signed_in(network, "secretary_b").get(address).status_code == 404
    client_a.post(f"/m/needs/{second}/meet/", {"client_key": KEY, "how": "买的", "met_by_words": "合作社"})
    assert need(by, second, today()).line.met_by_words == "合作社"
    assert "没有佐证" in client_a.get(f"/m/needs/{second}/").content.decode()


def test_every_other_step_has_its_form(network: Network, client_a: Client) -> None:
    """Changed, handed over, shown, given up with the reason, opened again; what is not possible now is refused."""
    row, by = cold_store(network).pk, network.actor("secretary_a")
    here, keeper = f"/m/needs/{row}/", network.people["keeper_a"]
    for move in ("meet", "change", "hand-over", "give-up", "reopen"):
        assert client_a.get(f"{here}{move}/").status_code == 200, move
    changed = {
        "client_key": KEY,
        "work_area": "technology",
        "text": "两座冷库",
        "quantity": "",
        "unit": "",
        "wanted_by": "",
    }
    assert client_a.post(f"{here}change/", {**changed, "text": ""}).status_code == 422
    assert client_a.post(f"{here}change/", changed)["Location"] == here
    assert (
        client_a.post(
            f"{here}hand-over/", {"client_key": KEY + "h", "owner": keeper.pk, "reason": ""}
        ).status_code
        == 422
    )
    client_a.post(f"{here}hand-over/", {"client_key": KEY + "h", "owner": keeper.pk, "reason": "她管"})
    for public in ("yes", "no", "yes"):
        client_a.post(f"{here}show/", {"public": public})
    line = need(by, row, today()).line
    assert (line.text, line.quantity, line.owner, line.public) == ("两座冷库", None, keeper.pk, True)
    assert client_a.post(f"{here}reopen/", {"client_key": KEY + "r", "reason": "x"}).status_code == 422
    assert client_a.post(f"{here}give-up/", {"client_key": KEY + "g", "reason": " "}).status_code == 422
    client_a.post(f"{here}give-up/", {"client_key": KEY + "g", "reason": "改租"})
    assert need(by, row, today()).line.state is NeedState.GIVEN_UP
    client_a.post(f"{here}reopen/", {"client_key": KEY + "r", "reason": "又要"})
    page = client_a.get(here).content.decode()
    for words in ("改租", "又要", "她管", keeper.name):
        assert words in page


def test_the_list_has_what_is_wanted_first_first(network: Network, client_a: Client) -> None:
    """With lateness in words, whoever looks after each, and the closed ones behind their tab."""
    cold_store(network, text="迟了的", wanted_by=today() - timedelta(days=4))
    cold_store(network, text="不急的", wanted_by=None)
    page = client_a.get("/m/needs/").content.decode()
    assert page.index("迟了的") < page.index("不急的")
    assert "逾期 4 天" in page
    assert network.people["secretary_a"].name in page
    assert "迟了的" not in client_a.get("/m/needs/?state=met").content.decode()
    assert client_a.get("/m/needs/?state=x&page=x").status_code == 200
    assert client_a.get("/m/needs/?as=xlsx").status_code == 200


def test_strangers_find_nothing_and_change_nothing(network: Network, client_a: Client) -> None:
    """Village B and a visitor: 404 for every address, and empty lists; of a need that is shown they read what everybody may
    know, and no form of it opens."""
    row = cold_store(network).pk
    here = f"/m/needs/{row}/"
    stranger = signed_in(network, "secretary_b")
    told = EventRecord.objects.count()
    moves = [f"{here}{move}/" for move in ("meet", "change", "hand-over", "give-up", "reopen")]
    for address in (here, *moves):
        assert stranger.get(address).status_code == 404, address
        assert Client().get(address)["Location"].startswith("/sign-in/")
    for address in (*moves, f"{here}show/"):
        assert stranger.post(address, {"client_key": KEY, "reason": "x"}).status_code == 404, address
    assert "冷库" not in stranger.get("/m/needs/").content.decode()
    assert EventRecord.objects.count() == told
    show_need(by=network.actor("secretary_a"), need=row, public=True)
    page = stranger.get(here).content.decode()
    assert "冷库" in page
    assert network.people["secretary_a"].name not in page
    assert stranger.get(f"{here}meet/").status_code == 404
    assert stranger.post(f"{here}show/", {"public": "no"}).status_code == 403
    assert client_a.get(here).status_code == 200
