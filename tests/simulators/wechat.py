"""The WeChat simulator beside a test: in a thread, on a port of its own, with the test's clock."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lianjian.adapters.outlets.simulating.faults import Faults, read_fault
from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.wechat.simulator.account import Account
from lianjian.adapters.outlets.wechat.simulator.server import Simulator
from tests.apps.matrix.stories import SECRETS
from tests.cli.running import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulators.clock import Clock


@contextmanager
def official_account(clock: Clock, *faults: str, callback: str = "") -> Iterator[Simulator]:
    """A running platform with one account that has the credentials of the tests."""
    port = free_port()
    account = Account(SECRETS["appid"], SECRETS["secret"], f"http://127.0.0.1:{port}", clock)
    simulator = Simulator(
        account,
        faults=Faults(*(read_fault(text) for text in faults)),
        callback=callback,
        callback_token=SECRETS["callback_token"],
    )
    with running(simulator, host="127.0.0.1", port=port):
        yield simulator
