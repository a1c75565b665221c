"""Fixtures for all tests: a small network made through the same actions that users use."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.utils import translation
from hypothesis import settings

from tests.network import Network, put_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

settings.register_profile("house", deadline=None)  # a slow machine is no failure
settings.register_profile("quick", deadline=None, max_examples=25)
settings.load_profile(os.environ.get("LIANJIAN_TEST_PROFILE", "house"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files that take long begin first, so that workers end together. On the other database only what touches a database
    is run again: rules and files are the same there."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
    if connection.vendor != "postgresql":
        return
    kept, left_out = [], []
    for item in items:
        names = getattr(item, "fixturenames", ())
        touches = item.get_closest_marker("django_db") or "db" in names or "transactional_db" in names
        (kept if touches else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Commands and pages choose a language for their thread: no test gets that of another one."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def network(db: None) -> Network:
    """The association, the media centre and two villages, each with people, made through actions."""
    return put_up()


@pytest.fixture
def _as_migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Afterwards the database holds again what the migrations wrote, under the same keys: Django brings that back only
    before the next test with real transactions, and leaves empty tables to every other test in between."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":  # elsewhere sequences only go up, and meet no key of tests.snapshot
            with connection.cursor() as cursor:
                for sentence in connection.ops.sequence_reset_by_name_sql(
                    no_style(), connection.introspection.sequence_list()
                ):
                    cursor.execute(sentence)
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.fixture
def real_transactions(
    _as_migrated: None, transactional_db: None, django_db_serialized_rollback: None
) -> None:
    """Commits that other threads and processes see; to be asked for before any other fixture of the database."""
