"""A handover on the phone: what both see, what they type wrong, what strangers get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.models import Account, ByWord, Handover
from lianjian.apps.parties.queries.handovers import pack
from tests.apps.parties.handing import Village, leave, village
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network

NONSENSE = ("x" * 10_000, "好\x00", " ", "\u200b")


def client(network: Network, person: int) -> Client:
    held = Client(headers={"Accept-Language": "zh-hans"})
    held.force_login(Account.objects.get(person=person), backend="django.contrib.auth.backends.ModelBackend")
    return held


@pytest.fixture
def place(network: Network) -> Village:
    return village(network, starts_in=3)


def begun(place: Village) -> int:
    return begin_handover(by=place.leaves, mandate=place.mandate, successor=place.successor).pk


def test_from_the_first_page_to_the_paper(network: Network, place: Village) -> None:
    """The one who leaves begins and adds a key; the successor, whose term begins later, is led to the list, takes every
    line over one after the other and finishes; both read list and paper, and a stranger nothing."""
    leaves, comes = client(network, place.outgoing), client(network, place.successor)
    answer = leaves.post("/m/handovers/new/", {"mandate": place.mandate, "successor": place.successor})
    key = Handover.objects.by(ROOT).get().pk
    assert answer["Location"] == f"/m/handovers/{key}/"
    said = {"client_key": "a" * 32, "kind": "key", "words": "村部钥匙", "more": "挂在门后"}
    for _twice in range(2):
        assert leaves.post(f"/m/handovers/{key}/say/", said).status_code == 302
    assert ByWord.objects.by(ROOT).filter(kind="key").count() == 1
    assert f"/m/handovers/{key}/" in comes.get("/m/").content.decode()
    seen = 0
    while True:
        answer = comes.get(f"/m/handovers/{key}/walk/")
        if answer.status_code == 302:
            break
        (item,) = {one.ref for one in [answer.context["item"]]}
        assert comes.post(f"/m/handovers/{key}/walk/", {"item": item, "do": "accept"}).status_code == 302
        seen += 1
    assert seen == 8
    assert comes.post(f"/m/handovers/{key}/finish/", {"remark": "都清楚了"}).status_code == 302
    leave(place)
    for reader in (leaves, comes):
        page = reader.get(f"/m/handovers/{key}/").content.decode()
        assert "都清楚了" in page
        assert "交水样" in reader.get(f"/m/handovers/{key}/paper/").content.decode()
    english = comes.get(f"/m/handovers/{key}/paper/", headers={"accept-language": "en"}).content.decode()
    paper = english[english.index("<article") : english.index("</article>")]
    assert "移交人" in paper
    assert "Handed over" not in paper
    assert comes.get(f"/m/handovers/{key}/paper/?as=pdf").content.startswith(b"%PDF-")
    stranger = client(network, network.people["secretary_b"].pk)
    for page in ("", "walk/", "say/", "finish/", "cancel/", "paper/"):
        assert stranger.get(f"/m/handovers/{key}/{page}").status_code == 404, page


def test_what_is_not_clear_goes_back_and_forth(network: Network, place: Village) -> None:
    """Returned with a reason, explained by the one who leaves, and everything typed stays where it was refused."""
    key, item = begun(place), f"parties/word:{place.word}"
    leaves, comes = client(network, place.outgoing), client(network, place.successor)
    address = f"/m/handovers/{key}/walk/"
    for words in NONSENSE:
        answer = comes.post(address, {"item": item, "do": "return", "reason": words})
        assert answer.status_code == 422, words[:9]
    comes.post(address, {"item": item, "do": "return", "reason": "哪个老陈？"})
    page = leaves.get(f"{address}?item={item}").content.decode()
    assert "哪个老陈？" in page
    assert leaves.post(address, {"item": item, "do": "explain", "answer": ""}).status_code == 422
    leaves.post(address, {"item": item, "do": "explain", "answer": "三组陈大伯"})
    assert "三组陈大伯" in comes.get(f"{address}?item={item}").content.decode()
    keeper = network.people["keeper_a"].pk
    comes.post(address, {"item": item, "do": "give", "person": keeper})
    line = next(one for one in pack(ROOT, key, today()).items if one.ref == item)
    assert line.owner_name == "张站长"


@pytest.mark.parametrize("item", ["", "x", "coordination/duty:²", "parties/word:999999", "a/b/c", "/"])
def test_lines_that_are_not_there(network: Network, place: Village, item: str) -> None:
    """Guessed and stale lines are answered with the next one, never a crash."""
    key = begun(place)
    comes = client(network, place.successor)
    for do in ("accept", "return", "give", "explain"):
        answer = comes.post(
            f"/m/handovers/{key}/walk/", {"item": item, "do": do, "reason": "x", "answer": "x", "person": 1}
        )
        assert answer.status_code in {302, 404}
    assert comes.post(f"/m/handovers/{key}/walk/", {"item": item, "do": "steal"}).status_code == 404
    assert not pack(ROOT, key, today()).decided


def test_forms_say_what_is_wrong(network: Network, place: Village) -> None:
    """No successor, nothing written, a kind that is none: beside the field, and what was typed stays."""
    leaves = client(network, place.outgoing)
    for successor in ("", "x", str(place.outgoing), "9" * 30):
        answer = leaves.post("/m/handovers/new/", {"mandate": place.mandate, "successor": successor})
        assert answer.status_code == 422, successor
    key = begun(place)
    said = {"client_key": "b" * 32, "kind": "word", "words": "x" * 301, "more": "留着"}
    answer = leaves.post(f"/m/handovers/{key}/say/", said)
    assert answer.status_code == 422
    assert "留着" in answer.content.decode()
    for change in ({"kind": "treasure"}, {"words": ""}, {"client_key": "²"}):
        assert leaves.post(f"/m/handovers/{key}/say/", {**said, "words": "x", **change}).status_code == 422
    assert leaves.post(f"/m/handovers/{key}/cancel/", {"reason": ""}).status_code == 422
    comes = client(network, place.successor)
    assert comes.post(f"/m/handovers/{key}/finish/", {"remark": ""}).status_code == 422


def test_by_word_without_a_handover(network: Network, place: Village) -> None:
    """Written down on the day it was promised, settled when it is kept, taken back with its words; others see none."""
    leaves = client(network, place.outgoing)
    form = {
        "client_key": "c" * 32,
        "organisation": place.house,
        "kind": "contact",
        "words": "水站老李",
        "more": "",
    }
    address = leaves.post("/m/by-word/new/", form)["Location"]
    assert "水站老李" in leaves.get("/m/handovers/").content.decode()
    stranger = client(network, network.people["secretary_b"].pk)
    assert stranger.get(address).status_code == stranger.post(f"{address}withdraw/").status_code == 404
    assert stranger.post("/m/by-word/new/", form).status_code == 422
    assert leaves.post(address, {"how": "换人了"}).status_code == 302
    assert "换人了" in leaves.get(address).content.decode()
    assert leaves.post(f"{address}withdraw/").status_code == 302
    assert "水站老李" not in leaves.get(address).content.decode()
