"""What is written for good never takes the place of what is no file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.durable import write_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "directory"])
def test_a_pipe_or_a_directory_stays_what_it_is(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """As /dev/null would, to which root may write: renaming a file over it takes it away from everybody."""
    make(tmp_path / "odd")
    before = (tmp_path / "odd").stat()
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "odd", b"data")
    assert (tmp_path / "odd").stat().st_ino == before.st_ino
    assert list(tmp_path.iterdir()) == [tmp_path / "odd"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old and longer")
    write_file(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"new"
