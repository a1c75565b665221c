# ruff: noqa: PLC0415 - Django is set up before its models are imported
"""A network of any number of villages with what belongs to each, written in bulk past the verbs: what the benchmarks of
pages and of the daily jobs ask about.

To the crowd of the tests (agreement, four commitments, joint group, project, obstacle, outcome; see ``tests.web.crowd``)
each village gets ten people (a first secretary with a posting, a liaison officer, a leader, seven members), two accounts,
e-mail chosen by every second secretary, a rhythm of monthly visits for six years, a meeting held and one planned, log
entries, milestones, endowments, a branch link, an answer to the call, an enquiry; every tenth a gathering, an honour and a
handover, every fiftieth keeps an alliance of ten.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.network import Network

PEOPLE, MONTHS, AT_ONCE = 10, 72, 1_000
ROLES = ("first-secretary", "liaison", "leader")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "明华伟芳娜敏静丽强磊军洋艳勇杰涛超霞平刚"


def grow(
    network: Network, start: int, end: int, progress: Callable[[str], None] = lambda _said: None
) -> None:
    """Villages number ``start`` to ``end``, a thousand at a time in one transaction each."""
    from django.db import transaction

    from tests.web.crowd import crowd

    for first in range(start, end, AT_ONCE):
        last = min(end, first + AT_ONCE)
        with transaction.atomic():
            _furnish(network, crowd(network, first, last), first)
        progress(f"{last} villages")


def first_visit(day: date) -> date:
    """From when on a monthly rhythm has had its ``MONTHS`` dates 45 days after ``day``."""
    last = day + timedelta(days=45)
    months = last.year * 12 + last.month - 1 - (MONTHS - 1)
    return date(months // 12, months % 12 + 1, min(last.day, 28))


def _furnish(network: Network, villages: list[Any], start: int) -> None:
    from tests.network import today

    day = today()
    people = _people(network, villages, start, day)
    _coordination(network, villages, people, start, day)
    _projects(network, villages, people, start, day)


def _people(network: Network, villages: list[Any], start: int, day: date) -> list[Any]:
    """Ten people a village, in the order of the villages."""
    from django.utils import timezone

    from lianjian.apps.agreements.models import Initiative, InitiativeResponse
    from lianjian.apps.parties.models import Account, Handover, Honour, Mandate, Person, Posting
    from lianjian.apps.reminders.models import Ways

    now, since = timezone.now(), day - timedelta(days=400)
    total = len(villages) * PEOPLE
    people = Person.objects.bulk_create(Person(name=_name(start * PEOPLE + n)) for n in range(total))
    mandates = Mandate.objects.bulk_create(
        Mandate(
            person=person,
            organisation=villages[place // PEOPLE],
            role=ROLES[place % PEOPLE] if place % PEOPLE < len(ROLES) else "member",
            starts_on=since,
        )
        for place, person in enumerate(people)
    )
    Posting.objects.bulk_create(
        Posting(
            person=people[n * PEOPLE],
            village=village,
            sent_by="省直单位",
            batch=6,
            starts_on=since,
            ends_on=since + timedelta(days=730),
            mandate=mandates[n * PEOPLE],
        )
        for n, village in enumerate(villages)
    )
    Account.objects.bulk_create(
        Account(username=f"crowd-{start + n}-{place}", password="!", person=people[n * PEOPLE + place])  # noqa: S106 - no password fits
        for n in range(len(villages))
        for place in range(2)
    )
    Ways.objects.bulk_create(
        Ways(person=people[n * PEOPLE], by_mail=True, email=f"crowd-{start + n}@example.cn", rest_days=False)
        for n in range(0, len(villages), 2)
    )
    Handover.objects.bulk_create(
        Handover(
            organisation=villages[n],
            mandate=mandates[n * PEOPLE],
            outgoing=people[n * PEOPLE],
            successor=people[n * PEOPLE + 3],
            state="begun",
            begun_at=now,
        )
        for n in range(0, len(villages), 10)
    )
    Honour.objects.bulk_create(
        Honour(
            organisation=villages[n],
            title="乡村治理示范村",
            granted_by="省农业农村厅",
            granted_on=since,
            public=True,
            entered_at=now,
        )
        for n in range(0, len(villages), 10)
    )
    call, _new = Initiative.unscoped.get_or_create(
        key="province",
        defaults={
            "organisation": network.association,
            "title": "全省共建倡议",
            "text": "倡议",
            "state": "published",
            "created_at": now,
            "published_at": now,
        },
    )
    InitiativeResponse.objects.bulk_create(
        InitiativeResponse(
            initiative=call,
            organisation_name=village.name,
            division_id=village.division_id,
            contact_name="联系人",
            contact="0594-0000000",
            state=("joined", "received", "checked", "invited")[n % 4],
            received_at=now - timedelta(days=n % 300),
            moved_at=now,
            organisation=None if n % 4 else village,
        )
        for n, village in enumerate(villages)
    )
    return people


def _coordination(network: Network, villages: list[Any], people: list[Any], start: int, day: date) -> None:
    from django.utils import timezone

    from lianjian.apps.coordination.models import (
        CoordinationGroup,
        Gathering,
        GroupMember,
        InvitedHouse,
        LogEntry,
        Meeting,
        Rhythm,
        Seat,
    )

    now, ends = timezone.now(), day + timedelta(days=330)
    first = first_visit(day)
    keys = [f"crowd-{start + n}" for n in range(len(villages))]
    groups = list(CoordinationGroup.unscoped.filter(agreement__key__in=keys).order_by("pk"))
    GroupMember.objects.bulk_create(
        GroupMember(
            group=group, person=people[n * PEOPLE], organisation=villages[n], role="liaison", since=first
        )
        for n, group in enumerate(groups)
    )
    Rhythm.objects.bulk_create(
        Rhythm(
            group=group,
            organisation=villages[n],
            person=people[n * PEOPLE] if n % 2 else None,
            what=f"每月走访第{start + n}村",
            every=1,
            period="month",
            starts_on=first,
            ends_on=ends,
        )
        for n, group in enumerate(groups)
    )
    meetings = Meeting.objects.bulk_create(
        Meeting(
            group=group,
            title=f"第{start + n}次联席会",
            state=state,
            held_at=now + timedelta(days=days - n % 20 if days < 0 else days + n % 20),
            minutes="纪要" if state == "held" else "",
        )
        for n, group in enumerate(groups)
        for state, days in (("held", -1), ("planned", 1))
    )
    Seat.objects.bulk_create(
        Seat(meeting=meeting, person=person)
        for place, meeting in enumerate(meetings)
        for person in (people[place // 2 * PEOPLE], people[place // 2 * PEOPLE + 1])
    )
    LogEntry.objects.bulk_create(
        LogEntry(
            person=people[n * PEOPLE],
            village=village,
            kind=kind,
            text=f"第{start + n}村的{kind}",
            happened_at=now - timedelta(days=place * 9),
            recorded_at=now,
        )
        for n, village in enumerate(villages)
        for place, kind in enumerate(("visit", "progress", "need", "obstacle", "note"))
    )
    gatherings = Gathering.objects.bulk_create(
        Gathering(
            kind="theme-day",
            title=f"第{start + n}场活动",
            organiser=villages[n],
            begins_at=now + timedelta(days=n % 60 - 30),
            ends_at=now + timedelta(days=n % 60 - 30, hours=2),
            public=n % 20 == 0,
            state="announced",
        )
        for n in range(0, len(villages), 10)
    )
    InvitedHouse.objects.bulk_create(
        InvitedHouse(gathering=gathering, organisation=network.association) for gathering in gatherings
    )


def _projects(network: Network, villages: list[Any], people: list[Any], start: int, day: date) -> None:
    from django.db.models import F
    from django.utils import timezone

    from lianjian.apps.exchange.models import Endowment
    from lianjian.apps.projects.models import (
        Alliance,
        AllianceMember,
        BranchLink,
        Commitment,
        Enquiry,
        Milestone,
        OutcomeParty,
        Progress,
        Project,
    )

    now = timezone.now()
    keys = [f"crowd-{start + n}" for n in range(len(villages))]
    projects = list(Project.unscoped.filter(key__in=keys).order_by("pk"))
    Milestone.objects.bulk_create(
        Milestone(
            project=project,
            name=f"节点{place}",
            due_on=day + timedelta(days=20 * place - 30 + n % 20),
            first_due_on=day,
            done_on=day if place == 0 else None,
        )
        for n, project in enumerate(projects)
        for place in range(2)
    )
    for days in range(30):
        done = Commitment.unscoped.annotate(part=F("pk") % 30).filter(
            agreement__key__in=keys, state="reported-done", part=days
        )
        done.update(done_on=day - timedelta(days=days))
    Progress.objects.bulk_create(
        Progress(commitment_id=promise, kind="report", at=now, text="在办")
        for promise in Commitment.unscoped.filter(agreement__key__in=keys)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    outcomes = list(
        OutcomeParty.unscoped.order_by("-outcome")
        .values_list("outcome", flat=True)
        .distinct()[: len(villages)]
    )
    OutcomeParty.objects.bulk_create(
        OutcomeParty(outcome_id=outcome, organisation=village)
        for outcome, village in zip(outcomes, villages, strict=True)
    )
    Endowment.objects.bulk_create(
        Endowment(organisation=village, kind=kind, text="可用的场地", public=True, recorded_on=day)
        for village in villages
        for kind in ("land", "skill")
    )
    houses = (network.association, network.media)
    BranchLink.objects.bulk_create(
        BranchLink(
            proposer=houses[n % 2],
            partner=village,
            pair=f"{houses[n % 2].pk}-{village.pk}",
            proposer_branch="机关支部",
            partner_branch="村支部",
            agreed="联建",
            proposer_contact=network.people["leader"],
            partner_contact=people[n * PEOPLE],
            state="linked",
            proposed_on=day,
        )
        for n, village in enumerate(villages)
    )
    alliances = Alliance.objects.bulk_create(
        Alliance(
            key=f"crowd-{start + n}",
            name=f"第{start + n}联盟",
            keeper=villages[n],
            founded_on=day,
            public=True,
        )
        for n in range(0, len(villages), 50)
    )
    AllianceMember.objects.bulk_create(
        AllianceMember(alliance=alliance, organisation=village, state="member", invited_on=day, joined_on=day)
        for place, alliance in enumerate(alliances)
        for village in villages[place * 50 : place * 50 + 10]
    )
    Enquiry.objects.bulk_create(
        Enquiry(
            project=projects[n],
            handler=network.association if n % 5 == 0 else village,
            name="某游客",
            contact="13000000000",
            text="想去看看",
            state=("new", "taken", "answered", "sold")[n % 4],
            received_at=now - timedelta(days=n % 90),
            secret=f"{start + n:064}",
            client_key=f"crowd-{start + n}",
        )
        for n, village in enumerate(villages)
    )


def _name(number: int) -> str:
    """Names as they are spread: two hundred surnames and given names of one sign, four thousand of two."""
    first, rest = SURNAMES[number % 10], number // 10
    return first + GIVEN[rest % 20] + (GIVEN[rest // 20 % 20] if rest % 3 else "")


def main() -> None:
    """Build a network in a home: ``python -m benchmarks.growing HOME VILLAGES``."""
    from benchmarks.daily import set_up

    home, villages = sys.argv[1:]
    set_up(home)
    from django.core.management import call_command

    from tests.network import build

    call_command("migrate", verbosity=0)
    (Path(home) / "static").mkdir(exist_ok=True)
    grow(build(), 0, int(villages), lambda said: sys.stderr.write(f"{said}\n"))
    json.dump({"villages": int(villages)}, sys.stdout)


if __name__ == "__main__":
    main()
