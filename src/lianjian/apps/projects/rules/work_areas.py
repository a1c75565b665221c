"""The six areas of work (重点工作): every commitment, project and outcome belongs to one."""

from __future__ import annotations

from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class WorkArea(StrEnum):
    """The value is the slug that addresses and files use."""

    INDUSTRY = "industry"
    INVESTMENT = "investment"
    RECRUITMENT = "recruitment"
    TRAINING = "training"
    TECHNOLOGY = "technology"
    LIVELIHOOD = "livelihood"


WORK_AREA_LABELS = {
    WorkArea.INDUSTRY: gettext_noop("industry development"),
    WorkArea.INVESTMENT: gettext_noop("attracting investment"),
    WorkArea.RECRUITMENT: gettext_noop("attracting talent"),
    WorkArea.TRAINING: gettext_noop("training people"),
    WorkArea.TECHNOLOGY: gettext_noop("technical services"),
    WorkArea.LIVELIHOOD: gettext_noop("better lives"),
}


def check_area(area: str) -> WorkArea:
    """The area of that slug. Raises Refused where there is none."""
    if area not in set(WorkArea):
        raise Refused(gettext_noop("“%(area)s” is none of the six areas."), field="work_area", area=area)
    return WorkArea(area)
