"""``lianjian agreements``: who vouches for the time, and what a document says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.conf import settings

from lianjian.adapters.signing.stamp_simulator import StampingService, stamping
from lianjian.adapters.signing.stamping import authority_at
from lianjian.cli.agreements import agreements
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def kept() -> Iterator[Path]:
    """Where the authority is named, as it was before."""
    path = settings.HOME / "keys" / "time-stamping.json"
    yield path
    path.unlink(missing_ok=True)


def said(*words: str) -> str:
    """What the command prints; what it refuses is raised."""
    done = CliRunner().invoke(agreements.commands["stamping"], list(words), catch_exceptions=False)
    return done.output.strip()


def test_an_authority_is_kept_after_a_trial_and_turned_off(kept: Path, tmp_path: Path) -> None:
    """Named with its roots, shown with its name, off again; the roots stay."""
    service = StampingService()
    roots = tmp_path / "roots.pem"
    roots.write_text(service.roots)
    assert said() == "-"
    with stamping(service) as reached:
        assert said("--url", reached.url, "--roots", str(roots)).endswith("测试时间戳机构")
        assert said() == f"{reached.url}  测试时间戳机构"
        assert said("--off") == "-"
    held = authority_at(kept)
    assert held is not None
    assert (held.url, held.roots.strip()) == ("", service.roots.strip())
    assert said() == "-"


def test_one_that_does_not_stamp_is_not_kept(kept: Path, tmp_path: Path) -> None:
    """Silent, or not led to by the roots given: refused, and nothing is changed."""
    service, other = StampingService(), StampingService("别家")
    roots = tmp_path / "roots.pem"
    roots.write_text(other.roots)
    with stamping(service) as reached:
        with pytest.raises(Refused):
            said("--url", reached.url, "--roots", str(roots))
        with pytest.raises(Refused):
            said("--url", reached.url)
    with pytest.raises(Refused):
        said("--url", "ftp://tsa.example.cn/", "--roots", str(roots))
    assert not kept.exists()
