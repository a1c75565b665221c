"""A worker that is killed before a text's hour: real processes, a real SIGKILL, an hour that passes while nothing runs."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import BIN, environment, run
from tests.homes import new_home

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
PATIENCE = 90.0
ROOT = Path(__file__).parents[3]
NEWSROOM = """
import json
from datetime import timedelta
from dataclasses import replace
from lianjian.cli.setting_up import set_up
set_up()
from django.utils import timezone
from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.withdraw_consent import withdraw_consent
from lianjian.apps.newsroom.models import Story
from tests.apps.newsroom.test_publishing import reviewed
from tests.apps.newsroom.test_schedule import with_picture
from tests.network import build

network = build()
kept, (barred, consent, _picture) = reviewed(network), with_picture(network)
hour = timezone.now() + timedelta(seconds=2)
for story in (kept, barred):
    revision = Story.objects.get(pk=story.pk).latest_revision
    revision.content["go_live_at"] = hour.isoformat()
    revision.save(update_fields=["content"])
    publish_story(by=network.actor("editor"), story=story.pk)
withdraw_consent(by=network.actor("editor"), consent=consent)
print(json.dumps({"kept": kept.pk, "barred": barred.pk, "hour": hour.timestamp()}))
"""


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def asked(home: Path, question: str) -> list[Any]:
    with closing(sqlite3.connect(home / "lianjian.sqlite3", timeout=20)) as base:
        return base.execute(question).fetchall()


def working(home: Path) -> subprocess.Popen[bytes]:
    """A worker that leads: it holds the lease of the recurring jobs."""
    worker = subprocess.Popen([str(BIN / "lianjian"), "work"], env=environment(home))
    held = "select count(*) from foundation_lease where name = 'recurring-jobs'"
    wait_for(lambda: asked(home, held) == [(1,)], "the worker does not lead")
    return worker


def test_what_was_due_while_nothing_ran_goes_out_when_the_hub_is_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The worker dies, two texts are approved for an hour that passes, one of them loses a consent meanwhile. The next worker
    lets out the one, once, and holds back the other with the reason; a third one changes nothing."""
    home = new_home(tmp_path_factory, "empty")
    with working(home) as first:
        first.kill()
        assert first.wait(timeout=20) == -signal.SIGKILL
    made = subprocess.run(
        [sys.executable, "-c", NEWSROOM],
        env=environment(home, DJANGO_SETTINGS_MODULE="lianjian.settings.embedded"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout.splitlines()[-1])
    assert asked(home, "select count(*) from newsroom_publication") == [(0,)]
    wait_for(lambda: time.time() > told["hour"], "the hour does not pass")
    held = "select story_id from newsroom_held_back"
    with working(home) as second:
        wait_for(lambda: len(asked(home, held)) == 1, "nothing was decided")
        second.kill()
        second.wait(timeout=20)
    again = run(home, "newsroom", "publish-due", "--json")
    assert json.loads(again.stdout) == {"published": [], "held": [], "broken": []}
    assert asked(home, "select story_id, number from newsroom_publication") == [(told["kept"], 1)]
    assert asked(home, held) == [(told["barred"],)]
    public = "select count(*) from foundation_event_record where name = 'newsroom.story_published'"
    assert asked(home, public) == [(1,)]
