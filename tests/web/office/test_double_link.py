"""The double link and shares in the office and on the phone: every page for those with a part, none for the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from lianjian.apps.projects.actions.pass_on_enquiry import pass_on_enquiry
from lianjian.apps.projects.models import (
    Alliance,
    BranchLink,
    Contribution,
    Demand,
    Distribution,
    DistributionPart,
    Enquiry,
    Product,
    ShareAgreement,
)
from tests.apps.projects import linked
from tests.apps.projects.promises import project
from tests.network import ROOT, Network, today
from tests.web.office.test_office import KEY, signed_in, told


def sent(network: Network, who: str, address: str, **form: Any) -> str:
    """Where a form led that was sent twice."""
    client = signed_in(network, who)
    for _ in range(2):
        answer = client.post(address, {"client_key": KEY + address[-8:].replace("/", "-"), **form})
        assert answer.status_code == 302, told(answer)
    return str(answer["Location"])


def test_an_alliance_is_founded_joined_and_filled(network: Network) -> None:
    """Found, describe, invite, join, list, look for: the calendar shows the shortage; a table can be taken away."""
    here = sent(
        network,
        "liaison",
        "/office/alliances/new/",
        organisation=network.association.pk,
        name="鲜果联盟",
        key="fruit",
    )
    sent(
        network,
        "liaison",
        f"{here}describe/",
        name="鲜果联盟",
        brand="溪上",
        brand_rules="分过级",
        public="on",
    )
    sent(network, "liaison", f"{here}members/new/", organisation="张洋村")
    village = signed_in(network, "secretary_a")
    assert "已邀请" in told(village.get(here))
    village.post(f"{here}members/{network.village_a.pk}/answer/", {"answer": "yes"})
    goods = {"unit": "jin", "first_month": "4", "last_month": "5", "name": "枇杷"}
    own = network.village_a.pk
    bad = {"client_key": KEY, **goods, "organisation": own, "amount": "很多", "lowest_price": "9"}
    refused = village.post(f"{here}products/new/", {**bad, "claim": "有机"})
    assert refused.status_code == 422
    assert "证书" in told(refused) or "数字" in told(refused)
    sent(
        network, "secretary_a", f"{here}products/new/", **goods, organisation=own, amount="2,000", public="on"
    )
    sent(
        network, "liaison", f"{here}demands/new/", **goods, organisation=network.association.pk, amount="6000"
    )
    page = told(village.get(here))
    for word in ("四月至五月", "供不应求", "2,000", "溪上"):
        assert word in page
    assert village.get(f"{here}?as=xlsx").status_code == 200
    signed_in(network, "liaison").post(f"{here}members/{own}/brand/", {"allowed": "yes"})
    product, demand = Product.objects.by(ROOT).get(), Demand.objects.by(ROOT).get()
    outsider = signed_in(network, "secretary_b")
    assert outsider.get(here).status_code == 200, "it was made public"
    for address in ("describe/", "members/new/", "products/new/", "demands/new/", f"members/{own}/leave/"):
        assert outsider.get(f"{here}{address}").status_code == 404, address
    outsider.post(f"{here}products/{product.pk}/withdraw/")
    product.refresh_from_db()
    assert product.withdrawn_on is None
    signed_in(network, "liaison").post(f"{here}demands/{demand.pk}/withdraw/")
    sent(network, "secretary_a", f"{here}members/{own}/leave/", reason="")
    product.refresh_from_db()
    assert product.withdrawn_on == today()
    assert Alliance.objects.by(ROOT).get().public


def test_a_product_is_changed_in_the_office(network: Network) -> None:
    """By its member, from what is there; what is wrong stands beside the field with what was typed; others find no page."""
    club = linked.alliance(network)
    goods = linked.product(network, club, lowest_price="9").pk
    here = f"/office/alliances/{club}/products/{goods}/change/"
    village = signed_in(network, "secretary_a")
    assert here in village.get(f"/office/alliances/{club}/").content.decode()
    page = village.get(here).content.decode()
    for value in ('value="枇杷"', 'value="2000"', 'value="9"'):
        assert value in page
    form = {"name": "早钟枇杷", "unit": "jin", "first_month": "4", "last_month": "5", "public": "on"}
    wrong = village.post(here, {"client_key": KEY, **form, "amount": "很多"})
    assert (wrong.status_code, 'value="很多"' in wrong.content.decode()) == (422, True)
    sent(
        network,
        "secretary_a",
        here,
        **form,
        amount="2,500",
        picture=SimpleUploadedFile("a.png", linked.png()),
    )
    row = Product.objects.by(ROOT).get(pk=goods)
    assert (row.name, row.amount, row.lowest_price) == ("早钟枇杷", 2500, None)
    for who in ("liaison", "secretary_b"):
        assert signed_in(network, who).get(here).status_code == 404


def test_two_branches_are_linked_on_paper_and_in_deed(network: Network) -> None:
    """Proposed, answered, an activity recorded, ended; it stands on the page of the party; strangers find nothing."""
    here = sent(
        network,
        "liaison",
        "/office/links/new/",
        proposer=network.association.pk,
        proposer_branch="促进会支部",
        contact=network.people["liaison"].pk,
        partner="张洋村",
        partner_branch="张洋支部",
        agreed="每季一次",
    )
    secretary = network.people["secretary_a"].pk
    lacking = signed_in(network, "secretary_a").post(f"{here}answer/", {"client_key": KEY, "answer": "yes"})
    assert lacking.status_code == 422
    sent(network, "secretary_a", f"{here}answer/", answer="yes", contact=secretary)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    form = {"what": "联合主题党日", "happened_on": today().isoformat()}
    early = {"client_key": KEY, **form, "happened_on": tomorrow}
    assert signed_in(network, "liaison").post(f"{here}activities/new/", early).status_code == 422
    sent(network, "liaison", f"{here}activities/new/", **form)
    assert "联合主题党日" in told(signed_in(network, "secretary_a").get(here))
    assert "促进会支部" in told(signed_in(network, "secretary_a").get("/office/parties/village-a/"))
    assert signed_in(network, "liaison").get("/office/links/?as=xlsx").status_code == 200
    for address in (here, f"{here}answer/", f"{here}activities/new/", f"{here}end/"):
        assert signed_in(network, "secretary_b").get(address).status_code == 404
    sent(network, "secretary_a", f"{here}end/", reason="换届")
    assert BranchLink.objects.by(ROOT).get().state == "ended"


def test_an_enquiry_is_worked_off_on_the_phone(network: Network) -> None:
    """Taken with one press, answered with another, ended with its amount; a wrong end keeps what was typed; the sale
    leads to a report with its figures."""
    linked.alliance(network)
    row, _secret = linked.ask("alliance", "fruit")
    keeper = signed_in(network, "liaison")
    assert "张洋村" in told(keeper.get(f"/office/enquiries/{row.pk}/pass/"))
    pass_on_enquiry(by=network.actor("liaison"), enquiry=row.pk, organisation=network.village_a.pk)
    phone = signed_in(network, "secretary_a")
    here = f"/m/enquiries/{row.pk}/"
    assert "有 1 条公众询问待答复" in told(phone.get("/m/"))
    assert "000-1000-3000" in told(phone.get(here))
    assert "000-1000-3000" not in told(keeper.get(here))
    for what in ("take", "answered"):
        assert phone.post(f"{here}{what}/").status_code == 302
    assert phone.post(f"{here}heaven/").status_code == 404
    refused = phone.post(here, {"end": "sold", "amount": "八", "unit": "jin"})
    assert refused.status_code == 422
    assert "八" in told(refused)
    assert phone.post(here, {"end": "sold", "amount": "8", "unit": "jin", "yuan": "200"}).status_code == 302
    assert Enquiry.objects.by(ROOT).get().state == "sold"
    page = told(phone.get(f"/office/enquiries/{row.pk}/"))
    assert "value=200" in page
    assert 'value="200"' in told(phone.get("/office/outcomes/new/?value=200&unit=yuan"))
    assert phone.get("/office/enquiries/?ended=yes").status_code == 200
    assert phone.get("/office/enquiries/?as=xlsx").status_code == 200
    assert signed_in(network, "secretary_b").get(here).status_code == 404


def test_a_part_of_nothing_is_not_asked_for(network: Network) -> None:
    """Whoever agreed to a share of nothing is not asked whether it arrived; the others are."""
    row = project(network)
    here, day = f"/office/projects/{row.pk}/", (today() - timedelta(days=3)).isoformat()
    houses = (network.association.pk, network.media.pk, network.village_a.pk)
    per_cent = {f"share_{house}": share for house, share in zip(houses, ("0", "30", "70"), strict=True)}
    sent(network, "secretary_a", f"{here}shares/new/", valid_from=day, **per_cent)
    shares = ShareAgreement.objects.by(ROOT).get().pk
    for who, house in (("liaison", houses[0]), ("chief", houses[1])):
        signed_in(network, who).post(f"{here}shares/{shares}/agree/", {"organisation": house})
    period = {"starts_on": day, "ends_on": today().isoformat(), "total": "1000"}
    sent(network, "secretary_a", f"{here}distributions/new/", **period)
    asked = f"distributions/{Distribution.objects.by(ROOT).get().pk}/"
    for who, house, there in (("liaison", houses[0], False), ("secretary_a", houses[2], True)):
        page = told(signed_in(network, who).get(f"{here}shares/"))
        assert (f"{asked}{house}/" in page) is there


def test_what_is_put_in_and_shared_is_confirmed_by_the_others(network: Network) -> None:
    """A contribution with its photograph from the phone, confirmed and replaced in the office; shares agreed by all;
    a distribution received by one; an obstacle handed over and found again by its words."""
    row = project(network)
    here, phone = f"/office/projects/{row.pk}/", f"/m/projects/{row.pk}/"
    photo = SimpleUploadedFile("a.png", linked.png(), content_type="image/png")
    form = {"organisation": network.village_a.pk, "kind": "labour", "text": "出工", "client_key": KEY}
    village = signed_in(network, "secretary_a")
    wrong = SimpleUploadedFile("a.png", b"no picture", content_type="image/png")
    assert village.post(f"{phone}contributions/new/", {**form, "photo": wrong}).status_code == 422
    assert village.post(f"{phone}contributions/new/", {**form, "photo": photo}).status_code == 302
    given = Contribution.objects.by(ROOT).get()
    assert given.files.count() == 1
    point = row.milestones.get()
    assert village.post(f"{phone}milestones/{point.pk}/reach/").status_code == 302
    signed_in(network, "liaison").post(f"{here}contributions/{given.pk}/confirm/")
    assert "已确认" in told(village.get(here))
    sent(
        network,
        "secretary_a",
        f"{here}contributions/{given.pk}/correct/",
        planned="given",
        text="出工",
        reason="错",
    )
    houses = (network.association.pk, network.media.pk, network.village_a.pk)
    per_cent = {f"share_{house}": share for house, share in zip(houses, ("10", "20", "70"), strict=True)}
    day = (today() - timedelta(days=3)).isoformat()
    over = {"client_key": KEY, "valid_from": day, **per_cent, f"share_{houses[0]}": "11"}
    refused = village.post(f"{here}shares/new/", over)
    assert refused.status_code == 422
    assert "101" in told(refused)
    sent(network, "secretary_a", f"{here}shares/new/", valid_from=day, **per_cent)
    shares = ShareAgreement.objects.by(ROOT).get().pk
    for who, house in (("liaison", houses[0]), ("chief", houses[1])):
        signed_in(network, who).post(f"{here}shares/{shares}/agree/", {"organisation": house})
    assert village.post(f"{here}shares/{shares}/agree/", {"organisation": "²"}).status_code == 404
    period = {"starts_on": day, "ends_on": today().isoformat(), "total": "1000.01"}
    sent(network, "secretary_a", f"{here}distributions/new/", **period)
    paid = Distribution.objects.by(ROOT).get().pk
    sent(network, "secretary_a", f"{here}distributions/{paid}/{houses[2]}/", answer="yes", to_villagers="500")
    assert DistributionPart.objects.by(ROOT).get(organisation=houses[2]).to_villagers == 500
    assert "700.01" in told(village.get(f"{here}shares/"))
    assert village.get(f"{here}shares/?as=xlsx").status_code == 200
    owner = network.people["secretary_a"].pk
    sent(
        network, "secretary_a", f"{here}obstacles/new/", organisation=houses[2], text="电压太低", owner=owner
    )
    key = row.obstacles.get().pk
    keeper = network.people["keeper_a"].pk
    sent(network, "secretary_a", f"{here}obstacles/{key}/hand-over/", owner=keeper, reason="出差")
    assert "张站长" in told(village.get("/office/obstacles/"))
    sent(network, "secretary_a", f"{here}obstacles/{key}/remove/", how="换了变压器")
    assert "换了变压器" in told(village.get("/office/obstacles/?q=电压"))
    assert "换了变压器" not in told(signed_in(network, "secretary_b").get("/office/obstacles/?q=电压"))
    stranger = signed_in(network, "secretary_b")
    for address in ("shares/", "shares/new/", "distributions/new/", "pictures/new/", "visitors/", "stage/"):
        assert stranger.get(f"{here}{address}").status_code == 404, address
    assert stranger.get(f"{phone}contributions/new/").status_code == 404
