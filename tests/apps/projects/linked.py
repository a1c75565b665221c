"""A double link for tests: association and village A linked, an alliance of the two with a product, a demand and an
enquiry, shares and a distribution of their project. And every door of it, for the tables of ``test_isolation``."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from PIL import Image

from lianjian.apps.projects import queries
from lianjian.apps.projects.actions.agree_income_shares import agree_income_shares
from lianjian.apps.projects.actions.allow_brand import allow_brand
from lianjian.apps.projects.actions.answer_branch_link import answer_branch_link
from lianjian.apps.projects.actions.answer_enquiry import answer_enquiry
from lianjian.apps.projects.actions.answer_invitation import answer_invitation
from lianjian.apps.projects.actions.ask_enquiry import ask_enquiry
from lianjian.apps.projects.actions.change_product import change_product
from lianjian.apps.projects.actions.confirm_contribution import confirm_contribution
from lianjian.apps.projects.actions.correct_contribution import correct_contribution
from lianjian.apps.projects.actions.describe_alliance import describe_alliance
from lianjian.apps.projects.actions.end_branch_link import end_branch_link
from lianjian.apps.projects.actions.end_enquiry import end_enquiry
from lianjian.apps.projects.actions.forget_enquiries import forget_enquiries
from lianjian.apps.projects.actions.found_alliance import found_alliance
from lianjian.apps.projects.actions.hand_over_obstacle import hand_over_obstacle
from lianjian.apps.projects.actions.invite_member import invite_member
from lianjian.apps.projects.actions.leave_alliance import leave_alliance
from lianjian.apps.projects.actions.list_product import list_product
from lianjian.apps.projects.actions.pair_links_anew import pair_links_anew
from lianjian.apps.projects.actions.pass_on_enquiry import pass_on_enquiry
from lianjian.apps.projects.actions.propose_branch_link import propose_branch_link
from lianjian.apps.projects.actions.propose_income_shares import propose_income_shares
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.record_branch_activity import record_branch_activity
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.apps.projects.actions.record_distribution import record_distribution
from lianjian.apps.projects.actions.remove_obstacle import remove_obstacle
from lianjian.apps.projects.actions.say_receipt import say_receipt
from lianjian.apps.projects.actions.show_picture import show_picture
from lianjian.apps.projects.actions.state_demand import state_demand
from lianjian.apps.projects.actions.take_down_picture import take_down_picture
from lianjian.apps.projects.actions.take_enquiry import take_enquiry
from lianjian.apps.projects.actions.withdraw_demand import withdraw_demand
from lianjian.apps.projects.actions.withdraw_product import withdraw_product
from tests.network import Network, today

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.foundation.actor import Actor


def png(colour: str = "green") -> bytes:
    """A small picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return drawn.getvalue()


def product(network: Network, alliance: int, **values: Any) -> Any:
    """Village A sells loquats in April and May."""
    given: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "alliance": alliance,
        "organisation": network.village_a.pk,
        "name": "枇杷",
        "unit": "jin",
        "first_month": 4,
        "last_month": 5,
        "amount": "2,000",
        "public": True,
    }
    return list_product(**(given | values))


def alliance(network: Network, *, public: bool = True) -> int:
    """An alliance of the association with village A, which has accepted."""
    by = network.actor("liaison")
    row = found_alliance(by=by, organisation=network.association.pk, name="鲜果联盟", key="fruit")
    describe_alliance(by=by, alliance=row.pk, name="鲜果联盟", brand="溪上", public=public)
    invite_member(by=by, alliance=row.pk, organisation=network.village_a.pk)
    answer_invitation(
        by=network.actor("secretary_a"),
        alliance=row.pk,
        organisation=network.village_a.pk,
        accepted=True,
    )
    return row.pk


def branch_link(network: Network, *, accepted: bool = True) -> int:
    """The branches of association and village A, linked."""
    row = propose_branch_link(
        by=network.actor("liaison"),
        proposer=network.association.pk,
        partner=network.village_a.pk,
        proposer_branch="促进会支部",
        partner_branch="张洋支部",
        agreed="每季一次联合主题党日",
        contact=network.people["liaison"].pk,
    )
    if accepted:
        answer_branch_link(
            by=network.actor("secretary_a"),
            link=row.pk,
            accepted=True,
            contact=network.people["secretary_a"].pk,
        )
    return row.pk


