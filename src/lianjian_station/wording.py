"""Words for people: English msgids, Chinese from ``locale/zh.json``. Chinese is what a village sees first."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from lianjian_feed.refusals import Refused
from lianjian_feed.refusals import chinese as feed_chinese

LANGUAGES = ("zh", "en")


@cache
def catalogue() -> dict[str, str]:
    """Msgid to Chinese for everything this package says."""
    text = files("lianjian_station").joinpath("locale/zh.json").read_text(encoding="utf-8")
    told: dict[str, str] = json.loads(text)
    return told


def say(msgid: str, language: str = "zh", **values: object) -> str:
    """The sentence in ``language``, its holes filled; English where there is no Chinese."""
    told = msgid
    if language == "zh":
        told = catalogue().get(msgid) or feed_chinese().get(msgid, msgid)
    values = {n: explain(v, language) if isinstance(v, Refused) else v for n, v in values.items()}
    return told.format(**values)


def explain(refusal: Refused, language: str = "zh") -> str:
    """A refusal as one line."""
    return say(refusal.msgid, language, **refusal.values)
