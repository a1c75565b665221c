"""One stick of a stranger with a thousand made-up words: it fills neither the disk nor the place of what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lianjian_feed import statements
from lianjian_feed.cards import station_id
from lianjian_feed.notes import Note, sign
from lianjian_feed.tlog import Checkpoint
from lianjian_station.journal import origin_of
from lianjian_station.neighbours import MOST_FACES, MOST_FAULTS, MOST_STATIONS, Neighbours
from lianjian_station.witness import meet
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_neighbours import STRANGER, kinds, put

if TYPE_CHECKING:
    from pathlib import Path

STATION = station_id(statements.public_hex(STRANGER))


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    return hub


@pytest.fixture
def box(hub: Hub) -> Box:
    box = Box.beside(hub)
    box.sync()
    return box


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def _said(key: Ed25519PrivateKey, root: int, size: int = 5) -> dict[str, str]:
    """A checkpoint of a log that there is not, signed by its own key."""
    public = statements.public_hex(key)
    origin = origin_of(station_id(public))
    body = Checkpoint(origin, size, root.to_bytes(32, "big")).body
    return {"key": public, "note": Note(body).signed(sign(body, key, origin)).to_bytes().decode()}


def test_claims_leave_room_for_what_is_proved(hub: Hub, box: Box, stick: Path) -> None:
    """Claims cost a stranger nothing; a fork that comes afterwards is found all the same."""
    claims = [[edition, f"{face:064x}", ""] for edition in range(100, 100 + MOST_FAULTS) for face in (1, 2)]
    put(stick, STRANGER, hub, views=claims)
    assert meet(box.home, stick, hub.now).refused == {}
    assert kinds(box) == ["claim"] * MOST_FAULTS
    forked = Ed25519PrivateKey.generate()
    put(stick, STRANGER, hub, others=[_said(forked, 1), _said(forked, 2)])
    assert meet(box.home, stick, hub.now).contradictions == 1
    assert kinds(box)[-1] == "fork"
    assert any("two truths" in str(fault) for fault in box.condition.faults)


def test_a_log_of_many_faces_is_remembered_by_a_few(hub: Hub, box: Box, stick: Path) -> None:
    """Two convict it; the other hundreds are neither kept nor held against each other."""
    forked = Ed25519PrivateKey.generate()
    put(stick, STRANGER, hub, others=[_said(forked, root) for root in range(100)])
    assert meet(box.home, stick, hub.now).refused == {}
    with Neighbours(box.home) as memory:
        assert len(memory.heard(origin_of(station_id(statements.public_hex(forked))))) == MOST_FACES


def test_an_edition_of_many_faces_is_remembered_by_a_few(hub: Hub, box: Box, stick: Path) -> None:
    """However many digests a station has seen under one number."""
    put(stick, STRANGER, hub, views=[[7, f"{face:064x}", ""] for face in range(300)])
    assert meet(box.home, stick, hub.now).refused == {}
    with Neighbours(box.home) as memory:
        assert len(memory.shown(STATION)) == MOST_FACES


def test_who_comes_takes_the_place_of_whom_others_only_name(hub: Hub, box: Box, stick: Path) -> None:
    """A stick that names a thousand stations keeps no honest one out."""
    with Neighbours(box.home) as memory, memory.together():
        for number in range(MOST_STATIONS):
            memory.know(f"st-{number:016x}", f"{number:064x}", "")
    put(stick, STRANGER, hub)
    met = meet(box.home, stick, hub.now)
    assert (met.stations, met.refused) == ([STATION], {})
    with Neighbours(box.home) as memory:
        assert len(memory.keys()) == MOST_STATIONS
