"""What everybody may know of commitments, projects and outcomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from lianjian.apps.projects.actions.approve_value import approve_value
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.queries import (
    Wanted,
    periods_of,
    public_commitments,
    public_headlines,
    public_outcomes,
    public_projects,
    public_promises,
    public_totals,
)
from lianjian.apps.projects.rules.commitments import Standing
from lianjian.apps.projects.rules.periods import PeriodDraft
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.quantities import Unit
from tests.apps.agreements.papers import draft, end, in_force
from tests.apps.projects.promises import project, promise
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries


def test_what_a_village_promised_and_got(network: Network) -> None:
    """Under an agreement in force words, day and standing are there, late first; the counts also hold what is
    outside one."""
    agreement = in_force(network).pk
    past = timezone.now() - timedelta(days=40)
    late_day = today() - timedelta(days=3)
    promise(network, agreement=agreement, text="办夜校", work_area="training")
    promise(network, by=ROOT, agreement=agreement, text="装路灯", due_on=late_day, now=past)
    kept = promise(
        network,
        by=ROOT,
        agreement=agreement,
        giver=network.village_a.pk,
        receiver=network.media.pk,
        text="留车位",
        due_on=late_day,
        now=past,
    )
    report_done(by=replace(network.actor("secretary_a"), network_wide=True), commitment=kept.pk, now=past)
    confirm_commitment(by=network.actor("chief"), commitment=kept.pk)
    promise(network, text="私下的事")
    promise(network, agreement=draft(network).pk, text="还没签的事")
    found = public_promises(network.village_a.pk, today())
    assert [(line.text, line.days_late) for line in found.gets] == [("装路灯", 3), ("办夜校", 0)]
    (given,) = found.gives
    assert (given.text, given.receiver_name, given.standing) == ("留车位", "测试融媒中心", Standing.KEPT)
    assert given.done_on == late_day - timedelta(days=37)
    assert (found.given.due, found.given.on_time, found.given.share) == (1, 1, 1)
    assert [line.area for line in found.areas] == list(WorkArea)
    assert {line.area: line.all for line in found.areas if line.all} == {"training": 1, "livelihood": 4}
    other = public_promises(network.village_b.pk, today())
    assert (other.gives, other.gets, other.given.share) == ((), (), None)


def test_a_day_on_which_it_was_only_reported_is_not_told(network: Network) -> None:
    """Done is public once the receiver has confirmed it."""
    agreement = in_force(network)
    row = promise(network, agreement=agreement.pk)
    report_done(by=network.actor("liaison"), commitment=row.pk)
    (line,) = public_headlines(agreement.key, today())
    assert (line.done_on, line.standing) == (None, Standing.AWAITING)


def test_a_reported_level_is_public_once_the_whole_is_confirmed(network: Network) -> None:
    """Before, the figure is unknown: a report is its giver's word. Target, unit and indicator are part of the promise."""
    agreement = in_force(network)
    row, by = promise(network, agreement=agreement.pk), network.actor("liaison")
    report_progress(by=by, commitment=row.pk, text="装了", value="7")
    report_done(by=by, commitment=row.pk, value="18")

    def counted() -> Any:
        (line,) = public_headlines(agreement.key, today())
        return line.counted

    assert (counted().reached, counted().target, counted().unit) == (None, Decimal(18), Unit.ITEMS)
    assert (counted().indicator, counted().periods) == ("路灯", ())
    confirm_commitment(by=network.actor("secretary_a"), commitment=row.pk)
    assert counted().reached == Decimal(18)


@pytest.mark.parametrize(("counting", "after"), [("adds-up", "4"), ("level", "4")])
def test_only_approved_values_of_periods_are_public(network: Network, counting: str, after: str) -> None:
    """What waits for the receiver or was returned shows nowhere, neither in the sum nor in its period; a period without
    a figure is unknown."""
    agreement, day = in_force(network), today()
    cut = [
        PeriodDraft(day - timedelta(days=20), day - timedelta(days=11), 9),
        PeriodDraft(day - timedelta(days=10), day, 9),
        PeriodDraft(day + timedelta(days=1), day + timedelta(days=9), 9),
    ]
    row = promise(network, agreement=agreement.pk, target=None, counting=counting, periods=cut)
    giver, receiver = network.actor("liaison"), network.actor("secretary_a")
    first, second, _third = periods_of(giver, row.pk, day)
    value = report_value(by=giver, period=first.id, value=4).pk
    report_value(by=giver, period=second.id, value=5)
    (line,) = public_headlines(agreement.key, day)
    assert line.counted is not None
    assert (line.counted.reached, line.counted.last, line.counted.approved_periods) == (None, None, 0)
    approve_value(by=receiver, value=value)
    (line,) = public_headlines(agreement.key, day)
    assert line.counted is not None
    assert line.counted.reached == Decimal(after)
    assert [(one.approved, one.ahead) for one in line.counted.periods] == [
        (Decimal(4), False),
        (None, False),
        (None, True),
    ]
    assert line.counted.last == line.counted.periods[0]


