from __future__ import annotations

import pytest

from lianjian.apps.matrix import ports
from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets
from tests.network import ROOT, Network, build


@pytest.fixture(autouse=True)
def _own_adapters():
    """Adapters keep connections: no test gets those of another one's event loop."""
    ports.adapters.cache_clear()
    yield
    ports.adapters.cache_clear()


@pytest.fixture
def committed(real_transactions) -> Network:
    """The network really committed, for threads and processes of their own."""
    ensure_outlets(by=ROOT)
    return build()
