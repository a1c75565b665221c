"""How a signature came about."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class Method(StrEnum):
    """ELECTRONIC stands in the PDF, PAPER on an attested scan; RECORDED was entered by those who record a network's
    history, or dates from before documents were signed here."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    RECORDED = "recorded"


METHOD_LABELS = {
    Method.ELECTRONIC: gettext_noop("signed electronically"),
    Method.PAPER: gettext_noop("signed on paper"),
    Method.RECORDED: gettext_noop("entered in the register"),
}
