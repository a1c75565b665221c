"""What I owe, to whom, by when; then what others owe me."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import count_unsigned_agreements, unsigned_agreements
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.coordination.queries import due_soonest, groups_behind
from lianjian.apps.exchange.queries import count_needs_owned_late, needs_owned_late
from lianjian.apps.projects.queries import (
    count_obstacles_owned,
    count_outcomes_to_verify,
    count_shares_to_answer,
    obstacles_owned,
    outcomes_to_verify,
    owes_soonest,
    shares_to_answer,
)
from lianjian.kernel.clock import civil_date
from lianjian.web.mobile.dues import Due, When, dated, since

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lianjian.apps.agreements.queries import Unsigned
    from lianjian.apps.coordination.queries import DutyLine
    from lianjian.apps.projects.queries import CommitmentLine, Waiting
    from lianjian.foundation.actor import Actor
    from lianjian.foundation.urgency import Soonest

SHOWN = 12
"""Lines of one urgency on a page about more than these; all of them stand on a page of their own."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Both sides of the ledger, unsorted: the most urgent of each stretch, and how many there are in it."""

    mine: tuple[Due, ...]
    theirs: tuple[Due, ...]
    mine_counts: Counter[When]
    theirs_counts: Counter[When]


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines from one source with how many there are by urgency."""

    lines: tuple[Due, ...]
    counts: Mapping[When, int]


def balance(by: Actor, today: date, *, most: int = SHOWN, only: When | None = None) -> Balance:
    """What is open between ``by``'s organisations and the others: the first ``most`` of each urgency from each source
    (``only`` leaves out the others). A constant number of queries."""
    owing = owes_soonest(by, today, most=most, only=only or "")
    several = len(by.organisations) > 1
    mine, theirs = [], []
    if only is not When.WAITING:
        mine.append(_duties(by, today, most, only))
        mine.append(
            _dated(
                owing.we_owe,
                [
                    commitment_due(li, today, several=several, writes=li.giver in by.acting_for)
                    for li in owing.we_owe.lines
                ],
            )
        )
        theirs.append(_dated(owing.owed_to_us, [_owed_to_us(line, today) for line in owing.owed_to_us.lines]))
    if only in {None, When.LATE}:
        mine.append(_Part(tuple(_needs(by, today, most)), {When.LATE: count_needs_owned_late(by, today)}))
    if only in {None, When.WAITING}:
        mine += [
            _waiting(_to_confirm(owing.to_confirm, today), owing.to_confirm.count),
            _waiting(_outcomes(by, today, most), count_outcomes_to_verify(by)),
            _waiting(_shares(by, today, most), count_shares_to_answer(by)),
            _waiting(_to_sign(by, most), count_unsigned_agreements(by, ours=True)),
            _waiting(_obstacles(by, today, most), count_obstacles_owned(by)),
        ]
        theirs += [
            _waiting(_awaiting(owing.awaiting, today), owing.awaiting.count),
            _waiting(_being_signed(by, today, most), count_unsigned_agreements(by, ours=False)),
        ]
    return Balance(
        mine=tuple(line for part in mine for line in part.lines),
        theirs=tuple(line for part in theirs for line in part.lines),
        mine_counts=sum((Counter(part.counts) for part in mine), Counter()),
        theirs_counts=sum((Counter(part.counts) for part in theirs), Counter()),
    )


def _dated(found: Soonest[Any], lines: list[Due]) -> _Part:
    return _Part(tuple(lines), {When(stretch): count for stretch, count in found.counts.items()})


def _waiting(lines: list[Due], count: int) -> _Part:
    return _Part(tuple(lines), {When.WAITING: count})


def duty_due(
    line: DutyLine, today: date, *, group: str = "", several: bool = False, writes: bool = True
) -> Due:
    """A duty; ``group`` is the group that wants it done, "" where it comes from elsewhere. Who does not write (``writes``)
    looks at it."""
    when, mark, word = dated(line.due_on, today)
    url = reverse("mobile:duty", args=[line.id])
    parts = [
        line.organisation_name if several else "",
        _("owed to %(name)s") % {"name": group} if group else "",
    ]
    return Due(
        what=line.what,
        url=url,
        whom=" · ".join(part for part in parts if part) or _("duty of your organisation"),
        day=line.due_on,
        when=when,
        mark=mark,
        word=word,
        act=_("Make an entry") if writes else _("Look at it"),
        act_url=_about(f"duty:{line.id}") if writes else url,
        key=f"duty:{line.id}" if writes else "",
        rank=(0, line.id),
    )


def commitment_due(line: CommitmentLine, today: date, *, several: bool = False, writes: bool = True) -> Due:
    """A commitment as its giver sees it; who only enters figures (not ``writes``) finds them on its page."""
    when, mark, word = dated(line.due_on, today)
    url = reverse("mobile:commitment", args=[line.id])
    parts = [line.giver_name if several else "", _("owed to %(name)s") % {"name": line.receiver_name}]
    return Due(
        what=line.text,
        url=url,
        whom=" · ".join([part for part in parts if part] + clause_of(line)),
        day=line.due_on,
        when=when,
        mark=mark,
        word=word,
        act=_("Make an entry") if writes else _("How it stands"),
        act_url=_about(f"commitment:{line.id}") if writes else url,
        key=f"commitment:{line.id}" if writes else "",
        rank=(1, line.id),
    )


def clause_of(line: CommitmentLine) -> list[str]:
    """The clause a commitment stands in, as a list of none or one."""
    return [article(line.clause_position)] if line.clause_position is not None else []


def _about(key: str) -> str:
    return f"{reverse('mobile:entry-new')}?about={key}"


def _duties(by: Actor, today: date, most: int, only: When | None) -> _Part:
    found = due_soonest(by, today, most=most, only=only or "")
    wanted_by = groups_behind(by, (line.source_key for line in found.lines))
    several = len(by.organisations) > 1
    lines = [
        duty_due(
            line,
            today,
            group=wanted_by.get(line.source_key, (0, ""))[1],
            several=several,
            writes=line.organisation in by.acting_for,
        )
        for line in found.lines
    ]
    return _dated(found, lines)


def _to_confirm(found: Waiting, today: date) -> list[Due]:
    return [
        Due(
            what=line.text,
            url=reverse("mobile:commitment", args=[line.id]),
            whom=_("%(name)s reports it done") % {"name": line.giver_name},
            day=line.done_on,
            when=When.WAITING,
            mark="wait",
            word=since(line.done_on, today, _("confirm or send back")),
            act=_("Answer"),
            act_url=reverse("mobile:commitment", args=[line.id]) + "#answer",
            rank=(2, line.id),
        )
        for line in found.lines
    ]


def _outcomes(by: Actor, today: date, most: int) -> list[Due]:
    return [
        Due(
            what=line.text,
            url=reverse("mobile:outcome", args=[line.id]),
            whom=_("outcome reported by %(name)s") % {"name": line.reported_by_name},
            day=line.happened_on,
            when=When.WAITING,
            mark="wait",
            word=since(line.happened_on, today, _("to be verified")),
            act=_("Verify"),
            act_url=reverse("mobile:outcome", args=[line.id]) + "#answer",
            rank=(3, line.id),
        )
        for line in outcomes_to_verify(by, most)
    ]


def _shares(by: Actor, today: date, most: int) -> list[Due]:
    """Proposed shares to which we have said neither yes nor no; they wait since the first consent, the proposer's."""
    lines = []
    for line in shares_to_answer(by, most):
        consents = [one.agreed_at for one in line.shares if one.agreed_at is not None]
        day = civil_date(min(consents)) if consents else None
        url = reverse("mobile:outcome", args=[line.id]) + "#shares"
        lines.append(
            Due(
                what=line.text,
                url=url,
                whom=_("shares were proposed"),
                day=day,
                when=When.WAITING,
                mark="wait",
                word=since(day, today, _("agree or refuse")),
                act=_("Answer"),
                act_url=url,
                rank=(6, line.id),
            )
        )
    return lines


