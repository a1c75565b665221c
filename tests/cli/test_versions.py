"""Versions and other words by command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from lianjian.cli import versions as commands
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.apps.matrix.stories import delivery, publish

if TYPE_CHECKING:
    import pytest

    from tests.network import Network

FEED = "people"


def test_words_are_written_accepted_and_listed(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing said is a usage error; the writer cannot accept; the list says what each outlet gets."""
    monkeypatch.setattr(commands, "set_up", lambda: None)
    run = CliRunner().invoke
    story = str(publish(network))
    assert run(commands.words, [story, FEED, "--as", "editor"]).exit_code == 2
    assert isinstance(run(commands.accept_words, [story, FEED, "--as", "reviewer"]).exception, Refused)
    done = run(commands.words, [story, FEED, "--title", "短题", "--as", "editor"])
    assert done.exit_code == 0, done.output
    assert isinstance(run(commands.accept_words, [story, FEED, "--as", "editor"]).exception, NotAllowed)
    done = run(commands.return_words, [story, FEED, "--why", "不准", "--as", "reviewer"])
    assert done.exit_code == 0, done.output
    assert run(commands.accept_words, [story, FEED, "--as", "reviewer"]).exit_code == 0
    assert delivery(int(story), FEED).changes == {"title": "短题"}
    rows = json.loads(run(commands.versions, [story, "--as", "editor", "--json"]).stdout)
    assert len(rows) == 26
    (row,) = (row for row in rows if row["key"] == FEED)
    assert row["texts"]["title"] == {
        "text": "短题",
        "length": 2,
        "most": row["texts"]["title"]["most"],
        "own": True,
    }
    assert row["own_words"] == "accepted"
    assert "短题" in run(commands.versions, [story, "--as", "editor"]).stdout
