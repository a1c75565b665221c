"""How an organisation that answers a call becomes a party: received, checked, invited, joined, or
declined."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class CallState(StrEnum):
    """Where a call stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class ResponseState(StrEnum):
    """Where an answer to a call stands."""

    RECEIVED = "received"
    CHECKED = "checked"
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"


CALL_LABELS = {
    CallState.DRAFT: gettext_noop("draft"),
    CallState.PUBLISHED: gettext_noop("published"),
    CallState.CLOSED: gettext_noop("closed"),
}
RESPONSE_LABELS = {
    ResponseState.RECEIVED: gettext_noop("received"),
    ResponseState.CHECKED: gettext_noop("checked"),
    ResponseState.INVITED: gettext_noop("invited"),
    ResponseState.JOINED: gettext_noop("joined"),
    ResponseState.DECLINED: gettext_noop("declined"),
}
NEXT = {
    ResponseState.RECEIVED: frozenset({ResponseState.CHECKED, ResponseState.DECLINED}),
    ResponseState.CHECKED: frozenset({ResponseState.INVITED, ResponseState.DECLINED}),
    ResponseState.INVITED: frozenset({ResponseState.JOINED, ResponseState.DECLINED}),
    ResponseState.JOINED: frozenset[ResponseState](),
    ResponseState.DECLINED: frozenset({ResponseState.CHECKED}),
}


def judge_step(now: str, to: str, *, organisation: int | None) -> ResponseState:
    """The state after the step. Joining needs the organisation's entry in the register. Raises Refused."""
    if to not in set(ResponseState):
        raise Refused(gettext_noop("“%(state)s” is no step of an answer."), field="to", state=to)
    if ResponseState(to) not in NEXT[ResponseState(now)]:
        raise Refused(
            gettext_noop("An answer that is “%(now)s” cannot become “%(to)s”."),
            cure=gettext_noop("Answers are received, checked, invited and joined, in this order."),
            field="to",
            now=RESPONSE_LABELS[ResponseState(now)],
            to=RESPONSE_LABELS[ResponseState(to)],
        )
    if to == ResponseState.JOINED and organisation is None:
        raise Refused(
            gettext_noop("The organisation is not in the register yet."),
            cure=gettext_noop("Register it first, then let it join."),
            field="organisation",
        )
    return ResponseState(to)


def reference(call: int, answer: int) -> str:
    """The number by which an answer is named on the telephone: of the call, then of the answer, digits only."""
    return f"{call}-{answer:05d}"
