"""The office writes calls and takes answers on."""

from __future__ import annotations

from lianjian.apps.agreements.models import Initiative, InitiativeResponse
from tests.network import ROOT, Network
from tests.web.office.test_office import KEY, a_call, an_answer, signed_in, told


def test_a_call_is_written_published_and_closed(network: Network) -> None:
    """Twice sent is one call; public only after its button, and no more answers after the other."""
    client = signed_in(network, "liaison")
    form = {
        "client_key": KEY,
        "organisation": str(network.association.pk),
        "key": "spring-call",
        "title": "春天的倡议",
        "text": "一起来。",
    }
    for _ in range(2):
        assert client.post("/office/calls/new/", form)["Location"] == "/office/calls/spring-call/"
    assert Initiative.objects.by(ROOT).get().state == "draft"
    client.post("/office/calls/spring-call/publish/")
    assert Initiative.objects.by(ROOT).get().state == "published"
    client.post("/office/calls/spring-call/close/")
    assert Initiative.objects.by(ROOT).get().state == "closed"
    wrong = client.post("/office/calls/new/", {**form, "client_key": KEY + "4", "key": "Ärger"})
    assert wrong.status_code == 422
    foreign = {**form, "client_key": KEY + "5", "organisation": str(network.media.pk), "key": "theirs"}
    assert client.post("/office/calls/new/", foreign).status_code == 422


def test_an_answer_goes_from_received_to_joined(network: Network) -> None:
    """Checked, invited, joined with its entry in the register; a step that is none is refused, a step is taken once."""
    call = a_call(network)
    answer = an_answer(network, call)
    client = signed_in(network, "liaison")
    assert "丙村" in told(client.get("/office/"))
    address = f"/office/calls/first-call/answers/{answer.pk}/"
    assert client.post(address, {"client_key": KEY, "to": "joined"}).status_code == 422
    for number, step in enumerate(("checked", "invited")):
        for _ in range(2):
            sent = client.post(address, {"client_key": f"{KEY}a{number}", "to": step, "note": "好"})
            assert sent.status_code == 302
    without = client.post(address, {"client_key": KEY + "b", "to": "joined"})
    assert without.status_code == 422
    assert "名册" in told(without)
    with_it = {"client_key": KEY + "c", "to": "joined", "organisation": network.village_b.name}
    assert client.post(address, with_it).status_code == 302
    row = InitiativeResponse.objects.by(ROOT).get()
    assert (row.state, row.organisation_id) == ("joined", network.village_b.pk)
    assert "没有下一步" in told(client.get(address))
    assert client.get("/office/calls/first-call/answers/9999/").status_code == 404
