# ruff: noqa: PLC0415, E501 - Django is set up before its models are imported
"""Network: what pages cost when the network has grown from a hundred villages to a province.

Ours are pages of the site, the phone and the office, asked through the whole stack (without the socket) as a visitor, as the
leader who looks after everything, and as one first secretary, on an installation of its own that is thrown away. The peer is
Django's own administration list over the same duties; the limit is one indexed query for a page of them. Each is asked in
the small network and again in the large one, several times in turns; the median counts.

python -m benchmarks network [--size small|medium|large] --json
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.network import Network

VILLAGES = {"small": 1_000, "medium": 4_000, "large": 14_000}
BEFORE = 100
PEOPLE_EACH, DUTIES_EACH, ROUNDS, BATCH = 10, 72, 5, 5_000
PAGES = {
    "visitor": ("/", "/network/", "/network/promises/", "/network/agreements/", "/network/outcomes/", "/villages/crowd-7/"),
    "leader": ("/m/", "/m/glance/", "/m/commitments/", "/office/", "/office/commitments/", "/office/parties/?q=村", "/office/outcomes/"),
    "secretary": ("/m/", "/m/commitments/", "/m/log/", "/office/"),
}  # fmt: skip


def run(size: str) -> dict[str, Any]:
    """Queries and seconds of each page in both networks, and how much slower the slowest has become."""
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-") as home:
        os.environ["LIANJIAN_HOME"] = home
        os.environ.pop("LIANJIAN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "lianjian.settings.embedded"
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.ALLOWED_HOSTS = ["testserver"]
        call_command("migrate", verbosity=0)
        (Path(home) / "static").mkdir(exist_ok=True)
        return _measure(VILLAGES[size])


def _measure(villages: int) -> dict[str, Any]:
    from django.db import connections

    from tests.network import build

    network = build()
    _grow(network, 0, BEFORE)
    small = _costs(network)
    _grow(network, BEFORE, villages)
    large = _costs(network)
    counted = _counted()
    connections.close_all()
    ours = {name: cost for name, cost in large.items() if name not in {"peer", "limit"}}
    slower = {name: round(cost["s"] / small[name]["s"], 2) for name, cost in ours.items()}
    return {
        "ours": {"before": small, "after": ours},
        "peers": {"django-admin-list": {"before": small["peer"], "after": large["peer"]}},
        "limit": {"one_indexed_query": {"before": small["limit"], "after": large["limit"]}},
        "ratios": {
            "after_to_before": slower,
            "worst_after_to_before": max(slower.values()),
            "peer_after_to_before": round(large["peer"]["s"] / small["peer"]["s"], 2),
            "limit_after_to_before": round(large["limit"]["s"] / small["limit"]["s"], 2),
            "slowest_page_to_peer": round(max(cost["s"] for cost in ours.values()) / large["peer"]["s"], 2),
        },
        "checks": {
            "rows": counted,
            "villages_before": BEFORE,
            "pages_with_more_queries": sorted(
                name for name in ours if ours[name]["queries"] > small[name]["queries"]
            ),
        },
    }


def _grow(network: Network, start: int, end: int) -> None:
    """Villages number ``start`` to ``end`` with all that belongs to them, ten people and six years of duties each."""
    from lianjian.apps.coordination.models import Duty
    from lianjian.apps.parties.models import Mandate, Organisation, Person
    from tests.network import today
    from tests.web.crowd import crowd

    day = today()
    for first in range(start, end, 1_000):
        crowd(network, first, min(end, first + 1_000))
    keys = [f"crowd-{number}" for number in range(start, end)]
    for first in range(0, len(keys), 500):
        villages = list(Organisation.objects.filter(key__in=keys[first : first + 500]))
        people = Person.objects.bulk_create(
            Person(name=f"李众{village.pk}-{number}") for village in villages for number in range(PEOPLE_EACH)
        )
        Mandate.objects.bulk_create(
            Mandate(person=person, organisation=villages[place // PEOPLE_EACH], role="member", starts_on=day)
            for place, person in enumerate(people)
        )
        Duty.objects.bulk_create(
            (
                Duty(
                    organisation=village,
                    person=people[place * PEOPLE_EACH],
                    what=f"第{month}个月的走访",
                    due_on=day - timedelta(days=30 * (month - 1)),
                    state="open" if month <= 1 else "done",
                )
                for place, village in enumerate(villages)
                for month in range(DUTIES_EACH)
            ),
            batch_size=BATCH,
        )


def _costs(network: Network) -> dict[str, dict[str, float]]:
    """Queries and median seconds of each page, of the peer and of the limit, asked in turns."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    askings: dict[str, Callable[[], None]] = {}
    for who, pages in PAGES.items():
        client = Client(headers={"Accept-Language": "zh-hans"})
        if who != "visitor":
            account = network.accounts[{"leader": "leader", "secretary": "secretary_a"}[who]]
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        for page in pages:
            askings[f"{who} {page}"] = _asking(client, page)
    askings["peer"] = _administration()
    askings["limit"] = _one_query
    queries: dict[str, int] = {}
    seconds: dict[str, list[float]] = {name: [] for name in askings}
    for name, ask in askings.items():
        ask()  # what is kept between requests is filled
        with CaptureQueriesContext(connection) as seen:
            ask()
        queries[name] = len(seen)
    for _ in range(ROUNDS):
        for name, ask in askings.items():
            started = time.perf_counter()
            ask()
            seconds[name].append(time.perf_counter() - started)
    return {
        name: {"queries": queries[name], "s": round(statistics.median(seconds[name]), 5)} for name in askings
    }


def _asking(client: Client, page: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(page)
        if answer.status_code != 200:  # noqa: PLR2004 - done
            message = f"{page} answered {answer.status_code}"
            raise RuntimeError(message)

    return ask


def _administration() -> Callable[[], None]:
    """Django's list of duties, newest first, as its administration shows any table."""
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


def _one_query() -> None:
    from lianjian.apps.coordination.models import Duty

    list(Duty.unscoped.filter(organisation=1, state="open").order_by("due_on")[:50])


def _counted() -> dict[str, int]:
    from lianjian.apps.coordination.models import Duty
    from lianjian.apps.parties.models import Organisation, Person
    from lianjian.apps.projects.models import Commitment

    return {
        "organisations": Organisation.objects.count(),
        "people": Person.unscoped.count(),
        "duties": Duty.unscoped.count(),
        "commitments": Commitment.unscoped.count(),
    }
