"""The four kinds of columns (domain.md S11): policy explained, village stories, featured industries, quality produce."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import gettext_noop


class ColumnKind(StrEnum):
    """What a column is for."""

    POLICY = "policy-explained"
    VILLAGES = "village-stories"
    INDUSTRIES = "featured-industries"
    PRODUCE = "quality-produce"


KIND_LABELS = {
    ColumnKind.POLICY: gettext_noop("policy explained"),
    ColumnKind.VILLAGES: gettext_noop("village stories"),
    ColumnKind.INDUSTRIES: gettext_noop("featured industries"),
    ColumnKind.PRODUCE: gettext_noop("quality produce"),
}
