from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.projects.actions.advance_project import advance_project
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.plan_milestone import plan_milestone
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.reach_milestone import reach_milestone
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.apps.projects.actions.remove_obstacle import remove_obstacle
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.queries import (
    obstacle,
    obstacles_open,
    obstacles_owned,
    outcome,
    outcomes,
    outcomes_for_synergy,
    outcomes_to_verify,
    project_card,
    projects_of,
    public_destinations,
    public_totals,
)
from lianjian.apps.projects.rules.joint import MilestoneDraft
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.projects.promises import project
from tests.network import ROOT, Network, today


def reported(network: Network, key: int, **values: Any) -> int:
    """Village A reports 52,000 yuan, made by the three together."""
    given: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "project": key,
        "reported_by": network.village_a.pk,
        "text": "民宿净收入",
        "unit": "yuan",
        "value": "52,000.50",
        "parties": [network.association.pk, network.media.pk, network.village_a.pk],
        "happened_on": today(),
        "evidence": "半年收支表",
    }
    return report_outcome(**(given | values)).pk


def test_a_project_shows_what_was_put_in_and_what_stood_in_the_way(network: Network) -> None:
    """Milestones, contributions, obstacles and the destination stand on one card."""
    row = project(network)
    by = network.actor("editor")
    record_contribution(
        by=by,
        project=row.pk,
        organisation=network.media.pk,
        kind="media",
        text="六篇专题",
        amount=6,
        unit="items",
    )
    raised = raise_obstacle(
        by=by,
        organisation=network.village_a.pk,
        project=row.pk,
        text="导航指错路",
        owner=network.people["keeper_a"].pk,
    )
    point = project_card(by, row.pk, today()).milestones[0]
    assert point.late
    reach_milestone(by=by, milestone=point.id)
    plan_milestone(by=by, project=row.pk, name="开业", due_on=today() + timedelta(days=90))
    advance_project(by=by, project=row.pk, stage="feasibility")
    describe_destination(by=by, project=row.pk, season="四月至十一月", route="乘 12 路", public=True)
    card = project_card(network.actor("leader"), row.pk, today())
    assert (card.line.milestones, card.line.reached, card.line.obstacles) == (2, 1, 1)
    assert [(c.amount, c.unit) for c in card.contributions] == [(Decimal(6), Unit.ITEMS)]
    assert [o.owner_name for o in card.obstacles] == ["张站长"]
    assert [d.destination.season for d in public_destinations()] == ["四月至十一月"]
    assert [o.id for o in obstacles_owned(network.actor("keeper_a"), today())] == [raised.pk]
    remove_obstacle(by=network.actor("keeper_a"), obstacle=raised.pk, how="给地图公司报了入口")
    assert obstacles_open(network.actor("leader"), today()) == []
    assert project_card(by, row.pk, today()).obstacles[0].how == "给地图公司报了入口"


def test_an_outcome_counts_once_somebody_else_verified_it(network: Network) -> None:
    """Reported it counts nowhere; verified by another party it is there for synergy, with its set of
    parties."""
    key = reported(network, project(network).pk)
    assert outcomes_for_synergy() == []
    assert public_totals() == []
    assert [line.id for line in outcomes_to_verify(network.actor("leader"))] == [key]
    assert outcomes_to_verify(network.actor("keeper_a")) == []
    verify_outcome(by=network.actor("leader"), outcome=key)
    (counted,) = outcomes_for_synergy()
    assert counted.organisations == {network.association.pk, network.media.pk, network.village_a.pk}
    assert (counted.unit, counted.value, counted.weights) == (Unit.YUAN, Decimal("52000.5"), None)
    assert [(t.unit, t.value, t.outcomes) for t in public_totals()] == [(Unit.YUAN, Decimal("52000.5"), 1)]
    assert outcome(network.actor("editor"), key).verifier_name == "甲组长"


