"""Where a story stands."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class Stage(StrEnum):
    """Where the latest text of a story stands on its way."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    SENT_BACK = "sent-back"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STAGE_LABELS = {
    Stage.DRAFT: gettext_noop("draft"),
    Stage.IN_REVIEW: gettext_noop("in review"),
    Stage.SENT_BACK: gettext_noop("sent back"),
    Stage.APPROVED: gettext_noop("approved"),
    Stage.PUBLISHED: gettext_noop("published"),
    Stage.WITHDRAWN: gettext_noop("withdrawn"),
}
