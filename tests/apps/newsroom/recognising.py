"""What the tests of recognition share: the divisions of the province, and how a text is taken apart."""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition import Gazetteer, Guess, Recognised, recognise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@cache
def province() -> Gazetteer:
    """Every division of Fujian, from the table that ships."""
    packed = resources.files("lianjian.apps.parties").joinpath("data", "divisions_fujian.csv.gz").read_bytes()
    table = csv.DictReader(io.StringIO(gzip.decompress(packed).decode()))
    return Gazetteer((row["code"], row["name"]) for row in table)


def taken_apart(
    text: str, hints: Mapping[int, str] | None = None, *, published: date | None = None
) -> Recognised:
    """A text recognised with the divisions of the province; what holds for every text is checked on the way."""
    found = recognise(text, hints or {}, province(), published=published)
    for guess in found.guesses:
        assert guess.sure in {"sure", "likely", "weak"}
        assert guess.why
        if guess.at >= 0:
            assert guess.len > 0
            assert guess.at + guess.len <= len(text)
            assert text[: guess.at].count("\n") == guess.line
    return found


def said(found: Recognised, field: str) -> list[Guess]:
    """The guesses for a field, in order."""
    return [guess for guess in found.guesses if guess.field == field]


def names_of(found: Recognised, field: str) -> list[str]:
    """Everybody who is credited in a field."""
    return [name for guess in said(found, field) for name in guess.names]
