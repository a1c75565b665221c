from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.projects import queries
from lianjian.apps.projects.actions.approve_value import approve_value
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.divide_commitment import divide_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.actions.return_value import return_value
from lianjian.apps.projects.models import Period, PeriodValue
from lianjian.apps.projects.rules.commitments import CommitmentState, Move
from lianjian.apps.projects.rules.evidence import File
from lianjian.apps.projects.rules.periods import PeriodDraft, PeriodStanding, ValueState, tally
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.apps.projects.promises import promise
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from lianjian.apps.projects.models import Commitment
    from lianjian.apps.projects.queries import PeriodLine
    from lianjian.foundation.actor import Actor


def divided(network: Network, counting: str = "adds-up", **values: Any) -> Commitment:
    """The association owes village A eighteen lamps in three periods: one that is long over, one that runs, one ahead."""
    day = today()
    borders = [(day - timedelta(days=80), day - timedelta(days=20)), (day - timedelta(days=19), day),
               (day + timedelta(days=1), day + timedelta(days=30))]  # fmt: skip
    drafts = [PeriodDraft(first, last, "6") for first, last in borders]
    return promise(network, target=None, counting=counting, periods=drafts, **values)


def periods(network: Network, row: Commitment) -> list[PeriodLine]:
    return queries.periods_of(network.actor("liaison"), row.pk, today())


def clerk(network: Network) -> Actor:
    """A reporter of figures of the association."""
    person = register_person(by=ROOT, name="甲填报").pk
    grant_mandate(
        by=ROOT, person=person, organisation=network.association.pk, role="reporter", starts_on=today()
    )
    return actor_of_person(person)


def test_a_value_is_reported_returned_corrected_and_approved(network: Network) -> None:
    """The reporter's value with its proof is returned with a reason, corrected, approved by the receiver; each stamp stays;
    only what is approved counts, what was reported stands beside it, and what was not reported is unknown."""
    row, reporter, secretary = divided(network), clerk(network), network.actor("secretary_a")
    first = periods(network, row)[0]
    assert (first.standing, first.days_late, first.approved) == (PeriodStanding.LATE, 10, None)
    wrong = report_value(
        by=reporter, period=first.id, value="６", text="已装六盏", files=[File("a.pdf", b"%PDF-1.7 x")]
    )
    line = queries.commitment_card(secretary, row.pk, today()).line
    assert (line.target, line.reported, line.reached) == (Decimal(18), Decimal(6), None)
    assert line.state is CommitmentState.IN_PROGRESS
    return_value(by=secretary, value=wrong.pk, reason="只见到五盏")
    assert periods(network, row)[0].standing is PeriodStanding.RETURNED
    right = report_value(by=reporter, period=first.id, value=5)
    approve_value(by=secretary, value=right.pk)
    shown = queries.period_card(secretary, row.pk, 1, today()).line
    assert [(v.amount, v.state, v.reporter_name, v.judged_by, v.reason) for v in shown.values] == [
        (Decimal(5), ValueState.APPROVED, "甲填报", "张书记", ""),
        (Decimal(6), ValueState.RETURNED, "甲填报", "张书记", "只见到五盏"),
    ]
    assert [file.name for file in shown.values[1].files] == ["a.pdf"]
    assert shown.values[0].late
    card = queries.commitment_card(secretary, row.pk, today())
    assert (card.line.reported, card.line.reached) == (Decimal(5), Decimal(5))
    assert [step.kind for step in card.steps] == [Move.VALUE, Move.RETURN, Move.VALUE, Move.APPROVE]


def test_an_approved_value_counts_until_its_correction_is_approved(network: Network) -> None:
    """A correction is a new value; returned or waiting, it takes nothing away from the one before."""
    row, giver, secretary = divided(network, "level"), network.actor("liaison"), network.actor("secretary_a")
    period = periods(network, row)[0].id
    approve_value(by=secretary, value=report_value(by=giver, period=period, value=4).pk)
    later = report_value(by=giver, period=period, value=7).pk

    def figures() -> tuple[Decimal | None, Decimal | None]:
        line = queries.commitment_card(secretary, row.pk, today()).line
        return line.reported, line.reached

    assert figures() == (Decimal(7), Decimal(4))
    return_value(by=secretary, value=later, reason="数不对")
    assert figures() == (Decimal(4), Decimal(4))
    latest = report_value(by=giver, period=period, value=5).pk
    approve_value(by=secretary, value=latest)
    assert figures() == (Decimal(5), Decimal(5))
    return_value(by=secretary, value=latest, reason="照片是别村的")
    assert figures() == (None, None)
    states = [value.state for value in queries.period_card(secretary, row.pk, 1, today()).line.values]
    assert states == [ValueState.RETURNED, ValueState.RETURNED, ValueState.SUPERSEDED]


