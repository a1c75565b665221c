"""The pen and the newer words of a template, on the pages of the office and the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement
from lianjian.apps.agreements.queries import agreement_card, newer_words, pen_card
from tests.apps.agreements.papers import draft, in_force
from tests.apps.agreements.test_newer_words import made, rewrite
from tests.network import ROOT
from tests.web.office.test_office import signed_in, told

if TYPE_CHECKING:
    from tests.network import Network


def test_offered_in_the_office_and_taken_on_the_phone(network: Network) -> None:
    """The other party finds it on the agreement's page; afterwards it writes."""
    row = draft(network)
    office, phone = signed_in(network, "liaison"), signed_in(network, "chief")
    bare = office.post(f"/office/agreements/{row.pk}/pen/", {"do": "offer", "organisation": ""})
    assert bare.status_code == 422
    sent = office.post(f"/office/agreements/{row.pk}/pen/", {"do": "offer", "organisation": network.media.pk})
    assert sent.status_code == 302
    assert "测试融媒中心" in told(office.get(f"/office/agreements/{row.pk}/"))
    page = told(phone.get(f"/m/agreements/{row.pk}/"))
    assert f"/m/agreements/{row.pk}/pen/" in page
    passing = pen_card(ROOT, row.pk).offer.id
    taken = phone.post(f"/m/agreements/{row.pk}/pen/", {"do": "accept", "passing": passing})
    assert taken.status_code == 302
    assert "接过执笔" in told(office.get(f"/office/agreements/{row.pk}/timeline/"))
    late = office.post(f"/office/agreements/{row.pk}/pen/", {"do": "keep", "passing": passing})
    assert (late.status_code, Agreement.objects.by(ROOT).get(pk=row.pk).pen_with) == (422, network.media.pk)


def test_a_page_of_the_pen_is_for_its_parties(network: Network) -> None:
    """Nobody else finds it, and opening it changes nothing."""
    row = draft(network)
    stranger = signed_in(network, "secretary_b")
    for address in (f"/office/agreements/{row.pk}/pen/", f"/m/agreements/{row.pk}/pen/"):
        assert stranger.get(address).status_code == 404
        assert (
            stranger.post(address, {"do": "offer", "organisation": network.village_b.pk}).status_code == 404
        )
    assert stranger.get(f"/office/agreements/{row.pk}/newer/").status_code == 404
    nonsense = signed_in(network, "liaison").post(f"/office/agreements/{row.pk}/pen/", {"do": "accept"})
    assert nonsense.status_code == 404


def test_newer_words_are_shown_and_taken(network: Network) -> None:
    """The talks say that there are some; one by its button, the others at once; old eyes are refused."""
    template, row = made(network)
    for place in (0, 2):
        rewrite(network, template, place, f"范本新文{place}。")
    client, address = signed_in(network, "liaison"), f"/office/agreements/{row.pk}/newer/"
    assert address in told(client.get(f"/office/agreements/{row.pk}/talks/"))
    page = told(client.get(address))
    assert "<ins>" in page
    one, other = newer_words(network.actor("liaison"), row.pk)
    seen = {
        f"{name}-{line.clause}": value
        for line in (one, other)
        for name, value in (("words", line.words), ("newest", line.newest_key))
    }
    old = client.post(address, {**seen, f"words-{one.clause}": "0" * 16, "only": one.clause})
    assert old.status_code == 422
    assert client.post(address, {**seen, "only": one.clause}).status_code == 302
    assert [c.text for c in agreement_card(ROOT, row.pk).clauses][0::2] == ["范本新文0。", "每年一次。"]
    assert client.post(address, {**seen, "follows": [other.clause]}).status_code == 302
    assert [c.text for c in agreement_card(ROOT, row.pk).clauses][2] == "范本新文2。"
    assert signed_in(network, "secretary_a").get(address).status_code == 403


def test_the_band_stands_above_the_list(network: Network) -> None:
    """With a sentence to be read aloud, on the office's page of its own, on the agreement's, and on the phone."""
    row = in_force(network)
    client = signed_in(network, "secretary_a")
    for address in (
        f"/office/agreements/{row.pk}/timeline/",
        f"/office/agreements/{row.pk}/",
        f"/m/agreements/{row.pk}/",
    ):
        page = told(client.get(address))
        assert 'class="band"' in page
        assert "何时结束未知" in page
        assert 'role="img" aria-label="时间进程：' in page