def test_public_figures_cost_the_same_for_many_commitments(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Commitments and their periods are read together."""
    agreement, day = in_force(network), today()
    for number in range(3):
        promise(network, agreement=agreement.pk, text=f"路灯{number}", target=None, counting="level",
                periods=[PeriodDraft(day, day + timedelta(days=9), 9)])  # fmt: skip
    with django_assert_num_queries(2):
        assert len(public_commitments(Wanted(agreement=agreement.key), day, limit=9)) == 3


def test_projects_are_public_with_their_agreement(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Not before it is in force, still after it has ended; narrowed to a party; a constant number of
    queries."""
    project(network, key="unsigned", agreement=draft(network).pk)
    project(network, key="free")
    assert public_projects(today()) == []
    agreement = in_force(network)
    for number in range(3):
        project(network, key=f"valley-{number}", agreement=agreement.pk)
    project(
        network,
        key="media-only",
        agreement=agreement.pk,
        by=network.actor("liaison"),
        parties=[network.association.pk, network.media.pk],
    )
    with django_assert_num_queries(3):
        assert len(public_projects(today())) == 4
    end(network, agreement)
    found = public_projects(today(), organisation=network.village_a.pk)
    assert {line.key for line in found} == {"valley-0", "valley-1", "valley-2"}
    assert (found[0].parties, found[0].place_name) == (("测试促进会", "测试融媒中心", "张洋村"), "张洋村")
    assert (found[0].milestones, found[0].reached, found[0].late) == (1, 0, 1)


@pytest.mark.parametrize("who", ["association", "village_a", "village_b"])
def test_totals_are_by_unit_and_narrow_to_a_party(network: Network, who: str) -> None:
    """Yuan and jobs are never added; an outcome counts for each party that it needed, once for all."""
    row = project(network).pk
    for unit, value, parties in (
        ("yuan", "0.1", ["association", "village_a"]),
        ("yuan", "0.2", ["association"]),
        ("jobs", "3", ["association", "village_a"]),
    ):
        key = report_outcome(
            by=network.actor("liaison"),
            reported_by=network.association.pk,
            project=row,
            text="成效",
            unit=unit,
            value=value,
            parties=[getattr(network, name).pk for name in parties],
            happened_on=today(),
        ).pk
        verify_outcome(by=network.actor("secretary_a"), outcome=key)
    everybody = [(t.unit, t.value, t.outcomes) for t in public_totals()]
    assert everybody == [(Unit.YUAN, Decimal("0.3"), 2), (Unit.JOBS, Decimal(3), 1)]
    found = [(t.unit, t.value, t.outcomes) for t in public_totals(getattr(network, who).pk)]
    assert (
        found
        == {
            "association": everybody,
            "village_a": [(Unit.YUAN, Decimal("0.1"), 1), (Unit.JOBS, Decimal(3), 1)],
            "village_b": [],
        }[who]
    )


def _came(network: Network, *, verified: bool = True, **values: Any) -> None:
    given: dict[str, Any] = {
        "by": network.actor("liaison"),
        "reported_by": network.association.pk,
        "text": "多卖的钱",
        "unit": "yuan",
        "value": "100",
        "parties": [network.association.pk, network.village_a.pk],
        "happened_on": today(),
    }
    row = report_outcome(**(given | values))
    if verified:
        verify_outcome(by=network.actor("secretary_a"), outcome=row.pk)


def test_outcomes_are_public_with_their_agreement(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Verified ones of a project or a commitment under an agreement in force are shown, the others counted; those
    that nobody has verified are neither."""
    agreement = in_force(network)
    public = project(network, agreement=agreement.pk).pk
    promised = promise(network, agreement=agreement.pk).pk
    _came(network, project=public)
    _came(network, commitment=promised, unit="jobs", value="2", text="两个岗位")
    _came(network, project=public, verified=False, text="没核实")
    _came(network, project=project(network, key="free").pk, text="不公开的")
    with django_assert_num_queries(6):
        found = public_outcomes()
    assert {(line.text, line.unit, line.value) for line in found.lines} == {
        ("多卖的钱", Unit.YUAN, Decimal(100)),
        ("两个岗位", Unit.JOBS, Decimal(2)),
    }
    assert (found.listed, found.counted) == (2, 3)
    assert {line.agreement for line in found.lines} == {(agreement.key, agreement.title)}
    assert found.lines[0].parties == ("测试促进会", "张洋村")
    assert public_outcomes(unit="jobs").listed == 1
    assert public_outcomes(work_area="training").counted == 0
    assert public_outcomes(organisation=network.village_b.pk).counted == 0
    assert len(public_outcomes(limit=1, offset=1).lines) == 1
