"""What recurs for agreements, for the worker that leads."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from lianjian.apps.agreements.actions.announce_endings import announce_endings
from lianjian.apps.agreements.actions.carry_out_notices import carry_out_notices
from lianjian.apps.agreements.actions.expire_agreements import expire_agreements
from lianjian.apps.agreements.actions.forget_unverified import forget_unverified
from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.queries import texts_without_document
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused

logger = logging.getLogger(__name__)
FRESH = timedelta(days=1)
"""How long after it was frozen a text's document is made by itself; later it is made when somebody asks for it."""


def forget_unverified_answers() -> None:
    """Delete the answers to calls whose code never came back."""
    forget_unverified(by=Actor.system("agreements.answers"), now=timezone.now())


def make_documents() -> None:
    """Make the documents of texts frozen lately, so that nobody waits for them."""
    for text in texts_without_document(since=timezone.now() - FRESH):
        try:
            prepare_document(by=Actor.system("agreements.documents"), text=text)
        except (Refused, OSError):
            logger.exception("the document of text %s could not be made", text)


def keep_terms() -> None:
    """Let parties go whose notice has run out, end what has expired, tell whose end is near; safe to run at any time
    and as often as one likes."""
    system, today = Actor.system("agreements.terms"), civil_date(timezone.now())
    for verb in (carry_out_notices, expire_agreements, announce_endings):
        while verb(by=system, today=today):
            pass
