"""A first secretary reads a draft clause by clause and says where the village stands, with a thumb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from lianjian.apps.agreements.actions.propose_change import propose_change
from lianjian.apps.agreements.models import Comment, Proposal, Stand, Support
from lianjian.apps.agreements.queries import talks
from tests.apps.agreements.papers import draft
from tests.web.mobile.test_agreements import signed_in

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import Agreement
    from tests.network import Network


def seen(network: Network, row: Agreement, number: int) -> str:
    """The key of the words of a clause."""
    return talks(network.actor("liaison"), row.pk).clauses[number - 1].words


def test_agreeing_leads_to_the_next_clause(network: Network) -> None:
    """One thumb, one clause after the other; the last one stays."""
    row = draft(network)
    client = signed_in(network, "secretary_a")
    assert f"/m/agreements/{row.pk}/talks/1/" in client.get(f"/m/agreements/{row.pk}/").content.decode()
    for number, onward in ((1, 2), (2, 3), (3, 3)):
        sent = client.post(
            f"/m/agreements/{row.pk}/talks/{number}/",
            {"do": "agree", "seen_words": seen(network, row, number)},
        )
        assert (sent.status_code, sent.url) == (302, f"/m/agreements/{row.pk}/talks/{onward}/")
    assert [s.kind for s in Stand.objects.across_organisations("tests")] == ["agrees"] * 3


def test_objecting_needs_a_reason_and_old_words_are_refused(network: Network) -> None:
    """What was typed stays; nothing is said about words that were not read."""
    row = draft(network)
    client, address = signed_in(network, "secretary_a"), f"/m/agreements/{row.pk}/talks/2/"
    bare = client.post(address, {"do": "object", "reason": "", "seen_words": seen(network, row, 2)})
    assert bare.status_code == 422
    old = client.post(address, {"do": "object", "reason": "一季度太久", "seen_words": "0" * 16})
    assert old.status_code == 422
    assert "一季度太久" in old.content.decode()
    assert "改过了" in old.content.decode()
    good = client.post(address, {"do": "object", "reason": "一季度太久", "seen_words": seen(network, row, 2)})
    assert good.status_code == 302
    page = client.get(f"/m/agreements/{row.pk}/").content.decode()
    assert "还有谁不同意" in page


def test_a_proposal_is_supported_and_a_remark_kept_inside(network: Network) -> None:
    """The media centre proposes; the village supports it and says to its own what it thinks."""
    row = draft(network)
    about = talks(network.actor("liaison"), row.pk).clauses[1]
    one = propose_change(
        by=network.actor("chief"),
        agreement=row.pk,
        organisation=network.media.pk,
        kind="change",
        clause=about.id,
        text="每季度两部短片。",
        seen_words=about.words,
    )
    client, address = signed_in(network, "secretary_a"), f"/m/agreements/{row.pk}/talks/2/"
    assert "<ins>" in client.get(address).content.decode()
    sent = client.post(address, {"do": "support", "proposal": one.pk, "seen_words": about.words})
    assert sent.status_code == 302
    assert Support.objects.across_organisations("tests").count() == 1
    client.post(address, {"do": "remark", "text": "先答应下来", "whom": "inner"})
    assert Comment.objects.across_organisations("tests").get().inner
    assert "先答应下来" not in signed_in(network, "chief").get(address).content.decode()


def test_nonsense_and_strangers_get_an_answer(network: Network) -> None:
    """Never a broken page; another village is told that there is nothing."""
    row = draft(network)
    address = f"/m/agreements/{row.pk}/talks/1/"
    client = signed_in(network, "secretary_a")
    for form in (
        {},
        {"do": "support", "proposal": "²"},
        {"do": "remark", "text": "", "whom": "all"},
        {"do": "remark", "text": "x" * 9999, "whom": "nobody"},
        {"do": "agree", "seen_words": "😀", "organisation": "99999999999999999999"},
    ):
        assert client.post(address, form).status_code in {404, 422}, form
    assert client.get(f"/m/agreements/{row.pk}/talks/99/").status_code == 404
    stranger = signed_in(network, "secretary_b")
    assert (stranger.get(address).status_code, stranger.post(address, {"do": "agree"}).status_code) == (
        404,
        404,
    )
    reader = signed_in(network, "editor")
    assert reader.get(address).status_code == 200
    assert reader.post(address, {"do": "agree", "seen_words": seen(network, row, 1)}).status_code == 422


def sent_by_script(client: Any, address: str, **values: str) -> Any:
    """As the phone's script sends what it kept."""
    return client.post(address, values, headers={"accept": "application/json"})


