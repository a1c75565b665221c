# ruff: noqa: PLC0415 - Django is set up before its models are imported
"""What pages cost in a network that was built before (``benchmarks.growing``): a process of its own for each network.

python -m benchmarks.pages HOME
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import zipfile
from typing import TYPE_CHECKING, Any

from benchmarks.daily import clock, counting, resident, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ROUNDS = 5
ENOUGH = 4.0
"""Seconds after which one page is not asked again: what is that slow is slow without a median."""
PAGES = {
    "visitor": (
        "/", "/network/", "/network/promises/", "/network/promises/?area=industry&page=3", "/network/agreements/",
        "/network/outcomes/", "/network/outcomes/?unit=yuan", "/network/projects/", "/network/partners/",
        "/network/growth/", "/network/places/36/", "/network/places/3601/", "/network/places/360100/",
        "/villages/crowd-7/", "/agreements/crowd-0/", "/alliances/", "/destinations/", "/gatherings/",
        "/calls/province/", "/spread/", "/search/?q=村",
    ),
    "leader": (
        "/m/", "/m/glance/", "/m/commitments/", "/m/commitments/theirs/open/?page=2", "/m/due/mine/late/",
        "/m/due/theirs/waiting/", "/m/board/", "/m/owing/", "/m/synergy/", "/m/agreements/", "/m/obstacles/",
        "/m/enquiries/", "/m/groups/", "/m/gatherings/", "/m/handovers/", "/m/reminders/", "/m/silent/", "/m/log/",
        "/office/", "/office/parties/", "/office/parties/?q=村", "/office/parties/association/",
        "/office/parties/association/open/", "/office/hands/", "/office/agreements/", "/office/agreements/?page=200",
        "/office/commitments/", "/office/commitments/?state=settled&page=2", "/office/board/",
        "/office/board/?next=value", "/office/matrix/", "/office/matrix/?givers=village&receivers=association",
        "/office/fulfilment/", "/office/fulfilment/?by=agreement&page=2", "/office/synergy/",
        "/office/synergy/yuan/?what=together&page=2", "/office/groups/", "/office/meetings/", "/office/reminders/",
        "/office/silent/", "/office/gatherings/", "/office/projects/", "/office/outcomes/", "/office/obstacles/",
        "/office/alliances/", "/office/links/", "/office/enquiries/", "/office/calls/", "/office/calls/province/",
        "/office/experts/", "/office/suggest/parties/?q=村", "/office/suggest/people/?q=王",
    ),
    "secretary": (
        "/m/", "/m/commitments/", "/m/log/", "/m/log/new/", "/m/reminders/", "/m/silent/", "/m/board/", "/m/owing/",
        "/m/groups/", "/m/handovers/", "calendar", "/office/", "/office/commitments/", "/office/board/",
    ),
    "administrator": (
        "/office/", "/office/parties/", "/office/duplicates/", "/office/duplicates/merged/", "/office/hands/",
        "/office/suggest/people/?q=王", "/office/commitments/", "/office/silent/", "/m/glance/", "/m/",
    ),
}  # fmt: skip
"""What everybody opens in a day, and every list of the office that can have a row for each village."""
WORKBOOKS = {
    "leader": (
        "/office/commitments/?as=xlsx",
        "/office/board/?as=xlsx",
        "/office/agreements/?as=xlsx",
        "/office/silent/?as=xlsx",
    ),
    "administrator": ("/office/parties/?as=xlsx",),
}
"""Lists as files: they hold all rows, so that they grow; the queries of each piece of them may not."""


def run(home: str) -> dict[str, Any]:
    """Queries and median seconds of each page, of the peer, of the limit and of each workbook; memory at the end."""
    set_up(home)
    askings = _askings(PAGES)
    askings["peer"] = administration()
    askings["limit"] = one_query
    found = costs(askings, ROUNDS)
    books = costs(_askings(WORKBOOKS), 1)
    for name, cost in books.items():
        who, page = name.split(" ", 1)
        cost["rows"] = rows_in(_client(who)[0].get(page))
    return {"pages": found, "workbooks": books, "rows": counted(), "rss_mb": resident()}


def costs(askings: dict[str, Callable[[], None]], rounds: int) -> dict[str, dict[str, float]]:
    """Each asked once to fill what is kept, once for the queries, then in turns."""
    queries: dict[str, int] = {}
    seconds: dict[str, list[float]] = {name: [] for name in askings}
    for name, ask in askings.items():
        ask()
        with counting() as seen:
            started = clock()
            ask()
            seconds[name].append(clock() - started)
        queries[name] = seen.queries
    for _ in range(rounds - 1):
        for name, ask in askings.items():
            if sum(seconds[name]) < ENOUGH:
                started = clock()
                ask()
                seconds[name].append(clock() - started)
    return {
        name: {"queries": queries[name], "s": round(statistics.median(seconds[name]), 5)} for name in askings
    }


def _client(who: str) -> tuple[Client, Any]:
    from django.test import Client

    client = Client(headers={"Accept-Language": "zh-hans"})
    account = _account(who)
    if account is not None:
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client, account


def rows_in(answer: Any) -> int:
    """Rows of the first sheet of a workbook, its heads included."""
    content = b"".join(answer) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").count(b"<row ")


def _askings(asked: dict[str, tuple[str, ...]]) -> dict[str, Callable[[], None]]:
    found: dict[str, Callable[[], None]] = {}
    for who, pages in asked.items():
        client, account = _client(who)
        for page in pages:
            found[f"{who} {page}"] = _asking(client, _calendar(account) if page == "calendar" else page)
    return found


def _account(who: str) -> Any:
    """The association's leader, who runs every joint group; a first secretary of the crowd; an administrator."""
    from django.utils import timezone

    from lianjian.apps.parties.models import Account, Mandate, Organisation, Person

    if who == "visitor":
        return None
    names = {"leader": "leader", "secretary": "crowd-7-0", "administrator": "administrator"}
    account = Account.objects.filter(username=names[who]).first()
    if account is None:
        person = Person.objects.create(name="网络管理员")
        account = Account.objects.create(username=names[who], person=person, is_superuser=True)
        house = Organisation.objects.get(key="association")
        Mandate.objects.create(
            person=person, organisation=house, role="administrator", starts_on=timezone.now().date()
        )
    return account


