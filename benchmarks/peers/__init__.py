"""The same job in other engines, one file each; run as a script it fills the engine's queue."""

from __future__ import annotations

import http.client
import os
import threading

from benchmarks.delivering import ADDRESS, BODY, KEY

_mine = threading.local()


def post(number: int) -> None:
    """The job, with a line to the receiver that this thread keeps open."""
    line = getattr(_mine, "line", None)
    if line is None:
        line = _mine.line = http.client.HTTPConnection(os.environ[ADDRESS], timeout=30)
    line.request("POST", "/", BODY, {KEY: f"peer-{number}"})
    line.getresponse().read()
