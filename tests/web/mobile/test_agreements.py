"""Signing on the phone: by POST only, on the text that was read, and invisible to strangers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.queries import signatures
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.web.kit.proving import PROVED_AT
from tests.network import PASSWORD, ROOT

if TYPE_CHECKING:
    from tests.network import Network


@pytest.fixture
def frozen(network: Network) -> tuple[int, str]:
    """An agreement of association, media centre and village A, frozen for signature: its key and fingerprint."""
    row = draft_agreement(
        by=network.actor("leader"),
        title="三方协议",
        parties=[
            PartyDraft(network.association.pk),
            PartyDraft(network.media.pk),
            PartyDraft(network.village_a.pk),
        ],
        clauses=[ClauseDraft("总则", "<script>alert(1)</script>各方互相帮助。")],
    )
    return row.pk, freeze_agreement(by=network.actor("leader"), agreement=row.pk).sha256


def signed_in(network: Network, name: str) -> Client:
    client = Client()
    client.force_login(network.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_whoever_may_sign_finds_it_on_the_first_page(network: Network, frozen: tuple[int, str]) -> None:
    """The first secretary of village A sees the agreement waiting; its clause is text, not markup."""
    client = signed_in(network, "secretary_a")
    assert "三方协议" in client.get("/m/").content.decode()
    page = client.get(f"/m/agreements/{frozen[0]}/").content.decode()
    assert frozen[1] in page
    assert "<script>alert" not in page


def test_opening_the_page_never_signs(network: Network, frozen: tuple[int, str]) -> None:
    """A link that is merely opened, by a person or a scanner, gives no signature."""
    signed_in(network, "secretary_a").get(f"/m/agreements/{frozen[0]}/?organisation=1&sha256={frozen[1]}")
    assert signatures(ROOT, frozen[0]) == []


def test_a_form_sent_twice_is_one_signature(network: Network, frozen: tuple[int, str]) -> None:
    """The second sending changes nothing."""
    client = signed_in(network, "secretary_a")
    form = {"organisation": network.village_a.pk, "sha256": frozen[1]}
    for _ in range(2):
        assert client.post(f"/m/agreements/{frozen[0]}/", form).status_code == 302
    assert len(signatures(ROOT, frozen[0])) == 1


def test_a_signature_on_an_old_text_is_refused(network: Network, frozen: tuple[int, str]) -> None:
    """After an edit and a new freeze, the fingerprint read before signs nothing, and the page says why."""
    write_clause(by=network.actor("leader"), agreement=frozen[0], text="新增一条。")
    freeze_agreement(by=network.actor("leader"), agreement=frozen[0])
    form = {"organisation": network.village_a.pk, "sha256": frozen[1]}
    answer = signed_in(network, "secretary_a").post(f"/m/agreements/{frozen[0]}/", form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert signatures(ROOT, frozen[0]) == []


@pytest.mark.parametrize("stranger", ["secretary_b"])
def test_a_stranger_finds_nothing(network: Network, frozen: tuple[int, str], stranger: str) -> None:
    """Village B is no party: guessed address and guessed form are answered as if nothing were there."""
    client = signed_in(network, stranger)
    assert "三方协议" not in client.get("/m/").content.decode()
    assert client.get(f"/m/agreements/{frozen[0]}/").status_code == 404
    form = {"organisation": network.village_a.pk, "sha256": frozen[1]}
    assert client.post(f"/m/agreements/{frozen[0]}/", form).status_code == 404
    assert signatures(ROOT, frozen[0]) == []


def test_nobody_signs_for_a_party_of_others(network: Network, frozen: tuple[int, str]) -> None:
    """The secretary of village A cannot sign for the association."""
    form = {"organisation": network.association.pk, "sha256": frozen[1]}
    assert signed_in(network, "secretary_a").post(f"/m/agreements/{frozen[0]}/", form).status_code in {
        403,
        404,
        422,
    }
    assert signatures(ROOT, frozen[0]) == []


@pytest.mark.django_db
def test_visitors_are_asked_to_sign_in() -> None:
    """Work pages are not public."""
    for path in ("/m/", "/m/agreements/1/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_nonsense_in_the_form_is_no_crash(network: Network, frozen: tuple[int, str]) -> None:
    """Text where a number belongs is answered, not raised."""
    form = {"organisation": "一", "sha256": "x"}
    assert signed_in(network, "secretary_a").post(f"/m/agreements/{frozen[0]}/", form).status_code == 404


def test_the_password_is_asked_for_again_after_a_while(network: Network, frozen: tuple[int, str]) -> None:
    """A session that was opened long ago signs only with the password; a wrong one signs nothing."""
    client = signed_in(network, "secretary_a")
    assert 'name="password"' not in client.get(f"/m/agreements/{frozen[0]}/").content.decode()
    session = client.session
    session[PROVED_AT] = int(time.time()) - 16 * 60
    session.save()
    assert 'name="password"' in client.get(f"/m/agreements/{frozen[0]}/").content.decode()
    form = {"organisation": network.village_a.pk, "sha256": frozen[1]}
    for password in ("", "wrong", "\0", "x" * 10000):
        answer = client.post(f"/m/agreements/{frozen[0]}/", {**form, "password": password})
        assert answer.status_code == 422
    assert signatures(ROOT, frozen[0]) == []
    assert client.post(f"/m/agreements/{frozen[0]}/", {**form, "password": PASSWORD}).status_code == 302
    assert len(signatures(ROOT, frozen[0])) == 1