def _calendar(account: Any) -> str:
    from lianjian.apps.parties.queries import actor_for
    from lianjian.apps.reminders.actions.open_calendar import open_calendar

    return f"/calendar/{open_calendar(by=actor_for(account))}.ics"


def _asking(client: Client, page: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(page)
        b"".join(answer) if answer.streaming else answer.content
        if answer.status_code != 200:  # noqa: PLR2004 - done
            message = f"{page} answered {answer.status_code}"
            raise RuntimeError(message)

    return ask


def administration() -> Callable[[], None]:
    """The peer: Django's list of duties, newest first, as its administration shows any table."""
    from django.contrib.admin import AdminSite, ModelAdmin
    from django.contrib.auth import get_user_model
    from django.test import RequestFactory

    from lianjian.apps.coordination.models import Duty

    class Duties(ModelAdmin[Duty]):
        list_display = ("what", "due_on", "state")

        def get_queryset(self, request: object) -> Any:  # noqa: ARG002 - Django's shape
            return Duty.unscoped.all()

        def has_view_permission(self, request: object, obj: object = None) -> bool:  # noqa: ARG002 - Django's shape
            return True

    site = AdminSite()
    kept = Duties(Duty, site)

    def ask() -> None:
        request = RequestFactory().get("/")
        request.user = get_user_model()(is_superuser=True, is_staff=True, is_active=True)
        changes = kept.get_changelist_instance(request)
        list(changes.result_list)

    return ask


def one_query() -> None:
    """The limit: fifty rows by an index, and nothing around it."""
    from lianjian.apps.coordination.models import Duty

    list(Duty.unscoped.filter(organisation=1, state="open").order_by("due_on")[:50])


def counted() -> dict[str, int]:
    from lianjian.apps.coordination.models import Duty
    from lianjian.apps.parties.models import Organisation, Person
    from lianjian.apps.projects.models import Commitment
    from lianjian.apps.reminders.models import Case, Reminder

    return {
        "organisations": Organisation.objects.count(),
        "people": Person.unscoped.count(),
        "duties": Duty.unscoped.count(),
        "commitments": Commitment.unscoped.count(),
        "cases": Case.unscoped.count(),
        "reminders": Reminder.unscoped.count(),
    }


if __name__ == "__main__":
    json.dump(run(sys.argv[1]), sys.stdout, ensure_ascii=False)
