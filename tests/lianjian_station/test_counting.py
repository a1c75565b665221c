"""The budget stops, whatever happens in between; the numbers are drawn once; two keepers let them out."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.fields import CATEGORIES
from lianjian_feed.refusals import Refused
from lianjian_station import counting, locks
from lianjian_station.counting import BUDGET, CHOICES, counted, left, propose, release, to_send
from lianjian_station.home import Home, Settings
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers, Session
from lianjian_station.requests import states
from lianjian_station.requests.register import Register
from lianjian_station.views import Quarter, asked

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
Q1, Q2, Q3 = (Quarter(2026, number) for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def _cheap_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """How dear a passphrase is to guess is not what is tested here."""
    monkeypatch.setattr(locks, "COST", 2)


def _home(path: Path) -> Home:
    (path / "keys").mkdir(parents=True)
    (path / "keys").chmod(0o700)
    return Home(path, Settings(village="张洋村"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return _home(tmp_path / "box")


def _keepers(home: Home, *names: str) -> list[Session]:
    keepers = Keepers(home)
    sessions: list[Session] = []
    for name in names:
        sessions.append(keepers.add(name, f"{name}的口令八个字", by=sessions[0] if sessions else None))
    return sessions


def _ask(home: Home, day: str, category: str = "fraud", times: int = 1, state: str = states.WAITING) -> None:
    """Requests as the register holds them; their content does not matter here."""
    with Register.opened(home) as register, register.transaction():
        (held,) = register.db.execute("SELECT count(*) FROM request").fetchone()
        for number in range(held, held + times):
            register.db.execute(
                "INSERT INTO request VALUES (?, ?, ?, ?, '', ?, '', ?, '', '', '', '', '', '', NULL, NULL, NULL,"
                " NULL, NULL)",
                (f"id{number}", number, f"name{number}", category, day, state),
            )


def test_a_quarter_is_its_chinese_days() -> None:
    assert (Q3.first.isoformat(), Q3.last.isoformat()) == ("2026-07-01", "2026-09-30")
    assert Quarter(2026, 4).last.isoformat() == "2026-12-31"
    assert Quarter.before(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == Q3
    assert Quarter.before(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == Quarter(2026, 4)
    assert Quarter.parse("2026-Q3") == Q3
    for wrong in ("2026-Q5", "2026Q3", "", "２０２６-Q3", "2026-Q3\n"):
        with pytest.raises(Refused):
            Quarter.parse(wrong)


def test_what_is_counted_is_the_quarters_requests(home: Home) -> None:
    _ask(home, "2026-06-30")
    _ask(home, "2026-07-01", times=2)
    _ask(home, "2026-09-30", "farming")
    _ask(home, "2026-10-01")
    _ask(home, "2026-08-08", "law", state=states.WITHDRAWN)
    assert asked(home, Q3) == {"fraud": 2, "farming": 1}


def test_the_same_quarter_gives_the_same_numbers(home: Home) -> None:
    """Also with another epsilon, after more was asked, and for another keeper; the log holds it once."""
    one, two = _keepers(home, "李明", "王芳")
    _ask(home, "2026-08-01", times=5)
    first = propose(home, one, Q3, "1", NOW)
    _ask(home, "2026-08-02", times=50)
    again = propose(home, two, Q3, "2", NOW)
    assert again == first
    assert set(first.numbers) == set(CATEGORIES)
    with Journal.open(home) as journal:
        assert [e.why for e in journal.entries() if e.act == "counted"] == ["2026-Q3, epsilon 1"]
    assert counted(home) == [first]


def test_a_running_quarter_and_a_foreign_epsilon_are_refused(home: Home) -> None:
    (one,) = _keepers(home, "李明")
    with pytest.raises(Refused, match="has not ended"):
        propose(home, one, Quarter(2026, 4), "1", NOW)
    for wrong in ("4", "1.0", "0", "-1", "1/3"):
        with pytest.raises(Refused, match="Epsilon is one of"):
            propose(home, one, Q3, wrong, NOW)
    assert left(home, 2026) == BUDGET


def test_the_budget_of_a_year_stops(home: Home) -> None:
    """Two quarters at 2 use up the 4 of 2026; 2025 has its own, and no later clock gives more."""
    (one,) = _keepers(home, "李明")
    propose(home, one, Q1, "2", NOW)
    propose(home, one, Q2, "2", NOW)
    assert left(home, 2026) == 0
    for year in (2026, 2027, 2126):
        with pytest.raises(Refused, match="The budget of 2026 does not reach"):
            propose(home, one, Q3, "1/4", NOW.replace(year=year))
    propose(home, one, Quarter(2025, 3), "2", NOW)
    assert left(home, 2025) == 2


@given(
    tries=st.lists(
        st.tuples(
            st.sampled_from([Quarter(y, q) for y in (2024, 2025) for q in (1, 2, 3, 4)]),
            st.sampled_from(CHOICES),
        ),
        max_size=14,
    ),
    forget=st.sets(st.integers(0, 13)),
)
def test_whatever_is_tried_no_year_costs_more(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[Quarter, str]], forget: set[int]
) -> None:
    """Any order of proposals, with the table lost now and then as by an old backup: each quarter is drawn at most once, and no
    year costs more than its budget."""
    home = _home(tmp_path_factory.mktemp("box") / "box")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locks, "COST", 2)
        (one,) = _keepers(home, "李明")
    drawn: dict[Quarter, tuple[str, dict[str, int]]] = {}
    for number, (quarter, epsilon) in enumerate(tries):
        if number in forget:
            for path in home.path.glob("counts.db*"):
                path.unlink()
        try:
            found = propose(home, one, quarter, epsilon, NOW)
        except Refused:
            continue
        told = (str(found.epsilon), found.numbers)
        assert drawn.setdefault(quarter, told) == told
    for year in (2024, 2025):
        spent = sum(Fraction(epsilon) for quarter, (epsilon, _) in drawn.items() if quarter.year == year)
        assert spent <= BUDGET
        assert left(home, year) == BUDGET - spent


_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lianjian_station import counting, locks
from lianjian_station.home import Home, Settings
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.views import Quarter
home = Home(Path(sys.argv[1]), Settings())
session = Keepers(home).unlock("李明", "李明的口令八个字")
def die(*told, **named):
    os.kill(os.getpid(), signal.SIGKILL)
def then(run):
    def done(*told, **named):
        run(*told, **named)
        die()
    return done
point = sys.argv[2]
if point == "before the cost is logged":
    Journal.append = die
elif point == "after the cost is logged":
    Journal.append = then(Journal.append)
elif point == "before noise is drawn":
    counting.noisy = die
elif point == "after noise is drawn":
    counting.noisy = then(counting.noisy)
elif point == "before the cost is written":
    counting._spent = die
print(counting.propose(home, session, Quarter.parse("2026-Q3"), "2", datetime(2026, 11, 27, 4, tzinfo=UTC)).digest)
"""