def test_nobody_verifies_what_their_own_party_reported(network: Network) -> None:
    """Not a colleague, not somebody with a second mandate there, not the system; disputing needs a reason."""
    key = reported(network, project(network).pk)
    grant_mandate(
        by=ROOT,
        person=network.people["chief"].pk,
        organisation=network.village_a.pk,
        role="member",
        starts_on=today(),
    )
    for actor in (network.actor("keeper_a"), network.actor("secretary_a"), network.actor("chief"), ROOT):
        with pytest.raises(NotAllowed):
            verify_outcome(by=actor, outcome=key)
    with pytest.raises(Refused):
        verify_outcome(by=network.actor("leader"), outcome=key, verified=False)
    verify_outcome(by=network.actor("leader"), outcome=key)
    verify_outcome(by=network.actor("leader"), outcome=key, verified=False, remark="账对不上")
    assert outcomes_for_synergy() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": "很多"}, "value"),
        ({"unit": "smiles"}, "unit"),
        ({"parties": []}, "parties"),
        (
            {"happened_on": today() + timedelta(days=2)},
            "happened_on",
        ),  # two: midnight may pass before it runs
        ({"text": ""}, "text"),
    ],
)
def test_a_bad_outcome_names_its_field(network: Network, values: dict[str, Any], field: str) -> None:
    """Nothing is stored where something is missing or no number."""
    row = project(network)
    with pytest.raises(Refused) as refused:
        reported(network, row.pk, **values)
    assert refused.value.field == field
    assert outcomes(network.actor("secretary_a")) == []


def test_forms_sent_twice_are_entered_once(network: Network) -> None:
    """Project, contribution, obstacle and outcome: the same key is the same row."""
    first, second = project(network, key="valley"), project(network, key="valley")
    assert first.pk == second.pk
    by = network.actor("secretary_a")
    for _ in range(2):
        record_contribution(
            by=by,
            project=first.pk,
            organisation=network.village_a.pk,
            kind="land",
            text="校舍",
            client_key="c",
        )
        raise_obstacle(
            by=by, organisation=network.village_a.pk, project=first.pk, text="缺水", client_key="o"
        )
        reported(network, first.pk, client_key="r")
    card = project_card(by, first.pk, today())
    assert (len(card.contributions), len(card.obstacles), len(card.outcomes)) == (1, 1, 1)
    assert (card.contributions[0].amount, card.contributions[0].unit) == (None, None)


def test_village_b_sees_and_changes_nothing_of_it(network: Network) -> None:
    """Every door of a project answers a stranger as if it were not there."""
    row = project(network)
    key = reported(network, row.pk)
    standing = raise_obstacle(by=network.actor("secretary_a"), organisation=network.village_a.pk, text="缺水")
    point = project_card(network.actor("leader"), row.pk, today()).milestones[0].id
    stranger, house = network.actor("secretary_b"), network.village_b.pk
    assert projects_of(stranger, today()) == []
    assert outcomes(stranger) == outcomes_to_verify(stranger) == []
    assert obstacles_open(stranger, today()) == []
    doors: list[Any] = [
        lambda: project_card(stranger, row.pk, today()),
        lambda: outcome(stranger, key),
        lambda: verify_outcome(by=stranger, outcome=key),
        lambda: reach_milestone(by=stranger, milestone=point),
        lambda: plan_milestone(by=stranger, project=row.pk, name="闯", due_on=today()),
        lambda: advance_project(by=stranger, project=row.pk, stage="given-up", text="闯"),
        lambda: remove_obstacle(by=stranger, obstacle=standing.pk, how="闯"),
        lambda: raise_obstacle(by=stranger, organisation=network.village_a.pk, text="闯"),
        lambda: describe_destination(by=stranger, project=row.pk, public=True),
        lambda: record_contribution(by=stranger, project=row.pk, organisation=house, kind="money", text="闯"),
        lambda: reported(network, row.pk, by=stranger, reported_by=house, parties=[house]),
    ]
    for door in doors:
        with pytest.raises(NotThere):
            door()


