"""A line of a log: one spelling, its own number, and no room for a person."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.logbook import LogEntry
from lianjian_feed.refusals import Refused

WHOLE = LogEntry(
    7,
    "release",
    "2026-11-27T11:30:00Z",
    "ab" * 16,
    "cd" * 16,
    "party:media",
    "ef" * 32,
    "2027-11-27",
    "问秋茶",
)


def test_written_and_read() -> None:
    """As it is hashed: keys sorted, no spaces."""
    data = WHOLE.to_bytes()
    assert LogEntry.parse(data, 7) == WHOLE
    assert data.startswith(
        b'{"act":"release","at":"2026-11-27T11:30:00Z","entry":7,"format":"lianjian-log/1"'
    )
    assert len(LogEntry(0, "ask", "2026-11-27T11:30:00Z").to_bytes()) < 160


@pytest.mark.parametrize(
    "changed",
    [
        {"who": "老郑"},
        {"request": "r-17"},
        {"act": "Release it"},
        {"at": "2026-11-27 11:30"},
        {"sha256": "00"},
        {"until": "tomorrow"},
        {"why": "a\nb"},
        {"why": "茶" * 201},
        {"to": 5},
        {"entry": 8},
        {"entry": True},
        {"format": "lianjian-log/2"},
        {"more": ""},
    ],
)
def test_what_is_not_as_agreed_is_refused(changed: dict[str, object]) -> None:
    """A name instead of a hash, another number, a field too many."""
    told = json.loads(WHOLE.to_bytes()) | changed
    data = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(Refused, match="Line 7"):
        LogEntry.parse(data, 7)


def test_there_is_one_spelling() -> None:
    """Spaces, escapes, another order of keys: refused, as they would hash to something else."""
    data = WHOLE.to_bytes()
    for other in (data + b"\n", data.replace(b":7,", b": 7,"), json.dumps(json.loads(data)).encode()):
        with pytest.raises(Refused):
            LogEntry.parse(other, 7)


@given(st.binary(max_size=1200))
def test_any_bytes_are_refused(data: bytes) -> None:
    """Nothing but a refusal comes of what a stranger sends."""
    with pytest.raises(Refused):
        LogEntry.parse(data, 0)
