"""States of a message on its way to a channel."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop

TRIES = 9
"""After so many tries without an answer, about a day and a half, a message is given up."""
LEASE = timedelta(minutes=5)
"""How long a sender holds a message; who is killed meanwhile gives it back by it."""


class Channel(StrEnum):
    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class DispatchState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given-up"
    DROPPED = "dropped"


ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)
CHANNEL_LABELS = {
    Channel.MAIL: gettext_noop("e-mail"),
    Channel.WECOM: gettext_noop("WeCom group robot"),
    Channel.DINGTALK: gettext_noop("DingTalk group robot"),
    Channel.FEISHU: gettext_noop("Feishu group robot"),
}
DISPATCH_LABELS = {
    DispatchState.QUEUED: gettext_noop("waits"),
    DispatchState.SENDING: gettext_noop("is being sent"),
    DispatchState.SENT: gettext_noop("sent"),
    DispatchState.REFUSED: gettext_noop("not taken"),
    DispatchState.GIVEN_UP: gettext_noop("not reached"),
    DispatchState.DROPPED: gettext_noop("not needed any more"),
}


class Cause(StrEnum):
    """Why a channel did not take a message."""

    ADDRESS = "address"
    SIGNATURE = "signature"
    KEYWORD = "keyword"
    ORIGIN = "origin"
    CONTENT = "content"
    LENGTH = "length"
    OFF = "off"
    LOGIN = "login"
    RECIPIENT = "recipient"
    SEALED = "sealed"
    AWAY = "away"
    OTHER = "other"


CAUSE_LABELS: dict[Cause, tuple[str, str]] = {
    Cause.ADDRESS: (
        gettext_noop("The address of the robot is not known there."),
        gettext_noop("Copy the webhook address again from the group's settings."),
    ),
    Cause.SIGNATURE: (
        gettext_noop("The signature does not fit."),
        gettext_noop("Copy the signing secret again; the clock of this machine must be right."),
    ),
    Cause.KEYWORD: (
        gettext_noop("The robot asks for a keyword that the message does not hold."),
        gettext_noop("Add the keyword here, or take it away in the robot's settings."),
    ),
    Cause.ORIGIN: (
        gettext_noop("The robot takes no messages from this machine."),
        gettext_noop("Add the address of this machine to the robot's allowed addresses."),
    ),
    Cause.CONTENT: (
        gettext_noop("The platform does not take this text."),
        gettext_noop("Look at the titles of what is due: one of them may hold words it refuses."),
    ),
    Cause.LENGTH: (
        gettext_noop("The message is too long."),
        gettext_noop("Tell the network administrator: messages are shortened before they are sent."),
    ),
    Cause.OFF: (
        gettext_noop("The robot was removed from the group, or switched off there."),
        gettext_noop("Add a robot to the group again and store its address here."),
    ),
    Cause.LOGIN: (
        gettext_noop("The mail server refuses our sign-in."),
        gettext_noop("Tell the network administrator to look at LIANJIAN_SMTP_URL."),
    ),
    Cause.RECIPIENT: (
        gettext_noop("The mail server does not know this address."),
        gettext_noop("Correct the e-mail address."),
    ),
    Cause.SEALED: (
        gettext_noop("What is stored about the robot cannot be opened."),
        gettext_noop("Store its address again."),
    ),
    Cause.AWAY: (
        gettext_noop("The other side could not be reached for more than a day."),
        gettext_noop("The next message is tried as usual; look at the line of this machine."),
    ),
    Cause.OTHER: (
        gettext_noop("The other side refused the message."),
        gettext_noop("Send a trial message; its answer stands beside it."),
    ),
}


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after the so-manieth try without an answer: 1, 2, 4 … minutes, at most 8 hours; None: give it up."""
    if tries >= TRIES:
        return None
    return min(timedelta(minutes=2 ** max(0, tries - 1)), timedelta(hours=8))
