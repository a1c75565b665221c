"""A station one agreement before a release, and a process that releases, packs and sends, to be killed anywhere (figure R2)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.schemes import digest
from lianjian_station.journal import Journal
from lianjian_station.requests.releasing import release
from tests.lianjian_station.mailrooms import PHRASES, Village

if TYPE_CHECKING:
    from tests.lianjian_station.postboxes import Postbox

ROOT = Path(__file__).parents[2]
CHIEF, CLERK = PHRASES


@dataclass
class Death:
    """A station with one agreement, put back to that moment for each death."""

    village: Village
    box: Postbox
    saved: Path
    told: list[str]

    @classmethod
    def prepare(cls, path: Path, box: Postbox, address: str) -> Death:
        village = Village.make(path, upload=address)
        shown = village.open(village.ask())
        assert (
            release(village.home, village.sessions[CHIEF], shown.id, shown.frozen_digest, village.now)
            == "half"
        )
        saved = path / "saved"
        shutil.copytree(village.home.path, saved, ignore=shutil.ignore_patterns("cas", "feed.db*"))
        told = [shown.id, shown.frozen_digest, village.now.isoformat()]
        child = [sys.executable, "-m", "tests.lianjian_station.sending_child", str(village.home.path)]
        return cls(village, box, saved, [*child, CLERK, PHRASES[CLERK], *told])

    def back(self) -> None:
        self.box.posted.clear()
        for path in self.village.home.path.iterdir():
            if path.name != "cas" and not path.name.startswith("feed.db"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.saved, self.village.home.path, dirs_exist_ok=True)

    def run(self, *before: str) -> int:
        told = os.environ | {"PYTHONPATH": "src:.", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [*before, *self.told], cwd=ROOT, env=told, capture_output=True, check=False, timeout=120
        )
        return done.returncode

    def judge(self) -> None:
        """Sent-not-logged is nothing: for each byte that came, its parcel was in the log before."""
        held = self.held("requests.db", "SELECT data FROM parcel")
        self.held("audit.db", "SELECT 1 FROM entry")
        for one in self.box.posted:
            (whole,) = [data for data in held if data.startswith(one.body)]
            assert digest(whole) in one.logged

    def held(self, name: str, question: str) -> list[bytes]:
        """A column of one of the box's databases, which must be whole."""
        db = sqlite3.connect(self.village.home.path / name)
        try:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return [data for (data,) in db.execute(question)]
        except sqlite3.OperationalError as error:
            assert "no such table" in str(error)  # killed before it was begun
            return []
        finally:
            db.close()

    def recover(self) -> None:
        """The next run arrives: the letter is there once, and no parcel came in two forms."""
        assert self.run() == 0
        mailroom = self.village.mailroom
        fresh = replace(mailroom, parcels={}, letters={}, receipts=[], states=[], entries={}, taken=0)
        whole = [one for one in self.box.posted if one.is_whole]
        for one in whole:
            assert digest(one.body) in one.logged
            fresh.take(one.body)
        assert len(fresh.letters) == 1
        assert len({one.body for one in whole}) == len({parcel.serial for parcel in fresh.parcels.values()})
        with Journal.open(self.village.home) as journal:
            assert journal.size == len(journal.entries())
