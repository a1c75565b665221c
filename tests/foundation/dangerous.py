"""What files from outside do to the process that reads them; run by the processes of ``test_readers``."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """A file by its name alone."""

    name: str
    data: bytes = b""


def read(file: File) -> str:
    """Its name in capitals, unless the name says otherwise."""
    if file.name.startswith("kill"):
        os.kill(os.getpid(), signal.SIGKILL)
    if file.name.startswith("hang"):
        time.sleep(600)
    if file.name.startswith("mistake"):
        raise ValueError(file.name)
    if file.name.startswith("memory"):
        return str(len(bytearray(8 * 1024**3)))
    return file.name.upper()


def process(_file: File) -> int:
    """Which process reads."""
    return os.getpid()