_POINTS = {
    "before the cost is written": BUDGET,
    "before the cost is logged": BUDGET - 2,
    "after the cost is logged": BUDGET - 2,
    "before noise is drawn": BUDGET - 2,
    "after noise is drawn": BUDGET - 2,
}


def _run(home: Home, point: str) -> subprocess.CompletedProcess[str]:
    told = [sys.executable, "-c", _KILLED, str(home.path), point]
    return subprocess.run(
        told, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": "src"}, check=False
    )


@pytest.mark.parametrize("point", _POINTS)
def test_killed_in_between(home: Home, point: str) -> None:
    """A process that dies at any point has spent before it drew; the next one goes on, once, and pays nothing twice."""
    (one,) = _keepers(home, "李明")
    _ask(home, "2026-08-01", times=3)
    assert _run(home, point).returncode == -signal.SIGKILL
    assert left(home, 2026) == _POINTS[point]
    assert counted(home) == []
    found = propose(home, one, Q3, "2", NOW)
    assert propose(home, one, Q3, "2", NOW) == found
    assert left(home, 2026) == BUDGET - 2
    with Journal.open(home) as journal:
        assert [e.why for e in journal.entries() if e.act == "counted"] == ["2026-Q3, epsilon 2"]


@pytest.mark.slow
def test_two_processes_at_once(home: Home) -> None:
    """Four processes propose the same quarter: one cost, one line in the log, the same numbers for all."""
    _keepers(home, "李明")
    _ask(home, "2026-08-01", times=3)
    told = [sys.executable, "-c", _KILLED, str(home.path), "never"]
    running = [
        subprocess.Popen(told, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "src"})
        for _ in range(4)
    ]
    answers = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert len(set(answers)) == 1
    assert left(home, 2026) == BUDGET - 2
    with Journal.open(home) as journal:
        assert [e.act for e in journal.entries()].count("counted") == 1


def test_an_old_backup_gives_no_budget_back(home: Home) -> None:
    """The table of before comes back beside the log of now: what the log says is spent stays spent, and a quarter whose
    numbers are gone is not drawn again."""
    (one,) = _keepers(home, "李明")
    propose(home, one, Q1, "1", NOW)
    old = home.path.parent / "old.db"
    with closing(sqlite3.connect(home.path / "counts.db")) as db, closing(sqlite3.connect(old)) as copy:
        db.backup(copy)
    propose(home, one, Q2, "2", NOW)
    for path in home.path.glob("counts.db*"):
        path.unlink()
    shutil.copy(old, home.path / "counts.db")
    assert left(home, 2026) == BUDGET - 3
    with pytest.raises(Refused, match="not drawn again"):
        propose(home, one, Q2, "1/4", NOW)
    with pytest.raises(Refused, match="does not reach"):
        propose(home, one, Q3, "2", NOW)
    assert propose(home, one, Q3, "1", NOW).epsilon == 1
    assert left(home, 2026) == 0


