"""What platforms' codes mean, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from lianjian.apps.matrix.models import Outlet
from lianjian.apps.matrix.ports import Explaining, adapters
from lianjian.apps.matrix.queries.words import cause_words
from lianjian.apps.matrix.rules.cures import THEN_LABELS, THEN_OF

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code of one platform: ``then`` is what the system does by itself, ``cure`` what a person does."""

    platform: str
    platform_name: str
    code: str
    then: str
    what: str
    cure: str

    def holds(self, words: list[str]) -> bool:
        """Whether each of the words stands somewhere in the line."""
        text = f"{self.platform_name} {self.code} {self.what} {self.cure} {self.then}".casefold()
        return all(word in text for word in words)


def codes(by: Actor, words: str = "", platform: str = "") -> list[CodeLine]:
    """The codes that the adapters know, of platforms on which ``by`` sees an outlet, by platform and number; with ``words``
    those that hold all of them."""
    known = adapters().by_platform
    wanted = words.casefold().split()
    lines: list[CodeLine] = []
    for key, name in code_platforms(by):
        adapter = known.get(key)
        if not isinstance(adapter, Explaining) or platform not in {"", key}:
            continue
        for code, (then, cause) in sorted(adapter.codes.items(), key=_order):
            what, cure = cause_words(cause, code=code, platform=key)
            lines.append(CodeLine(key, name, code, gettext(THEN_LABELS[THEN_OF[then]]), what, cure))
    return [line for line in lines if line.holds(wanted)]


def code_platforms(by: Actor) -> list[tuple[str, str]]:
    """Key and name of the platforms whose codes ``by`` may look up, in the order of the catalogue."""
    known = adapters().by_platform
    found: dict[str, str] = {}
    for key, name in Outlet.objects.by(by).order_by("position").values_list("platform", "name"):
        if isinstance(known.get(key), Explaining):
            found.setdefault(key, name.partition("·")[0].strip())
    return list(found.items())


def _order(item: tuple[str, object]) -> tuple[bool, int, str]:
    """Numbers by their size, words after them."""
    code = item[0]
    number = code.lstrip("-").isdecimal()
    return (not number, abs(int(code)) if number else 0, code)
