"""Where a request stands, in slugs for code and words for people."""

from __future__ import annotations

#: At this box: before anything left.
WAITING, HALF, DECLINED = "waiting", "half", "declined"
#: Released: sealed and on its way; ``sent`` once a parcel carries it.
RELEASED, SENT = "released", "sent"
#: Taken back; ``withdrawn`` once nobody holds it any more.
WITHDRAWING, WITHDRAWN = "withdrawing", "withdrawn"
#: Its term is over, or it was closed a month ago: nothing of it is left here but its number.
ENDED = "ended"

OPEN_HERE = frozenset({WAITING, HALF})
#: The hub's states (``replies.STATES``) that a request is in after it arrived.
THERE = frozenset({"received", "in-hand", "passed-on", "answered", "closed", "refused"})
CLOSED = frozenset({"closed", "refused", DECLINED})
GONE = frozenset({WITHDRAWN, ENDED})
#: Something is expected from outside.
OUTSTANDING = frozenset({RELEASED, SENT, WITHDRAWING, "received", "in-hand", "passed-on", "answered"})


def _message(msgid: str) -> str:
    """Marks a sentence for translation."""
    return msgid


#: State or step -> msgid.
NAMES = {
    WAITING: _message("Waits for the keepers to agree"),
    HALF: _message("One keeper agreed, one more is needed"),
    DECLINED: _message("The keepers did not send it"),
    RELEASED: _message("Released, leaves with the next parcel"),
    SENT: _message("On its way, sealed"),
    "received": _message("Arrived at the network"),
    "in-hand": _message("Somebody is working on it"),
    "passed-on": _message("Passed on to somebody who knows more"),
    "answered": _message("Answered"),
    "closed": _message("Closed"),
    "refused": _message("Not taken up by the addressee"),
    "lost": _message("Could not be opened there; the keepers send it again"),
    WITHDRAWING: _message("Taken back; the addressee is being told"),
    WITHDRAWN: _message("Taken back, nothing is left of it"),
    ENDED: _message("Its term is over, nothing is left of it here"),
    "asked": _message("Asked"),
    "typed": _message("Asked, written down by a keeper"),
    "addressee": _message("The keepers chose the addressee"),
    "answer": _message("An answer came"),
    "open": _message("A keeper read it"),
}
