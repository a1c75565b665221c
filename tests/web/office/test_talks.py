"""Talks, templates, supplements, leaving and ending through the pages of the office."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.agreements.models import Agreement, Clause, Comment, Proposal, Stand, Template
from lianjian.apps.agreements.queries import agreement_card, reading, talks, template_card
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.models import EventRecord
from tests.apps.agreements.papers import draft, frozen, in_force, sign
from tests.network import Network, today
from tests.web.office.test_office import KEY, administrator, signed_in, told

if TYPE_CHECKING:
    from django.test import Client

NONSENSE = ("", "😀" * 3000, "²", "-1", "x\x00y", "99999999999999999999")


def send(client: Client, address: str, number: int, **values: Any) -> Any:
    """A form of the office with a key of its own."""
    return client.post(address, {"client_key": f"{KEY}{number:04}", **values})


def words(network: Network, row: Agreement, number: int = 1) -> dict[str, str]:
    """What a form about a clause carries."""
    return {"seen_words": talks(network.actor("liaison"), row.pk).clauses[number - 1].words}


def test_a_clause_is_agreed_to_objected_to_and_proposed_anew(network: Network) -> None:
    """The village objects with a reason, proposes other words, the association takes them over; each sees it."""
    row = draft(network)
    here = f"/office/agreements/{row.pk}/talks/"
    about = talks(network.actor("liaison"), row.pk).clauses[1]
    village, association = signed_in(network, "secretary_a"), signed_in(network, "liaison")
    own = {"organisation": network.village_a.pk}
    page = told(village.get(f"/office/agreements/{row.pk}/"))
    assert here in page
    empty = send(village, f"{here}{about.id}/object/", 1, reason="", **words(network, row, 2), **own)
    assert empty.status_code == 422
    sent = send(village, f"{here}{about.id}/object/", 2, reason="一季度太久", **words(network, row, 2), **own)
    assert sent.status_code == 302
    change = {"heading": "产业联兴", "text": "每月一部短片。", "reason": "", **words(network, row, 2), **own}
    for _ in range(2):
        assert send(village, f"{here}{about.id}/propose/", 3, **change).status_code == 302
    seen = told(association.get(here))
    assert "一季度太久" in seen
    assert "<ins>" in seen
    one = Proposal.objects.across_organisations("tests").get()
    take = f"/office/agreements/{row.pk}/proposals/{one.pk}/take/"
    assert association.get(take).status_code == 302  # a link alone takes nothing over
    one.refresh_from_db()
    assert one.state == "open"
    assert association.post(take, {"seen_words": "0" * 16}).status_code == 422
    assert association.post(take, words(network, row, 2)).status_code == 302
    assert "每月一部短片。" in told(village.get(here))
    agree = {"stand": "agrees", **words(network, row, 2), **own}
    assert village.post(f"{here}{about.id}/stand/", agree).status_code == 302
    assert Stand.objects.across_organisations("tests").get().kind == "agrees"


def test_a_form_made_over_old_words_keeps_what_was_typed(network: Network) -> None:
    """While the village writes, the clause changes: it is told so, and its words are still in the form."""
    row = draft(network)
    about = talks(network.actor("liaison"), row.pk).clauses[0]
    old = words(network, row)
    association = signed_in(network, "liaison")
    edited = {"heading": "组织联建", "text": "每两月一次。", "seen_revision": row.revision}
    send(association, f"/office/agreements/{row.pk}/clauses/1/", 1, **edited)
    address = f"/office/agreements/{row.pk}/talks/{about.id}/propose/"
    typed = {
        "heading": "组织联建",
        "text": "我们写了很久的话。",
        "reason": "",
        "organisation": network.village_a.pk,
    }
    got = send(signed_in(network, "secretary_a"), address, 2, **typed, **old)
    assert got.status_code == 422
    assert "我们写了很久的话。" in told(got)
    assert "改过了" in told(got)


def test_remarks_inner_and_outer(network: Network) -> None:
    """What is meant for one's own house is on no page of another; who wrote it can delete it."""
    row = draft(network)
    about = talks(network.actor("liaison"), row.pk).clauses[0]
    address = f"/office/agreements/{row.pk}/talks/{about.id}/remark/"
    village = signed_in(network, "secretary_a")
    for number, (whom, text) in enumerate((("inner", "内部商量"), ("all", "大家看看")), 1):
        form = {"text": text, "whom": whom, "organisation": network.village_a.pk}
        assert send(village, address, number, **form).status_code == 302
    seen = told(signed_in(network, "liaison").get(f"/office/agreements/{row.pk}/talks/"))
    assert "大家看看" in seen
    assert "内部商量" not in seen
    inner = Comment.objects.across_organisations("tests").get(inner=True)
    delete = f"/office/agreements/{row.pk}/remarks/{inner.pk}/delete/"
    assert signed_in(network, "liaison").post(delete).status_code == 404
    village.post(delete)
    inner.refresh_from_db()
    assert inner.text == ""


