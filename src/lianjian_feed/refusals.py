"""Failures by name: ``Refused`` (to a person, with the cure) and ``Unreachable`` (try again).

A message is an English msgid with named holes, so that a hub and a station can each say it in Chinese:
``in_chinese()`` looks it up in ``locale/zh.json`` of this package.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


class Refused(Exception):  # noqa: N818 - the word of the house for a refusal; it is not always an error
    """Something was not accepted.

    ``msgid`` is an English sentence with ``{holes}``, ``values`` fills them.
    """

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid, values)
        self.msgid = msgid
        self.values = values

    def __str__(self) -> str:
        return self.msgid.format(**self.values)


class Unreachable(Refused):
    """The other side did not answer properly: nothing is wrong with what is held, try again later."""


class NotThere(Unreachable):
    """The other side answers, but has no such file."""


class Expired(Refused):
    """A signature that was good once is past its date; content may be shown, marked as stale."""


@cache
def chinese() -> dict[str, str]:
    """Msgid to Chinese, for every refusal this package can utter."""
    text = files("lianjian_feed").joinpath("locale/zh.json").read_text(encoding="utf-8")
    catalogue: dict[str, str] = json.loads(text)
    return catalogue


def in_chinese(refusal: Refused) -> str:
    """One line a person understands; falls back to English where the catalogue has no entry."""
    told = {name: in_chinese(v) if isinstance(v, Refused) else v for name, v in refusal.values.items()}
    return chinese().get(refusal.msgid, refusal.msgid).format(**told)
