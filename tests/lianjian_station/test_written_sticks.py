"""A stick on which links lead into the box: what is carried is not written, and nothing tidied away, through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station.ferry import export
from tests.lianjian_station.mailrooms import Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("folder", ["metadata", "packs", "blobs", "checkpoints", "outbox"])
def test_nothing_is_written_through_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    cheaply(monkeypatch)
    village = Village.make(tmp_path)
    village.release(village.ask())
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    stick.mkdir()
    elsewhere.mkdir()
    (elsewhere / "0-7.0.pack").write_bytes(b"not ours")
    (stick / folder).symlink_to(elsewhere)
    with pytest.raises(Refused, match="no directory"):
        export(village.home, stick)
    assert [path.name for path in elsewhere.iterdir()] == ["0-7.0.pack"]
    (stick / folder).unlink()
    assert export(village.home, stick).parcels == 1
