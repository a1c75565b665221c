"""The two ways in which work fails: a person is told and can cure it, or the other side cannot be reached.

Messages are English msgids with named placeholders; the faces translate them (``foundation.wording.explain``).
"""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Mark a message for the catalogues without translating it here: rules know no language."""
    return message


class Refused(Exception):  # noqa: N818 - it is no error: the system did what it should
    """What was asked cannot be done, said to a person, with the cure.

    ``message`` and ``cure`` are msgids, ``values`` fill their ``%(name)s`` placeholders, ``field`` names the form
    field beside which it is shown ("" for the whole form).
    """

    def __init__(self, message: str, *, cure: str = "", field: str = "", **values: object) -> None:
        self.message = message
        self.cure = cure
        self.field = field
        self.values = values
        super().__init__(str(self))

    def __str__(self) -> str:
        text = self.message % self.values if self.values else self.message
        if not self.cure:
            return text
        return f"{text} {self.cure % self.values if self.values else self.cure}"


class NotThere(Refused):
    """The thing does not exist, or not for this person: the two are not told apart."""

    def __init__(
        self, message: str = gettext_noop("This does not exist, or you may not see it."), **values: object
    ) -> None:
        super().__init__(message)
        self.values = values


class NotAllowed(Refused):
    """The person may see the thing but holds no mandate for what was asked."""


class Unreachable(Exception):  # noqa: N818 - see Refused
    """The other side gave no answer or asked to come back later. Try again; nothing is decided.

    ``after`` is the number of seconds the other side asked us to wait, None where it did not say.
    ``answered`` is False where bytes may have left and no answer was stored: the outcome is then unknown.
    """

    def __init__(self, reason: str, *, after: float | None = None, answered: bool = True) -> None:
        self.reason = reason
        self.after = after
        self.answered = answered
        super().__init__(reason)