def test_an_outsider_puts_nothing_into_a_project(network: Network) -> None:
    """Contributions, obstacles and outcomes are those of the project's parties."""
    row = project(network)
    by = network.actor("secretary_a")
    with pytest.raises(Refused, match="no party"):
        record_contribution(
            by=by, project=row.pk, organisation=network.village_b.pk, kind="money", text="一万"
        )
    with pytest.raises(Refused, match="no party"):
        reported(network, row.pk, parties=[network.village_b.pk])
    with pytest.raises(Refused, match="mandate"):
        raise_obstacle(
            by=by,
            organisation=network.village_a.pk,
            project=row.pk,
            text="缺水",
            owner=network.people["secretary_b"].pk,
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"key": "a" * 61}, "key"),
        ({"key": "Valley"}, "key"),
        ({"kind": "magic"}, "kind"),
        ({"stage": "done"}, "stage"),
        ({"work_area": ""}, "work_area"),
        ({"title": " "}, "title"),
        ({"milestones": [MilestoneDraft("开业", today()), MilestoneDraft(" 开业", today())]}, "milestones"),
        ({"place": 10**9}, "place"),
    ],
)
def test_a_bad_project_names_its_field(network: Network, values: dict[str, Any], field: str) -> None:
    """Each mistake is refused beside its field and nothing is written."""
    with pytest.raises(Refused) as refused:
        project(network, **values)
    assert refused.value.field == field
    assert projects_of(ROOT, today()) == []


def test_a_project_of_one_is_none(network: Network) -> None:
    """One party, the same twice, or one that is not in the register: refused beside the parties."""
    own = network.village_a.pk
    for parties in ([own], [own, own], [own, 10**9]):
        with pytest.raises(Refused) as refused:
            project(network, parties=parties)
        assert refused.value.field == "parties"
    assert projects_of(ROOT, today()) == []


def test_a_milestone_that_is_moved_keeps_its_first_day(network: Network) -> None:
    """Lateness cannot be planned away: the first day stays beside the new one; what was reached is not
    moved."""
    row = project(network)
    by = network.actor("secretary_a")
    later = today() + timedelta(days=30)
    plan_milestone(by=by, project=row.pk, name="动工", due_on=later)
    (point,) = project_card(by, row.pk, today()).milestones
    assert (point.due_on, point.first_due_on, point.moved, point.late) == (
        later,
        today() - timedelta(days=1),
        True,
        False,
    )
    for _ in range(2):
        reach_milestone(by=by, milestone=point.id)
    with pytest.raises(Refused, match="already"):
        plan_milestone(by=by, project=row.pk, name="动工", due_on=later + timedelta(days=1))


def test_nobody_reports_what_others_did_without_them(network: Network) -> None:
    """The reporting organisation is one of the parties, or of the project's."""
    with pytest.raises(Refused) as refused:
        report_outcome(
            by=network.actor("secretary_b"),
            reported_by=network.village_b.pk,
            text="别人的收入",
            unit="yuan",
            value=1,
            parties=[network.village_a.pk],
            work_area="industry",
            happened_on=today(),
        )
    assert refused.value.field == "reported_by"
    key = reported(network, project(network).pk, parties=[network.media.pk])
    assert outcome(network.actor("secretary_a"), key).reported_by == network.village_a.pk


def test_numbers_that_no_column_holds_are_refused(network: Network) -> None:
    """Too large a value or weight is said beside its field on every database."""
    row = project(network)
    houses = [network.association.pk, network.media.pk, network.village_a.pk]
    for values, field in (
        ({"value": "9" * 16}, "value"),
        ({"weights": dict.fromkeys(houses, "1000000")}, "weights"),
    ):
        with pytest.raises(Refused) as refused:
            reported(network, row.pk, **values)
        assert refused.value.field == field
    reported(network, row.pk, value="9" * 15, weights=dict.fromkeys(houses, "999999.9999"))


def test_the_owner_of_an_obstacle_removes_it_once(network: Network) -> None:
    """Removed twice is once, with the first explanation; an explanation is needed."""
    by = network.actor("secretary_a")
    row = raise_obstacle(
        by=by, organisation=network.village_a.pk, text="缺水", owner=network.people["keeper_a"].pk
    ).pk
    owner = network.actor("keeper_a")
    with pytest.raises(Refused) as refused:
        remove_obstacle(by=owner, obstacle=row, how=" ")
    assert refused.value.field == "how"
    remove_obstacle(by=owner, obstacle=row, how="打了井")
    remove_obstacle(by=by, obstacle=row, how="下了雨")
    assert obstacle(by, row, today()).how == "打了井"
