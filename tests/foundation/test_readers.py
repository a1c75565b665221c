"""Reading in processes of their own: in order, and whatever a file does to its reader, only that file is refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lianjian.foundation.readers import Here, Readers
from lianjian.kernel.refusals import Refused
from tests.foundation.dangerous import File, process, read

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.enable_socket  # the fork server is talked to through one


def asked(*names: str) -> Iterator[tuple[int, File | None]]:
    for number, name in enumerate(names):
        yield number, File(name) if name else None


def test_answers_come_in_the_order_of_the_questions() -> None:
    """Also where some need no reading, and more are asked than are in hand at one time."""
    names = [f"n{number}" if number % 3 else "" for number in range(100)]
    with Readers(read, 2) as readers:
        told = list(readers.in_order(asked(*names)))
    assert told == [(number, name.upper() or None) for number, name in enumerate(names)]


def test_a_file_that_ends_its_reader_is_refused_alone() -> None:
    """Killed, never ending, mistaken and too large for the memory: each is named, all others are read."""
    names = ("a", "kill", "b", "mistake", "hang", "c", "memory", "kill too", "d", "e")
    with Readers(read, 2, patience=1.5) as readers:
        told = [answer for _, answer in readers.in_order(asked(*names))]
    said = {name: str(answer) for name, answer in zip(names, told, strict=True)}
    assert {name for name, answer in zip(names, told, strict=True) if isinstance(answer, Refused)} == {
        "kill",
        "mistake",
        "hang",
        "memory",
        "kill too",
    }
    assert all("did not end" in said[name] for name in ("kill", "hang", "kill too"))
    assert [said[name] for name in "abcde"] == list("ABCDE")


def test_readers_are_other_processes_and_leave_with_their_import() -> None:
    """None is this process, and none is left when it is over, also where it ended by a mistake."""
    seen: set[int] = set()

    def broken_off() -> None:
        with Readers(process, 2) as readers:
            for _, answer in readers.in_order(asked(*"abcdefgh")):
                assert isinstance(answer, int)
                seen.add(answer)
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    assert seen
    assert os.getpid() not in seen
    for pid in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_handful_is_read_here() -> None:
    """In this process, with the same answers."""
    with Here(process) as readers:
        assert [answer for _, answer in readers.in_order(asked("a", ""))] == [os.getpid(), None]
    with Here(read) as readers:
        (mistake,) = [answer for _, answer in readers.in_order(asked("mistake"))]
    assert isinstance(mistake, Refused)