def test_a_text_is_not_fixed_over_what_stands(network: Network) -> None:
    """The page says what is open; with each named it is fixed."""
    row = draft(network)
    about = talks(network.actor("liaison"), row.pk).clauses[0]
    object_to = f"/office/agreements/{row.pk}/talks/{about.id}/object/"
    own = {"organisation": network.village_a.pk, **words(network, row)}
    send(signed_in(network, "secretary_a"), object_to, 1, reason="不行", **own)
    client = signed_in(network, "liaison")
    freeze = f"/office/agreements/{row.pk}/freeze/"
    assert "/freeze/" not in told(client.get(f"/office/agreements/{row.pk}/"))
    bare = client.post(freeze, {"seen_revision": row.revision, "talks": "yes", "settled": ["x", "²"]})
    assert bare.status_code == 422
    assert "第一条" in told(bare)
    stand = Stand.objects.across_organisations("tests").get()
    sent = client.post(freeze, {"seen_revision": row.revision, "talks": "yes", "settled": stand.pk})
    assert sent.status_code == 302
    assert agreement_card(network.actor("liaison"), row.pk).state is State.SIGNING


def test_a_template_is_written_revised_used_and_retired(network: Network) -> None:
    """From its page an agreement is drafted; a new version shows what was made from the old one."""
    client = signed_in(network, "liaison")
    form = {
        "organisation": network.association.pk,
        "title": "标准协议",
        "clauses": "组织\n每月一次。\n\n争议\n协商。",
    }
    for _ in range(2):
        assert send(client, "/office/templates/new/", 1, **form).status_code == 302
    row = Template.objects.across_organisations("tests").get()
    here = f"/office/templates/{row.key}/"
    assert f"?template={row.pk}" in told(client.get(here))
    begin = client.get(f"/office/agreements/new/?template={row.pk}")
    assert f'value="template:{row.pk}" selected' in told(begin)
    parties = {
        "party_1": "测试促进会",
        "party_2": "张洋村",
        "words_of": f"template:{row.pk}",
        "title": "照范本",
    }
    assert send(client, "/office/agreements/new/", 2, **parties).status_code == 302
    second = template_card(network.actor("liaison"), row.key).clauses[1]
    text = {"heading": "争议", "text": "协商，或者调解。", "seen_revision": 1}
    assert send(client, f"{here}clauses/{second.id}/", 3, **text).status_code == 302
    page = told(client.get(here))
    assert "照范本" in page
    assert "<ins>" in page
    stale = send(client, f"{here}clauses/{second.id}/", 4, **(text | {"text": "旧表单。"}))
    assert stale.status_code == 422
    assert "旧表单。" in told(stale)
    assert send(client, f"{here}clauses/{second.id}/drop/", 5, seen_revision=2).status_code == 302
    assert signed_in(network, "chief").get(here).status_code == 200
    assert signed_in(network, "chief").get(f"{here}retire/").status_code == 403
    assert send(client, f"{here}retire/", 6).status_code == 302
    assert "?template=" not in told(client.get(here))
    assert "标准协议" in told(client.get("/office/templates/"))


def test_an_agreement_is_amended_renewed_joined_and_left(network: Network) -> None:
    """Each from its page: the amendment changes the reading, the newcomer joins, a party leaves and may come back on
    its word."""
    row = in_force(network)
    here = f"/office/agreements/{row.pk}/"
    client = signed_in(network, "leader")
    change = {"deed": "replaces", "target": "2", "heading": "产业联兴", "text": "每月一部。"}
    assert send(client, f"{here}supplements/amendment/", 1, deed="replaces", target="9").status_code == 422
    sent = send(client, f"{here}supplements/amendment/", 2, **change)
    assert sent.status_code == 302
    added = {"deed": "adds", "target": "", "heading": "数据", "text": "留在村里。", "seen_revision": 1}
    assert send(client, f"{sent.url}clauses/new/", 3, **added).status_code == 302
    page = told(client.get(sent.url))
    assert "原协议第二条修改为" in page
    client.post(f"{sent.url}freeze/", {"seen_revision": 2})
    one = Agreement.objects.across_organisations("tests").get(parent=row)
    text = one.texts.get()
    sign(network, text)
    page = told(client.get(here))
    assert "第一号补充协议" in page
    assert "每月一部。" in page
    assert [c.source for c in reading(network.actor("chief"), row.pk)] == [0, 1, 0, 1]
    assert send(client, f"{here}supplements/renewal/", 4, ends_on="9999-12-31").status_code == 302
    assert send(client, f"{here}supplements/renewal/", 5, ends_on="昨天").status_code == 422
    join = {"party_1": "乙村", "role_1": "新加入"}
    assert send(client, f"{here}supplements/accession/", 6, **join).status_code == 302
    assert send(client, f"{here}supplements/accession/", 7, party_1="张洋村").status_code == 422
    assert client.get(f"{here}supplements/agreement/").status_code == 404
    village = signed_in(network, "secretary_a")
    late = {"organisation": network.village_a.pk, "reason": "另有安排", "sure": "on"}
    soon = send(village, f"{here}leave/", 8, leaves_on=today().isoformat(), **late)
    assert soon.status_code == 422
    assert "30" in told(soon)
    far = (today() + timedelta(days=31)).isoformat()
    assert send(village, f"{here}leave/", 9, leaves_on=far, **late).status_code == 302
    assert "另有安排" in told(client.get(here))
    back = re.search(r'action="([^"]+/take-back/)"', told(village.get(here)))
    assert back
    assert village.post(back[1]).status_code == 302
    assert "另有安排" not in told(client.get(here))
    assert signed_in(network, "liaison").get(f"{here}leave/").status_code == 403
    course = told(client.get(f"{here}timeline/"))
    assert "收回退出通知" in course
    assert text.sha256 not in course  # its own course, not that of its supplement