def _obstacles(by: Actor, today: date, most: int) -> list[Due]:
    return [
        Due(
            what=line.text,
            url=reverse("mobile:obstacle", args=[line.id]),
            whom=_("obstacle of %(name)s") % {"name": line.organisation_name},
            day=line.since,
            when=When.WAITING,
            mark="stuck",
            word=since(line.since, today, _("in the way")),
            act=_("Remove it"),
            act_url=reverse("mobile:obstacle", args=[line.id]),
            rank=(4, line.id),
        )
        for line in obstacles_owned(by, today, most)
    ]


def _needs(by: Actor, today: date, most: int) -> list[Due]:
    """What one looks after and was wanted by a day that has passed."""
    lines = []
    for one in needs_owned_late(by, today, most):
        url = reverse("mobile:need", args=[one.id])
        when, mark, word = dated(one.wanted_by or today, today)
        lines.append(
            Due(
                what=one.text,
                url=url,
                whom=_("need of %(name)s") % {"name": one.organisation_name},
                day=one.wanted_by,
                when=when,
                mark=mark,
                word=word,
                act=_("Look at it"),
                act_url=url,
                rank=(6, one.id),
            )
        )
    return lines


def _to_sign(by: Actor, most: int) -> list[Due]:
    """What waits for a signature of ours."""
    lines = []
    for one in unsigned_agreements(by, ours=True, limit=most):
        url = reverse("mobile:agreement", args=[one.id])
        lines.append(
            Due(
                what=one.title,
                url=url,
                whom=_("for %(name)s") % {"name": "、".join(one.ours)},
                day=_frozen(one),
                when=When.WAITING,
                mark="wait",
                word=_("to be signed") + " · " + _signed(one),
                act=_("Read and sign"),
                act_url=url,
                rank=(5, one.id),
            )
        )
    return lines


