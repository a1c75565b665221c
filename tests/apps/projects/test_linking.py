"""Branch links, alliances, enquiries, contributions and shares from end to end, through their verbs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lianjian.apps.projects.actions.advance_project import advance_project
from lianjian.apps.projects.actions.agree_income_shares import agree_income_shares
from lianjian.apps.projects.actions.answer_branch_link import answer_branch_link
from lianjian.apps.projects.actions.answer_enquiry import answer_enquiry
from lianjian.apps.projects.actions.change_product import change_product
from lianjian.apps.projects.actions.confirm_contribution import confirm_contribution
from lianjian.apps.projects.actions.correct_contribution import correct_contribution
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.end_branch_link import end_branch_link
from lianjian.apps.projects.actions.end_enquiry import end_enquiry
from lianjian.apps.projects.actions.forget_enquiries import forget_enquiries
from lianjian.apps.projects.actions.hand_over_obstacle import hand_over_obstacle
from lianjian.apps.projects.actions.leave_alliance import leave_alliance
from lianjian.apps.projects.actions.pass_on_enquiry import pass_on_enquiry
from lianjian.apps.projects.actions.propose_income_shares import propose_income_shares
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.record_branch_activity import record_branch_activity
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.apps.projects.actions.record_distribution import record_distribution
from lianjian.apps.projects.actions.say_receipt import say_receipt
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.actions.take_enquiry import take_enquiry
from lianjian.apps.projects.actions.withdraw_enquiry import withdraw_enquiry
from lianjian.apps.projects.actions.withdraw_product import withdraw_product
from lianjian.apps.projects.models import Enquiry
from lianjian.apps.projects.queries import (
    alliance_card,
    branch_link,
    enquiries_late,
    enquiry,
    enquiry_targets,
    obstacle_handovers,
    open_picture,
    project_card,
    project_way,
    public_alliance,
    public_destinations,
    public_enquiry,
    sharing_of,
)
from lianjian.apps.projects.queries.contributions import sums_of
from lianjian.apps.projects.rules.enquiries import EnquiryState
from lianjian.apps.projects.rules.evidence import File
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.projects import linked
from tests.apps.projects.promises import project
from tests.network import ROOT, Network, today


def test_two_branches_are_linked_by_both_and_ended_by_one(network: Network) -> None:
    """Only the other side accepts, with its own contact person; activities need the link; no second living one."""
    key = linked.branch_link(network, accepted=False)
    village = network.actor("secretary_a")
    with pytest.raises(Refused):
        record_branch_activity(by=village, link=key, what="主题党日", happened_on=today())
    with pytest.raises(NotAllowed):
        answer_branch_link(by=network.actor("liaison"), link=key, accepted=True)
    for contact in (None, network.people["liaison"].pk):
        with pytest.raises(Refused):
            answer_branch_link(by=village, link=key, accepted=True, contact=contact)
    with pytest.raises(Refused):
        linked.branch_link(network, accepted=False)
    answer_branch_link(by=village, link=key, accepted=True, contact=network.people["secretary_a"].pk)
    done = record_branch_activity(
        by=village,
        link=key,
        what="联合主题党日",
        happened_on=today(),
        files=[File("签到.pdf", b"%PDF-1.7 x")],
        client_key="once",
    )
    again = record_branch_activity(
        by=village, link=key, what="联合主题党日", happened_on=today(), client_key="once"
    )
    assert again.pk == done.pk
    end_branch_link(by=network.actor("liaison"), link=key, reason="换届")
    card = branch_link(village, key)
    assert (card.line.state, card.reason, card.partner_contact) == ("ended", "换届", "张书记")
    assert [file.name for file in card.activities[0].files] == ["签到.pdf"]
    linked.branch_link(network, accepted=False)


def test_whoever_leaves_an_alliance_takes_their_products_along(network: Network) -> None:
    """Members see the calendar; the public only what is public; after leaving, nothing of it stands there."""
    club = linked.alliance(network)
    linked.product(network, club)
    linked.product(network, club, name="红米", public=False, amount=None)
    assert [one.name for one in public_alliance("fruit").products] == ["枇杷"]
    assert {row.name for row in alliance_card(network.actor("liaison"), club).calendar} == {"枇杷", "红米"}
    with pytest.raises(Refused):
        linked.product(network, club, claim="有机")
    with pytest.raises(Refused):
        leave_alliance(
            by=network.actor("liaison"), alliance=club, organisation=network.village_a.pk, reason=""
        )
    leave_alliance(by=network.actor("secretary_a"), alliance=club, organisation=network.village_a.pk)
    assert public_alliance("fruit").products == ()
    with pytest.raises(Refused):
        linked.product(network, club)


def test_a_product_is_said_anew_and_enquiries_stay_with_it(network: Network) -> None:
    """Every field, a new picture in place of the old; its key, its address and what was asked about it stay. The trail
    holds what was there before and after, and nothing where nothing changed."""
    club, by = linked.alliance(network), network.actor("secretary_a")
    goods = linked.product(network, club, about="找林某 13800000000", picture=linked.png()).pk
    asked, _secret = linked.ask("product", str(goods))
    old = alliance_card(by, club).products[0].picture
    said = {"name": "早钟枇杷", "unit": "box", "first_month": 3, "last_month": 4, "amount": None,
            "lowest_price": "60", "about": "五斤一箱", "public": True}  # fmt: skip
    for _time in range(2):
        change_product(by=by, product=goods, picture=linked.png("red"), **said)
    (line,) = alliance_card(by, club).products
    assert (line.id, line.name, line.unit, line.first_month, line.amount) == (
        goods,
        "早钟枇杷",
        "box",
        3,
        None,
    )
    assert (line.lowest_price, line.highest_price, line.about) == (Decimal(60), Decimal(60), "五斤一箱")
    assert line.picture not in {None, old}
    with pytest.raises(NotThere):
        open_picture(by, old or 0, small=True)
    found = enquiry(by, asked.pk, today())
    assert "早钟枇杷" in str(found)
    (told,) = EventRecord.objects.filter(name="projects.product_changed")
    assert told.payload["before"] | {"x": 1} == {
        "name": "枇杷", "unit": "jin", "first_month": 4, "last_month": 5, "amount": "2000",
        "lowest_price": None, "highest_price": None, "about": True, "x": 1,
    }  # fmt: skip
    assert told.payload["picture"] is True
    assert "13800000000" not in str(told.payload)


def test_a_product_is_changed_by_its_member_with_proof_of_its_mark(network: Network) -> None:
    """Not by the keeper of the alliance, not without a certificate for another mark, not once it is off the list."""
    club, by = linked.alliance(network), network.actor("secretary_a")
    proof = [File("a.pdf", b"%PDF-1.7 x")]
    goods = linked.product(network, club, claim="有机", files=proof).pk
    said = {"product": goods, "name": "枇杷", "unit": "jin", "first_month": 4, "last_month": 5}
    with pytest.raises(NotAllowed):
        change_product(by=network.actor("liaison"), **said)
    change_product(by=by, **said, claim="有机", amount="9")
    with pytest.raises(Refused) as refused:
        change_product(by=by, **said, claim="绿色食品")
    assert refused.value.field in {"claim", "files"}
    change_product(by=by, **said, claim="绿色食品", files=proof)
    withdraw_product(by=by, product=goods)
    with pytest.raises(Refused, match="off the list"):
        change_product(by=by, **said)


def test_an_enquiry_is_routed_and_followed_and_its_contact_forgotten(network: Network) -> None:
    """To the keeper, passed on to the member in season, answered, sold; the contact is seen by the handler only, and
    deleted sixty days after the end, while what came of it stays."""
    club = linked.alliance(network)
    linked.product(network, club, first_month=11, last_month=2)
    row, _secret = linked.ask("alliance", "fruit")
    keeper, village = network.actor("liaison"), network.actor("secretary_a")
    assert linked.ask("alliance", "fruit")[0].pk == row.pk
    assert enquiry(keeper, row.pk, today())[0].contact == "000-1000-3000"
    assert [(one.name, one.in_season) for one in enquiry_targets(keeper, row.pk, 1)] == [("张洋村", True)]
    with pytest.raises(Refused):
        pass_on_enquiry(by=keeper, enquiry=row.pk, organisation=network.village_b.pk)
    pass_on_enquiry(by=keeper, enquiry=row.pk, organisation=network.village_a.pk)
    assert enquiry(keeper, row.pk, today())[0].contact == ""
    with pytest.raises(NotAllowed):
        take_enquiry(by=keeper, enquiry=row.pk)
    Enquiry.objects.by(ROOT).update(received_at=timezone.now() - timedelta(days=4))
    assert [one.id for one in enquiries_late(village, timezone.now(), today(), limit=9)] == [row.pk]
    take_enquiry(by=village, enquiry=row.pk)
    answer_enquiry(by=village, enquiry=row.pk, text="有")
    assert enquiries_late(village, timezone.now(), today(), limit=9) == []
    end_enquiry(by=village, enquiry=row.pk, end="sold", amount="８", unit="jin", yuan=200)
    with pytest.raises(NotThere):
        public_enquiry("another", today())
    system, later = Actor.system("tests"), timezone.now() + timedelta(days=61)
    assert forget_enquiries(by=system, now=timezone.now()) == 0
    assert (forget_enquiries(by=system, now=later), forget_enquiries(by=system, now=later)) == (1, 0)
    line, steps = enquiry(village, row.pk, today())
    assert (line.name, line.contact, line.text, line.forgotten) == ("", "", "", True)
    assert (line.state, line.amount, line.yuan) == (EnquiryState.SOLD, Decimal(8), Decimal(200))
    assert [step.kind for step in steps] == ["passed", "taken", "answered", "ended"]


def test_the_asker_takes_an_enquiry_back(network: Network) -> None:
    """With the secret only; at once; and what is not public cannot be asked about."""
    club = linked.alliance(network)
    goods = linked.product(network, club)
    row, secret = linked.ask("product", str(goods.pk))
    assert row.handler_id == network.village_a.pk
    with pytest.raises(NotThere):
        withdraw_enquiry(by=Actor.visitor(), secret="guess")
    withdraw_enquiry(by=Actor.visitor(), secret=secret)
    kept = Enquiry.objects.by(ROOT).get()
    assert (kept.name, kept.contact, kept.text, kept.state) == ("", "", "", "withdrawn")
    for about, key in (("product", "²"), ("product", "9" * 30), ("alliance", "x"), ("person", "1")):
        with pytest.raises(NotThere):
            linked.ask(about, key)
    with pytest.raises(Refused):
        linked.ask("alliance", "fruit", consent=False, client_key="another-one")


def test_contributions_are_replaced_confirmed_and_summed_apart(network: Network) -> None:
    """Planned is no given; a correction leaves the old row; nobody confirms their own, nor what they wrote down."""
    row = project(network).pk
    by, village = network.actor("liaison"), network.actor("secretary_a")
    house = network.association.pk
    planned = record_contribution(
        by=by,
        project=row,
        organisation=house,
        kind="money",
        text="启动",
        amount=100,
        unit="yuan",
        planned=True,
    )
    with pytest.raises(Refused):
        confirm_contribution(by=village, contribution=planned.pk)
    paid = correct_contribution(
        by=by, contribution=planned.pk, text="启动", reason="到账", amount=90, unit="yuan"
    )
    with pytest.raises(Refused):
        correct_contribution(by=by, contribution=planned.pk, text="启动", reason="再来")
    record_contribution(by=by, project=row, organisation=house, kind="labour", text="出工")
    for stranger in (by, network.actor("leader")):
        with pytest.raises(NotAllowed):
            confirm_contribution(by=stranger, contribution=paid.pk)
    confirm_contribution(by=village, contribution=paid.pk)
    lines = project_card(village, row, today()).contributions
    assert [line.corrected for line in lines] == [True, False, False]
    assert [(s.kind, s.unit, s.planned, s.given, s.given_rows) for s in sums_of(lines)] == [
        ("money", "yuan", 0, 90, 1),
        ("labour", None, 0, 0, 1),
    ]
    assert lines[1].confirmed_by_name == "张书记"


def test_shares_are_agreed_by_all_and_split_to_the_cent(network: Network) -> None:
    """Nothing is distributed before every party has agreed; then the parts make the sum, and each says of its own."""
    row = project(network).pk
    houses = [network.association.pk, network.media.pk, network.village_a.pk]
    by, village, media = network.actor("liaison"), network.actor("secretary_a"), network.actor("chief")
    shares = propose_income_shares(
        by=by,
        project=row,
        shares=dict(zip(houses, ("33.33", "33.33", "33.34"), strict=True)),
        valid_from=today() - timedelta(days=9),
    ).pk
    period = {"starts_on": today() - timedelta(days=5), "ends_on": today()}
    agree_income_shares(by=village, shares=shares, organisation=houses[2])
    with pytest.raises(Refused) as refused:
        record_distribution(by=by, project=row, total="100", **period)
    assert refused.value.field == "ends_on"
    agree_income_shares(by=media, shares=shares, organisation=houses[1])
    paid = record_distribution(by=by, project=row, total="100.01", client_key="once", **period)
    assert record_distribution(by=by, project=row, total="1", client_key="once", **period).pk == paid.pk
    with pytest.raises(Refused):
        record_distribution(by=by, project=row, total="1", **period)
    with pytest.raises(NotAllowed):
        say_receipt(by=village, distribution=paid.pk, organisation=houses[0], received=True)
    say_receipt(by=village, distribution=paid.pk, organisation=houses[2], received=True, to_villagers="20")
    with pytest.raises(Refused):
        say_receipt(by=media, distribution=paid.pk, organisation=houses[1], received=False)
    (line,) = sharing_of(village, row, today()).distributions
    assert [part.amount for part in line.parts] == [Decimal("33.33"), Decimal("33.33"), Decimal("33.35")]
    assert [part.state for part in line.parts] == ["awaited", "awaited", "received"]
    assert line.parts[2].to_villagers == 20


def test_a_project_takes_each_step_with_what_it_needs(network: Network) -> None:
    """Feasibility needs a finding, building a promise, running something given, going back a reason; all of it is kept."""
    row, by = project(network).pk, network.actor("liaison")
    advance_project(by=by, project=row, stage="feasibility")
    with pytest.raises(Refused) as refused:
        advance_project(by=by, project=row, stage="funding", text="可行")
    assert refused.value.field == "judged_by"
    advance_project(by=by, project=row, stage="funding", text="可行", judged_by="设计院")
    with pytest.raises(Refused):
        advance_project(by=by, project=row, stage="building")
    record_contribution(by=by, project=row, organisation=network.association.pk, kind="money", text="启动")
    advance_project(by=by, project=row, stage="building")
    with pytest.raises(Refused):
        advance_project(by=by, project=row, stage="idea")
    advance_project(by=by, project=row, stage="given-up", text="水源不够")
    way = project_way(by, row)
    assert [step.after for step in way] == ["feasibility", "funding", "building", "given-up"]
    assert (way[1].judged_by, way[-1].text, way[-1].person_name) == ("设计院", "水源不够", "甲联络")


def test_an_obstacle_is_somebodys_and_changes_hands(network: Network) -> None:
    """Whoever raises it without naming anybody has it; it is handed to a person with a mandate there, with the reason."""
    village = network.actor("secretary_a")
    row = raise_obstacle(by=village, organisation=network.village_a.pk, text="缺水")
    assert row.owner_id == village.person
    with pytest.raises(Refused):
        hand_over_obstacle(by=village, obstacle=row.pk, owner=network.people["secretary_b"].pk, reason="出差")
    hand_over_obstacle(by=village, obstacle=row.pk, owner=network.people["keeper_a"].pk, reason="出差")
    (line,) = obstacle_handovers(village, row.pk)
    assert (line.before_name, line.after_name, line.reason) == ("张书记", "张站长", "出差")


def test_a_destination_is_found_by_month(network: Network) -> None:
    """Its season over the turn of the year; its pictures once however often they are sent, and only while it is public."""
    row, by = project(network).pk, network.actor("secretary_a")
    with pytest.raises(Refused):
        show_picture(by=by, project=row, data=linked.png())
    describe_destination(by=by, project=row, first_month=11, last_month=2, opening="open", public=True)
    assert show_picture(by=by, project=row, data=linked.png()).pk == (
        show_picture(by=by, project=row, data=linked.png()).pk
    )
    assert {m for m in range(1, 13) if public_destinations(month=m)} == {11, 12, 1, 2}
    assert len(public_destinations()[0].destination.pictures) == 1
    for wrong in ({"first_month": 3}, {"first_month": 0, "last_month": 13}, {"opening": "maybe"}):
        with pytest.raises(Refused):
            describe_destination(by=by, project=row, **wrong)
