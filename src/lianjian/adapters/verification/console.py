"""The default: codes are written to the log of the hub, for trying and for installations without a message service."""

from __future__ import annotations

import logging

logger = logging.getLogger(__name__)


class Console:
    """Writes codes where the administrator reads them. Not for a network with real organisations: whoever reads the log
    reads the codes."""

    name = "console"

    def send(self, *, to: str, code: str, minutes: int) -> None:
        """One line of the log; of the number only the last four digits."""
        logger.warning("code %s for the telephone …%s, valid for %s minutes", code, to[-4:], minutes)
