# ruff: noqa: PLC0415 - Django is set up before its models are imported
"""The daily jobs of a network that was built before (``benchmarks.growing``): a process of its own for each measuring, so
that memory is its own and a kill is a kill.

python -m benchmarks.daily HOME make|settle|walk|send|digest [MINUTES]

MINUTES are those after the hour at which the job runs (the walk at two in the night, the sending at nine), so that what a
killed sender held is given out again. Seconds are those of the processor where the database runs in this process (SQLite):
on a machine that is shared they are worth more than those of the wall.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import statistics
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LETTERS = "letters.txt"
"""What left, a line a letter: the key of the message."""
SAMPLE, SETTLED = 100_000, 10


def set_up(home: str) -> None:
    """Django on the installation in ``home`` (its SQLite file, or the PostgreSQL of ``LIANJIAN_DATABASE_URL``)."""
    os.environ["LIANJIAN_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "lianjian.settings.embedded"
    import django
    from django.conf import settings

    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.LIANJIAN_CHANNELS = "benchmarks.daily.CHANNELS"


class Written:
    """A channel of e-mail that writes the key of each letter into a file and answers at once."""

    channel = "mail"

    def send(self, letter: Any, to: Any) -> None:  # noqa: ARG002 - the shape of a channel
        with (Path(os.environ["LIANJIAN_HOME"]) / LETTERS).open("a", encoding="utf-8") as out:
            out.write(f"{letter.key}\n")


CHANNELS = ("benchmarks.daily.Written",)


class Counted:
    """Queries of this process, and how many of them a batch needs."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's shape
        self.queries += 1
        return execute(sql, params, many, context)


@contextmanager
def counting() -> Iterator[Counted]:
    from django.db import connection

    counted = Counted()
    with connection.execute_wrapper(counted):
        yield counted


def clock() -> float:
    """Seconds of the processor with SQLite; of the wall where another process, PostgreSQL, does part of the work."""
    from django.db import connection

    return time.process_time() if connection.vendor == "sqlite" else time.perf_counter()


def resident() -> int:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def batches(step: Callable[[], int]) -> dict[str, Any]:
    """Run ``step`` until it returns 0. Things, seconds, queries of the greatest batch, how the last quarter of the
    batches compares with the first, and what memory grew by after the tenth batch."""
    seconds: list[float] = []
    most, things, held = 0, 0, 0
    with counting() as counted:
        while True:
            before, started = counted.queries, clock()
            some = step()
            seconds.append(clock() - started)
            most = max(most, counted.queries - before)
            things += some
            if len(seconds) == SETTLED:
                held = resident()
            if not some:
                break
        queries = counted.queries
    quarter = max(1, (len(seconds) - 1) // 4)
    return {
        "things": things,
        "batches": len(seconds),
        "s": round(sum(seconds), 2),
        "queries": queries,
        "most_queries_a_batch": most,
        "last_to_first_quarter": round(
            statistics.median(seconds[-1 - quarter : -1] or seconds) / statistics.median(seconds[:quarter]), 2
        ),
        "rss_mb": resident(),
        "rss_grown_mb": resident() - held if held else 0,
    }


def make() -> dict[str, Any]:
    """Make all duties of the agreed rhythms, batch by batch as the worker does."""
    from lianjian.apps.coordination.actions.make_duties import make_duties
    from lianjian.apps.coordination.models import Duty
    from lianjian.foundation.actor import Actor
    from tests.network import today

    system, day = Actor.system("coordination.duties"), today()
    found = batches(lambda: make_duties(by=system, today=day))
    found["duties"] = Duty.unscoped.filter(rhythm__isnull=False).count()
    return found


def settle_past() -> int:
    """What lies behind is done, but for every fourth of the last hundred days; returns how many are open."""
    from django.db.models import F
    from django.utils import timezone

    from lianjian.apps.coordination.models import Duty
    from tests.network import today

    day = today()
    made = Duty.unscoped.filter(rhythm__isnull=False, state="open")
    done = {"state": "done", "done_at": timezone.now()}
    made.filter(due_on__lt=day - timedelta(days=100)).update(**done)
    made.filter(due_on__lt=day).annotate(fourth=F("pk") % 4).exclude(fourth=0).update(**done)
    return made.count()


def walk(minutes: int = 0) -> dict[str, Any]:
    """Write down who is to be reminded of what, kind by kind, at two in the night."""
    from lianjian.apps.reminders.actions.remind import remind
    from lianjian.apps.reminders.actions.settle_gone import settle_gone
    from lianjian.apps.reminders.models import Case, Dispatch, Reminder
    from lianjian.apps.reminders.rules.stages import Kind
    from lianjian.foundation.actor import Actor

    system, now = Actor.system("reminders.walk"), _at(2, minutes)
    found: dict[str, Any] = {}
    for kind in Kind:
        settled = batches(lambda kind=kind: settle_gone(by=system, kind=kind, now=now))  # type: ignore[misc] # bound now
        found[kind] = batches(lambda kind=kind: remind(by=system, kind=kind, now=now))  # type: ignore[misc] # bound now
        found[kind]["settle"] = {
            key: settled[key] for key in ("things", "s", "queries", "most_queries_a_batch")
        }
    rows = {
        "cases": Case.unscoped.count(),
        "reminders": Reminder.unscoped.count(),
        "dispatches": Dispatch.unscoped.count(),
    }
    return {"kinds": found, "rows": rows}


def send(minutes: int = 0) -> dict[str, Any]:
    """Send what may leave at nine, as the worker does."""
    from lianjian.apps.reminders.tasks.sending import send_due

    now = _at(9, minutes)
    return batches(lambda: sum(send_due(now).values()))


def _at(hour: int, minutes: int) -> datetime:
    from lianjian.kernel.clock import CHINA
    from tests.network import today

    day = today()
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA) + timedelta(minutes=minutes)