def _being_signed(by: Actor, today: date, most: int) -> list[Due]:
    """What waits for the signatures of others only."""
    lines = []
    for one in unsigned_agreements(by, ours=False, limit=most):
        url = reverse("mobile:agreement", args=[one.id])
        lines.append(
            Due(
                what=one.title,
                url=url,
                whom="、".join(one.missing),
                day=_frozen(one),
                when=When.WAITING,
                mark="wait",
                word=since(_frozen(one), today, _signed(one)),
                act=_("Look at it"),
                act_url=url,
                rank=(5, one.id),
            )
        )
    return lines


def _frozen(one: Unsigned) -> date | None:
    return civil_date(one.frozen_at) if one.frozen_at is not None else None


def _signed(one: Unsigned) -> str:
    return _("%(signed)d of %(parties)d signed") % {"signed": one.signed, "parties": one.parties}


def _owed_to_us(line: CommitmentLine, today: date) -> Due:
    when, mark, word = dated(line.due_on, today)
    url = reverse("mobile:commitment", args=[line.id])
    return Due(
        what=line.text,
        url=url,
        whom=" · ".join([line.giver_name, *clause_of(line)]),
        day=line.due_on,
        when=when,
        mark=mark,
        word=word,
        act=_("How it stands"),
        act_url=url,
        rank=(0, line.id),
    )


def _awaiting(found: Waiting, today: date) -> list[Due]:
    lines = []
    for line in found.lines:
        url = reverse("mobile:commitment", args=[line.id])
        lines.append(
            Due(
                what=line.text,
                url=url,
                whom=line.receiver_name,
                day=line.done_on,
                when=When.WAITING,
                mark="wait",
                word=since(line.done_on, today, _("waits for their confirmation")),
                act=_("How it stands"),
                act_url=url,
                rank=(1, line.id),
            )
        )
    return lines
