"""The Weibo simulator beside a test: in a thread, on a port of its own, with the test's clock."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.weibo.simulator.account import Account
from lianjian.adapters.outlets.weibo.simulator.server import Simulator
from tests.cli.running import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulators.clock import Clock

TOKENS = {
    "access_token": "2.00-test-token",
    "refresh_token": "test-refresh",
    "app_key": "test-key",
    "app_secret": "test-app-secret",
}


@contextmanager
def weibo(clock: Clock) -> Iterator[Simulator]:
    """A running platform with one account that has the credentials of the tests; our site is bound to its app."""
    port = free_port()
    account = Account(
        f"http://127.0.0.1:{port}",
        clock,
        **TOKENS,
        domains=frozenset({urlsplit(settings.BASE_URL).hostname or ""}),
    )
    simulator = Simulator(account)
    with running(simulator, host="127.0.0.1", port=port):
        yield simulator
