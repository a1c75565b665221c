"""Enquiries from the public: how they stand, what may follow, how long a contact is kept.

Only what is needed to answer is asked for, and deleted when its purpose is reached (Personal Information Protection Law
of the PRC, articles 6, 19 and 47).
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

REMIND_AFTER = timedelta(days=3)
"""An enquiry nobody has answered for longer stands in the reminder."""
KEPT_AFTER_END = timedelta(days=60)
"""How long name, contact and words stay after the end."""
LONGEST_TEXT = 1000

_PHONE = re.compile(r"\+?[\d\s()（）-]{7,24}")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,50}\.[^@\s]{2,20}")
_LEAST_DIGITS = 7


class EnquiryState(StrEnum):
    """How an enquiry stands."""

    NEW = "new"
    TAKEN = "taken"
    ANSWERED = "answered"
    SOLD = "sold"
    VISIT = "visit"
    NOT_POSSIBLE = "not-possible"
    NO_ANSWER = "no-answer"
    WITHDRAWN = "withdrawn"


class EnquiryStepKind(StrEnum):
    """What was done with it."""

    TAKEN = "taken"
    PASSED = "passed"
    ANSWERED = "answered"
    ENDED = "ended"


OPEN = frozenset({EnquiryState.NEW, EnquiryState.TAKEN, EnquiryState.ANSWERED})
ENDS = frozenset({EnquiryState.SOLD, EnquiryState.VISIT, EnquiryState.NOT_POSSIBLE, EnquiryState.NO_ANSWER})
"""How the village can end it; the asker withdraws."""

ENQUIRY_LABELS = {
    EnquiryState.NEW: gettext_noop("new"),
    EnquiryState.TAKEN: gettext_noop("somebody has taken it on"),
    EnquiryState.ANSWERED: gettext_noop("reply given"),
    EnquiryState.SOLD: gettext_noop("sold"),
    EnquiryState.VISIT: gettext_noop("came to visit"),
    EnquiryState.NOT_POSSIBLE: gettext_noop("not possible"),
    EnquiryState.NO_ANSWER: gettext_noop("the asker did not answer"),
    EnquiryState.WITHDRAWN: gettext_noop("withdrawn by the asker"),
}
STEP_LABELS = {
    EnquiryStepKind.TAKEN: gettext_noop("taken on"),
    EnquiryStepKind.PASSED: gettext_noop("passed on"),
    EnquiryStepKind.ANSWERED: gettext_noop("reply given"),
    EnquiryStepKind.ENDED: gettext_noop("came to its end"),
}


def check_contact(typed: str) -> str:
    """A telephone number or an e-mail address. Raises Refused for anything else: it could not be answered."""
    contact = " ".join(typed.split())
    phone = _PHONE.fullmatch(contact) and sum(char.isascii() and char.isdigit() for char in contact)
    if not (phone and phone >= _LEAST_DIGITS) and not _MAIL.fullmatch(contact):
        raise Refused(
            gettext_noop("This is neither a telephone number nor an e-mail address."),
            cure=gettext_noop("Write one of them, so that the village can answer."),
            field="contact",
        )
    return contact


def check_open(state: str) -> None:
    """Raises Refused where the enquiry has come to its end."""
    if state not in OPEN:
        raise Refused(gettext_noop("This enquiry has come to its end."))


def check_end(end: str) -> EnquiryState:
    """The outcome of that name. Raises Refused where a village cannot end an enquiry so."""
    if end not in ENDS:
        raise Refused(gettext_noop("“%(end)s” is no outcome of an enquiry."), field="end", end=end)
    return EnquiryState(end)


def check_sale(end: EnquiryState, *, amount: bool, unit: bool, yuan: bool, remark: bool) -> None:
    """Raises Refused where an amount lacks its unit, an end other than a sale names one, or a reason is missing."""
    if amount != unit:
        raise Refused(gettext_noop("An amount needs a number and a unit, or neither."), field="amount")
    if end is not EnquiryState.SOLD and (amount or yuan):
        raise Refused(gettext_noop("Only a sale has an amount."), field="amount")
    if end is EnquiryState.NOT_POSSIBLE and not remark:
        raise Refused(gettext_noop("Say why it was not possible."), field="remark")


def is_late(state: str, received_on: date, today: date) -> bool:
    """Whether the asker has waited too long for an answer."""
    return state in {EnquiryState.NEW, EnquiryState.TAKEN} and today - received_on >= REMIND_AFTER
