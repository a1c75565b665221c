"""Commitments of the demonstration that are counted by the quarter, and shares that the parties of an outcome agreed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.actions.agree_shares import agree_shares
from lianjian.apps.projects.actions.approve_value import approve_value
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.actions.return_value import return_value
from lianjian.apps.projects.queries import outcome, outcomes, periods_of
from lianjian.apps.projects.rules.evidence import File
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.apps.projects.rules.periods import Cut, PeriodDraft, cut_into
from lianjian.demonstration.photographs import photograph
from lianjian.demonstration.society import LOADER

if TYPE_CHECKING:
    from lianjian.demonstration.reading import Calendar
    from lianjian.demonstration.society import Society

AGREEMENT, GIVER, RECEIVER = "zhangyang-three-parties", "minshan", "zhangyang"
PROMISED = 290
"""Days ago."""


def load_measured(days: Calendar, society: Society) -> int:
    """The quarters of two commitments with their values, and the shares of an outcome; returns how many commitments."""
    _trained(days, society)
    _kept_open(days, society)
    _shared(days, society)
    return 2


def _trained(days: Calendar, society: Society) -> None:
    """One quarter approved, one returned and corrected, one that waits; what is over and was not reported is late."""
    row = make_commitment(
        by=society.acting(society.leaders[GIVER], days.day(PROMISED)),
        giver=society.organisations[GIVER],
        receiver=society.organisations[RECEIVER],
        work_area="training",
        text="一年里请农技员和民宿管家进村，培训一百五十人次",
        due_on=days.day(-70),
        agreement=society.agreements[AGREEMENT],
        clause_position=3,
        indicator="参训人次",
        unit="people-trained",
        counting="adds-up",
        periods=[
            PeriodDraft(span.starts_on, span.ends_on, 30)
            for span in cut_into(days.day(PROMISED), days.day(-70), Cut.QUARTER)
        ],
        client_key="demonstration-trained",
        now=days.moment(PROMISED, hour=15),
    ).pk
    over = [one for one in periods_of(LOADER, row, days.today) if one.ends_on < days.today]
    giver, receiver = society.leaders[GIVER], society.leaders[RECEIVER]
    told = (("34", ""), ("40", "签到表上只有三十一个名字，请核对"), ("28", ""))
    for place, (one, (amount, wrong)) in enumerate(zip(over, told, strict=False)):
        ago = (days.today - one.ends_on).days - 3
        at = days.moment(max(ago, 1), hour=10)
        by = society.acting(giver, days.day(max(ago, 1)))
        files = [File("签到表.png", photograph("night-class", 40 + place))]
        made = report_value(
            by=by, period=one.id, value=amount, text="签到表和照片附后。", files=files, now=at
        )
        judge = society.acting(receiver, days.day(max(ago - 1, 1)))
        later = days.moment(max(ago - 1, 1), hour=16)
        if wrong:
            return_value(by=judge, value=made.pk, reason=wrong, now=later)
            made = report_value(
                by=by,
                period=one.id,
                value="31",
                text="按签到表更正。",
                now=days.moment(max(ago - 2, 1), hour=9),
            )
        if place < 2:  # noqa: PLR2004 - the third one waits
            approve_value(by=judge, value=made.pk, now=days.moment(max(ago - 2, 1), hour=17))


def _kept_open(days: Calendar, society: Society) -> None:
    """A level: how many rooms are open at the end of each quarter; nothing has been reported since the first."""
    row = make_commitment(
        by=society.acting(society.leaders[RECEIVER], days.day(PROMISED)),
        giver=society.organisations[RECEIVER],
        receiver=society.organisations[GIVER],
        work_area="industry",
        text="民宿在册客房逐季增加，年底达到二十四间",
        due_on=days.day(-70),
        agreement=society.agreements[AGREEMENT],
        indicator="在册客房",
        unit="items",
        counting="level",
        periods=[
            PeriodDraft(span.starts_on, span.ends_on, 12 + 4 * place)
            for place, span in enumerate(cut_into(days.day(PROMISED), days.day(-70), Cut.QUARTER))
        ],
        client_key="demonstration-rooms",
        now=days.moment(PROMISED, hour=16),
    ).pk
    first = periods_of(LOADER, row, days.today)[0]
    ago = max((days.today - first.ends_on).days - 4, 2)
    made = report_value(
        by=society.acting(society.leaders[RECEIVER], days.day(ago)),
        period=first.id,
        value="12",
        now=days.moment(ago, hour=9),
    )
    judge = society.acting(society.leaders[GIVER], days.day(ago - 1))
    approve_value(by=judge, value=made.pk, now=days.moment(ago - 1, hour=9))
    raise_obstacle(
        by=society.acting(society.leaders[RECEIVER], days.day(20)),
        organisation=society.organisations[RECEIVER],
        commitment=row,
        text="新客房的消防验收排到下个月，房间先不能登记",
        client_key="demonstration-rooms-obstacle",
        now=days.moment(20, hour=9),
    )


def _shared(days: Calendar, society: Society) -> None:
    """The parties of one outcome agree that the village counts double; of another one party proposed it and waits."""
    leaders = {society.organisations[key]: leader for key, leader in society.leaders.items()}
    joint = [
        line
        for line in outcomes(LOADER, state=OutcomeState.VERIFIED)
        if len(line.parties) > 1 and all(key in leaders for key, _name in line.parties)
    ]
    for place, line in enumerate(joint[:2]):
        first = line.parties[0][0]
        weights = {key: 2 if key == line.reported_by else 1 for key, _name in line.parties}
        propose_shares(
            by=society.acting(leaders[first], days.day(5)),
            outcome=line.id,
            organisation=first,
            weights=weights,
            now=days.moment(5, hour=9),
        )
        for key, _name in line.parties[1:] if place == 0 else ():
            agree_shares(
                by=society.acting(leaders[key], days.day(4)),
                outcome=line.id,
                organisation=key,
                seen=outcome(LOADER, line.id).shares_seen,
                now=days.moment(4, hour=9),
            )
