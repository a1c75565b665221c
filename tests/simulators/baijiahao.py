"""The Baijiahao simulator beside a test: in a thread, on a port of its own, with the test's clock."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lianjian.adapters.outlets.baijiahao.simulator.account import Account
from lianjian.adapters.outlets.baijiahao.simulator.server import Simulator
from lianjian.adapters.outlets.simulating.running import running
from tests.cli.running import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulators.clock import Clock

TOKENS = {"app_id": "1700000000000009", "app_token": "test-app-token"}


@contextmanager
def baijiahao(clock: Clock) -> Iterator[Simulator]:
    """A running platform with one account that has the credentials of the tests."""
    port = free_port()
    simulator = Simulator(Account(**TOKENS, address=f"http://127.0.0.1:{port}", clock=clock))
    with running(simulator, host="127.0.0.1", port=port):
        yield simulator
