"""What the phone shows somebody opens for them, and what they may do has a way to it: each role, from the first page on."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.rules.roles import ENTERS_ONLY, Role
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.rules.periods import PeriodDraft
from tests.apps.coordination.gathered import announced
from tests.apps.coordination.groups import joint_group
from tests.apps.projects.promises import project, promise
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network

NOBODY = "administrator of the network"
"""Without a mandate anywhere."""
ROLES = [*(str(role) for role in Role), NOBODY]
FIRST = "/m/"
ENTRIES = {
    "write": ("/m/", "/m/log/new/"),
    "a duty of our own": ("/m/", "/m/duties/new/"),
    "the glance": ("/m/", "/m/glance/"),
    "the office": ("/m/", "/office/"),
    "an obstacle": ("/m/obstacles/", "/m/log/new/?about=obstacle"),
    "hand over": ("/m/handovers/", "/m/handovers/new/"),
    "by word": ("/m/handovers/", "/m/by-word/new/"),
    "an entry about a project": ("project", "/m/log/new/?about=project:{project}"),
    "a contribution": ("project", "/m/projects/{project}/contributions/new/"),
    "what stands in the way of a commitment": ("commitment", "/m/commitments/{commitment}/obstacle/"),
}
"""What is done -> the page on which its entry stands, the address of the entry."""
_LINK = re.compile(r'href="(/[^"#]*)')
_FILES = re.compile(r"\.(ics|js|css|svg|png|pdf|docx)$|^/(static|media)/|as=xlsx|/photos/")


@pytest.fixture
def world(network: Network) -> dict[str, int]:
    """One of each for village A: owed both ways, with periods, a project, a duty, an obstacle, an outcome, a gathering."""
    joint_group(network)
    village, secretary = network.village_a.pk, network.actor("secretary_a")
    given = {"giver": village, "receiver": network.association.pk, "by": secretary}
    key = promise(network, **given, text="教会十个人炒茶").pk
    promise(network, text="装路灯")
    promise(
        network,
        **given,
        text="修路",
        target=None,
        counting="level",
        periods=[PeriodDraft(today(), today(), 9)],
    )
    row = project(network).pk
    assign_duty(by=secretary, organisation=village, what="整理停车位", due_on=today())
    raise_obstacle(by=secretary, organisation=village, project=row, text="缺水")
    report_outcome(
        by=network.actor("liaison"),
        reported_by=network.association.pk,
        project=row,
        text="多卖的钱",
        unit="yuan",
        value=5,
        parties=[network.association.pk, village],
        happened_on=today(),
    )
    announced(network)
    return {"commitment": key, "project": row}


def phone_of(network: Network, role: str) -> Client:
    """Somebody who holds that role in village A and nothing else."""
    person = register_person(by=ROOT, name="新来的").pk
    if role not in {NOBODY, Role.FIRST_SECRETARY}:
        grant_mandate(by=ROOT, person=person, organisation=network.village_a.pk, role=role, starts_on=today())
    account = (
        network.accounts["secretary_a"]
        if role == Role.FIRST_SECRETARY
        else open_account(
            by=ROOT,
            person=person,
            username="newcomer",
            password="long-enough-for-tests",
            network_administrator=role == NOBODY,
        )
    )
    phone = Client(headers={"Accept-Language": "zh-hans"})
    phone.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return phone


def links(page: str) -> set[str]:
    """The addresses of pages on a page."""
    return {link for one in _LINK.findall(page) if not _FILES.search(link := html.unescape(one))}


def opens(phone: Client, address: str) -> bool:
    """Whether there is more behind it than a sentence that it is not for this person."""
    answer = phone.get(address)
    names = {one.name for one in answer.templates}
    return answer.status_code == 200 and not names & {"mobile/no_group.html", "mobile/no_mandate.html"}


@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_shown_opens(network: Network, world: dict[str, int], role: str) -> None:
    """From the first page on, over the links of the phone (one of each kind), and one step into the office: nothing is
    forbidden or missing."""
    phone, waiting = phone_of(network, role), [FIRST]
    seen: set[str] = set()
    shut = {}
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "0", address)
        if kind in seen:
            continue
        seen.add(kind)
        answer = phone.get(address)
        if answer.status_code not in {200, 302}:
            shut[address] = answer.status_code
        elif answer.status_code == 200 and address.startswith("/m/") and "charset" in answer["Content-Type"]:
            waiting += sorted(
                one for one in links(answer.content.decode()) if one.startswith(("/m/", "/office/"))
            )
    assert shut == {}
    assert len(seen) > (4 if role == NOBODY else 15)


@pytest.mark.parametrize("role", ROLES)
def test_what_one_may_do_has_its_way_and_nothing_else_has(
    network: Network, world: dict[str, int], role: str
) -> None:
    """Each entry stands on its page exactly where it opens."""
    phone = phone_of(network, role)
    pages = {name: f"/m/{name}s/{key}/" for name, key in world.items()}
    shown, opened = {}, {}
    for name, (page, address) in ENTRIES.items():
        answer = phone.get(pages.get(page, page))
        there = answer.status_code == 200
        shown[name] = there and address.format(**world) in links(answer.content.decode())
        opened[name] = there and opens(phone, address.format(**world))
    assert shown == opened


@pytest.mark.parametrize("role", sorted(ENTERS_ONLY))
def test_whoever_only_enters_figures_is_not_offered_to_write(
    network: Network, world: dict[str, int], role: str
) -> None:
    """Neither under the thumb nor on the first page, nor beside what is due; the address says why, and sends them to the
    figures."""
    phone = phone_of(network, role)
    page = phone.get(FIRST).content.decode()
    assert "/m/log/new/?" not in page
    assert 'id="entry"' not in page
    assert "教会十个人炒茶" in page
    for answer in (phone.get("/m/log/new/"), phone.post("/m/log/new/", {"text": "闯"})):
        assert answer.status_code == 403
        assert 'href="/m/commitments/"' in answer.content.decode()
