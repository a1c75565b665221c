"""Commands that are asked wrongly, or in the words of the contract, say so before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets
from lianjian.cli import matrix, newsroom
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.matrix.stories import draft, reviewed
from tests.network import ROOT

if TYPE_CHECKING:
    from tests.network import Network


def test_an_unknown_state_is_a_usage_error() -> None:
    """Exit 2, and the states there are."""
    done = CliRunner().invoke(newsroom.stories_, ["--state", "bogus"])
    assert (done.exit_code, done.stdout) == (2, "")
    for state in ("draft", "in-review", "sent-back", "approved", "published", "withdrawn"):
        assert state in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["{story}", "--reviewer", "reviewer", "editor"],
        ["{story}", "--reviewer", "reviewer", "--reviewer", "editor"],
        ["{story}", "--reviewer=reviewer", "editor", "--json"],
        ["--reviewer", "reviewer", "{story}", "editor"],
        ["{story}", "--as", "chief", "--reviewer", "reviewer", "editor"],
    ],
    ids=" ".join,
)
def test_several_reviewers_are_named_after_one_option(network: Network, words: list[str]) -> None:
    """Each of them must hold a step of the text: the second one, who wrote it, is named."""
    story = reviewed(network, draft(network))
    done = CliRunner().invoke(newsroom.publish, [word.format(story=story) for word in words])
    assert isinstance(done.exception, Refused), done.output
    assert done.exception.values == {"name": "editor"}


def test_one_reviewer_is_enough_where_one_reviewed(network: Network) -> None:
    """The same command with the name of who accepted it publishes."""
    story = reviewed(network, draft(network))
    done = CliRunner().invoke(newsroom.publish, [str(story), "--reviewer", "reviewer"])
    assert done.exit_code == 0, done.output
    assert "published" in done.stdout


def test_a_word_too_many_is_a_usage_error() -> None:
    """Only what follows --reviewer is a reviewer."""
    assert CliRunner().invoke(newsroom.publish, ["1", "--as", "chief", "somebody"]).exit_code == 2


def test_an_unknown_outlet_is_named_before_its_secrets_are_read(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to type secrets for an outlet that is not there."""
    monkeypatch.setattr(matrix, "set_up", lambda: None)
    ensure_outlets(by=ROOT)
    done = CliRunner().invoke(matrix.credentials, ["nokey"], input="")
    assert isinstance(done.exception, NotThere)
    assert "nokey" in str(done.exception)
    done = CliRunner().invoke(matrix.credentials, ["wechat-zhuyou"], input="")
    assert "JSON" in str(done.exception)
