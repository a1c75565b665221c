"""Reads the files of the demonstration network for the tests beside it. Plain TOML, no database."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from functools import cache
from importlib import resources
from typing import Any

Row = dict[str, Any]


def data() -> Any:
    return resources.files("lianjian.demonstration").joinpath("data")


@cache
def stories() -> dict[str, Row]:
    found = sorted(f for f in data().joinpath("stories").iterdir() if f.name.endswith(".toml"))
    return {f.name: tomllib.loads(f.read_text(encoding="utf-8")) for f in found}


@cache
def network() -> Row:
    return tomllib.loads(data().joinpath("network.toml").read_text(encoding="utf-8"))


@cache
def year() -> Row:
    return tomllib.loads(data().joinpath("year.toml").read_text(encoding="utf-8"))


@cache
def divisions() -> dict[str, str]:
    packed = resources.files("lianjian.apps.parties").joinpath("data", "divisions_fujian.csv.gz").read_bytes()
    table = csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    return {row["code"]: row["name"] for row in table}


def keyed(table: str) -> dict[str, Row]:
    return {row["key"]: row for row in network()[table]}


def belongs(person: str, organisation: str, days_ago: int) -> bool:
    """The person acted for the organisation on that day, by a mandate or a posting."""
    terms = [
        (mandate["from_days_ago"], mandate.get("until_days_ahead"))
        for mandate in keyed("person")[person]["mandates"]
        if mandate["organisation"] == organisation
    ]
    terms += [
        (posting["from_days_ago"], posting["until_days_ahead"])
        for posting in network()["posting"]
        if (posting["person"], posting["village"]) == (person, organisation)
    ]
    return any(start >= days_ago and (end is None or -days_ago <= end) for start, end in terms)


def every(table: str, part: str) -> list[tuple[Row, Row]]:
    return [(row, inner) for row in network()[table] for inner in row.get(part, [])]
