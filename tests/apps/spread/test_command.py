"""``lianjian spread``: what scripts rely on."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lianjian.apps.spread.actions.mint_share import mint_share
from lianjian.apps.spread.actions.record_events import record_events
from lianjian.apps.spread.actions.record_metrics import record_metrics
from lianjian.apps.spread.models import DayCount
from lianjian.cli import spread as room
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Refused
from tests.apps.spread.following import follow, seen
from tests.apps.spread.test_reports import told
from tests.network import ROOT, Network, today

pytestmark = pytest.mark.django_db
VISITOR = Actor.visitor()


@pytest.fixture(autouse=True)
def _django_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "set_up", lambda: None)


def run(*words: str):
    result = CliRunner().invoke(room.spread, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def report(*words: str):
    return json.loads(run("report", "--json", *words).stdout)


def test_the_report_has_both_rates_with_their_parts(network: Network) -> None:
    """Reads, forwards, both rates with numerator and denominator, and how many outlets are unknown."""
    follow(1, party=network.village_a.pk)
    follow(2)
    record_events(by=VISITOR, batch=[seen(1) for _ in range(8)])
    mint_share(by=VISITOR, story=1)
    found = report()
    assert (found["reads"], found["forwards"]) == (8, 1)
    assert found["item_forward_rate"] == {"numerator": 1, "denominator": 2, "value": 0.5}
    assert found["read_forward_rate"] == {"numerator": 1, "denominator": 8, "value": 0.125}
    assert (found["outlets"], found["outlets_unknown"]) == (26, 25)
    assert report("--party", "village-a") == report("--party", str(network.village_a.pk))
    assert report("--story", "2")["reads"] == 0
    assert report("--outlet", "douyin")["reads"] is None
    assert report("--to", "2001-01-01")["reads"] == 0
    assert report("--from", today().isoformat(), "--to", today().isoformat())["reads"] == 8


def test_platform_figures_come_with_their_definition() -> None:
    """They are listed apart, never inside reads and forwards."""
    follow(1)
    record_metrics(by=ROOT, figures=[told(1, 7)])
    found = report()
    assert found["reads"] is None
    assert [(one["metric"], one["value"], one["definition"]) for one in found["platform"]] == [
        ("forwarders", 7, "分享人数")
    ]


def test_the_table_for_people_says_unknown(network: Network) -> None:
    """What nobody counted is printed as a word, and a person sees what they may see."""
    follow(1, party=network.village_a.pk)
    assert "unknown" in run("report").stdout or "未知" in run("report").stdout
    record_events(by=VISITOR, batch=[seen(1), seen(1)])
    assert report("--story", "1", "--as", "secretary_b")["hidden"] is True
    assert report("--story", "1", "--as", "secretary_a")["reads"] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--story", "99"),
        ("--outlet", "myspace"),
        ("--column", "nowhere"),
        ("--party", "nobody"),
        ("--party", "99"),
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        ("--as", "nobody"),
    ],
)
def test_what_is_not_there_is_refused(words: tuple[str, ...]) -> None:
    """Each is a refusal, which ``lianjian`` prints as one line with exit code 1."""
    with pytest.raises(Refused):
        run("report", *words)


def test_a_date_that_is_none_is_a_usage_error() -> None:
    """Exit code 2, as for every mistyped option."""
    assert run("report", "--from", "yesterday").exit_code == 2


def test_the_tree_and_the_recount() -> None:
    """``cascade`` prints nodes without tokens, ``recompute`` says how many counts had been wrong."""
    follow(1)
    root = mint_share(by=VISITOR, story=1)
    mint_share(by=VISITOR, story=1, parent=root.token)
    tree = json.loads(run("cascade", "1", "--json").stdout)
    assert [node["depth"] for node in tree["nodes"]] == [0, 1]
    assert str(root.token) not in json.dumps(tree)
    assert "web-site" in run("cascade", "1").stdout
    assert json.loads(run("recompute", "--json").stdout) == {"cells": 1, "differing": 0, "waiting": 2}
    DayCount.objects.update(events=99)
    assert json.loads(run("recompute", "--json").stdout)["differing"] == 1
