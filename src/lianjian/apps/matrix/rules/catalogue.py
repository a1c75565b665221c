"""The catalogue file: platforms, and the outlets on them. A mistake in it is found when it is read, not
when it is used."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any

from lianjian.apps.matrix.rules.kinds import COMPLETIONS_OF, Completion, Kind, Mode
from lianjian.apps.matrix.rules.limits import Limits, read_limits
from lianjian.apps.matrix.rules.quotas import Quota, read_quotas

FEED_CAP = 1
DEFAULT_CAP = 4
"""Deliveries to one outlet that may be on the way at the same time."""


class CatalogueError(ValueError):
    """The catalogue contradicts itself; the message says where."""


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """What holds for every account on a platform."""

    key: str
    name: str
    mode: Mode
    completion: Completion
    idempotent: bool
    withdraws: bool
    credentials: tuple[str, ...]
    domains: tuple[str, ...]
    limits: Limits
    quotas: tuple[Quota, ...]


@dataclass(frozen=True, slots=True)
class OutletEntry:
    """One account or site; ``position`` counts from 1 in the order of the file."""

    key: str
    name: str
    kind: Kind
    platform: PlatformEntry
    position: int


def read_catalogue(text: str) -> tuple[OutletEntry, ...]:
    """All outlets of a catalogue file (TOML). Raises CatalogueError."""
    try:
        tables = tomllib.loads(text)
        platforms = {key: _platform(key, table) for key, table in tables["platforms"].items()}
        outlets = tuple(
            _outlet(table, platforms, position) for position, table in enumerate(tables["outlets"], start=1)
        )
    except (KeyError, ValueError, TypeError) as mistake:
        msg = f"the catalogue of outlets cannot be read: {mistake}"
        raise CatalogueError(msg) from mistake
    keys = [outlet.key for outlet in outlets]
    if len(set(keys)) != len(keys):
        msg = f"the catalogue names an outlet twice: {sorted({key for key in keys if keys.count(key) > 1})}"
        raise CatalogueError(msg)
    return outlets


def _platform(key: str, table: dict[str, Any]) -> PlatformEntry:
    mode, completion = Mode(table["mode"]), Completion(table["completion"])
    if completion not in COMPLETIONS_OF[mode]:
        msg = f"platform {key}: {completion} does not go with {mode}"
        raise ValueError(msg)
    return PlatformEntry(
        key=key,
        name=str(table["name"]),
        mode=mode,
        completion=completion,
        idempotent=bool(table["idempotent"]),
        withdraws=bool(table["withdraws"]),
        credentials=tuple(table.get("credentials", ())),
        domains=tuple(table["domains"]),
        limits=read_limits(table.get("limits", {})),
        quotas=read_quotas(table.get("quotas", ())),
    )


def _outlet(table: dict[str, Any], platforms: dict[str, PlatformEntry], position: int) -> OutletEntry:
    key = str(table["key"])
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        msg = f"{key!r} is no key of an outlet"
        raise ValueError(msg)
    if table["platform"] not in platforms:
        msg = f"outlet {key} stands on an unknown platform {table['platform']!r}"
        raise ValueError(msg)
    return OutletEntry(
        key=key,
        name=str(table["name"]),
        kind=Kind(table["kind"]),
        platform=platforms[table["platform"]],
        position=position,
    )