def ask(about: str, key: str, **values: Any) -> tuple[Any, str]:
    """A visitor asks."""
    from lianjian.foundation.actor import Actor

    given: dict[str, Any] = {
        "by": Actor.visitor(),
        "about": about,
        "key": key,
        "name": "游客",
        "contact": "000-1000-3000",
        "text": "还有吗？",
        "consent": True,
        "client_key": "k" * 12,
    }
    return ask_enquiry(**(given | values))


@dataclass(frozen=True)
class Linked:
    """Keys of one of each; ``obstacle`` stands, another was removed."""

    link: int
    alliance: int
    product: int
    demand: int
    enquiry: int
    contribution: int
    shares: int
    distribution: int
    obstacle: int
    picture: int


def link_up(network: Network, project: int) -> Linked:
    """One of each, nothing of it public any more."""
    liaison, village = network.actor("liaison"), network.actor("secretary_a")
    houses = (network.association.pk, network.village_a.pk)
    link = branch_link(network)
    record_branch_activity(by=village, link=link, what="联合主题党日", happened_on=today())
    club = alliance(network)
    goods = product(network, club, public=False).pk
    demand = state_demand(
        by=liaison,
        alliance=club,
        organisation=houses[0],
        name="枇杷",
        unit="jin",
        first_month=4,
        last_month=4,
        amount=None,
    ).pk
    row, _secret = ask("alliance", "fruit")
    pass_on_enquiry(by=liaison, enquiry=row.pk, organisation=houses[1])
    describe_alliance(by=liaison, alliance=club, name="鲜果联盟", brand="溪上", public=False)
    given = record_contribution(
        by=liaison, project=project, organisation=houses[0], kind="money", text="启动"
    )
    shares = propose_income_shares(
        by=liaison, project=project, shares={houses[0]: 40, houses[1]: 60}, valid_from=today()
    ).pk
    agree_income_shares(by=village, shares=shares, organisation=houses[1])
    paid = record_distribution(
        by=village, project=project, starts_on=today(), ends_on=today(), total="100.01"
    ).pk
    gone = raise_obstacle(by=village, organisation=houses[1], project=project, text="电压低").pk
    remove_obstacle(by=village, obstacle=gone, how="换了变压器")
    return Linked(
        link=link,
        alliance=club,
        product=goods,
        demand=demand,
        enquiry=row.pk,
        contribution=given.pk,
        shares=shares,
        distribution=paid,
        obstacle=raise_obstacle(by=village, organisation=houses[1], project=project, text="路窄").pk,
        picture=show_picture(by=village, project=project, data=png()).pk,
    )


