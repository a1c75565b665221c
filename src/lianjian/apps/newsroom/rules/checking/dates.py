"""Days that do not exist, weekdays that do not fit, shares over a hundred per cent."""

from __future__ import annotations

import re
from datetime import date

from lianjian.apps.newsroom.rules.checking.findings import Finding, Passage, Severity, found
from lianjian.kernel.refusals import gettext_noop

NO_SUCH_DAY = gettext_noop("There is no such day.")
WRONG_WEEKDAY = gettext_noop("The weekday does not fit the date.")
OVER_A_HUNDRED = gettext_noop("A share of more than a hundred per cent.")

_DAY = re.compile(
    r"(?:(?<!\d)((?:1[89]|20)\d\d)年)?(?<!\d)(\d{1,2})月(\d{1,2})日(?:[（(]?(?:星期|周|礼拜)([一二三四五六日天]))?"
)
_SHARE = re.compile(
    r"(?:占|比例|比重|份额|覆盖率|满意率|合格率|入住率)[^，。；、\d]{0,8}(\d+(?:\.\d+)?)[%％]"
)
_WEEKDAYS = "一二三四五六日"
_LEAP = 2000


def calendar_faults(passage: Passage) -> list[Finding]:
    """What cannot be right about days and shares in a passage."""
    findings = []
    for match in _DAY.finditer(passage.text):
        year, month, day, weekday = match.groups()
        try:
            when = date(int(year) if year else _LEAP, int(month), int(day))
        except ValueError:
            findings.append(found(passage, *match.span(), "no-such-day", Severity.LOOK, NO_SUCH_DAY))
            continue
        said = (weekday or "").replace("天", "日")
        right = _WEEKDAYS[when.weekday()]
        if year and said and said != right:
            start, end = match.span(4)
            findings.append(found(passage, start, end, "wrong-weekday", Severity.LOOK, WRONG_WEEKDAY, right))
    for match in _SHARE.finditer(passage.text):
        if float(match.group(1)) > 100:  # noqa: PLR2004 - per cent
            findings.append(found(passage, *match.span(1), "over-a-hundred", Severity.LOOK, OVER_A_HUNDRED))
    return findings
