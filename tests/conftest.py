"""Fixtures for all tests: a small network made through the same actions that users use."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests.network import Network, build

settings.register_profile("house", deadline=None)  # a slow machine is no failure
settings.load_profile("house")


@pytest.fixture
def network(db: None) -> Network:
    """The association, the media centre and two villages, each with people, made through actions."""
    return build()
