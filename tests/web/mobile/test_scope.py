"""Whoever guesses an address of others finds nothing there, on any page and in any picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.coordination.actions.withdraw_log_entry import withdraw_log_entry
from lianjian.apps.coordination.queries import duty, log_of
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.projects.queries import commitment_card
from lianjian.apps.projects.rules.commitments import CommitmentState
from tests.network import ROOT, today
from tests.web.mobile.promising import SECRETS, Village, living, signed_in

if TYPE_CHECKING:
    from tests.network import Network

LISTS = (
    "/m/",
    "/m/agreements/",
    "/m/assignments/",
    "/m/commitments/",
    "/m/gatherings/",
    "/m/gatherings/shell/",
    "/m/glance/",
    "/m/groups/",
    "/m/leads/",
    "/m/log/",
    "/m/log/new/",
    "/m/needs/",
    "/m/obstacles/",
    "/m/shell/",
    "/m/stories/",
)

pytestmark = pytest.mark.costly


@pytest.fixture
def village(network: Network) -> Village:
    return living(network)


def test_its_people_see_everything(network: Network, village: Village) -> None:
    """The first secretary of village A opens every page and every picture."""
    client = signed_in(network, "secretary_a")
    for address in (*LISTS, *village.pages()):
        assert client.get(address).status_code == 200, address
    for address in village.pictures():
        assert client.get(address)["Content-Type"] == "image/jpeg"


def test_a_stranger_finds_nothing(network: Network, village: Village) -> None:
    """Village B gets 404 for every guessed address, and its own lists hold no word of village A."""
    client = signed_in(network, "secretary_b")
    for address in village.pages():
        assert client.get(address).status_code == 404, address
    for address in (
        *LISTS,
        f"/m/log/?village={network.village_a.pk}",
        f"/m/log/new/?about=duty:{village.duty}",
    ):
        page = client.get(address).content.decode()
        assert not [word for word in SECRETS if word in page], address


def test_a_stranger_changes_nothing(network: Network, village: Village) -> None:
    """Guessed forms of village B are answered as if nothing were there, and nothing has moved."""
    client = signed_in(network, "secretary_b")
    key = {"client_key": "a" * 32, "text": "x", "how": "x", "due_on": "2030-01-01"}
    for move in ("report", "done", "confirmed", "sent-back", "renegotiated", "withdrawn", "evidence"):
        assert client.post(f"/m/commitments/{village.ours}/{move}/", key).status_code == 404
    for address in (
        f"/m/duties/{village.duty}/",
        f"/m/obstacles/{village.obstacle}/",
        f"/m/outcomes/{village.outcome}/",
        f"/m/log/{village.entry}/withdraw/",
    ):
        assert client.post(address, key).status_code == 404
    form = {**key, "organisation": network.village_b.pk, "about": f"duty:{village.duty}", "deed": "done"}
    assert client.post("/m/log/new/", form).status_code == 422
    form = {**key, "organisation": network.village_a.pk}
    assert client.post("/m/log/new/", form).status_code == 422
    assert duty(ROOT, village.duty, today()).line.state is DutyState.OPEN
    assert commitment_card(ROOT, village.ours, today()).line.state is CommitmentState.IN_PROGRESS
    assert log_of(network.actor("secretary_b")) == []


def test_visitors_are_asked_to_sign_in(network: Network, village: Village) -> None:
    """No page and no picture without signing in; the script that sends drafts is told so in its own words."""
    for address in (*LISTS, *village.pages()):
        if address in {"/m/shell/", "/m/gatherings/shell/"}:
            continue
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/sign-in/")
    answer = Client().post("/m/log/new/", {"text": "x"}, headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_the_other_party_sees_the_proof_and_not_the_log(network: Network, village: Village) -> None:
    """The media centre has no part in the commitment; the association sees its proof. The liaison officer
    runs the group and sees the log, an editor of the media centre does not."""
    proof = f"/m/commitments/{village.ours}/photos/{village.proving_photo}/large/"
    assert signed_in(network, "liaison").get(proof).status_code == 200
    editor = signed_in(network, "editor")
    assert editor.get(proof).status_code == 404
    assert editor.get(f"/m/photos/{village.photo}/small/").status_code == 404
    assert editor.get(f"/m/log/{village.entry}/").status_code == 404
    wrong = f"/m/commitments/{village.theirs}/photos/{village.proving_photo}/large/"
    assert signed_in(network, "liaison").get(wrong).status_code == 404


def test_a_picture_is_asked_for_each_time(network: Network, village: Village) -> None:
    """A kept copy is shown only after asking; once the entry is taken back it is gone for good."""
    client = signed_in(network, "secretary_a")
    address = f"/m/photos/{village.photo}/small/"
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    withdraw_log_entry(by=network.actor("secretary_a"), entry=village.entry)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 404
    assert client.get(f"/m/photos/{village.photo}/huge/").status_code == 404


def test_pages_are_not_kept_by_the_browser(network: Network, village: Village) -> None:
    """Every page about somebody forbids storing; the page for a day without signal names nobody."""
    client = signed_in(network, "secretary_a")
    for address in (*LISTS, *village.pages()[:10]):
        assert "no-store" in client.get(address)["Cache-Control"], address
    shell = client.get("/m/shell/").content.decode()
    assert "张书记" not in shell
    assert "张洋村" not in shell
    assert "csrfmiddlewaretoken" not in shell
