"""A network of any size in a moment: rows written in bulk past the verbs, for tests of what pages cost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.models import Agreement, AgreementParty, AgreementText
from lianjian.apps.coordination.models import CoordinationGroup, Duty, GroupMember
from lianjian.apps.parties.models import Division, Mandate, Organisation, Person
from lianjian.apps.projects.models import (
    Commitment,
    Obstacle,
    Outcome,
    OutcomeParty,
    Period,
    Project,
    ProjectParty,
)
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network

STATES = ("effective", "signing", "effective", "partially-signed", "ended", "draft")
AREAS = ("industry", "investment", "recruitment", "training", "technology", "livelihood")
COUNTIES = 30


def crowd(network: Network, start: int, end: int) -> list[Organisation]:
    """Villages number ``start`` to ``end`` in thirty counties of two cities, every other of the same short name; for each an
    agreement with the association and the media centre, four commitments (the first with a value that is
    late), a joint group led by the association's leader, a duty, a project, an obstacle, an outcome, and a person."""
    now, day = timezone.now(), today()
    codes = [f"36{1 + county % 2:02}{county:02}" for county in range(COUNTIES)]
    places = [
        Division(code="36", name="江西省", level="province", path="江西省"),
        Division(code="3601", name="甲市", level="city", parent_id="36", path="江西省 甲市"),
        Division(code="3602", name="乙市", level="city", parent_id="36", path="江西省 乙市"),
    ]
    places += [
        Division(
            code=code,
            name=f"{code}县",
            level="county",
            parent_id=code[:4],
            path=f"江西省 {code[:4]} {code}县",
        )
        for code in codes
    ]
    places += [
        Division(
            code=f"{codes[n % COUNTIES]}{100 + n // 900:03}{n % 900:03}",
            name=f"村{n}",
            level="village",
            parent_id=codes[n % COUNTIES],
            path=f"江西省 {codes[n % COUNTIES][:4]} {codes[n % COUNTIES]}县 镇 村{n}",
        )
        for n in range(start, end)
    ]
    Division.objects.bulk_create(places, ignore_conflicts=True)
    villages = Organisation.objects.bulk_create(
        Organisation(
            key=f"crowd-{n}",
            name=f"江西第{n}村",
            short_name="张洋村" if n % 2 else f"众{n}村",
            kind="village",
            division_id=place.code,
            joined_on=day,
        )
        for n, place in enumerate(places[3 + COUNTIES :], start)
    )
    agreements = Agreement.objects.bulk_create(
        Agreement(
            key=f"crowd-{n}",
            title=f"第{n}份协议",
            drafted_by=network.association,
            state=STATES[n % len(STATES)],
            created_at=now - timedelta(minutes=n),
        )
        for n in range(start, end)
    )
    houses = (network.association, network.media)
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, organisation=party, position=place)
        for agreement, village in zip(agreements, villages, strict=True)
        for place, party in enumerate((*houses, village))
    )
    AgreementText.objects.bulk_create(
        AgreementText(agreement=agreement, version=1, sha256=f"{n:064}", readable="文", frozen_at=now)
        for n, agreement in enumerate(agreements, start)
    )
    promises = Commitment.objects.bulk_create(
        Commitment(
            agreement=agreement,
            giver=village if side else network.association,
            receiver=network.association if side else village,
            work_area=AREAS[(n + side) % len(AREAS)],
            text=f"承诺{n}-{side}-{step}",
            due_on=day + timedelta(days=(n + 3 * step) % 40 - 12),
            first_due_on=day,
            state="reported-done" if step else "open",
            made_at=now,
        )
        for n, (agreement, village) in enumerate(zip(agreements, villages, strict=True), start)
        for side in range(2)
        for step in range(2)
    )
    Period.objects.bulk_create(
        Period(
            commitment=promise,
            position=1,
            starts_on=day - timedelta(days=60 + n),
            ends_on=day - timedelta(days=30 + n),
            report_by=day - timedelta(days=20 + n),
            target=1,
        )
        for n, promise in enumerate(promises[::4])
    )
    groups = CoordinationGroup.objects.bulk_create(
        CoordinationGroup(name=f"第{n}组", agreement=agreement, formed_on=day)
        for n, agreement in enumerate(agreements, start)
    )
    GroupMember.objects.bulk_create(
        GroupMember(
            group=group,
            person=network.people["leader"],
            organisation=network.association,
            role="leader",
            since=day,
        )
        for group in groups
    )
    Duty.objects.bulk_create(
        Duty(
            what=f"走访{n}",
            organisation=network.association,
            due_on=day + timedelta(days=n % 30 - 9),
            state="open",
        )
        for n in range(start, end)
    )
    projects = Project.objects.bulk_create(
        Project(
            key=f"crowd-{n}",
            title=f"第{n}个项目",
            kind="industry",
            work_area="industry",
            stage="running",
            agreement=agreement,
            place=village,
            started_on=day,
        )
        for n, (agreement, village) in enumerate(zip(agreements, villages, strict=True), start)
    )
    ProjectParty.objects.bulk_create(
        ProjectParty(project=project, organisation=house, position=place)
        for project in projects
        for place, house in enumerate(houses)
    )
    Obstacle.objects.bulk_create(
        Obstacle(
            organisation=network.association,
            text=f"卡在第{n}处",
            since=day,
            owner=network.people["leader"],
        )
        for n in range(start, end)
    )
    outcomes = Outcome.objects.bulk_create(
        Outcome(
            work_area="industry",
            text=f"第{n}件成效",
            unit="yuan",
            value=1,
            happened_on=day,
            evidence="账本",
            reported_by=network.media,
            reported_at=now,
            state="verified" if n % 2 else "reported",
        )
        for n in range(start, end)
    )
    OutcomeParty.objects.bulk_create(
        OutcomeParty(outcome=outcome, organisation=house) for outcome in outcomes for house in houses
    )
    people = Person.objects.bulk_create(Person(name=f"王众{n}") for n in range(start, end))
    Mandate.objects.bulk_create(
        Mandate(person=person, organisation=network.association, role="member", starts_on=day)
        for person in people
    )
    return villages
