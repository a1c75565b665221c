"""The office: addresses that only take a form, the end of a mandate, the paper, marks and numbers."""

from __future__ import annotations

import re

from lianjian.apps.agreements.actions.advance_response import advance_response
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.models import Mandate
from tests.apps.agreements.papers import draft, frozen, sign
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, a_call, an_answer, signed_in, told


def test_addresses_that_only_take_a_form_lead_to_its_page(network: Network) -> None:
    """Opened from the history or by the language link, they are no dead end and do nothing."""
    client, row, call = signed_in(network, "liaison"), draft(network), a_call(network)
    for deed, page in (
        (f"/office/agreements/{row.pk}/freeze/", f"/office/agreements/{row.pk}/"),
        (f"/office/calls/{call.key}/close/", f"/office/calls/{call.key}/"),
        (f"/office/calls/{call.key}/publish/", f"/office/calls/{call.key}/"),
    ):
        answer = client.get(deed)
        assert (answer.status_code, answer["Location"]) == (302, page)
    call.refresh_from_db()
    assert call.state == "published"


def test_ones_own_mandate_is_ended_with_open_eyes(network: Network) -> None:
    """The day is not proposed, and one's own mandate wants a tick; another one's does not. The last administrator
    stays, and the reason stands beside the day."""
    for name in ("liaison", "leader"):
        grant_mandate(
            by=ROOT,
            person=network.people[name].pk,
            organisation=network.association.pk,
            role="administrator",
            starts_on=today(),
        )
    client = signed_in(network, "liaison")
    held = Mandate.objects.by(ROOT).filter(role="administrator")
    own, other = held.get(person=network.people["liaison"]), held.get(person=network.people["leader"])
    form = {"client_key": KEY, "ends_on": today().isoformat()}
    page = told(client.get(f"/office/mandates/{own.pk}/end/"))
    assert 'name="own"' in page
    assert re.search(r'<input type="date" name="ends_on"(?! value)', page)
    assert client.post(f"/office/mandates/{own.pk}/end/", form).status_code == 422
    assert client.post(f"/office/mandates/{other.pk}/end/", form).status_code == 302
    answer = client.post(f"/office/mandates/{own.pk}/end/", {**form, "client_key": KEY + "1", "own": "on"})
    assert answer.status_code == 422
    assert "这一天以后，没有别人管理这个单位" in told(answer)
    own.refresh_from_db()
    assert own.ends_on is None


def test_a_persons_title_is_no_headline(network: Network) -> None:
    """In Chinese the two are different words."""
    page = told(signed_in(network, "liaison").get("/office/parties/association/mandates/new/"))
    assert "职务" in page
    assert "标题" not in page


def test_the_paper_speaks_its_own_language(network: Network) -> None:
    """Printed by somebody who works in English, a Chinese agreement holds no English word and no ISO date."""
    text = frozen(network)
    sign(network, text, "leader")
    client = signed_in(network, "liaison")
    client.cookies["django_language"] = "en"
    page = told(client.get(f"/office/agreements/{text.agreement_id}/print/"))
    paper = re.search(r'<article class="office-paper".*?</article>', page, re.DOTALL)
    assert paper is not None
    words = re.sub(r"<[^>]+>", " ", paper[0])
    assert re.search(r"\d{4}年\d+月\d+日", words)
    assert not re.search(r"Fingerprint|text|signature|unknown|[0-9]{4}-[0-9]{2}-", words)


def test_an_answer_has_the_same_mark_wherever_it_stands(network: Network) -> None:
    """On the first page and on the call's, an answer that was checked waits; it is no draft."""
    call = a_call(network)
    row = an_answer(network, call)
    advance_response(by=network.actor("liaison"), response=row.pk, to="checked")
    client = signed_in(network, "liaison")
    marks = [
        re.search(r'丙村.*?<span class="st (\w+)">', told(client.get(page)), re.DOTALL)
        for page in ("/office/", f"/office/calls/{call.key}/")
    ]
    assert [mark and mark[1] for mark in marks] == ["wait", "wait"]


def test_the_number_of_answers_leads_to_them(network: Network) -> None:
    """To the people who called; to others it is a number."""
    call = a_call(network)
    an_answer(network, call)
    assert 'class="n" href="#answers"' in told(
        signed_in(network, "liaison").get(f"/office/calls/{call.key}/")
    )
    assert "#answers" not in told(signed_in(network, "secretary_a").get(f"/office/calls/{call.key}/"))
