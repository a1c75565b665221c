"""A process of its own that releases, packs and sends, for tests that kill it. Arguments: the station, keeper, request, digest.

It says ``ready`` once everything is imported and unlocked, so that a killer counts from there.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from lianjian_station import outbox, rounds, sending
from lianjian_station.home import Home
from lianjian_station.http_source import Patience
from lianjian_station.keepers import Keepers
from lianjian_station.requests.register import Register
from lianjian_station.requests.releasing import release
from lianjian_station.requests.states import OPEN_HERE


def main() -> None:
    path, keeper, phrase, request, digest, at = sys.argv[1:]
    home, now = Home.open(Path(path)), datetime.fromisoformat(at)
    session = Keepers(home).unlock(keeper, phrase, now)
    with Register.opened(home) as register:
        state = register.request(request).state
    (home.path / "staging" / "ready").touch()
    if state in OPEN_HERE:
        release(home, session, request, digest, now)
    rounds.pack_all(home, now)
    outbox.tidy(home)
    sending.send(home, now, at_once=True, patience=Patience(silence=3, answer=3))


if __name__ == "__main__":
    main()
