from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from lianjian.apps.matrix import ports
from lianjian.apps.matrix.actions.ensure_outlets import ensure_outlets
from tests.network import ROOT, Network, build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


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


@pytest.fixture
def served_here(real_transactions, settings: SettingsWrapper) -> Iterator[str]:
    """The address of the application behind a server of its own. ``live_server`` itself asks for the database before
    ``real_transactions`` can: its flush would come last, and leave empty tables to the tests after it."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    server = LiveServer("localhost")
    yield server.url
    server.stop()