@pytest.mark.parametrize("who", ["leader", "liaison", "keeper_a", "both"])
def test_nobody_of_the_giver_and_nobody_without_a_voice_judges(network: Network, who: str) -> None:
    """The reporter, a colleague of theirs, a station keeper of the receiver, and somebody of both sides are refused, and the
    card offers it to none of them."""
    row = divided(network)
    value = report_value(by=network.actor("liaison"), period=periods(network, row)[0].id, value=3).pk
    if who == "both":
        grant_mandate(by=ROOT, person=network.people["leader"].pk, organisation=network.village_a.pk,
                      role="liaison", starts_on=today())  # fmt: skip
    by = network.actor("leader" if who == "both" else who)
    card = queries.period_card(by, row.pk, 1, today())
    assert not (card.may_approve)
    assert not (card.may_return)
    for deed in (
        lambda: approve_value(by=by, value=value),
        lambda: return_value(by=by, value=value, reason="不"),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_reporter_enters_figures_and_nothing_else(network: Network) -> None:
    """They read what their organisation reads; progress, done, outcomes and the value of the other side are not theirs."""
    row, by = divided(network), clerk(network)
    report_value(by=by, period=periods(network, row)[0].id, value=3)
    assert queries.commitment_card(by, row.pk, today()).moves == (Move.VALUE,)
    for deed in (
        lambda: report_progress(by=by, commitment=row.pk, text="一半"),
        lambda: report_done(by=by, commitment=row.pk),
        lambda: report_outcome(by=by, reported_by=network.association.pk, text="x", unit="jobs", value=1,
                               parties=[network.association.pk], happened_on=today(), work_area="industry"),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            deed()


@pytest.mark.parametrize("typed", ["", "N/A", "约3", "三", "1.5", "-1", "9" * 30, "²", "x" * 10_000])
def test_text_in_the_number_is_refused_and_nothing_is_kept(network: Network, typed: str) -> None:
    """Neither a value nor a step nor a file is left behind."""
    row = divided(network)
    with pytest.raises(Refused) as refused:
        report_value(by=network.actor("liaison"), period=periods(network, row)[0].id, value=typed)
    assert refused.value.field == "value"
    assert queries.commitment_card(ROOT, row.pk, today()).steps == ()
    assert PeriodValue.objects.across_organisations("test").count() == 0


def test_totals_are_never_typed(network: Network) -> None:
    """Neither a target beside those of the periods, nor a sum beside their values; and a period that has not begun has none."""
    with pytest.raises(Refused) as refused:
        promise(network, counting="adds-up", periods=[PeriodDraft(today(), today(), 18)])
    assert refused.value.field == "target"
    row = divided(network)
    by = network.actor("liaison")
    for deed in (report_progress, report_done):
        with pytest.raises(Refused, match="by periods") as typed:
            deed(by=by, commitment=row.pk, text="一半", value=3)
        assert typed.value.field == "value"
    with pytest.raises(Refused, match="begins"):
        report_value(by=by, period=periods(network, row)[2].id, value=1)


def test_the_whole_is_confirmed_once_no_value_waits(network: Network) -> None:
    """Whoever confirms has judged its parts."""
    row, secretary = divided(network), network.actor("secretary_a")
    value = report_value(by=network.actor("liaison"), period=periods(network, row)[0].id, value=3).pk
    report_done(by=network.actor("leader"), commitment=row.pk)
    with pytest.raises(Refused, match="waits"):
        confirm_commitment(by=secretary, commitment=row.pk)
    approve_value(by=secretary, value=value)
    confirm_commitment(by=secretary, commitment=row.pk)


def test_an_old_commitment_is_cut_into_what_was_promised(network: Network) -> None:
    """Less than the target, another unit of time after the first value, and cutting for the other side are refused."""
    row, by = promise(network), network.actor("liaison")

    def cut(*targets: int, who: Actor = by) -> Commitment:
        days = [today() + timedelta(days=n) for n in range(len(targets))]
        drafts = [PeriodDraft(day, day, target) for day, target in zip(days, targets, strict=True)]
        return divide_commitment(by=who, commitment=row.pk, counting="adds-up", periods=drafts)

    with pytest.raises(Refused, match="17; 18 was promised"):
        cut(8, 9)
    with pytest.raises(NotAllowed):
        cut(9, 9, who=network.actor("secretary_a"))
    cut(18)
    cut(9, 9)
    assert [one.target for one in periods(network, row)] == [9, 9]
    report_value(by=by, period=periods(network, row)[0].id, value=1)
    with pytest.raises(Refused, match="stay as they are"):
        cut(18)


DEEDS = st.lists(st.tuples(st.sampled_from(["report", "approve", "return"]), st.integers(0, 99)), max_size=9)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_the_row_of_a_period_is_what_its_values_say(network: Network, deeds: list[tuple[str, int]]) -> None:
    """After any reports, approvals and returns of any of the values, the stored state and figures equal those computed anew
    from all values, and the totals of the commitment those of its rows."""
    row, giver, secretary = (
        divided(network, text=f"第{len(deeds)}轮"),
        network.actor("liaison"),
        network.actor("secretary_a"),
    )
    keys = [one.id for one in periods(network, row)[:2]]
    made: list[int] = []
    for what, number in deeds:
        try:
            if what == "report":
                made.append(report_value(by=giver, period=keys[number % 2], value=number).pk)
            elif made and what == "approve":
                approve_value(by=secretary, value=made[number % len(made)])
            elif made:
                return_value(by=secretary, value=made[number % len(made)], reason="再核")
        except Refused:
            continue
    found = []
    for key in keys:
        values = PeriodValue.objects.across_organisations("test").filter(period=key).order_by("pk")
        period = Period.objects.across_organisations("test").get(pk=key)
        told = tally([(value.amount, ValueState(value.state)) for value in values])
        assert (period.state, period.reported, period.approved) == (told.state, told.reported, told.approved)
        found.append(told.approved)
    known = [one for one in found if one is not None]
    assert queries.commitment_card(giver, row.pk, today()).line.reached == (sum(known) if known else None)
