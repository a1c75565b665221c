"""States, causes and cures in the language of the interface."""

from __future__ import annotations

import re

from django.utils.translation import gettext, ngettext, pgettext

from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.cures import words_of
from lianjian.apps.matrix.rules.marks import Mark
from lianjian.apps.matrix.rules.next_steps import UNPLANNED
from lianjian.apps.matrix.rules.states import STATE_LABELS, State

_EMPTY_BRACKETS = re.compile(r"\s*[(（]\s*[)）]")


def state_word(state: str) -> str:
    """The word for a state; a story that was never planned for an outlet has not been sent there."""
    if state == UNPLANNED:
        return pgettext("a story and an outlet", "not planned")
    return gettext(STATE_LABELS[State(state)])


def mark_word(mark: Mark) -> str:
    """The word for a mark of the ledger: that of its state, where it is one."""
    if mark == Mark.HANDED_OVER:
        return gettext(STATE_LABELS[State.ACCEPTED])
    if mark == Mark.ACCEPTED:
        return pgettext("a story and an outlet", "accepted")
    return state_word(mark)


def cause_words(
    cause: str, *, outlet: str = "", code: str = "", detail: str = "", platform: str = ""
) -> tuple[str, str]:
    """What happened and what to do about it, in the words of the ``platform``; two empty texts where there is no cause. What
    is not known (a code, a detail) leaves no empty brackets behind."""
    if cause not in set(Cause):
        return ("", "")
    words = words_of(Cause(cause), platform)
    values = {"outlet": outlet, "code": code, "detail": detail}
    what, cure = (_tidy(gettext(text) % values) for text in (words.what, words.cure))
    return (what, cure)


def summary_words(published: int, total: int, counts: dict[str, int]) -> str:
    """How a story stands, in a sentence: published first, then what waits for whom, zeros left out."""
    said = [
        ngettext(
            "Published at %(published)s of %(total)s outlet",
            "Published at %(published)s of %(total)s outlets",
            total,
        )
        % {"published": published, "total": total}
    ]
    for state in (
        State.WITHDRAWAL_NEEDED,
        State.NEEDS_HUMAN,
        State.REFUSED,
        State.UNKNOWN,
        State.ACCEPTED,
        State.PLANNED,
        State.SENDING,
        State.QUEUED,
        State.PARKED,
        State.WITHDRAWN,
    ):
        if counts.get(state):
            said.append(
                pgettext("part of a list of counts", "%(state)s: %(number)s")
                % {"number": counts[state], "state": state_word(state)}
            )
    return pgettext("between the parts of a list of counts", "; ").join(said) + pgettext(
        "end of a list of counts", "."
    )


def _tidy(text: str) -> str:
    return _EMPTY_BRACKETS.sub("", text).strip().rstrip(":： ")
