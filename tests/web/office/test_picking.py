"""Finding one out of thousands in a form: organisations and people, while typing and without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from lianjian.apps.agreements.models import Agreement
from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.parties.models import Account, Mandate
from lianjian.apps.parties.queries import organisations_matching, organisations_named, people_matching
from lianjian.foundation.actor import Actor
from tests.network import ROOT, Network, today
from tests.web.crowd import crowd
from tests.web.office.test_agreements import agreement_form
from tests.web.office.test_office import KEY, signed_in, told

PARTIES, PEOPLE = "/office/suggest/parties/", "/office/suggest/people/"


def lines(client: Client, address: str, asked: str) -> list[dict[str, str]]:
    answer = client.get(address, {"q": asked})
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["lines"]
    return found


def names(found: list[dict[str, str]]) -> list[str]:
    return [line["value"] for line in found]


def test_a_visitor_gets_no_suggestions(network: Network) -> None:
    """Signed out, both addresses lead to the door; the queries behind them give a visitor nothing."""
    for address in (PARTIES, PEOPLE):
        assert Client().get(address, {"q": "村"})["Location"].startswith("/sign-in/")
    visitor = Actor.visitor()
    assert organisations_matching(visitor, "村") == []
    assert organisations_named(visitor, ["测试促进会"]) == {}
    assert people_matching(visitor, "甲") == []


@pytest.mark.parametrize("name", ["editor", "keeper_a"])
def test_whoever_runs_nothing_gets_none_either(network: Network, name: str) -> None:
    """The suggestions belong to the office."""
    for address in (PARTIES, PEOPLE):
        assert signed_in(network, name).get(address, {"q": "村"}).status_code == 404


def test_organisations_are_found_by_name_short_name_and_place(network: Network) -> None:
    """Each word anywhere in any of the three, twelve at most, nothing for nothing."""
    client = signed_in(network, "liaison")
    crowd(network, 0, 30)
    assert names(lines(client, PARTIES, "新县镇 张洋")) == ["张洋村"]
    assert names(lines(client, PARTIES, "众4村")) == ["江西第4村"]
    assert "江西第0村" in names(lines(client, PARTIES, "3601"))
    assert len(lines(client, PARTIES, "张洋村")) == 12
    assert lines(client, PARTIES, " ") == []
    label = lines(client, PARTIES, "江西第7村")[0]["label"]
    assert "张洋村 · 江西省" in label


def test_people_are_found_among_colleagues_only(network: Network) -> None:
    """A name of one's own organisation with its key and house; none of the next village."""
    client = signed_in(network, "liaison")
    (line,) = lines(client, PEOPLE, "组长")
    assert line["value"] == f"{network.people['leader'].pk} 甲组长 测试促进会"
    assert names(lines(client, PEOPLE, str(network.people["leader"].pk))) == [line["value"]]
    assert lines(client, PEOPLE, "乙书记") == []
    assert lines(client, PEOPLE, str(network.people["secretary_b"].pk)) == []


def test_the_form_asks_once_more_where_several_fit(network: Network) -> None:
    """Without a script: part of a name is answered by a choice, the choice is taken, and what was typed stays."""
    crowd(network, 0, 4)
    client = signed_in(network, "liaison")
    form = agreement_form(network, party_3="江西 张洋")
    answer = client.post("/office/agreements/new/", form)
    page = told(answer)
    assert answer.status_code == 422
    assert "请在下面选一个" in page
    assert "各方互相帮助" in page
    keys = dict(re.findall(r'name="party_3_which" value="(\d+)"[^>]*>\s*(江西第\d村)', page))
    assert set(keys.values()) == {"江西第1村", "江西第3村"}
    assert not Agreement.objects.by(ROOT).filter(title=form["title"]).exists()
    chosen = next(key for key, name in keys.items() if name == "江西第3村")
    assert client.post("/office/agreements/new/", {**form, "party_3_which": chosen}).status_code == 302
    row = Agreement.objects.by(ROOT).get(title=form["title"])
    assert [party.name for party in agreement_card(network.actor("liaison"), row.pk).parties] == [
        "测试促进会", "测试融媒中心", "江西第3村",
    ]  # fmt: skip