def digest() -> dict[str, Any]:
    """What is there, in one number each; letters that left, and how many of them left again."""
    from lianjian.apps.coordination.models import Duty
    from lianjian.apps.reminders.models import Dispatch, Reminder

    duties = Duty.unscoped.filter(rhythm__isnull=False).order_by("rhythm", "due_on")
    reminders = Reminder.unscoped.order_by("case__kind", "case__thing", "person", "robot", "due_on", "stage")
    sent = Path(os.environ["LIANJIAN_HOME"]) / LETTERS
    letters = sent.read_text(encoding="utf-8").split() if sent.exists() else []
    return {
        "duties": _digest(duties.values_list("rhythm", "organisation", "person", "what", "due_on")),
        "reminders": _digest(
            reminders.values_list(
                "case__kind", "case__thing", "person", "robot", "due_on", "stage", "dispatch__key"
            )
        ),
        "dispatches": _digest(Dispatch.unscoped.order_by("key").values_list("key", "state")),
        "letters": _digest(iter(sorted(set(letters)))),
        "letters_again": len(letters) - len(set(letters)),
    }


def _digest(rows: Any) -> str:
    whole, count = hashlib.sha256(), 0
    for row in rows.iterator() if hasattr(rows, "iterator") else rows:
        whole.update(repr(row).encode())
        count += 1
    return f"{count}:{whole.hexdigest()[:16]}"


def plain(table: str, most: int = SAMPLE) -> dict[str, float]:
    """The limits: seconds for a thousand rows of a table, only read, and only written into a copy with the same indexes
    (500 in a transaction)."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        started = clock()
        cursor.execute(f"SELECT * FROM {table} LIMIT {most}")  # noqa: S608 - a name of ours
        rows = cursor.fetchall()
        read = clock() - started
        copy = f"bench_{table}"
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING INDEXES)")
        else:
            cursor.execute(
                "SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC",
                [table],
            )
            for kind, sql in cursor.fetchall():
                words = sql.replace(f'"{table}"', f'"{copy}"')
                if kind == "index":
                    words = words.replace('INDEX "', 'INDEX "bench_')
                cursor.execute(words.replace("%", "%%") if "%" in words else words)
    marks = ", ".join(["%s"] * len(rows[0]))
    started = clock()
    for first in range(0, len(rows), 500):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {copy} VALUES ({marks})", rows[first : first + 500])  # noqa: S608 - a name of ours
    written = clock() - started
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {copy}")
    return {
        "read_s_per_1000": round(read / len(rows) * 1000, 6),
        "written_s_per_1000": round(written / len(rows) * 1000, 6),
    }


def main() -> None:
    home, what, *rest = sys.argv[1:]
    set_up(home)
    minutes = int(rest[0]) if rest else 0
    done: dict[str, Callable[[], Any]] = {
        "make": make,
        "settle": settle_past,
        "walk": lambda: walk(minutes),
        "send": lambda: send(minutes),
        "digest": digest,
        "plain": lambda: {
            table: plain(table)
            for table in ("coordination_duty", "reminders_case", "reminders_reminder", "reminders_dispatch")
        },
    }
    json.dump(done[what](), sys.stdout)


if __name__ == "__main__":
    main()
