"""A served demonstration and a browser: made when a test first asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.homes import new_home
from tests.web.running_site import Site, chromium, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration behind ``lianjian serve``, a copy for each module that asks."""
    with served(new_home(tmp_path_factory, "demonstration")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as held:
        yield held