def test_who_signs_is_named_with_a_hint(network: Network) -> None:
    """A person without the mandate is marked; another party's signatory cannot be named."""
    text = frozen(network)
    here = f"/office/agreements/{text.agreement_id}/"
    client = signed_in(network, "secretary_a")
    address = f"{here}signatory/{network.village_a.pk}/"
    assert send(client, address, 1, person=network.people["keeper_a"].pk).status_code == 302
    assert "张站长" in told(client.get(here))
    assert "今天没有签署职务" in told(client.get(here))
    assert client.get(f"{here}signatory/{network.media.pk}/").status_code == 404
    assert send(client, address, 2, person=network.people["chief"].pk).status_code == 422


@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_gets_an_answer_beside_its_field(network: Network, typed: str) -> None:
    """Never a broken page, and nothing is written."""
    row, force = draft(network), in_force(network)
    about = talks(network.actor("liaison"), row.pk).clauses[0]
    client = signed_in(network, "leader")
    here, life = f"/office/agreements/{row.pk}/", f"/office/agreements/{force.pk}/"
    before = Clause.objects.across_organisations("tests").count()
    for number, (address, names) in enumerate(
        (
            (f"{here}talks/{about.id}/object/", ("reason", "organisation", "seen_words")),
            (f"{here}talks/propose/", ("text", "organisation", "after")),
            (f"{here}talks/{about.id}/remark/", ("text", "whom", "organisation")),
            (f"{here}signatory/{network.association.pk}/", ("person",)),
            (f"{life}leave/", ("organisation", "leaves_on", "reason")),
            (f"{life}supplements/amendment/", ("deed", "target", "text")),
            (f"{life}supplements/renewal/", ("ends_on",)),
            (f"{life}supplements/accession/", ("party_1", "role_1")),
            ("/office/templates/new/", ("organisation", "title", "clauses")),
        )
    ):
        got = send(client, address, number, **dict.fromkeys(names, typed))
        assert got.status_code in {302, 422}, address
    for address in (
        f"{here}talks/{about.id}/stand/",
        f"{life}ends/1/consent/",
        f"{life}notices/1/take-back/",
    ):
        got = client.post(address, {"organisation": typed, "seen_words": typed, "stand": typed})
        assert got.status_code in {302, 404, 422}, address
    assert Clause.objects.across_organisations("tests").count() - before <= 2


def test_strangers_find_nothing_and_write_nothing(network: Network) -> None:
    """Village B at every address of the talks and the life of an agreement of others."""
    row, force = draft(network), in_force(network)
    about = talks(network.actor("liaison"), row.pk).clauses[0]
    before = EventRecord.objects.count()
    client = signed_in(network, "secretary_b")
    here, life = f"/office/agreements/{row.pk}/", f"/office/agreements/{force.pk}/"
    own = {"organisation": network.village_b.pk, "reason": "x", "text": "x", "whom": "all", "answer": "x"}
    for number, address in enumerate(
        (
            f"{here}talks/",
            f"{here}talks/propose/",
            *(
                f"{here}talks/{about.id}/{what}/"
                for what in ("stand", "object", "propose", "propose-removal", "remark")
            ),
            f"{here}timeline/",
            f"{here}signatory/{network.village_b.pk}/",
            f"{life}leave/",
            f"{life}supplements/amendment/",
            f"{life}notices/1/take-back/",
            f"{life}ends/1/consent/",
            f"{life}ends/1/take-back/",
            f"{here}proposals/1/support/",
            f"{here}proposals/1/take/",
            f"{here}proposals/1/decline/",
            f"{here}proposals/1/withdraw/",
            f"{here}remarks/1/delete/",
        )
    ):
        for got in (client.get(address), send(client, address, number, **own)):
            assert got.status_code == 404, address
    assert EventRecord.objects.count() == before
    assert administrator().get(f"{here}talks/").status_code == 200