def test_a_choice_that_was_not_offered_is_not_taken(network: Network) -> None:
    """A key put in by hand that does not fit what was typed changes nothing."""
    crowd(network, 0, 4)
    client = signed_in(network, "liaison")
    form = agreement_form(network, party_3="江西 张洋", party_3_which=str(network.village_b.pk))
    assert client.post("/office/agreements/new/", form).status_code == 422
    assert client.post("/office/agreements/new/", {**form, "party_3": "没有这个村"}).status_code == 422


def test_the_full_name_is_enough_where_others_contain_it(network: Network) -> None:
    """The line that was suggested is one organisation, whatever else holds its words; so is its key."""
    villages = crowd(network, 0, 20)
    found = organisations_named(network.actor("liaison"), ["江西第1村", "crowd-2"])
    assert {found["江西第1村"].pk, found["crowd-2"].pk} == {villages[1].pk, villages[2].pk}
    client = signed_in(network, "liaison")
    form = agreement_form(network, party_3="江西第1村")
    assert client.post("/office/agreements/new/", form).status_code == 302


def test_an_agreement_takes_a_dozen_parties_and_more(network: Network) -> None:
    """The button brings rows and keeps what was typed; thirteen parties are drafted, and the form to change them has
    room for two more."""
    villages = crowd(network, 0, 12)
    client = signed_in(network, "liaison")
    assert 'name="party_7"' not in told(client.get("/office/agreements/new/"))
    form = agreement_form(network)
    grown = client.post("/office/agreements/new/", {**form, "party_6": "", "more": "yes"})
    assert grown.status_code == 200
    assert 'name="party_12"' in told(grown)
    assert 'value="三方共建协议"' in told(grown)
    assert "各方互相帮助" in told(grown)
    assert not Agreement.objects.by(ROOT).filter(title=form["title"]).exists()
    form |= {f"party_{place}": village.name for place, village in enumerate(villages, start=2)}
    assert client.post("/office/agreements/new/", form).status_code == 302
    row = Agreement.objects.by(ROOT).get(title=form["title"])
    assert len(agreement_card(network.actor("liaison"), row.pk).parties) == 13
    page = told(client.get(f"/office/agreements/{row.pk}/parties/"))
    assert 'name="party_15"' in page
    assert 'name="party_16"' not in page
    assert 'value="江西第11村"' in page


def test_a_mandate_is_given_to_the_one_of_two_who_was_chosen(network: Network) -> None:
    """Two colleagues fit; the key before the name of the line tells them apart."""
    crowd(network, 0, 2)
    client = signed_in(network, "leader")
    form: dict[str, Any] = {"client_key": KEY, "role": "liaison", "starts_on": today().isoformat()}
    asked = client.post("/office/parties/association/mandates/new/", {**form, "person": "王众"})
    assert asked.status_code == 422
    assert "王众1" in told(asked)
    (line,) = lines(client, PEOPLE, "王众1")
    sent = {**form, "person": line["value"]}
    assert client.post("/office/parties/association/mandates/new/", sent).status_code == 302
    assert Mandate.objects.by(ROOT).filter(person__name="王众1", role="liaison").exists()


def test_the_administrator_picks_who_calls(db: None, network: Network) -> None:
    """Whoever may call for every organisation gets no list of them all."""
    account = Account.objects.create_superuser("root-of-calls", password="long-enough-for-tests")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert "data-office-suggest" in told(client.get("/office/calls/new/"))
    form = {
        "client_key": KEY,
        "organisation": "测试促进会",
        "title": "倡议",
        "key": "of-root",
        "text": "来。",
    }
    assert client.post("/office/calls/new/", form).status_code == 302