ACTIONS: dict[str, Callable[[Actor, Any], Any]] = {
    "agree_income_shares": lambda by, w: agree_income_shares(
        by=by, shares=w.linked.shares, organisation=w.village
    ),
    "allow_brand": lambda by, w: allow_brand(by=by, alliance=w.linked.alliance, organisation=w.village),
    "answer_branch_link": lambda by, w: answer_branch_link(by=by, link=w.linked.link, accepted=False),
    "answer_enquiry": lambda by, w: answer_enquiry(by=by, enquiry=w.linked.enquiry),
    "answer_invitation": lambda by, w: answer_invitation(
        by=by, alliance=w.linked.alliance, organisation=w.village, accepted=False
    ),
    "change_product": lambda by, w: change_product(
        by=by, product=w.linked.product, name="闯", unit="jin", first_month=1, last_month=2
    ),
    "confirm_contribution": lambda by, w: confirm_contribution(by=by, contribution=w.linked.contribution),
    "correct_contribution": lambda by, w: correct_contribution(
        by=by, contribution=w.linked.contribution, text="闯", reason="闯"
    ),
    "describe_alliance": lambda by, w: describe_alliance(by=by, alliance=w.linked.alliance, name="闯"),
    "end_branch_link": lambda by, w: end_branch_link(by=by, link=w.linked.link, reason="闯"),
    "end_enquiry": lambda by, w: end_enquiry(by=by, enquiry=w.linked.enquiry, end="visit"),
    "forget_enquiries": lambda by, _: forget_enquiries(by=by, now=timezone.now()),
    "found_alliance": lambda by, w: found_alliance(by=by, organisation=w.village, name="闯", key="chuang"),
    "hand_over_obstacle": lambda by, w: hand_over_obstacle(
        by=by, obstacle=w.linked.obstacle, owner=w.network.people["keeper_a"].pk, reason="闯"
    ),
    "invite_member": lambda by, w: invite_member(
        by=by, alliance=w.linked.alliance, organisation=w.network.village_b.pk
    ),
    "leave_alliance": lambda by, w: leave_alliance(
        by=by, alliance=w.linked.alliance, organisation=w.village, reason="闯"
    ),
    "list_product": lambda by, w: product(w.network, w.linked.alliance, by=by),
    "pass_on_enquiry": lambda by, w: pass_on_enquiry(
        by=by, enquiry=w.linked.enquiry, organisation=w.association
    ),
    "propose_branch_link": lambda by, w: propose_branch_link(
        by=by,
        proposer=w.village,
        partner=w.association,
        proposer_branch="闯",
        partner_branch="闯",
        agreed="闯",
        contact=1,
    ),
    "propose_income_shares": lambda by, w: propose_income_shares(
        by=by, project=w.project, shares={w.association: 50, w.village: 50}, valid_from=today()
    ),
    "record_branch_activity": lambda by, w: record_branch_activity(
        by=by, link=w.linked.link, what="闯", happened_on=today()
    ),
    "record_distribution": lambda by, w: record_distribution(
        by=by, project=w.project, starts_on=today(), ends_on=today(), total=1
    ),
    "say_receipt": lambda by, w: say_receipt(
        by=by, distribution=w.linked.distribution, organisation=w.village, received=True
    ),
    "show_picture": lambda by, w: show_picture(by=by, project=w.project, data=png("red")),
    "state_demand": lambda by, w: state_demand(
        by=by,
        alliance=w.linked.alliance,
        organisation=w.village,
        name="闯",
        unit="jin",
        first_month=1,
        last_month=1,
    ),
    "take_down_picture": lambda by, w: take_down_picture(by=by, picture=w.linked.picture),
    "take_enquiry": lambda by, w: take_enquiry(by=by, enquiry=w.linked.enquiry),
    "withdraw_demand": lambda by, w: withdraw_demand(by=by, demand=w.linked.demand),
    "pair_links_anew": lambda by, w: pair_links_anew(by=by, organisations=[w.village]),
    "withdraw_product": lambda by, w: withdraw_product(by=by, product=w.linked.product),
}
OPEN_TO_ANYBODY = {"ask_enquiry", "withdraw_enquiry"}
"""What a visitor does, about what is public or with the secret of their own page."""
REFUSED_TO_THE_ADMINISTRATOR = set(ACTIONS) - {
    "correct_contribution",
    "forget_enquiries",
    "hand_over_obstacle",
    "pair_links_anew",
    "show_picture",
    "take_down_picture",
}

LISTS: dict[str, Callable[[Actor, Any], Any]] = {
    "alliances": lambda by, _: queries.alliances(by),
    "alliances_joined": lambda by, w: queries.alliances_joined(by, w.village),
    "branch_links": lambda by, w: queries.branch_links(by, organisation=w.village),
    "count_alliances": lambda by, _: range(queries.count_alliances(by)),
    "count_branch_links": lambda by, _: range(queries.count_branch_links(by)),
    "count_enquiries": lambda by, _: range(queries.count_enquiries(by, still_open=True)),
    "count_enquiries_waiting": lambda by, _: range(queries.count_enquiries_waiting(by)),
    "count_obstacles_removed": lambda by, _: range(queries.count_obstacles_removed(by, words="变压器")),
    "enquiries": lambda by, _: queries.enquiries(by, today(), still_open=True),
    "enquiries_late": lambda by, _: queries.enquiries_late(by, timezone.now(), today(), limit=9),
    "obstacles_removed": lambda by, _: queries.obstacles_removed(by, today()),
}


def _opened(by: Actor, picture: int) -> bytes:
    with queries.open_picture(by, picture, small=True) as opened:
        return opened.read()


CARDS: dict[str, Callable[[Actor, Any], Any]] = {
    "alliance_card": lambda by, w: queries.alliance_card(by, w.linked.alliance),
    "branch_link": lambda by, w: queries.branch_link(by, w.linked.link),
    "enquiry": lambda by, w: queries.enquiry(by, w.linked.enquiry, today()),
    "enquiry_targets": lambda by, w: queries.enquiry_targets(by, w.linked.enquiry, 4),
    "obstacle_handovers": lambda by, w: queries.obstacle_handovers(by, w.linked.obstacle),
    "open_picture": lambda by, w: _opened(by, w.linked.picture),
    "project_way": lambda by, w: queries.project_way(by, w.project),
    "sharing_of": lambda by, w: queries.sharing_of(by, w.project, today()),
}