def test_a_box_that_does_not_know_its_past_counts_none_of_it(home: Home) -> None:
    """Made anew without log and table: quarters that had ended may have left already."""
    (one,) = _keepers(home, "李明")
    counting.fence(home, NOW)
    with pytest.raises(Refused, match="not drawn again"):
        propose(home, one, Q3, "1", NOW)
    assert propose(home, one, Quarter(2026, 4), "1", NOW.replace(year=2027)).epsilon == 1


def test_two_keepers_other_than_who_proposed(home: Home) -> None:
    one, two, three = _keepers(home, "李明", "王芳", "赵强")
    found = propose(home, one, Q3, "1", NOW)
    with pytest.raises(Refused, match="You proposed these counts"):
        release(home, one, Q3, found.digest, NOW)
    assert release(home, two, Q3, found.digest, NOW) == "half"
    assert release(home, two, Q3, found.digest, NOW) == "half"  # twice by one is one
    assert to_send(home) == ()
    assert release(home, three, Q3, found.digest, NOW) == "released"
    assert _in_the_outbox(home) == [found.counts.from_day]
    with Journal.open(home) as journal:
        told = [(e.act, e.sha256) for e in journal.entries() if e.act.startswith("release")]
    assert told == [("release-one", found.digest), ("release", found.digest)]


def test_where_there_are_two_both_agree_and_where_one_that_one(home: Home, tmp_path: Path) -> None:
    one, two = _keepers(home, "李明", "王芳")
    found = propose(home, one, Q3, "1", NOW)
    assert release(home, one, Q3, found.digest, NOW) == "half"
    assert release(home, two, Q3, found.digest, NOW) == "released"
    alone = _home(tmp_path / "alone")
    (only,) = _keepers(alone, "李明")
    found = propose(alone, only, Q3, "1", NOW)
    assert release(alone, only, Q3, found.digest, NOW) == "released"
    for box, why in (
        (home, "counts of 2026-Q3; proposed by one of them"),
        (alone, "counts of 2026-Q3; one keeper only"),
    ):
        with Journal.open(box) as journal:
            assert [e.why for e in journal.entries() if e.act == "release"] == [why]


def test_who_was_left_alone_today_does_not_release_alone(home: Home) -> None:
    """Removing the other keeper is no way round the two; and a removed keeper's session proposes nothing."""
    now = datetime.now(UTC)
    one, two = _keepers(home, "李明", "王芳")
    found = propose(home, one, Q3, "1", now)
    Keepers(home).remove("王芳", by=one)
    with pytest.raises(Refused, match="within the last week"):
        release(home, one, Q3, found.digest, now)
    with pytest.raises(Refused, match="unlock again"):
        propose(home, two, Q2, "1", now)
    assert release(home, one, Q3, found.digest, now + timedelta(days=8)) == "released"


def test_only_what_was_shown_is_released(home: Home) -> None:
    (one,) = _keepers(home, "李明")
    with pytest.raises(Refused, match="has not been counted"):
        release(home, one, Q3, "0" * 64, NOW)
    propose(home, one, Q3, "1", NOW)
    with pytest.raises(Refused, match="not those that were shown"):
        release(home, one, Q3, "0" * 64, NOW)
    assert to_send(home) == ()


def test_what_is_released_is_put_into_the_outbox_once(home: Home) -> None:
    """Also where the process ended between the release and the outbox: the next release puts it there."""
    (one,) = _keepers(home, "李明")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "hand_over", lambda _: None)
        release(home, one, Q2, propose(home, one, Q2, "1", NOW).digest, NOW)
    assert [c.from_day for c in to_send(home)] == ["2026-04-01"]
    assert _in_the_outbox(home) == []
    release(home, one, Q3, propose(home, one, Q3, "1", NOW).digest, NOW)
    assert to_send(home) == ()
    assert sorted(_in_the_outbox(home)) == ["2026-04-01", "2026-07-01"]
    release(home, one, Q3, propose(home, one, Q3, "1", NOW).digest, NOW)
    assert len(_in_the_outbox(home)) == 2


def _in_the_outbox(home: Home) -> list[str]:
    with Register.opened(home) as register:
        return [json.loads(told)["from_day"] for (told,) in register.db.execute("SELECT told FROM counts")]


def test_nothing_exact_is_kept_and_others_cannot_read(home: Home) -> None:
    """The table holds what was drawn; where the noise was not nought, the exact number is nowhere in it."""
    (one,) = _keepers(home, "李明")
    _ask(home, "2026-08-01", times=7919)
    found = propose(home, one, Q3, "1/4", NOW)
    held = b"".join(path.read_bytes() for path in home.path.glob("counts.db*"))
    assert str(found.numbers["fraud"]).encode() in held
    assert (b"7919" in held) == (found.numbers["fraud"] == 7919)
    assert all(path.stat().st_mode & 0o077 == 0 for path in home.path.glob("counts.db"))