def test_a_proposal_is_written_on_the_phone_and_sent_once(network: Network) -> None:
    """The page has a form of its own; what comes twice under one key is one proposal; a refusal names its field."""
    row = draft(network)
    client, clause = signed_in(network, "secretary_a"), f"/m/agreements/{row.pk}/talks/2/"
    address = f"{clause}propose/"
    assert address in client.get(clause).content.decode()
    assert 'data-keep="propose-' in client.get(address).content.decode()
    values = {
        "organisation": str(network.village_a.pk),
        "kind": "change",
        "heading": "产业联兴",
        "text": "每月一部短片。",
        "reason": "一季度太久",
        "client_key": "k" * 32,
    }
    old = sent_by_script(client, address, **values, seen_words="0" * 16)
    assert old.status_code == 422
    assert "__all__" in old.json()["errors"]
    for _ in range(2):
        sent = sent_by_script(client, address, **values, seen_words=seen(network, row, 2))
        assert (sent.status_code, sent.json()["url"]) == (200, clause)
    assert Proposal.objects.across_organisations("tests").count() == 1
    empty = sent_by_script(
        client, address, **{**values, "text": "", "client_key": "l" * 32}, seen_words=seen(network, row, 2)
    )
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["text"])
    plain = client.post(
        address, {**values, "kind": "remove", "client_key": "m" * 32, "seen_words": seen(network, row, 2)}
    )
    assert plain.status_code == 302
    gone = sent_by_script(client, f"/m/agreements/{row.pk}/talks/9/propose/", **values)
    assert gone.status_code == 422


def test_an_objection_that_comes_late_again_does_not_come_back(network: Network) -> None:
    """Its answer was lost, the village took it back meanwhile, then the phone sends it once more: nothing is said anew."""
    row = draft(network)
    client, address = signed_in(network, "secretary_a"), f"/m/agreements/{row.pk}/talks/2/"
    values = {
        "do": "object",
        "reason": "一季度太久",
        "seen_words": seen(network, row, 2),
        "client_key": "o" * 32,
    }
    assert sent_by_script(client, address, **values).status_code == 200
    client.post(address, {"do": "unsay", "seen_words": values["seen_words"]})
    assert sent_by_script(client, address, **values).status_code == 200
    assert not Stand.objects.across_organisations("tests").exists()


def test_what_a_phone_sends_for_somebody_else_waits(network: Network) -> None:
    """Signed out, or another person's: 401, and nothing is said in the wrong name."""
    row = draft(network)
    address = f"/m/agreements/{row.pk}/talks/2/"
    values = {"do": "remark", "text": "意见", "whom": "all", "client_key": "r" * 32}
    assert sent_by_script(Client(), address, **values).status_code == 401
    client = signed_in(network, "secretary_a")
    assert sent_by_script(client, address, **values, account="0").status_code == 401
    assert sent_by_script(client, f"{address}propose/", account="0").status_code == 401
    for _ in range(2):
        assert sent_by_script(client, address, **values).status_code == 200
    assert Comment.objects.across_organisations("tests").count() == 1
    stranger = signed_in(network, "secretary_b")
    assert stranger.get(f"{address}propose/").status_code == 404
